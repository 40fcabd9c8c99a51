package wire

import (
	"bytes"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

var (
	fA      = Field{Name: "a"}
	fB      = Field{Name: "b"}
	fLength = Field{Name: "length"}
	fVector = Field{Name: "vector"}
	fGroup  = Field{Name: "group"}
)

func TestIntegersAreBigEndian(t *testing.T) {
	c := Read([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, nil)
	if a, b, d, e := c.Uint8(&fA), c.Uint16(&fA), c.Uint24(&fA), c.Uint32(&fA); a != 1 || b != 0x0203 || d != 0x040506 || e != 0x0708090a {
		t.Errorf("%x %x %x %x", a, b, d, e)
	}
	if err := c.Done(); err != nil {
		t.Error(err)
	}
}

func TestFirstErrorSticks(t *testing.T) {
	for _, recorded := range []*Trace{nil, new(Trace)} {
		c := Read([]byte{1, 2, 3}, recorded)
		c.Uint8(&fA)
		c.Uint32(&fB)
		want := Error{Field: "b", Offset: 1, Need: 4, Have: 2, Alert: registry.AlertDecodeError}
		c.Uint16(&fA) // would fit
		c.Bytes(&fA, 9)
		c.Fail(&fA, 0, "later")
		c.Stop(&Error{Field: "later"})
		if err := c.Done(); err == nil || *c.Err() != want || err != error(c.Err()) {
			t.Errorf("got %+v, want %+v", c.Err(), want)
		}
	}
}

func TestReadsAfterAnErrorGiveZeroValues(t *testing.T) {
	for _, recorded := range []*Trace{nil, new(Trace)} {
		c := Read(bytes.Repeat([]byte{0xff}, 64), recorded)
		v := c.Vector8(&fLength, &fVector) // claims 255 of 63
		if c.Err() == nil {
			t.Fatal("no error")
		}
		if c.Uint8(&fA) != 0 || c.Uint16(&fA) != 0 || c.Uint24(&fA) != 0 || c.Uint32(&fA) != 0 {
			t.Error("an integer is not zero")
		}
		if c.Bytes(&fA, 0) != nil || c.Bytes(&fA, 1) != nil || c.Opaque(&fA, 1) != nil || c.Rest(&fA) != nil ||
			c.Data8(&fLength, &fA) != nil || c.Data16(&fLength, &fA) != nil || c.Data24(&fLength, &fA) != nil {
			t.Error("a slice is not nil")
		}
		inner := c.Begin(&fVector, 1)
		limit := c.NarrowCut(&fVector, 100)
		if _, ok := c.Peek16(); ok || c.Len() != 0 || c.Offset() != 1 {
			t.Errorf("%d bytes left at %d", c.Len(), c.Offset())
		}
		c.Widen(limit)
		c.End(inner)
		c.End(v)
		if c.Len() != 0 || c.Offset() != 1 {
			t.Errorf("after the vectors: %d bytes left at %d", c.Len(), c.Offset())
		}
	}
}

func TestEmptyBytesAreNotNil(t *testing.T) {
	c := Read([]byte{0}, nil)
	if b := c.Data8(&fLength, &fA); b == nil || len(b) != 0 {
		t.Errorf("%v", b)
	}
}

func TestSlicesAreClipped(t *testing.T) {
	data := []byte{1, 2, 3, 4, 5, 6}
	c := Read(data, nil)
	for _, b := range [][]byte{c.Bytes(&fA, 2), c.Opaque(&fA, 2), c.Since(0), c.Since(4)} {
		if len(b) != cap(b) {
			t.Errorf("%v has room for %d", b, cap(b))
		}
	}
	if c.Since(5) != nil {
		t.Error("bytes that were not read yet")
	}
}

func TestDoneRefusesBytesBehindTheEnd(t *testing.T) {
	var trace Trace
	c := Read([]byte{1, 2, 3}, &trace)
	c.Uint8(&fA)
	if err := c.Done(); err == nil || c.Err().Field != "unread" || c.Err().Offset != 1 || c.Err().Have != 2 {
		t.Errorf("%+v", c.Err())
	}
	if at, ok := trace.Gap(3); !ok || !trace.Spans[1].Opaque {
		t.Errorf("gap at %d in %+v", at, trace.Spans)
	}
}

func TestErrorsAreOneSentence(t *testing.T) {
	for want, e := range map[string]Error{
		"random at offset 6 needs 32 bytes and has 3":                {Field: "random", Offset: 6, Need: 32, Have: 3},
		"body at offset 9: bytes follow its last field (2 left)":     {Field: "body", Offset: 9, Have: 2, Reason: "bytes follow its last field"},
		"legacy_session_id at offset 39: it has at most 32 (9 left)": {Field: "legacy_session_id", Offset: 39, Need: 200, Have: 9, Reason: "it has at most 32"},
	} {
		if got := e.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestReadingDoesNotAllocate(t *testing.T) {
	data := []byte{3, 0, 1, 2, 9, 9}
	var trace Trace
	for name, recorded := range map[string]*Trace{"alone": nil, "recorded": &trace} {
		if n := testing.AllocsPerRun(20, func() {
			c := Read(data, recorded)
			v := c.Vector8(&fLength, &fVector)
			for c.Len() > 0 {
				c.Uint8(&fA)
			}
			c.End(v)
			c.Rest(&fB)
			if c.Done() != nil {
				t.Error(c.Err())
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
