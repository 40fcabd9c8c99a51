package transcript

import (
	"strings"
	"testing"
)

func TestPenWritesAsThePrinterDoes(t *testing.T) {
	m := &Message{Name: "ClientHello", From: "client", Where: "clear", Bytes: Hex{1, 2}, Error: "it is \x1b[31mcut",
		Fields: []Field{{Name: "type", Length: 1, Value: Hex{1}, Text: "ClientHello"}, {Name: "rest", Offset: 1, Length: 1, Value: Hex{2}, Text: "\u202eevil"}}}
	for _, o := range []TextOptions{{}, {Width: 140}, {Width: 40, ASCII: true}, {Color: true}, {Verbose: true}} {
		var whole strings.Builder
		if err := Terminal(&whole, []*Document{{Command: "read", Blocks: []Block{m}}}, o); err != nil {
			t.Fatal(err)
		}
		p := NewPen(o)
		for range 2 { // it can be used again
			if got := p.Message(m); got == "" || !strings.HasSuffix(whole.String(), got) {
				t.Errorf("%+v: the printer writes\n%s\nand the pen\n%s", o, whole.String(), got)
			}
		}
	}
}

func TestPenSaysWhatIsHostile(t *testing.T) {
	if got, want := NewPen(TextOptions{}).Say("a\x1b[31m\u202e\n→"), `a\x1b[31m\u{202e}\x0a→`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := NewPen(TextOptions{ASCII: true}).Say("a→ä"), `a->\u{e4}`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
