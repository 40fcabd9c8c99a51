package handshake_test

import (
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// closedToTShark are the oldPeers whose key exchanges TShark 4.0 does not open.
var closedToTShark = map[string]bool{"dhe psk": true, "ecdhe psk": true}

func TestAgreesWithTShark(t *testing.T) {
	peertest.Need(t, "tshark")
	var all []peertest.Named
	add := func(name string, record func(t *testing.T) *capture.Recording) {
		t.Run(name+" connects", func(t *testing.T) {
			all = append(all, peertest.Named{Name: name, Recording: record(t)}) // unless it is absent
		})
	}
	for _, r := range goRuns {
		add(r.name, func(*testing.T) *capture.Recording { return r.record() })
	}
	for _, p := range programs {
		add(p.name, p.run)
	}
	for _, p := range oldPeers {
		if closedToTShark[p.name] {
			continue
		}
		add("old "+p.name, func(t *testing.T) *capture.Recording { return oldPeer(t, p.name) })
	}
	add("openssl early data", opensslEarly)
	add("openssl cookie", opensslCookie)
	add("openssl rejects", opensslRejects)
	add("openssl to openssl tls12", opensslTLS12)
	peertest.AgreesWithTShark(t, all...)
}
