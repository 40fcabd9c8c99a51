package packets

import (
	"fmt"
	"io"
	"net/netip"
	"time"
)

// A Handler is given what a capture holds, in the order of the capture. All
// its calls, and those of its streams, come from the goroutine of [Read].
type Handler interface {
	// Open begins a connection. It is called at the connection's first packet,
	// once. A nil Stream ignores its bytes.
	Open(c *Connection) Stream

	// Secrets hands on a Decryption Secrets Block of a pcapng file: its
	// Secrets Type (0x544c534b is a TLS key log) and its bytes. There may be
	// many, so they are read from the capture during the call; what the call
	// leaves is passed over. That the capture fails within or behind them is said
	// by Read.
	Secrets(kind uint32, r io.Reader)
}

// A Connection is what is known of a TCP connection at its first packet.
type Connection struct {
	// A and B are the two ends. A sent the first packet that was seen; if SYN,
	// A is the client.
	A, B netip.AddrPort

	// SYN says that a SYN was seen (or the SYN-ACK that answers it): who is
	// the client is known, and the streams begin at their first byte.
	SYN bool

	// Began is when the first packet was captured.
	Began time.Time
}

// A Dir is a direction of a connection.
type Dir uint8

// The two directions.
const (
	FromA Dir = iota
	FromB
)

// String returns "A" or "B", the sender.
func (d Dir) String() string {
	if d == FromA {
		return "A"
	}
	return "B"
}

// Other returns the opposite direction.
func (d Dir) Other() Dir { return d ^ 1 }

// A Stream is given the bytes of a connection. Bytes of one direction come in
// their order, and an answer never before the bytes that it acknowledges.
type Stream interface {
	// Data gives the next bytes of a direction and when they were captured:
	// one call a TCP segment, without what was given before. The bytes are
	// valid during the call only.
	Data(from Dir, at time.Time, data []byte)

	// Missing says that the next n bytes of a direction are not in the
	// capture: never captured, or cut off by its snapshot length.
	Missing(from Dir, at time.Time, n int64)

	// End is called once, last.
	End(at time.Time, how End)
}

// An End says how a connection ended, as far as the capture shows it.
type End uint8

// The ends of a connection.
const (
	Finished   End = iota + 1 // both sides sent FIN, and all before it was seen or is known to be missing
	ResetByA                  // A sent RST
	ResetByB                  // B sent RST
	Replaced                  // a SYN began a new connection between the same ports
	Idle                      // nothing was captured of it for an hour of capture time
	Forgotten                 // more connections were open than are kept; this one was idle longest
	CaptureEnd                // the capture ended before it did
)

// String says it in a few words.
func (e End) String() string {
	switch e {
	case Finished:
		return "closed by both sides"
	case ResetByA:
		return "reset by A"
	case ResetByB:
		return "reset by B"
	case Replaced:
		return "replaced by a new connection"
	case Idle:
		return "idle"
	case Forgotten:
		return "forgotten: too many connections"
	case CaptureEnd:
		return "open at the end of the capture"
	default:
		return fmt.Sprintf("end(%d)", uint8(e))
	}
}
