package wire

import (
	"fmt"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// outline writes spans as name[offset:end], a group's parts in parentheses.
func outline(t *Trace) (out string) {
	depth := 0
	for _, s := range t.Spans {
		for ; depth > s.Depth; depth-- {
			out += ") "
		}
		out += fmt.Sprintf("%s[%d:%d]", s.Field.Name, s.Offset, s.Offset+s.Length)
		if s.Opaque {
			out += "?"
		}
		if s.Group {
			out += "("
			depth++
		} else {
			out += " "
		}
	}
	for ; depth > 0; depth-- {
		out += ") "
	}
	return out
}

// nested reads what RFC 8446 writes as struct { uint8 a; item<0..255> } where
// item is opaque<0..2^16-1>.
func nested(data []byte, t *Trace) *Error {
	c := Read(data, t)
	c.Uint8(&fA)
	v := c.Vector8(&fLength, &fVector)
	for c.Len() > 0 {
		g := c.Open(&fGroup)
		c.Data16(&fLength, &fB)
		c.Close(g)
	}
	c.End(v)
	_ = c.Done()
	return c.Err()
}

func TestVectors(t *testing.T) {
	for _, tt := range []struct {
		name  string
		data  []byte
		spans string
		err   *Error
	}{
		{"empty vector", []byte{7, 0}, "a[0:1] length[1:2] vector[2:2]() ", nil},
		{"one element", []byte{7, 3, 0, 1, 9}, "a[0:1] length[1:2] vector[2:5](group[2:5](length[2:4] b[4:5] ) ) ", nil},
		{"empty element", []byte{7, 2, 0, 0}, "a[0:1] length[1:2] vector[2:4](group[2:4](length[2:4] b[4:4] ) ) ", nil},
		{"two elements", []byte{7, 5, 0, 0, 0, 1, 9}, "a[0:1] length[1:2] vector[2:7](group[2:4](length[2:4] b[4:4] ) group[4:7](length[4:6] b[6:7] ) ) ", nil},
		{"nothing", nil, "", &Error{Field: "a", Need: 1}},
		{"no length", []byte{7}, "a[0:1] ", &Error{Field: "length", Offset: 1, Need: 1}},
		{"vector longer than the input", []byte{7, 4, 0, 1, 9}, "a[0:1] length[1:2] unread[2:5]? ", &Error{Field: "vector", Offset: 2, Need: 4, Have: 3}},
		{"element longer than the vector", []byte{7, 3, 0, 2, 9, 9}, "a[0:1] length[1:2] vector[2:4](group[2:4](length[2:4] ) ) unread[4:6]? ", &Error{Field: "b", Offset: 4, Need: 2, Have: 1}},
		{"half an element", []byte{7, 1, 0, 1, 9}, "a[0:1] length[1:2] vector[2:2](group[2:2]() ) unread[2:5]? ", &Error{Field: "length", Offset: 2, Need: 2, Have: 1}},
		{"bytes behind the vector", []byte{7, 0, 1, 1}, "a[0:1] length[1:2] vector[2:2]() unread[2:4]? ", &Error{Field: "unread", Offset: 2, Have: 2, Reason: "bytes follow the end of the message"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var trace Trace
			err := nested(tt.data, &trace)
			if tt.err != nil {
				tt.err.Alert = registry.AlertDecodeError
			}
			if fmt.Sprint(err) != fmt.Sprint(tt.err) || err != nil && *err != *tt.err {
				t.Errorf("error %+v, want %+v", err, tt.err)
			}
			if got := outline(&trace); got != tt.spans {
				t.Errorf("spans\n %s\nwant\n %s", got, tt.spans)
			}
			if at, ok := trace.Gap(len(tt.data)); !ok {
				t.Errorf("gap at %d", at)
			}
			plain := nested(tt.data, nil)
			if (plain == nil) != (err == nil) || err != nil && *plain != *err {
				t.Errorf("without a trace: %v", plain)
			}
		})
	}
}

func TestVectorLengthsOfOneTwoAndThreeBytes(t *testing.T) {
	c := Read([]byte{1, 9, 0, 1, 9, 0, 0, 1, 9, 1, 8, 0, 1, 8, 0, 0, 1, 8}, nil)
	for _, v := range []func() Vector{
		func() Vector { return c.Vector8(&fLength, &fVector) },
		func() Vector { return c.Vector16(&fLength, &fVector) },
		func() Vector { return c.Vector24(&fLength, &fVector) },
	} {
		open := v()
		if c.Len() != 1 || c.Uint8(&fA) != 9 {
			t.Fatal("not the vector's byte")
		}
		c.End(open)
	}
	for _, d := range [][]byte{c.Data8(&fLength, &fA), c.Data16(&fLength, &fA), c.Data24(&fLength, &fA)} {
		if len(d) != 1 || d[0] != 8 {
			t.Fatalf("%v", d)
		}
	}
	if err := c.Done(); err != nil {
		t.Error(err)
	}
}

func TestUnreadBytesOfAVectorAreAnError(t *testing.T) {
	c := Read([]byte{2, 1, 1, 5}, nil)
	v := c.Vector8(&fLength, &fVector)
	c.Uint8(&fA)
	c.End(v)
	want := Error{Field: "vector", Offset: 2, Have: 1, Alert: registry.AlertDecodeError, Reason: "bytes follow its last field"}
	if _ = c.Done(); c.Err() == nil || *c.Err() != want {
		t.Errorf("got %+v, want %+v", c.Err(), want)
	}
}

func TestNarrowFailsAtOnceAndNarrowCutReadsWhatIsThere(t *testing.T) {
	c := Read([]byte{1, 2}, nil)
	c.Narrow(&fVector, 3)
	if c.Err() == nil || c.Err().Field != "vector" || c.Err().Need != 3 || c.Err().Have != 2 {
		t.Errorf("Narrow: %+v", c.Err())
	}
	c = Read([]byte{1, 2}, nil)
	l := c.NarrowCut(&fVector, 5)
	if c.Uint8(&fA) != 1 || c.Err() != nil {
		t.Errorf("NarrowCut: %+v", c.Err())
	}
	c.Widen(l) // one byte is unread, three are missing
	if c.Err() == nil || c.Err().Field != "vector" || c.Err().Offset != 1 || c.Err().Need != 4 || c.Err().Have != 1 {
		t.Errorf("Widen: %+v", c.Err())
	}
	c = Read([]byte{1, 2, 3}, nil)
	l = c.NarrowCut(&fVector, 2)
	if c.Len() != 2 {
		t.Errorf("%d left", c.Len())
	}
	c.Uint16(&fA)
	c.Widen(l)
	if c.Uint8(&fB) != 3 || c.Done() != nil {
		t.Errorf("behind Widen: %+v", c.Err())
	}
}

func TestPeekReadsNothing(t *testing.T) {
	c := Read([]byte{1, 2, 3}, nil)
	if v, ok := c.Peek16(); !ok || v != 0x0102 || c.Offset() != 0 {
		t.Errorf("%x %v at %d", v, ok, c.Offset())
	}
	c.Uint16(&fA)
	if _, ok := c.Peek16(); ok {
		t.Error("one byte is no 16 bits")
	}
}
