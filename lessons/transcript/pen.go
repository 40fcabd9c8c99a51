package transcript

// A Pen writes pieces of text as [Terminal] would, for a command that prints
// while it reads and so has no document: the same colours, the same escaping.
type Pen struct{ t *text }

// NewPen makes a pen for these options.
func NewPen(o TextOptions) *Pen { return &Pen{newText(nil, o)} }

// Column is the last column of prose.
func (p *Pen) Column() int { return p.t.column() }

// Say makes a string that may hold an attacker's characters ready to stand in a
// line: visible and, where that is asked for, in ASCII.
func (p *Pen) Say(s string) string { return p.t.say(s) }

// Strong marks what is looked for; what it is given has been said.
func (p *Pen) Strong(s string) string { return p.t.strong(s) }

// Dim marks what can be skipped; what it is given has been said.
func (p *Pen) Dim(s string) string { return p.t.dim(s) }

// Mark colours what the text points at; what it is given has been said.
func (p *Pen) Mark(s string) string { return p.t.mark(s) }

// Peer colours what "client" or "server" sent; what it is given has been said.
func (p *Pen) Peer(from, s string) string { return p.t.peer(from, s) }

// Wrap breaks what has been said into lines of so many columns.
func (p *Pen) Wrap(s string, width int) []string { return wrap(s, width) }

// Message is a message with its fields as lines of text.
func (p *Pen) Message(m *Message) string {
	p.t.b.Reset()
	p.t.message(m)
	return p.t.b.String()
}
