package handshake

import (
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// message picks the type that reads a handshake message, given the state of the
// connection, who sent it, and whether a secret opened the record that it came
// in. It is the one place to name a new message.
func (s *State) message(from capture.Side, decrypted bool, b []byte) Message {
	if len(b) == 0 {
		return new(Unopened)
	}
	switch registry.HandshakeType(b[0]) {
	case registry.HandshakeClientHello:
		return new(ClientHello)
	case registry.HandshakeServerHello:
		if isHelloRetry(b) {
			return new(HelloRetryRequest)
		}
		return new(ServerHello)
	case registry.HandshakeCertificate:
		if s.Version < registry.VersionTLS13 {
			return new(CertificateTLS12)
		}
	case registry.HandshakeServerKeyExchange:
		// RFC 5489 §2: with a pre-shared key the message has another shape.
		kx := s.CipherSuite.KeyExchange()
		if s.Version == registry.VersionTLS12 && strings.HasPrefix(kx, "ECDHE_") && kx != "ECDHE_PSK" {
			return new(ServerKeyExchangeECDHE)
		}
	case registry.HandshakeServerHelloDone:
		return new(ServerHelloDone)
	case registry.HandshakeClientKeyExchange:
		switch kx := s.CipherSuite.KeyExchange(); {
		case s.Version >= registry.VersionTLS10 && kx == "RSA":
			return new(ClientKeyExchangeRSA)
		case strings.HasPrefix(kx, "ECDHE_") && kx != "ECDHE_PSK":
			return new(ClientKeyExchangeECDHE)
		}
	case registry.HandshakeNewSessionTicket:
		if s.Version < registry.VersionTLS13 {
			return new(NewSessionTicketTLS12)
		}
	}
	return new(Unopened)
}

// messageV2 picks the type that reads a message of SSL 2.0, which has no header.
func (s *State) messageV2(from capture.Side, b []byte) Message { return new(ApplicationData) }

// messageName is the name of a message for people; empty for what is closed.
func messageName(m Message) string {
	switch m.(type) {
	case *HelloRetryRequest:
		return "HelloRetryRequest" // on the wire it is a ServerHello
	case *ChangeCipherSpec:
		return "ChangeCipherSpec"
	case *Alert:
		return "Alert"
	case *Heartbeat:
		return "Heartbeat"
	case *ApplicationData:
		return "ApplicationData"
	case *Protected:
		return ""
	}
	if b := m.LayerContents(); len(b) > 0 {
		return registry.HandshakeType(b[0]).Message()
	}
	return ""
}
