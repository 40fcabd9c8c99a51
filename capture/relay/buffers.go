package relay

import "sync"

// Sizes of buffers, in bytes. A connection that waits holds small ones; one that
// moves much gets large ones.
const (
	small = 4 << 10
	large = 32 << 10
)

// buffers are large ones that nobody uses.
type buffers struct{ pool sync.Pool }

// A buffer is what one direction reads into.
type buffer struct {
	of    *buffers
	small []byte
	large *[large]byte
}

func (b *buffers) new() *buffer { return &buffer{of: b, small: make([]byte, small)} }

// next returns what to read into.
func (b *buffer) next() []byte {
	if b.large != nil {
		return b.large[:]
	}
	return b.small
}

// read says how many bytes were read into it.
func (b *buffer) read(n int) {
	switch {
	case b.large == nil && n == small:
		if b.large, _ = b.of.pool.Get().(*[large]byte); b.large == nil {
			b.large = new([large]byte)
		}
	case b.large != nil && n < small:
		b.free()
	}
}

// free gives a large buffer back.
func (b *buffer) free() {
	if b.large != nil {
		b.of.pool.Put(b.large)
		b.large = nil
	}
}
