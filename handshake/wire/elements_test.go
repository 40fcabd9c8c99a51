package wire

import (
	"bytes"
	"testing"
)

func TestElementsAreLeavesOfOneSize(t *testing.T) {
	length, list, element := Field{Name: "length"}, Field{Name: "list"}, Field{Name: "element"}
	for _, tt := range []struct {
		name   string
		input  []byte
		got    []byte
		offset int // of the error; 0: none
	}{
		{"none", []byte{0}, []byte{}, 0},
		{"two", []byte{4, 1, 2, 3, 4}, []byte{1, 2, 3, 4}, 0},
		{"one and a half", []byte{3, 1, 2, 3}, []byte{1, 2}, 3},
		{"half of one", []byte{1, 1}, []byte{}, 1},
	} {
		for _, trace := range []*Trace{nil, new(Trace)} {
			c := Read(tt.input, trace)
			got := c.List8(&length, &list, &element, 2)
			err := c.Done()
			if !bytes.Equal(got, tt.got) || (err != nil) != (tt.offset > 0) {
				t.Errorf("%s: %x, %v", tt.name, got, err)
			}
			if err != nil && (c.Err().Offset != tt.offset || c.Err().Need != 2 || c.Err().Have != 1) {
				t.Errorf("%s: %+v", tt.name, c.Err())
			}
			if trace == nil {
				continue
			}
			if at, ok := trace.Gap(len(tt.input)); !ok {
				t.Errorf("%s: gap at %d", tt.name, at)
			}
		}
	}
	c := Read([]byte{2, 1}, nil)
	c.Vector8(&length, &list)
	if got := c.Elements(&element, 2); got != nil {
		t.Errorf("after an error: %x", got)
	}
}

// TestAListIsReadAlikeWithAndWithoutATrace: the short way must refuse what the
// long way refuses.
func TestAListIsReadAlikeWithAndWithoutATrace(t *testing.T) {
	length, list, element := Field{Name: "length"}, Field{Name: "list", Min: 2}, Field{Name: "element"}
	for _, input := range [][]byte{{}, {0}, {0, 0}, {0, 1, 9}, {0, 2, 9, 9}, {0, 3, 9, 9, 9}, {0, 4, 9, 9}, {0, 2, 9, 9, 7}, {0xff, 0xff, 1}} {
		plain, traced := Read(input, nil), Read(input, new(Trace))
		a, b := plain.List16(&length, &list, &element, 2), traced.List16(&length, &list, &element, 2)
		errA, errB := plain.Done(), traced.Done()
		if !bytes.Equal(a, b) || (errA == nil) != (errB == nil) || errA != nil && errA.Error() != errB.Error() {
			t.Errorf("%x: %x and %v, with a trace %x and %v", input, a, errA, b, errB)
		}
	}
}
