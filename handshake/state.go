package handshake

import (
	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// State is what an observer knows of a connection: what its clear messages said
// so far. The zero value is a connection that has not begun.
type State struct {
	Version     registry.Version     // negotiated; 0 until the ServerHello
	CipherSuite registry.CipherSuite // chosen by the ServerHello
	Group       registry.Group       // of the key exchange, where it crossed in the clear
	ServerName  string               // asked for by the client
	ALPN        string               // chosen in a clear ServerHello (TLS 1.2)
	Retried     bool                 // a HelloRetryRequest was sent
	EarlyData   bool                 // the last ClientHello announced early data
	encrypts    [3]bool              // by side: up to TLS 1.2, everything behind its ChangeCipherSpec
}

// learn takes in what a message says of the connection.
func (s *State) learn(from capture.Side, m Message) {
	switch m := m.(type) {
	case *ClientHello:
		s.ServerName = string(m.ServerName)
		s.EarlyData = m.Has(registry.ExtEarlyData)
	case *ServerHello:
		if m.Negotiated() == 0 || from != capture.Server { // cut before it, or not the server's to say
			return
		}
		s.Version, s.CipherSuite = m.Negotiated(), m.CipherSuite
		if m.KeyShare.Group != 0 {
			s.Group = m.KeyShare.Group
		}
		if len(m.ALPN) > 0 {
			s.ALPN = string(m.ALPN[0])
		}
	case *HelloRetryRequest:
		s.Retried = true
	case *ServerKeyExchangeECDHE:
		s.Group = m.Group
	case *ChangeCipherSpec:
		// In TLS 1.3, and before the version is known, it changes nothing.
		if s.Version != 0 && s.Version < registry.VersionTLS13 {
			s.encrypts[from] = true
		}
	}
}

// protects says whether a record crosses encrypted. In TLS 1.3 the outer type
// decides: 23 is protected, all others are not (RFC 8446 §5.1, §5.2).
func (s *State) protects(from capture.Side, r *Record) bool {
	if s.Version != 0 && s.Version < registry.VersionTLS13 {
		return s.encrypts[from]
	}
	return r.Type == registry.ContentApplicationData
}

// hidesTypes says whether a protected record hides what it carries. Before the
// version is known only early data of TLS 1.3 is protected.
func (s *State) hidesTypes() bool { return s.Version == 0 || s.Version >= registry.VersionTLS13 }

// missing names the secret that would open a protected record, by its label in
// the NSS key log where it has one.
func (s *State) missing(from capture.Side) string {
	switch {
	case s.Version != 0 && s.Version < registry.VersionTLS13:
		return "the master secret (CLIENT_RANDOM)"
	case from == capture.Server:
		return "SERVER_HANDSHAKE_TRAFFIC_SECRET or SERVER_TRAFFIC_SECRET_0"
	case s.Version == 0:
		return "CLIENT_EARLY_TRAFFIC_SECRET"
	case s.EarlyData: // its end, and what is still on its way, come behind the ServerHello: RFC 8446 §4.5
		return "CLIENT_EARLY_TRAFFIC_SECRET, CLIENT_HANDSHAKE_TRAFFIC_SECRET or CLIENT_TRAFFIC_SECRET_0"
	}
	return "CLIENT_HANDSHAKE_TRAFFIC_SECRET or CLIENT_TRAFFIC_SECRET_0"
}
