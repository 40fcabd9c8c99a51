package wire

import (
	"testing"
)

var (
	fPartLength = Field{Name: "part_length"}
	fPart       = Field{Name: "part"}
	fInner      = Field{Name: "inner"}
	fAfter      = Field{Name: "after"}
)

// readParts reads parts of four inner bytes each, whose lengths stand before
// them, and a byte behind all of them.
func readParts(data []byte, t *Trace) (inner []uint32, after uint8, err error) {
	c := Read(data, t)
	for range 2 {
		n := int(c.Uint8(&fPartLength))
		part := c.Narrow(&fPart, n)
		g := c.Open(&fPart)
		inner = append(inner, c.Uint32(&fInner))
		c.Close(g)
		c.Contain(part)
	}
	after = c.Uint8(&fAfter)
	return inner, after, c.Done()
}

func TestDamageIsContainedInItsPart(t *testing.T) {
	for _, tt := range []struct {
		name  string
		data  []byte
		inner []uint32
		after uint8
		err   string
	}{
		{"whole", []byte{4, 0, 0, 0, 1, 4, 0, 0, 0, 2, 9}, []uint32{1, 2}, 9, ""},
		{"too short a part", []byte{3, 7, 7, 7, 4, 0, 0, 0, 2, 9}, []uint32{0, 2}, 9, "inner at offset 1 needs 4 bytes and has 3"},
		{"too long a part", []byte{5, 0, 0, 0, 1, 7, 4, 0, 0, 0, 2, 9}, []uint32{1, 2}, 9, "part at offset 5: bytes follow its last field (1 left)"},
		{"both: the first is said", []byte{1, 7, 2, 7, 7, 9}, []uint32{0, 0}, 9, "inner at offset 1 needs 4 bytes and has 1"},
		{"an empty part", []byte{0, 4, 0, 0, 0, 2, 9}, []uint32{0, 2}, 9, "inner at offset 1 needs 4 bytes and has 0"},
		{"a part longer than all", []byte{4, 0, 0, 0, 1, 90, 0, 0}, []uint32{1, 0}, 0, "part at offset 6 needs 90 bytes and has 2"},
		{"contained damage, then damage that is not", []byte{1, 7, 90, 0}, []uint32{0, 0}, 0, "inner at offset 1 needs 4 bytes and has 1"},
		{"contained damage, then bytes behind the end", []byte{1, 7, 4, 0, 0, 0, 2, 9, 9}, []uint32{0, 2}, 9, "inner at offset 1 needs 4 bytes and has 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var trace Trace
			inner, after, err := readParts(tt.data, &trace)
			if at, ok := trace.Gap(len(tt.data)); !ok {
				t.Errorf("the leaves do not tile: %d: %+v", at, trace.Spans)
			}
			if len(inner) != 2 || inner[0] != tt.inner[0] || inner[1] != tt.inner[1] || after != tt.after {
				t.Errorf("read %d and %d, want %d and %d", inner, after, tt.inner, tt.after)
			}
			if got := message(err); got != tt.err {
				t.Errorf("error %q, want %q", got, tt.err)
			}
			plain, _, plainErr := readParts(tt.data, nil)
			if plain[0] != inner[0] || plain[1] != inner[1] || message(plainErr) != message(err) {
				t.Errorf("without a trace %d, %v", plain, plainErr)
			}
		})
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestACutMessageIsReadToTheCut: vectors that reach beyond the cut are begun, and
// those that claim more than the message does are not.
func TestACutMessageIsReadToTheCut(t *testing.T) {
	read := func(data []byte) (list []uint8, err error) {
		var trace Trace
		c := Read(data, &trace)
		body := c.NarrowCut(&fAfter, int(c.Uint8(&fPartLength)))
		v := c.Vector8(&fPartLength, &fPart)
		for c.Len() > 0 {
			list = append(list, c.Uint8(&fInner))
		}
		c.End(v)
		c.Widen(body)
		err = c.Done()
		if at, ok := trace.Gap(len(data)); !ok {
			t.Errorf("the leaves do not tile: %d", at)
		}
		return list, err
	}
	for _, tt := range []struct {
		name string
		data []byte
		list int
		err  string
	}{
		{"whole", []byte{5, 4, 1, 2, 3, 4}, 4, ""},
		{"cut in the vector", []byte{5, 4, 1, 2}, 2, "part at offset 4 needs 2 bytes and has 0"},
		{"cut, and the vector claims more than the message", []byte{5, 9, 1, 2}, 0, "part at offset 2 needs 9 bytes and has 2"},
		{"a vector that lies in a whole message", []byte{3, 9, 1, 2}, 0, "part at offset 2 needs 9 bytes and has 2"},
	} {
		if list, err := read(tt.data); len(list) != tt.list || message(err) != tt.err {
			t.Errorf("%s: %d elements and %q, want %d and %q", tt.name, len(list), message(err), tt.list, tt.err)
		}
	}
}
