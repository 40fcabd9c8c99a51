package export

import (
	"fmt"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// index is the place of a side in the arrays of a Conn.
func index(side capture.Side) int { return int(side - capture.Client) }

// event writes what happened.
func (c *Conn) event(at time.Time, e capture.Event) error {
	c.begin(at)
	if e.From != capture.Client && e.From != capture.Server {
		return fmt.Errorf("export: an event of no side: %v", e.From)
	}
	switch i := index(e.From); e.Kind {
	case capture.Data:
		if c.finished[i] || c.reset {
			return ErrEnded
		}
		c.data(at, e.From, e.Data)
		if c.left[i] > 0 {
			c.left[i]--
		}
	case capture.End:
		c.due[i] = true
	case capture.Closed:
		c.closed, c.due[i] = true, true
	case capture.Failed:
		c.resets = resetBy(e)
	default:
		return fmt.Errorf("export: an event of an unknown kind: %v", e.Kind)
	}
	c.settle(at)
	return nil
}

// begin writes the three packets of TCP's handshake, once.
func (c *Conn) begin(at time.Time) {
	if c.begun {
		return
	}
	c.begun = true
	c.packet(at, segment{from: capture.Client, syn: true})
	c.next[0]++ // SYN has a number of its own (RFC 9293 §3.4)
	c.packet(at, segment{from: capture.Server, syn: true, ack: true})
	c.next[1]++
	c.packet(at, segment{from: capture.Client, ack: true})
}

// packet writes one packet with the current numbers of its connection.
func (c *Conn) packet(at time.Time, s segment) {
	s.seq, s.next = c.next[index(s.from)], c.next[index(s.from.Other())]
	c.w.packet(at, c.addresses, s, 0)
}

// data writes bytes, each segment with its acknowledgment.
func (c *Conn) data(at time.Time, from capture.Side, data []byte) {
	for len(data) > 0 {
		n := min(len(data), c.mss)
		c.packet(at, segment{from: from, ack: true, push: n == len(data), data: data[:n]})
		c.next[index(from)] += uint32(n)
		c.packet(at, segment{from: from.Other(), ack: true})
		data = data[n:]
	}
}

// maxLost is how many bytes of a direction are written as not captured.
const maxLost = 1 << 30

// missing writes the segments of bytes that the recording lost. It is false where
// they are so many that nothing may follow.
func (c *Conn) missing(at time.Time, from capture.Side) bool {
	i := index(from)
	if c.lost[i] > maxLost {
		return false
	}
	for c.lost[i] > 0 {
		n := int(min(c.lost[i], int64(len(zeros)), int64(c.addresses.mss())))
		s := segment{from: from, ack: true, seq: c.next[i], next: c.next[1-i], data: zeros[:n]}
		c.w.packet(at, c.addresses, s, n)
		c.next[i] += uint32(n)
		c.packet(at, segment{from: from.Other(), ack: true})
		c.lost[i] -= int64(n)
	}
	return true
}

// zeros stand where bytes were lost; they are not written.
var zeros [maxMSS4]byte

// settle writes the ends that are due and have no data before them.
func (c *Conn) settle(at time.Time) {
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		i := index(side)
		if !c.due[i] || c.finished[i] || c.reset || c.left[i] > 0 || !c.missing(at, side) {
			continue
		}
		c.finished[i] = true
		c.packet(at, segment{from: side, fin: true, ack: true})
		c.next[i]++ // FIN has a number of its own
		c.packet(at, segment{from: side.Other(), ack: true})
	}
	if c.resets == 0 || c.reset || c.left != [2]int{} {
		return
	}
	if c.missing(at, capture.Client) && c.missing(at, capture.Server) {
		c.reset = true
		c.packet(at, segment{from: c.resets, rst: true, ack: true})
	}
}

// finish writes what is known only now.
func (c *Conn) finish(at time.Time) {
	c.begin(at)
	c.left = [2]int{}
	if c.closed { // TCP has no end of one side only: what the other did is not recorded
		c.due = [2]bool{true, true}
	}
	c.settle(at)
	if !c.reset {
		c.missing(at, capture.Client)
		c.missing(at, capture.Server)
	}
}

// resetBy returns the side that reset the connection, as far as the failure tells,
// or none. A failed read has the other side in From, a failed write the own.
func resetBy(e capture.Event) capture.Side {
	for _, text := range []string{
		"connection reset",       // ECONNRESET
		"broken pipe",            // EPIPE
		"forcibly closed",        // WSAECONNRESET
		"connection was aborted", // WSAECONNABORTED
	} {
		if strings.Contains(e.Err, text) {
			if strings.HasPrefix(e.Err, "write") || strings.HasPrefix(e.Err, "close") {
				return e.From.Other()
			}
			return e.From
		}
	}
	return 0
}
