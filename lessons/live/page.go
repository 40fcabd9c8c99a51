package live

import (
	"runtime"

	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// Page is the document of a connection that goes on, for its own client: what was
// agreed until now, what its hello says, what the clients before said, its certificate
// where one was wanted, and the hello byte by byte.
func (s *Seen) Page(h *Hello, m Meeting, wanted *Wanted) *transcript.Document {
	d := &transcript.Document{Command: s.Command, Stamp: transcript.Stamp{Go: runtime.Version()}}
	head := s.headline()
	d.Blocks = append(d.Blocks, head[0],
		&transcript.Prose{Text: transcript.Plainly("This page is about the connection on which it came to you, and about the client that asked for it.")}, head[1])
	if h != nil {
		d.Blocks = append(d.Blocks, h.Tell()...)
		d.Blocks = append(d.Blocks, m.Blocks()...)
	}
	d.Blocks = append(d.Blocks, s.ClientCertificate(wanted)...)
	d.Blocks = append(d.Blocks, heading("The connection until now"))
	d.Blocks = append(d.Blocks, s.ladder()...)
	if h != nil {
		d.Blocks = append(d.Blocks, heading("The hello, byte by byte"), h.Whole())
	}
	return d
}
