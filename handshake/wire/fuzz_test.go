package wire

import "testing"

// FuzzCursor runs a program of reads over data: each byte of script is one call.
// Whatever they are, nothing panics, the leaves tile, and reading with a trace
// and without gives the same end.
func FuzzCursor(f *testing.F) {
	f.Add([]byte{0, 5, 0, 8, 1, 9}, []byte{7, 3, 0, 1, 9})
	f.Add([]byte{6, 10, 2, 11, 3, 12, 13}, []byte{0, 4, 1, 2, 3, 4, 5, 6, 7})
	f.Add([]byte{14, 1, 1, 15, 4, 16}, []byte{9, 9})
	f.Fuzz(func(t *testing.T, script, data []byte) {
		var tr Trace
		err := perform(t, script, data, &tr)
		if at, ok := tr.Gap(len(data)); !ok {
			t.Fatalf("gap at %d: %s", at, outline(&tr))
		}
		plain := perform(t, script, data, nil)
		if (err == nil) != (plain == nil) || err != nil && *err != *plain {
			t.Fatalf("recorded %v, alone %v", err, plain)
		}
	})
}

func perform(t *testing.T, script, data []byte, tr *Trace) *Error {
	c := Read(data, tr)
	var close []func() // what is open, the innermost last
	for _, op := range script {
		failed := c.Err() != nil
		at := c.Offset()
		n := int(op >> 4)
		switch op % 16 {
		case 0:
			c.Uint8(&fA)
		case 1:
			c.Uint16(&fA)
		case 2:
			c.Uint24(&fA)
		case 3:
			c.Uint32(&fA)
		case 4:
			c.Bytes(&fB, n)
		case 5:
			c.Data8(&fLength, &fB)
		case 6:
			c.Data16(&fLength, &fB)
		case 7:
			c.Rest(&fB)
		case 8:
			c.Opaque(&fB, c.Len())
		case 9, 10, 11:
			v := c.Vector8(&fLength, &fVector)
			close = append(close, func() { c.End(v) })
		case 12:
			g := c.Open(&fGroup)
			close = append(close, func() { c.Close(g) })
		case 13:
			l := c.NarrowCut(&fVector, n)
			close = append(close, func() { c.Widen(l) })
		case 14:
			l := c.Narrow(&fVector, n)
			close = append(close, func() { c.Widen(l) })
		case 15:
			if len(close) > 0 {
				close[len(close)-1]()
				close = close[:len(close)-1]
			}
		}
		if failed && c.Offset() != at {
			t.Fatalf("read %d bytes after an error", c.Offset()-at)
		}
		if c.Len() < 0 || c.Offset()+c.Len() > len(data) {
			t.Fatalf("%d left at %d of %d", c.Len(), c.Offset(), len(data))
		}
	}
	for i := len(close) - 1; i >= 0; i-- {
		close[i]()
	}
	_ = c.Done()
	return c.Err()
}
