package goticket

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ticketOf is a ticket that crypto/tls makes of a session.
func ticketOf(t *testing.T, key [32]byte, version uint16) []byte {
	t.Helper()
	config := &tls.Config{MinVersion: version, MaxVersion: version}
	config.SetSessionTicketKeys([][32]byte{key})
	state, err := tls.ParseSessionState(sessionOf(version))
	if err != nil {
		t.Fatal(err)
	}
	b, err := config.EncryptTicket(tls.ConnectionState{}, state)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var created = time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)

// sessionOf is a session in the encoding of crypto/tls, written by hand.
func sessionOf(version uint16) []byte {
	b := []byte{byte(version >> 8), byte(version), 1, 0x13, 0x01}
	at := created.Unix()
	for i := 56; i >= 0; i -= 8 {
		b = append(b, byte(at>>i))
	}
	b = append(b, 32)
	b = append(b, bytes.Repeat([]byte{7}, 32)...)
	b = append(b, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0)
	if version < tls.VersionTLS13 {
		b = append(b, 0, 29)
	}
	return b
}

func TestATicketOfGoOpens(t *testing.T) {
	var key [32]byte
	_, _ = rand.Read(key[:])
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		made := ticketOf(t, key, version)
		steps, session, ok := Open(key[:], made)
		if !ok || !bytes.Equal(session, sessionOf(version)) || !bytes.Equal(steps.Output("ticket_mac"), made[len(made)-MACLength:]) {
			t.Fatalf("%x: %v, %x", version, ok, session)
		}
		var trace wire.Trace
		s, err := Dissect(session, &trace)
		if err != nil {
			t.Fatal(err)
		}
		if s.Version != registry.Version(version) || s.CipherSuite != registry.TLS_AES_128_GCM_SHA256 || !s.Created.Equal(created) ||
			!bytes.Equal(s.Secret, bytes.Repeat([]byte{7}, 32)) || !s.Extended {
			t.Errorf("%+v", s)
		}
		if at, ok := trace.Gap(len(session)); !ok {
			t.Errorf("the fields leave out byte %d", at)
		}
	}
}

// TestOnlyTheTicketThatWasMadeOpens: no other key, no changed byte, no shorter one.
func TestOnlyTheTicketThatWasMadeOpens(t *testing.T) {
	key := [32]byte{1}
	made := ticketOf(t, key, tls.VersionTLS13)
	if _, _, ok := Open(make([]byte, 32), made); ok {
		t.Error("opened with another key")
	}
	for i := range made {
		changed := bytes.Clone(made)
		changed[i] ^= 1
		if _, _, ok := Open(key[:], changed); ok {
			t.Errorf("opened with byte %d changed", i)
		}
		if _, _, ok := Open(key[:], made[:i]); ok {
			t.Errorf("opened with %d of its bytes", i)
		}
	}
}

func TestADamagedSessionIsAnError(t *testing.T) {
	whole := sessionOf(tls.VersionTLS12)
	for n := range whole {
		var trace wire.Trace
		if _, err := Dissect(whole[:n], &trace); err == nil {
			t.Errorf("%d of %d bytes are a session", n, len(whole))
		}
		if at, ok := trace.Gap(n); !ok {
			t.Errorf("%d bytes: the fields leave out byte %d", n, at)
		}
	}
}
