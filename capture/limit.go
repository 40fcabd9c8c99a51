package capture

import "fmt"

// DefaultLimit is how many bytes of data a recorder keeps unless told: 64 MiB.
const DefaultLimit = 64 << 20

const (
	// bytesPerEvent bounds the events as Limit bounds the data, so that
	// one-byte writes cannot cost many times Limit in bookkeeping. It is
	// about the size of an Event.
	bytesPerEvent = 64
	// minEvents are allowed however small the limit.
	minEvents = 1024
)

// maxEvents returns how many events a recorder with this limit keeps.
func maxEvents(limit int64) int64 {
	return max(limit/bytesPerEvent, minEvents)
}

// Lost counts what was not kept because of the limit.
type Lost struct {
	// Client and Server are the bytes that each side sent and that were not
	// kept.
	Client, Server int64
	// Events are the events of which nothing was kept: data, and failures
	// when there were too many events. End and Closed are always kept.
	Events int64
}

// add counts n bytes of one direction.
func (l *Lost) add(from Side, n int64) {
	if from == Client {
		l.Client += n
	} else {
		l.Server += n
	}
}

// A LimitError says that more crossed a connection than was kept.
type LimitError struct {
	Limit int64 // bytes of data that the recorder was ready to keep
	Lost  Lost
}

// Error says what was kept and what was not, in one sentence.
func (e *LimitError) Error() string {
	return fmt.Sprintf("capture: the recording is full (limit: %d bytes of data, %d events): "+
		"%d bytes from the client and %d bytes from the server were not kept (events left out: %d); "+
		"the connection itself was not disturbed",
		e.Limit, maxEvents(e.Limit), e.Lost.Client, e.Lost.Server, e.Lost.Events)
}
