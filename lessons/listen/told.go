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
}

// done makes a Visit of a connection.
func (v *visit) done(s *live.Seen) *Visit {
	d := &Visit{Seen: s, Hello: v.hello, Meeting: v.meeting, Reaction: react(v.server.Fault, s)}
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

// Document tells the visit. Where short is set, a hello that came before is not told
// again.
func (v *Visit) Document(short bool) *transcript.Document {
	var remarks []transcript.Block
	if v.Hello != nil && !(short && v.Meeting.Same != 0) {
		remarks = v.Hello.Tell()
	}
	if v.Hello != nil {
		remarks = append(remarks, v.Meeting.Blocks()...)
	}
	remarks = append(remarks, v.ClientCertificate()...)
	v.Aside = append(remarks, v.Reaction.blocks()...)
	if v.Hello != nil && v.Failure != nil {
		v.Failure.Offered = nil // it stands above, or at the connection that was the same
	}
	if short && v.Number > 1 {
		v.Certificates = nil // our own, each time
	}
	return v.Tell()
}
