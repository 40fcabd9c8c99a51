package listen

import (
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A Visit is a connection that is over.
type Visit struct {
	*live.Seen
	Hello    *live.Hello  // nil: there was none that could be read
	Meeting  live.Meeting // where there was one
	Reaction Reaction     // to the certificate
	wanted   *live.Wanted // of the client's certificate
}

// done makes a Visit of a connection.
func (v *visit) done(s *live.Seen) *Visit {
	d := &Visit{Seen: s, Hello: v.hello, Meeting: v.meeting, Reaction: react(v.server.Fault, s), wanted: v.server.Wanted}
	if s.Failure != nil {
		s.Failure.Try = d.tries(v.server.Fault)
	}
	return d
}

// Failed says whether the connection failed that should not have: a bad certificate
// should.
func (v *Visit) Failed() bool {
	return v.Failure != nil && v.Reaction.Claim == nil && !v.Reaction.Undecided
}

// A Measure is how much is told of a visit.
type Measure uint8

const (
	Whole    Measure = iota // everything
	Shorter                 // a hello that came before is not told again
	Ladder                  // nor are the messages
	Headline                // nor is the ladder
)

// Document tells the visit.
func (v *Visit) Document(how Measure) *transcript.Document {
	v.Aside = v.remarks(how)
	if v.Hello != nil && v.Failure != nil {
		v.Failure.Offered = nil // it stands above, or at the connection that was the same
	}
	switch how {
	case Headline:
		return v.Headline()
	case Ladder:
		return v.Short()
	case Shorter:
		if v.Number > 1 {
			v.Certificates = nil // our own, each time
		}
	}
	return v.Tell()
}

// remarks are what the hello says, who was like it, and what became of certificates.
func (v *Visit) remarks(how Measure) (out []transcript.Block) {
	if v.Hello != nil && (how == Whole || v.Meeting.Same == 0) {
		out = v.Hello.Tell()
	}
	if v.Hello != nil {
		out = append(out, v.Meeting.Blocks()...)
	}
	return append(append(out, v.ClientCertificate(v.wanted)...), v.Reaction.blocks()...)
}
