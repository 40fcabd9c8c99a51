package goticket

import (
	"crypto/tls"
	"time"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A Session is what crypto/tls puts into a ticket: the part of tls.SessionState.Bytes
// that a server fills.
type Session struct {
	Version     registry.Version
	CipherSuite registry.CipherSuite
	Created     time.Time
	Extended    bool   // the master secret is an extended one: RFC 7627
	Secret      []byte // the master secret up to TLS 1.2, then the pre-shared key
}

var (
	fVersion = wire.Field{Name: "version", Ref: "crypto/tls", Text: wire.Named[registry.Version],
		Mean: "The version of the connection that got the ticket."}
	fType    = wire.Field{Name: "type", Ref: "crypto/tls", Text: sideOf, Mean: "Whose state this is."}
	fSuite   = wire.Field{Name: "cipher_suite", Ref: "crypto/tls", Text: wire.Named[registry.CipherSuite], Mean: "The cipher suite of that connection."}
	fCreated = wire.Field{Name: "created_at", Ref: "crypto/tls", Mean: "When the secret was made, in seconds since 1970.",
		Text: func(b []byte) string {
			return time.Unix(int64(wire.Uint(b)), 0).UTC().Format("2006-01-02 15:04:05 UTC")
		}}
	fSecretLength = wire.Field{Name: "secret_length", Ref: "crypto/tls", Text: wire.Number, Mean: "How many bytes the secret has."}
	fSecret       = wire.Field{Name: "secret", Ref: "crypto/tls", Min: 1, Text: wire.Count,
		Mean: "What the session goes on with: the master secret up to TLS 1.2, the pre-shared key in TLS 1.3."}
	fExtraLength = wire.Field{Name: "extra_length", Ref: "crypto/tls", Text: wire.Number, Mean: "How many bytes of its own the program put in."}
	fExtra       = wire.Field{Name: "extra", Ref: "crypto/tls", Text: wire.Count, Mean: "What the program put in."}
	fExtended    = wire.Field{Name: "extended_master_secret", Ref: "RFC 7627 §5.3", Text: wire.Number,
		Mean: "1: the master secret was bound to the handshake. A connection that goes on with it must ask for the same."}
	fEarlyData = wire.Field{Name: "early_data", Ref: "RFC 8446 §4.2.10", Text: wire.Number, Mean: "1: data may be sent before the handshake ends."}
	fRest      = wire.Field{Name: "rest", Ref: "crypto/tls", Text: wire.Count,
		Mean: "The certificates of a client that showed some, and up to TLS 1.2 the group of the key exchange."}
)

func sideOf(b []byte) string {
	switch wire.Uint(b) {
	case 1:
		return "a server's"
	case 2:
		return "a client's"
	}
	return wire.Number(b)
}

// Dissect reads a session, and records in t which bytes each field owns.
func Dissect(session []byte, t *wire.Trace) (s Session, err error) {
	c := wire.Read(session, t)
	s.Version = registry.Version(c.Uint16(&fVersion))
	c.Uint8(&fType)
	s.CipherSuite = registry.CipherSuite(c.Uint16(&fSuite))
	if b := c.Bytes(&fCreated, 8); b != nil {
		s.Created = time.Unix(int64(wire.Uint(b)), 0)
	}
	s.Secret = c.Data8(&fSecretLength, &fSecret)
	c.Data24(&fExtraLength, &fExtra)
	s.Extended = c.Uint8(&fExtended) == 1
	c.Uint8(&fEarlyData)
	c.Rest(&fRest)
	if err := c.Done(); err != nil {
		return s, err
	}
	_, err = tls.ParseSessionState(session) // that the rest, too, is what crypto/tls reads
	return s, err
}
