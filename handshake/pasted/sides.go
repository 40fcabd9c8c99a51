package pasted

import (
	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/paste"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// sides tells from messages who sent them. What does not tell, such as an alert or
// an encrypted record, counts for the side that spoke last.
type sides struct {
	last      capture.Side
	changed   [3]bool // by side: its ChangeCipherSpec came
	certified bool    // the server's certificates came
	open      int     // bytes that the message that has begun still lacks
	asked     bool    // the last record held a ClientHello
}

// of is the side of a handshake message.
func (s *sides) of(t registry.HandshakeType) capture.Side {
	switch t {
	case registry.HandshakeClientHello, registry.HandshakeClientKeyExchange, registry.HandshakeEndOfEarlyData,
		registry.HandshakeCertificateURL, registry.HandshakeNextProtocol, registry.HandshakeChannelID:
		return capture.Client
	case registry.HandshakeHelloRequest, registry.HandshakeServerHello, registry.HandshakeNewSessionTicket,
		registry.HandshakeHelloRetryRequest, registry.HandshakeEncryptedExtensions, registry.HandshakeServerKeyExchange,
		registry.HandshakeCertificateRequest, registry.HandshakeServerHelloDone, registry.HandshakeCertificateStatus:
		return capture.Server
	case registry.HandshakeCertificate, registry.HandshakeCompressedCertificate:
		if s.certified {
			return capture.Client
		}
		s.certified = true
		return capture.Server
	}
	return s.before()
}

// before is the side that spoke last; who begins is the client.
func (s *sides) before() capture.Side {
	if s.last == 0 {
		return capture.Client
	}
	return s.last
}

// record is the side of a record.
func (s *sides) record(kind registry.ContentType, body []byte) capture.Side {
	from := s.before()
	asked := s.asked
	s.asked = false
	switch {
	case kind == registry.ContentAlert && asked: // the answer to a ClientHello
		from = capture.Server
	case kind == registry.ContentChangeCipherSpec:
		if s.changed[from] { // a side changes its cipher once
			from = from.Other()
		}
		s.changed[from] = true
	case kind == registry.ContentHandshake && s.open > 0:
		s.open = max(0, s.open-len(body))
	case kind == registry.ContentHandshake && len(body) >= handshake.HeaderLength && s.inTheClear(body):
		from = s.of(registry.HandshakeType(body[0]))
		s.open = messagesLength(body) - len(body)
		s.asked = body[0] == byte(registry.HandshakeClientHello)
	}
	s.last = from
	return from
}

// inTheClear says whether a handshake record holds messages: behind a
// ChangeCipherSpec it does where they fill it.
func (s *sides) inTheClear(body []byte) bool {
	if !s.changed[capture.Client] && !s.changed[capture.Server] {
		return true
	}
	return registry.HandshakeType(body[0]).Known() && messagesLength(body) == len(body)
}

// messagesLength is where the messages of a body end by their own lengths.
func messagesLength(body []byte) int {
	at := 0
	for at+handshake.HeaderLength <= len(body) {
		at += handshake.HeaderLength + int(body[at+1])<<16 + int(body[at+2])<<8 + int(body[at+3])
	}
	return max(at, len(body))
}

// recordTurns cuts parts into the records of the two sides.
func recordTurns(parts []paste.Part) []turn {
	var turns []turn
	var together []byte // what nobody said the sender of
	s := &sides{}
	flush := func() {
		turns = append(turns, s.cut(together)...)
		together = nil
	}
	for _, p := range parts {
		if p.From == 0 {
			together = append(together, p.Bytes...)
			continue
		}
		flush()
		turns = append(turns, turn{p.From, p.Bytes})
		s.last = p.From
	}
	flush()
	return turns
}

// cut cuts bytes into records, each with its side. What is no record, and what is
// behind it, goes with the record before.
func (s *sides) cut(b []byte) []turn {
	var turns []turn
	if n, from := ssl2Hello(b); n > 0 {
		turns, b, s.last = append(turns, turn{from, b[:n:n]}), b[n:], from
	}
	for len(b) > 0 && len(turns) <= MaxItems {
		n := len(b)
		if n >= handshake.RecordHeaderLength && b[0] >= 20 && b[0] <= 24 && b[1] == 3 {
			n = min(n, handshake.RecordHeaderLength+int(b[3])<<8+int(b[4]))
		} else {
			return append(turns, turn{s.before(), b})
		}
		turns = append(turns, turn{s.record(registry.ContentType(b[0]), b[handshake.RecordHeaderLength:n]), b[:n:n]})
		b = b[n:]
	}
	return turns
}

// ssl2Hello is the length of the hello of SSL 2.0 that bytes begin with, and who
// sent it; 0 where they begin with none.
func ssl2Hello(b []byte) (int, capture.Side) {
	if len(b) < 3 || b[0]&0x80 == 0 {
		return 0, 0
	}
	n := min(len(b), 2+int(b[0]&0x7f)<<8+int(b[1]))
	if b[2] == 4 {
		return n, capture.Server
	}
	return n, capture.Client
}

// bareTurns puts messages that stand without records into records of their own,
// which the caller leaves out again: the decoder reads messages as records carry
// them.
func bareTurns(parts []paste.Part) []turn {
	var turns []turn
	s := &sides{}
	for _, p := range parts {
		switch p.Kind {
		case paste.Alert, paste.ChangeCipherSpec:
			kind := registry.ContentAlert
			if p.Kind == paste.ChangeCipherSpec {
				kind = registry.ContentChangeCipherSpec
			}
			from := p.From
			if from == 0 {
				from = s.before()
			}
			turns = append(turns, inRecords(from, kind, p.Bytes)...)
			continue
		}
		for b := p.Bytes; len(b) > 0 && len(turns) <= MaxItems; {
			n := len(b)
			if n >= handshake.HeaderLength {
				n = min(n, handshake.HeaderLength+int(b[1])<<16+int(b[2])<<8+int(b[3]))
			}
			from := p.From
			if told := s.of(registry.HandshakeType(b[0])); from == 0 {
				from = told
			}
			s.last = from
			turns = append(turns, inRecords(from, registry.ContentHandshake, b[:n])...)
			b = b[n:]
		}
	}
	return turns
}

// inRecords puts bytes into records of one type.
func inRecords(from capture.Side, kind registry.ContentType, b []byte) (turns []turn) {
	const most = 1 << 14 // RFC 8446 §5.1
	for len(b) > 0 {
		n := min(len(b), most)
		r := append([]byte{byte(kind), 3, 3, byte(n >> 8), byte(n)}, b[:n]...)
		turns, b = append(turns, turn{from, r}), b[n:]
	}
	return turns
}
