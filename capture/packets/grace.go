package packets

import "time"

// How long a hole that an ACK covers may still be filled: packets of the
// connection, or capture time. Packets are reordered in a capture by a few
// places, by queues of the network card, or by milliseconds, by two taps.
const (
	gracePackets = 32
	graceTime    = time.Second
)

// A wait is since when something is waited for.
type wait struct {
	on     bool
	packet int64 // of the connection
	at     time.Time
}

// over reports whether the grace has passed.
func (w wait) over(packet int64, now time.Time) bool {
	return w.on && (packet-w.packet >= gracePackets || now.Sub(w.at) >= graceTime)
}

// maxStep is how far one packet may move the clock.
const maxStep = time.Minute

// A clock is capture time. One packet with a damaged time does not move it: a
// large step, in either direction, takes two packets that agree.
type clock struct {
	now time.Time
	odd time.Time // of the last packet, if it was far off
}

// advance takes the time of a packet, and reports whether the clock jumped: the
// packet before was in the new time already.
func (c *clock) advance(at time.Time) (jumped bool) {
	if at.IsZero() {
		return false
	}
	step := at.Sub(c.now)
	near := at.Sub(c.odd)
	switch {
	case c.now.IsZero():
		c.now = at
	case step <= maxStep && step >= -maxStep:
		c.odd = time.Time{}
		if step > 0 {
			c.now = at
		}
	case near <= maxStep && near >= -maxStep:
		c.now, c.odd = at, time.Time{}
		return true
	default:
		c.odd = at
	}
	return false
}
