package relay

import (
	"errors"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// spliced is how many bytes are moved before they are counted.
const spliced = 256 << 10

// splice moves what one side sends, which nobody looks at: on Linux without taking it
// out of the kernel, as net.TCPConn.ReadFrom does.
func (j *joint) splice(from capture.Side) {
	source, target := j.legs[from], j.legs[from.Other()]
	for {
		// A read that waits must return now and then, so that what has passed is
		// counted. There is no deadline for writing: bytes would be lost.
		if j.relay.o.Idle > 0 && !j.isEnding() {
			_ = source.SetReadDeadline(time.Now().Add(j.relay.o.Idle / 2))
		}
		n, err := io.Copy(target, &io.LimitedReader{R: source, N: spliced})
		if n > 0 {
			j.count(from, n)
			j.mu.Lock()
			j.sayFull()
			j.mu.Unlock()
			j.recorder.Lose(from, n)
		}
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded) && !j.isEnding():
		case err != nil:
			j.failed(from, j.gone(from, err), err)
			return
		case n < spliced:
			j.ended(from)
			return
		}
	}
}

// isEnding says whether a leg has failed.
func (j *joint) isEnding() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.end.How != 0
}

// gone says which leg failed while bytes were spliced: the error does not tell where a
// leg was reset. One that was has nothing more to read.
func (j *joint) gone(from capture.Side, err error) capture.Side {
	if errors.Is(err, syscall.EPIPE) {
		return from.Other()
	}
	source := j.legs[from]
	if source.SetReadDeadline(time.Now().Add(time.Millisecond)) != nil {
		return from
	}
	if _, err := source.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		return from.Other()
	}
	return from
}
