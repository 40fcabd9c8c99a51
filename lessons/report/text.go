package report

import (
	"fmt"
	"io"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// Options say what a text shows.
type Options struct {
	transcript.TextOptions        // Verbose is set by Explain
	Choice                        // of connections and messages
	Fields                 bool   // every field of every message
	Whole                  bool   // else what matters is all of a message, folded
	Explain                bool   // the same, and what each means
	Derive                 bool   // how the keys of each connection come about, which are secrets
	Keys                   bool   // keys were given: what they do not open is said
	Brief                  bool   // of each connection its headline only
	File                   string // what the hints call the capture
}

// How many connections are told in full, and how many with their ladder, where
// nothing was chosen. Ten fill some twenty screens; a hundred ladders can still be
// scrolled through; a list of thousands is searched, and there a headline is what
// a search should find.
const (
	fullTo   = 10
	ladderTo = 100
)

// A measure is how much is told of a connection.
type measure uint8

const (
	headline measure = iota
	withLadder
	inFull
)

// maxHeld is how many bytes of text wait for the ends of their connections.
const maxHeld = 4 << 20

// Text writes a report for people. It is a follow.Visitor.
type Text struct {
	w       io.Writer
	o       Options
	teller  *Teller
	pen     *transcript.Pen
	lines   lines
	out     []byte
	scratch []byte
	err     error
	free    []*account
	held    int // bytes of text in the accounts
	total   total
	least   measure    // of the connections so far
	last    measure    // of the last one
	open    []*account // of connections that have not ended, in no order
	parts   []string
	listed  bool // a connection was told
	dotted  bool // a ladder has arrows of what crossed encrypted and stays closed
	opened  bool // and of what was opened
	derived bool // steps to keys were shown
	given   bool // and one of them began with a secret of a key log
	untold  bool // more application data was opened than is shown
	hint    bool // messages are folded, and nothing has said so yet
}

var _ follow.Visitor = (*Text)(nil)

// NewText makes a Text that writes to w.
func NewText(w io.Writer, o Options) *Text {
	teller := NewTeller(o)
	return &Text{w: w, o: teller.o, teller: teller, pen: teller.pen, lines: newLines(teller.pen), least: inFull}
}

// measure is how much is told of the connection with this number.
func (t *Text) measure(n int) measure {
	chosen := len(t.o.Connections) > 0 || len(t.o.Messages) > 0 || t.o.Fields
	switch {
	case t.o.Brief:
		return headline
	case chosen || n <= fullTo:
		return inFull
	case n <= ladderTo:
		return withLadder
	}
	return headline
}

// Begin implements follow.Visitor.
func (t *Text) Begin(c *follow.Connection) {
	if c.Brief = !t.o.Connection(c.Number); c.Brief {
		return
	}
	a := &account{}
	if n := len(t.free); n > 0 {
		a, t.free = t.free[n-1], t.free[:n-1]
	}
	a.measure = t.measure(c.Number)
	c.Derive = t.o.Derive && a.measure == inFull
	c.Brief = a.measure == headline && t.o.All() && !t.o.Fields
	a.connection, a.place = c, len(t.open)
	t.open = append(t.open, a)
	c.Data = a
}

// Item implements follow.Visitor.
func (t *Text) Item(c *follow.Connection, it *handshake.Item) {
	a, ok := c.Data.(*account)
	if !ok {
		return
	}
	if !t.o.All() {
		t.total.saw(it)
	}
	if it.Err != nil {
		a.damaged(it)
	}
	if a.measure >= withLadder && t.o.All() {
		a.ladder.add(it)
		t.dotted = t.dotted || it.Protected && !it.Decrypted
		t.opened = t.opened || it.Decrypted
	}
	a.shown = a.shown || a.measure == headline && t.told(it)
	if a.measure < inFull || !t.told(it) || t.enough(a, it) {
		return
	}
	before := len(a.text)
	a.text = append(a.text, t.teller.Message(it, c.Began.Add(it.At))...)
	if len(a.text) > before {
		a.shown = true
		t.hint = !t.o.Fields && t.least == inFull
	}
	t.held += len(a.text) - before
	if t.held > maxHeld {
		t.early(c, a)
	}
}

// told says whether a message has a place behind the ladder.
func (t *Text) told(it *handshake.Item) bool {
	switch {
	case !t.o.Item(it):
		return false
	case !t.o.All():
		return true
	}
	return t.teller.Tells(it)
}

// shownData is how many records of application data are shown of each side.
const shownData = 3

// enough says that more application data was opened than is told.
func (t *Text) enough(a *account, it *handshake.Item) bool {
	if it.Kind != handshake.KindApplicationData || !it.Decrypted || t.o.Fields || !t.o.All() || it.Err != nil {
		return false
	}
	a.data[it.From]++
	if a.data[it.From] <= shownData {
		return false
	}
	t.untold = true
	return true
}

// early prints what is there of a connection before its end.
func (t *Text) early(c *follow.Connection, a *account) {
	if !a.early {
		t.headline(c, a)
	}
	a.early = true
	t.settle(a)
}

// settle moves an account's text to the output.
func (t *Text) settle(a *account) {
	t.out = append(t.out, a.text...)
	t.held -= len(a.text)
	a.spare()
	t.spill(32 << 10)
}

// End implements follow.Visitor.
func (t *Text) End(c *follow.Connection) {
	a, ok := c.Data.(*account)
	if !ok {
		return
	}
	last := t.open[len(t.open)-1]
	t.open[a.place], last.place = last, a.place
	t.open = t.open[:len(t.open)-1]
	t.total.add(c)
	if t.o.All() || a.shown {
		t.shorter(a.measure)
		a.ended, t.last, t.listed = true, a.measure, true
		t.headline(c, a)
		if a.measure >= withLadder && t.o.All() {
			t.out = t.lines.ladder(t.out, c, &a.ladder)
		}
	}
	t.settle(a)
	c.Data = nil
	a.reset()
	t.free = append(t.free, a)
}

// shorter says, once each time, that less is told of some connections. They end in
// any order, so it says which.
func (t *Text) shorter(m measure) {
	if m >= t.least || t.o.Brief {
		return
	}
	t.least, t.hint = m, false
	from, what := fullTo+1, "messages"
	if m == headline {
		from, what = ladderTo+1, "ladder, too"
	}
	t.note(fmt.Sprintf("Connections from %d on stand without their %s. One in full: tlsteach read %s --connection %d; all of them: -v", from, what, t.o.File, from))
}

// Err is the first error of the writer so far.
func (t *Text) Err() error { return t.err }

// Pause implements follow.Pauser: what was told is seen while more is waited for.
func (t *Text) Pause() error { return t.Flush() }

// Flush writes what is there. It returns the first error of the writer.
func (t *Text) Flush() error {
	t.spill(0)
	return t.err
}

func (t *Text) spill(least int) {
	if len(t.out) > least {
		if t.err == nil {
			_, t.err = t.w.Write(t.out)
		}
		t.out = t.out[:0]
	}
}
