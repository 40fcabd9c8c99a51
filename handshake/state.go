package handshake

import (
	"bytes"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// maxServerName is how many bytes of a name are kept: DNS allows 253 (RFC 1035
// §2.3.4), and the field in a hello 65,535.
const maxServerName = 512

// nobody is the side that sent what has no sender.
const nobody capture.Side = 0

// State is what an observer knows of a connection: what its clear messages said
// so far. The zero value is a connection that has not begun.
type State struct {
	Version     registry.Version     // negotiated; 0 until the ServerHello
	CipherSuite registry.CipherSuite // chosen by the ServerHello
	Group       registry.Group       // of the key exchange, where it crossed in the clear
	ServerName  string               // asked for by the client; of a longer name the first 512 bytes
	ALPN        string               // chosen in a clear ServerHello (TLS 1.2)
	Retried     bool                 // a HelloRetryRequest was sent
	EarlyData   bool                 // the last ClientHello announced early data
	Resumed     bool                 // an earlier session or a pre-shared key is gone on with; final once the handshake is complete
	Joined      bool                 // the capture begins in the middle of the connection
	Lossy       bool                 // bytes are missing within the connection
	encrypts    [3]bool              // by side: up to TLS 1.2, everything behind its ChangeCipherSpec

	sessionID [32]byte // that the client would go on with,
	idLength  int      // and how many bytes of it there are
	seen      seen
}

// learn takes in what a message says of the connection.
func (s *State) learn(from capture.Side, m Message) {
	switch m := m.(type) {
	case *ClientHello:
		if from != capture.Client || s.seen.serverHello && s.Version >= registry.VersionTLS13 { // which has no renegotiation
			return
		}
		s.ServerName = string(m.ServerName[:min(len(m.ServerName), maxServerName)])
		s.EarlyData = m.Has(registry.ExtEarlyData)
		s.idLength = copy(s.sessionID[:], m.SessionID)
		s.seen.clientHello = true
	case *ServerHello:
		s.learnServerHello(from, m)
	case *ServerHelloDraft:
		if m.CipherSuite != 0 && from == capture.Server {
			s.Version, s.CipherSuite, s.Group = m.Version, m.CipherSuite, m.KeyShare.Group
			s.Resumed = hasExtension(m.Extensions, registry.ExtPreSharedKey)
			s.seen.serverHello = true
		}
	case *HelloRetryRequest, *HelloRetryRequestDraft, *HelloRetryRequestDraft19:
		s.Retried = s.Retried || from == capture.Server && !s.seen.serverHello
	case *ServerKeyExchangeECDHE:
		s.Group = m.Group
	case *ServerKeyExchangeECDHETLS10:
		s.Group = m.Group
	case *ServerKeyExchangeECDHAnon:
		s.Group = m.Group
	case *ServerKeyExchangeECDHEPSK:
		s.Group = m.Group
	case *CertificateTLS12:
		s.Resumed = s.Resumed && s.Complete() // an abbreviated handshake shows none: RFC 5246 §7.3
	case *ServerHelloDone:
		s.Resumed = s.Resumed && s.Complete() // of a renegotiation it says nothing
	case *ClientHelloSSL20, *ServerHelloSSL20, *ClientMasterKeySSL20, *ErrorSSL20:
		s.learnSSL20(from, m)
	case *FinishedSSL30, *FinishedTLS12, *FinishedTLS13:
		s.seen.finished[from], s.seen.opened[from] = true, true
	case *Alert: // one behind a fatal alert answers it
		if s.seen.alertFrom == nobody || s.seen.alert.Level != registry.AlertLevelFatal {
			s.seen.alert, s.seen.alertFrom = *m, from
		}
	case *ChangeCipherSpec:
		s.seen.changed[from] = true
		// In TLS 1.3, and before the version is known, it changes nothing.
		if s.Version != 0 && s.Version < registry.VersionTLS13 {
			s.encrypts[from] = true
		}
	}
}

func (s *State) learnServerHello(from capture.Side, m *ServerHello) {
	if m.Negotiated() == 0 || from != capture.Server { // cut before it, or not the server's to say
		return
	}
	if s.seen.serverHello && s.Version >= registry.VersionTLS13 { // there is one
		return
	}
	again := s.Complete() // a renegotiation
	s.Version, s.CipherSuite = m.Negotiated(), m.CipherSuite
	s.seen.serverHello = true
	if m.KeyShare.Group != 0 {
		s.Group = m.KeyShare.Group
	}
	if len(m.ALPN) > 0 {
		s.ALPN = string(m.ALPN[0])
	}
	if again {
		return
	}
	if s.Version >= registry.VersionTLS13 {
		s.Resumed = m.Has(registry.ExtPreSharedKey)
	} else {
		s.Resumed = len(m.SessionID) > 0 && bytes.Equal(m.SessionID, s.sessionID[:s.idLength])
	}
}

// learnSSL20 takes in a message of SSL 2.0. The master key is the last one that
// crosses in the clear; a session that is gone on with needs none.
func (s *State) learnSSL20(from capture.Side, m Message) {
	switch m := m.(type) {
	case *ClientHelloSSL20: // its version is the newest that the client knows
		s.seen.clientHello = true
	case *ServerHelloSSL20:
		if from != capture.Server || m.Version == 0 {
			return
		}
		s.Version, s.Resumed, s.seen.serverHello = m.Version, m.SessionIDHit, true
		s.encrypts[capture.Client], s.encrypts[capture.Server] = m.SessionIDHit, m.SessionIDHit
	case *ClientMasterKeySSL20:
		s.encrypts[capture.Client], s.encrypts[capture.Server] = true, true
	case *ErrorSSL20:
		s.seen.errorCode, s.seen.errorFrom = m.Code, from
	}
}

// protects says whether a record crosses encrypted. In TLS 1.3 the outer type
// decides: 23 is protected, all others are not (RFC 8446 §5.1, §5.2). Within says
// that a handshake message has begun and goes on.
func (s *State) protects(from capture.Side, r *Record, within bool) bool {
	switch {
	case s.encrypts[from]:
		return true
	case (s.Lossy || s.Joined) && s.Version < registry.VersionTLS13 && !s.Retried && !r.V2: // only TLS 1.3 has a retry
		return s.seemsProtected(from, r, within)
	}
	return r.Type == registry.ContentApplicationData && (s.Version == 0 || s.Version >= registry.VersionTLS13)
}

// maxFinished is more than an encrypted Finished takes, in bytes: an IV, 36 bytes
// of SSL 3.0, a MAC and padding.
const maxFinished = 160

// seemsProtected judges a record by its looks: what would tell, a ServerHello or
// a ChangeCipherSpec, may be among the bytes that are missing.
func (s *State) seemsProtected(from capture.Side, r *Record, within bool) bool {
	switch r.Type {
	case registry.ContentApplicationData:
		return true
	case registry.ContentAlert:
		return len(r.Body()) != 2
	case registry.ContentHandshake:
		if s.seen.changed[from] {
			return len(r.Body()) == 0 || r.Body()[0] != byte(registry.HandshakeClientHello) // of a retry in TLS 1.3
		}
		return !within && len(r.Body()) <= maxFinished && !beginsMessage(r.Body())
	}
	return false
}

// hidesTypes says whether a protected record hides what it carries. Before the
// version is known only early data of TLS 1.3 is protected.
func (s *State) hidesTypes() bool { return s.Version == 0 || s.Version >= registry.VersionTLS13 }

// missing names the secret that would open a protected record, by its label in
// the NSS key log where it has one.
func (s *State) missing(from capture.Side) string {
	switch {
	case s.Version != 0 && s.Version < registry.VersionTLS13 && strings.HasPrefix(s.CipherSuite.KeyExchange(), "RSA") && !s.Resumed:
		return "the master secret (CLIENT_RANDOM), or the server's RSA key"
	case s.Version != 0 && s.Version < registry.VersionTLS13:
		return "the master secret (CLIENT_RANDOM)"
	case s.Version == 0 && s.Joined:
		return "the secrets of a handshake that the capture does not have"
	case from == capture.Server:
		return "SERVER_HANDSHAKE_TRAFFIC_SECRET or SERVER_TRAFFIC_SECRET_0"
	case s.Version == 0:
		return "CLIENT_EARLY_TRAFFIC_SECRET"
	case s.EarlyData: // its end, and what is still on its way, come behind the ServerHello: RFC 8446 §4.5
		return "CLIENT_EARLY_TRAFFIC_SECRET, CLIENT_HANDSHAKE_TRAFFIC_SECRET or CLIENT_TRAFFIC_SECRET_0"
	}
	return "CLIENT_HANDSHAKE_TRAFFIC_SECRET or CLIENT_TRAFFIC_SECRET_0"
}
