package pasted

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/paste"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// Pasted is what was found in the parts of a paste.
type Pasted struct {
	Items []*handshake.Item
	Notes []string         // how the input was understood
	State *handshake.State // at the end; nil where there is no connection
	Left  bool             // there is more than MaxItems

	bare map[*handshake.Item]bool
}

// Bare says whether an item stood without a record.
func (e *Pasted) Bare(it *handshake.Item) bool { return e.bare[it] }

// MaxItems is how many records and messages are read of a paste: each takes a
// thousand times the memory of the four bytes that the shortest has.
const MaxItems = 50_000

// Decode reads the parts of a paste, each as its kind asks for.
func Decode(parts []paste.Part) *Pasted {
	e := &Pasted{bare: map[*handshake.Item]bool{}}
	for _, p := range parts {
		if p.Note != "" && !slices.Contains(e.Notes, p.Note) {
			e.Notes = append(e.Notes, p.Note)
		}
	}
	for len(parts) > 0 {
		if e.Left = e.Left || len(e.Items) >= MaxItems; e.Left {
			break
		}
		n := 1
		for n < len(parts) && carried(parts[n].Kind) == carried(parts[0].Kind) {
			n++
		}
		switch carried(parts[0].Kind) {
		case paste.Certificate:
			e.Left = n > MaxItems
			for _, p := range parts[:min(n, MaxItems)] {
				e.Items = append(e.Items, certificateItem(p.Bytes))
			}
		case paste.Records:
			e.add(recordTurns(parts[:n]), false)
		default:
			e.add(bareTurns(parts[:n]), true)
		}
		parts = parts[n:]
	}
	return e
}

// carried is the kind of a part, one for all that stands without records.
func carried(k paste.Kind) paste.Kind {
	if k == paste.Alert || k == paste.ChangeCipherSpec {
		return paste.Handshake
	}
	return k
}

// A turn is bytes of one side: whole records, or the rest of what there is.
type turn struct {
	from  capture.Side
	bytes []byte
}

// add decodes turns. Where no hello says what the connection is, but the shape of
// a message depends on it, the state under which most can be read is assumed.
func (e *Pasted) add(turns []turn, bare bool) {
	if e.Left = len(turns) > MaxItems; e.Left {
		turns = turns[:MaxItems]
	}
	items, state, all := decodeTurns(turns, handshake.State{}, bare)
	e.Left = e.Left || !all
	if best := faults(items); state.Version == 0 && best > 0 {
		for _, s := range assumptions {
			got, _, _ := decodeTurns(turns, handshake.State{Version: s.version, CipherSuite: s.suite}, bare)
			if f := faults(got); f < best {
				items, best = got, f
				state.Version, state.CipherSuite = 0, 0 // assumed is not known
				e.assume(s)
			}
		}
	}
	e.Items = append(e.Items, items...)
	e.State = &state
	if bare {
		for _, it := range items {
			e.bare[it] = true
		}
	}
}

// An assumption is what a connection may have agreed on before the bytes begin.
type assumption struct {
	version registry.Version
	suite   registry.CipherSuite
}

// assumptions differ in the shapes of messages: the versions, and the ways to
// exchange a key.
var assumptions = []assumption{
	{registry.VersionTLS12, 0xc02f}, {registry.VersionTLS12, 0x009e}, {registry.VersionTLS12, 0x009c},
	{registry.VersionTLS13, 0x1301},
	{registry.VersionTLS10, 0xc013}, {registry.VersionTLS10, 0x0033}, {registry.VersionTLS10, 0x002f},
	{registry.VersionTLS12, 0x00a8}, {registry.VersionTLS12, 0xc035}, {registry.VersionTLS12, 0x00aa},
	{registry.VersionSSL30, 0x0035}, {registry.VersionSSL30, 0x0033},
}

const assumed = "no ServerHello says what was agreed on: "

func (e *Pasted) assume(s assumption) {
	e.Notes = slices.DeleteFunc(e.Notes, func(n string) bool { return strings.HasPrefix(n, assumed) })
	e.Notes = append(e.Notes, fmt.Sprintf("%sread as %v with a suite such as %v", assumed, s.version, s.suite))
}

// faults measures how little of the clear messages could be read.
func faults(items []*handshake.Item) int {
	n := 0
	for _, it := range items {
		if it.Kind != handshake.KindHandshake || it.Protected {
			continue
		}
		if it.Err != nil {
			n += 1 << 20
		}
		for _, s := range it.Trace.Spans {
			if s.Opaque {
				n += s.Length
			}
		}
	}
	return n
}

// decodeTurns feeds a conversation that begins in a state. It says whether the items
// are all that there are.
func decodeTurns(turns []turn, from handshake.State, bare bool) (items []*handshake.Item, _ handshake.State, all bool) {
	all = true
	c := handshake.NewConversation(func(it *handshake.Item) {
		switch {
		case bare && it.Kind == handshake.KindRecord:
		case len(items) >= MaxItems:
			all = false
		default:
			items = append(items, it)
		}
	})
	c.State = from
	for _, t := range turns {
		if bare && t.bytes[0] == byte(registry.ContentChangeCipherSpec) {
			// What follows is not encrypted here: the connection does not hear of it.
			items = append(items, changeCipherSpec(t)...)
			continue
		}
		c.Feed(t.from, t.bytes, 0)
	}
	c.End(0)
	return items, c.State, all
}

func changeCipherSpec(t turn) (items []*handshake.Item) {
	c := handshake.NewConversation(func(it *handshake.Item) {
		if it.Kind != handshake.KindRecord {
			items = append(items, it)
		}
	})
	c.Feed(t.from, t.bytes, 0)
	c.End(0)
	return items
}

// Damaged says whether something could not be read.
func (e *Pasted) Damaged() bool {
	return slices.ContainsFunc(e.Items, func(it *handshake.Item) bool { return it.Err != nil })
}
