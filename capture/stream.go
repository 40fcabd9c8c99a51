package capture

import (
	"bytes"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// A stream is one direction of a Pipe: a bounded queue of bytes.
type stream struct {
	writing sync.Mutex // one write at a time, so that none is split by another

	mu      sync.Mutex
	changed *sync.Cond // anything below changed
	queue   bytes.Buffer

	finished     bool // the writer will send no more
	writerClosed bool
	readerClosed bool

	readDeadline, writeDeadline deadline
}

// A deadline says whether a time is past. Its stream's mutex guards it.
type deadline struct {
	past  bool
	timer *time.Timer
}

func newStream() *stream {
	s := new(stream)
	s.changed = sync.NewCond(&s.mu)
	return s
}

// read takes what there is, and waits for something if there is nothing.
func (s *stream) read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.readerClosed:
			return 0, net.ErrClosed
		case len(b) == 0:
			return 0, nil
		case s.readDeadline.past:
			return 0, os.ErrDeadlineExceeded
		case s.queue.Len() > 0:
			n, _ := s.queue.Read(b)
			s.changed.Broadcast()
			return n, nil
		case s.finished:
			return 0, io.EOF
		}
		s.changed.Wait()
	}
}

// write puts all of b in the queue, and waits for room as often as it must.
func (s *stream) write(b []byte) (n int, err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch room := pipeBuffer - s.queue.Len(); {
		case s.writerClosed:
			return n, net.ErrClosed
		case s.finished, s.readerClosed:
			return n, io.ErrClosedPipe
		case len(b) == n:
			return n, nil
		case s.writeDeadline.past:
			return n, os.ErrDeadlineExceeded
		case room > 0:
			m, _ := s.queue.Write(b[n:min(n+room, len(b))])
			n += m
			s.changed.Broadcast()
			continue
		}
		s.changed.Wait()
	}
}

// finish is the writer's half-close.
func (s *stream) finish() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writerClosed {
		return net.ErrClosed
	}
	s.finished = true
	s.changed.Broadcast()
	return nil
}

// closeWriter ends the stream for its writer; the reader may drain it.
func (s *stream) closeWriter() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writerClosed {
		return net.ErrClosed
	}
	s.finished, s.writerClosed = true, true
	s.writeDeadline.stop()
	s.changed.Broadcast()
	return nil
}

// closeReader ends the stream for its reader; what is queued is dropped.
func (s *stream) closeReader() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readerClosed = true
	s.queue = bytes.Buffer{}
	s.readDeadline.stop()
	s.changed.Broadcast()
}

// setDeadline moves d, which is one of the two of s. The zero time is never.
func (s *stream) setDeadline(d *deadline, t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d == &s.readDeadline && s.readerClosed || d == &s.writeDeadline && s.writerClosed {
		return net.ErrClosed
	}
	d.stop()
	wait := time.Until(t)
	d.past = !t.IsZero() && wait <= 0
	if !t.IsZero() && wait > 0 {
		var timer *time.Timer
		timer = time.AfterFunc(wait, func() {
			s.mu.Lock() // held until d.timer is set
			defer s.mu.Unlock()
			if d.timer == timer { // not moved in the meantime
				d.past = true
				s.changed.Broadcast()
			}
		})
		d.timer = timer
	}
	s.changed.Broadcast()
	return nil
}

// stop forgets the timer.
func (d *deadline) stop() {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
}
