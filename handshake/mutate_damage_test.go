package handshake_test

import "encoding/binary"

// damage returns a copy of b with one to four wounds; now and then none.
func (m *mutilator) damage(b []byte) []byte {
	m.buf = append(m.buf[:0], b...)
	for range m.random.IntN(5) {
		m.wound()
	}
	return m.buf
}

// wound changes the buffer in one way.
func (m *mutilator) wound() {
	if len(m.buf) == 0 {
		m.insert(1 + m.random.IntN(8))
		return
	}
	at := m.random.IntN(len(m.buf))
	switch m.random.IntN(12) {
	case 0:
		m.buf[at] ^= 1 << m.random.IntN(8)
	case 1:
		m.buf[at] = byte(m.random.Uint32())
	case 2:
		m.buf[at] = []byte{0, 1, 2, 3, 0x0a, 0x7f, 0x80, 0x81, 0x82, 0xfe, 0xff}[m.random.IntN(11)]
	case 3: // cut
		m.buf = m.buf[:at]
	case 4: // a length of two bytes that lies a little, or much
		if at+2 <= len(m.buf) {
			v := binary.BigEndian.Uint16(m.buf[at:])
			binary.BigEndian.PutUint16(m.buf[at:], v+uint16(m.lie()))
		}
	case 5: // a length of three bytes, mostly that of the whole message
		if m.random.IntN(2) == 0 {
			at = 1
		}
		if at+3 <= len(m.buf) {
			v := int(m.buf[at])<<16 + int(m.buf[at+1])<<8 + int(m.buf[at+2]) + m.lie()
			m.buf[at], m.buf[at+1], m.buf[at+2] = byte(v>>16), byte(v>>8), byte(v)
		}
	case 6: // one byte up or down: a length, a count, a type
		m.buf[at] += byte(m.lie())
	case 7: // the end of another message
		other := m.samples[m.random.IntN(len(m.samples))].bytes
		m.buf = append(m.buf[:at], other[m.random.IntN(len(other)):]...)
	case 8:
		m.insert(1 + m.random.IntN(16))
	case 9: // some bytes are gone
		end := min(at+1+m.random.IntN(16), len(m.buf))
		m.buf = append(m.buf[:at], m.buf[end:]...)
	case 10: // another type, or another version
		if m.random.IntN(2) == 0 || len(m.buf) < 6 {
			m.buf[0] = byte(m.random.IntN(32))
		} else {
			m.buf[4], m.buf[5] = []byte{0, 2, 3, 0x7f, 0xfe}[m.random.IntN(5)], byte(m.random.IntN(8))
		}
	case 11: // another extension, or suite: two bytes that mean something elsewhere
		if at+2 <= len(m.buf) {
			binary.BigEndian.PutUint16(m.buf[at:], uint16(m.random.IntN(64)))
		}
	}
}

// lie is a small number mostly, of either sign and never 0.
func (m *mutilator) lie() int {
	v := 1 + m.random.IntN(4)
	if m.random.IntN(8) == 0 {
		v = 1 + m.random.IntN(1<<24)
	}
	if m.random.IntN(2) == 0 {
		return -v
	}
	return v
}

// insert puts n bytes somewhere: anything, or what stands there once more.
func (m *mutilator) insert(n int) {
	at := 0
	if len(m.buf) > 0 {
		at = m.random.IntN(len(m.buf))
	}
	tail := append([]byte(nil), m.buf[at:]...)
	if len(tail) > 0 && m.random.IntN(2) == 0 {
		m.buf = append(m.buf, tail[:min(n, len(tail))]...)
		m.buf = append(m.buf[:at+min(n, len(tail))], tail...)
		return
	}
	m.buf = m.buf[:at]
	for range n {
		m.buf = append(m.buf, byte(m.random.Uint32()))
	}
	m.buf = append(m.buf, tail...)
}
