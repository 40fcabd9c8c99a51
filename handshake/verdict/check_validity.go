package verdict

import (
	"fmt"
	"time"
)

// faults collects what is wrong on a path, for one sentence.
type faults struct {
	texts    []string
	evidence []Evidence
}

func (f *faults) add(text string, e ...Evidence) {
	f.texts = append(f.texts, text)
	f.evidence = append(f.evidence, e...)
}

// verdict is the first fault with the number of further ones, or what to say where
// there is none.
func (f *faults) verdict(otherwise string, e ...Evidence) Verdict {
	switch n := len(f.texts); {
	case n == 0:
		return passed(otherwise, e...)
	case n == 1:
		return failed(upper(f.texts[0])+".", f.evidence...)
	case n == 2:
		return failed(upper(f.texts[0])+"; "+f.texts[1]+".", f.evidence...)
	default:
		return failed(fmt.Sprintf("%s; %s; and %d more.", upper(f.texts[0]), f.texts[1], n-2), f.evidence...)
	}
}

// validity: each certificate of the path, the root too, is within its time.
func (j *judge) validity(p path) Verdict {
	var f faults
	var all []Evidence
	for _, c := range p {
		before, after := c.field("validity", "not_before"), c.field("validity", "not_after")
		all = append(all, before, after)
		switch {
		case j.Now.Before(c.NotBefore):
			f.add(fmt.Sprintf("%s is not valid before %s, and it is %s", c.who(), utc(c.NotBefore), utc(j.Now)), before)
		case j.Now.After(c.NotAfter):
			f.add(fmt.Sprintf("%s expired on %s, and it is %s", c.who(), utc(c.NotAfter), utc(j.Now)), after)
		}
	}
	return f.verdict(fmt.Sprintf("It is %s, and every certificate is within its time.", utc(j.Now)), all...)
}

func utc(t time.Time) string { return t.UTC().Format(time.RFC3339) }
