package report

import "io"

// An ahead writes what it is given in another goroutine: to write takes as long as
// to decrypt. It holds at most aheadBuffers buffers of aheadSize bytes. The first
// error of the writer stays, and what comes behind it is not written.
type ahead struct {
	now  []byte
	full chan []byte
	free chan []byte
	idle chan error // answers a flush with the error so far
	err  error
}

const (
	aheadSize    = 256 << 10
	aheadBuffers = 3
)

func newAhead(w io.Writer) *ahead {
	a := &ahead{full: make(chan []byte, aheadBuffers), free: make(chan []byte, aheadBuffers), idle: make(chan error)}
	for range aheadBuffers {
		a.free <- make([]byte, 0, aheadSize)
	}
	a.now = <-a.free
	go a.run(w)
	return a
}

func (a *ahead) run(w io.Writer) {
	var err error
	for b := range a.full {
		if len(b) == 0 { // a flush
			a.idle <- err
		} else if err == nil {
			_, err = w.Write(b)
		}
		a.free <- b[:0]
	}
}

// write takes bytes; the error comes with a flush.
func (a *ahead) write(b []byte) {
	for len(b) > 0 {
		n := min(len(b), cap(a.now)-len(a.now))
		a.now = append(a.now, b[:n]...)
		if b = b[n:]; len(a.now) == cap(a.now) {
			a.full <- a.now
			a.now = <-a.free
		}
	}
}

// flush waits until all is written, and returns the first error.
func (a *ahead) flush() error {
	if len(a.now) > 0 {
		a.full <- a.now
		a.now = <-a.free
	}
	a.full <- a.now
	a.err = <-a.idle
	a.now = <-a.free
	return a.err
}

// close ends the goroutine, behind a flush.
func (a *ahead) close() { close(a.full) }
