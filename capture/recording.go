package capture

import (
	"slices"
	"time"
)

// A Recording is what crossed one connection. It is plain data: it may be
// kept, edited and built by hand.
type Recording struct {
	// Client and Server are the addresses of the two sides, as
	// net.Addr.String gives them.
	Client, Server string

	// Start is when recording began.
	Start time.Time

	// Events are in the order in which they happened.
	Events []Event

	// Limit is how many bytes of data the recorder was ready to keep.
	Limit int64

	// Lost says what was not kept because of Limit.
	Lost Lost
}

// Bytes returns all data that from sent, in order. If the limit was reached,
// it is an unbroken prefix of what from sent. The result is the caller's own.
func (r *Recording) Bytes(from Side) []byte {
	var size int
	for _, e := range r.Events {
		if e.Kind == Data && e.From == from {
			size += len(e.Data)
		}
	}
	all := make([]byte, 0, size)
	for _, e := range r.Events {
		if e.Kind == Data && e.From == from {
			all = append(all, e.Data...)
		}
	}
	return all
}

// Clone returns a copy that shares no memory with r.
func (r *Recording) Clone() *Recording {
	c := *r
	c.Events = cloneEvents(r.Events)
	return &c
}

// Err returns a *[LimitError] if something was not kept, and nil otherwise.
func (r *Recording) Err() error {
	if r.Lost == (Lost{}) {
		return nil
	}
	return &LimitError{Limit: r.Limit, Lost: r.Lost}
}

// cloneEvents copies the events with their bytes, and leaves out the places
// that their writes did not use.
func cloneEvents(events []Event) []Event {
	var size int
	for _, e := range events {
		size += len(e.Data)
	}
	// One block for all bytes; each event gets a clipped part, so that an
	// append to one never runs into the next.
	block := make([]byte, 0, size)
	clone := slices.Clone(events)
	clone = slices.DeleteFunc(clone, func(e Event) bool { return e.Kind == unused })
	for i, e := range clone {
		if e.Data != nil {
			at := len(block)
			block = append(block, e.Data...)
			clone[i].Data = slices.Clip(block[at:])
		}
	}
	return clone
}
