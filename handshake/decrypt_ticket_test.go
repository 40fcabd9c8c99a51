package handshake_test

import (
	"crypto/rand"
	"crypto/tls"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// TestATicketBeforeTheClientsFinishedServes: crypto/tls sends its ticket of TLS 1.3
// with its first flight, when the secret that it depends on cannot be known yet (RFC
// 8446 §4.6.1).
func TestATicketBeforeTheClientsFinishedServes(t *testing.T) {
	server := &tls.Config{Certificates: []tls.Certificate{peertest.NewMaterials(t).RSA}}
	draws := capture.NewDraws(rand.Reader, capture.DrawOptions{})
	client := &tls.Config{InsecureSkipVerify: true, ServerName: "example.com", MinVersion: tls.VersionTLS13, Rand: draws,
		CurvePreferences: []tls.CurveID{tls.X25519}, ClientSessionCache: tls.NewLRUClientSessionCache(1)}
	first, _ := converse(t, client, server, hail)
	second, _ := converse(t, client, server, hail)
	keys := new(handshake.Keys)
	for _, d := range draws.All() {
		if len(d.Bytes) == 32 {
			keys.Ephemeral = append(keys.Ephemeral, handshake.EphemeralKey{Group: registry.GroupX25519, Private: d.Bytes})
		}
	}
	handshake.DecodeWith(first, keys)
	items, state := handshake.DecodeWith(second, keys)
	if got := applied(items, capture.Server); !state.Resumed || got != "from the server" {
		t.Errorf("resumed: %v; the server says %q", state.Resumed, got)
	}
}
