package main

import (
	"fmt"

	"github.com/tlsteach/tlsteach/lessons/listen"
)

// A listenTeller has connections told, and keeps what they come to. It is called by
// one goroutine at a time.
type listenTeller struct {
	out    *liveOutput
	falses bool // a claim was false
	broken int  // connections
	hint   string
}

func (t *listenTeller) ended(v *listen.Visit) {
	v.Verbose = t.out.flags.verbose
	d := v.Document(t.measure())
	t.falses = t.falses || d.Failed() > 0
	if v.Failed() {
		if t.broken++; t.broken == 1 {
			t.hint = v.Failure.Hint()
		}
	}
	t.out.tell(d)
}

// measure is how fully the next connection is told. Text has no need to say again what
// stands above.
func (t *listenTeller) measure() listen.Measure {
	switch how := t.out.next(); {
	case how == headline:
		return listen.Headline
	case how == short:
		return listen.Ladder
	case t.out.flags.format == "text" && !t.out.flags.verbose:
		return listen.Shorter
	}
	return listen.Whole
}

// verdict is what the connections come to, and whether something was said already
// that is an error.
func (t *listenTeller) verdict(said bool) error {
	switch {
	case t.falses, said:
		return errFalse
	case t.broken > 0:
		return &hinted{fmt.Errorf("%d of %d connections failed; the output says why", t.broken, t.out.told), t.hint}
	}
	return nil
}
