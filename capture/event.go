package capture

import (
	"fmt"
	"time"
)

// A Side is one end of a connection. The client is the end that opened it.
type Side uint8

// The two sides. The zero Side is neither.
const (
	Client Side = iota + 1
	Server
)

// String returns "client" or "server".
func (s Side) String() string {
	switch s {
	case Client:
		return "client"
	case Server:
		return "server"
	default:
		return fmt.Sprintf("side(%d)", uint8(s))
	}
}

// Other returns the opposite side. A value that is neither side has no
// opposite and is returned as it is.
func (s Side) Other() Side {
	switch s {
	case Client:
		return Server
	case Server:
		return Client
	default:
		return s
	}
}

// An EventKind says what happened.
type EventKind uint8

// The kinds of events.
const (
	// Data: bytes crossed.
	Data EventKind = iota + 1
	// End: the sender will send no more. It wrote a half-close, or the
	// watched end read io.EOF. At most one a direction.
	End
	// Closed: the watched end closed the connection. At most one. Errors
	// that only follow from this close are not recorded after it.
	Closed
	// Failed: a call failed, with a timeout or otherwise; Err says how.
	Failed
)

// String returns the name of the kind in lower case.
func (k EventKind) String() string {
	switch k {
	case Data:
		return "data"
	case End:
		return "end"
	case Closed:
		return "closed"
	case Failed:
		return "failed"
	default:
		return fmt.Sprintf("kind(%d)", uint8(k))
	}
}

// An Event is one thing that happened on a connection.
type Event struct {
	// At is the time since Recording.Start. It never decreases from one event
	// to the next. A write happened when it began, since its bytes may arrive
	// before the call returns; so did a half-close and a close. A read or a
	// failure happened when the call returned.
	At time.Duration

	// From is the side that sent the bytes (Data), that will send no more
	// (End), that was watched (Closed), or whose direction failed (Failed: a
	// failed read has the other side here).
	From Side

	Kind EventKind

	// Data holds the bytes of a Data event, as many as the call moved.
	Data []byte

	// Err is the text of the error of a Failed event.
	Err string
}
