package matrix

import (
	"bytes"
	"crypto/mlkem"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	randv2 "math/rand/v2"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// curves are the groups of which Go draws a key, and how long the draw is.
var curves = map[registry.Group]int{
	registry.GroupX25519: 32, registry.GroupSecp256r1: 32, registry.GroupSecp384r1: 48, registry.GroupSecp521r1: 66,
}

// hybrids are those with ML-KEM: their curve, and whether the seed stands before it.
var hybrids = map[registry.Group]struct {
	curve registry.Group
	first bool
}{
	registry.GroupX25519MLKEM768:     {registry.GroupX25519, true},
	registry.GroupSecP256r1MLKEM768:  {registry.GroupSecp256r1, false},
	registry.GroupSecP384r1MLKEM1024: {registry.GroupSecp384r1, false},
}

// drawn are all private keys of a group that draws could be.
func drawn(group registry.Group, draws *capture.Draws) (keys []handshake.EphemeralKey) {
	h, hybrid := hybrids[group]
	if !hybrid {
		h.curve = group
	}
	var scalars, seeds [][]byte
	for _, d := range draws.All() {
		b := bytes.Clone(d.Bytes)
		if len(b) == curves[h.curve] {
			if h.curve == registry.GroupSecp521r1 {
				b[0] &= 1 // of the draw, 521 bits count
			}
			if h.curve != registry.GroupX25519 {
				b[1] ^= 0x42 // so does crypto/ecdh, for the sake of a source of zeros
			}
			scalars = append(scalars, b)
		}
		if len(d.Bytes) == mlkem.SeedSize {
			seeds = append(seeds, d.Bytes)
		}
	}
	for _, scalar := range scalars {
		if !hybrid {
			keys = append(keys, handshake.EphemeralKey{Group: group, Private: scalar})
		}
		for _, seed := range seeds {
			private := append(bytes.Clone(scalar), seed...)
			if h.first {
				private = append(bytes.Clone(seed), scalar...)
			}
			if hybrid {
				keys = append(keys, handshake.EphemeralKey{Group: group, Private: private})
			}
		}
	}
	return keys
}

// TestOpensByARecordedEphemeralKey records what Go draws, as client and as server,
// and opens by that alone. What OpenSSL and GnuTLS draw nobody records: with them
// the key is that of Go's side, and DHE, which Go does not have, is not among these.
func TestOpensByARecordedEphemeralKey(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, v := range []registry.Version{registry.VersionTLS12, registry.VersionTLS13} {
		suite := registry.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
		if v == registry.VersionTLS13 {
			suite = registry.TLS_AES_128_GCM_SHA256
		}
		for _, who := range []struct{ client, server, draws peer }{
			{goTLS, goTLS, goTLS + " client"}, {goTLS, goTLS, goTLS + " server"}, {goTLS, openssl, goTLS + " client"}, {goTLS, gnutls, goTLS + " client"},
			{openssl, goTLS, goTLS + " server"}, {gnutls, goTLS, goTLS + " server"},
		} {
			for group := range groupsOf(v, who.client, who.server, who.draws) {
				c := cell{client: who.client, server: who.server, version: v, suite: suite, large: true}
				if c.server != goTLS {
					l.addr(t, c)
				}
				t.Run(fmt.Sprintf("%s at %s, %s, %s, drawn by %s", c.client, c.server, v, group, who.draws), func(t *testing.T) {
					l.openEphemeral(t, c, group, who.draws == goTLS+" client")
				})
			}
		}
	}
}

// groupsOf are the groups that two peers share and of which the recorded one's key
// is enough: of a hybrid, the client's.
func groupsOf(v registry.Version, client, server, draws peer) map[registry.Group]bool {
	groups := map[registry.Group]bool{}
	for g := range curves {
		groups[g] = true
	}
	if v == registry.VersionTLS13 && client == goTLS && server == goTLS && draws == goTLS+" client" {
		for g := range hybrids {
			groups[g] = true
		}
	}
	return groups
}

func (l *lab) openEphemeral(t *testing.T, c cell, group registry.Group, byClient bool) {
	draws := capture.NewDraws(rand.Reader, capture.DrawOptions{})
	clientSide := func(config *tls.Config) {
		config.CurvePreferences = []tls.CurveID{tls.CurveID(group)}
		if byClient {
			config.Rand = draws
		}
	}
	serverSide := func(config *tls.Config) {
		config.CurvePreferences = []tls.CurveID{tls.CurveID(group)}
		if !byClient {
			config.Rand = draws
		}
	}
	var addr string
	if c.server == goTLS {
		addr = l.goServer(t, serverSide)
	} else {
		addr = l.addr(t, c)
	}
	r := &result{cell: c, request: c.request(randv2.NewChaCha8([32]byte{2})), got: c.answer(l.pages[c.page()])}
	relay := newRelay(t, addr)
	if c.client == goTLS {
		r.said = goClient(c, relay.Addr(), r.request, nil, clientSide)
	} else {
		name := r.suite.String()
		if v12 := r.version < registry.VersionTLS13; v12 && c.client == openssl {
			name = "ECDHE-RSA-AES256-GCM-SHA384"
		}
		peertest.Need(t, l.program(c, addr, name).Args[0])
		r.said = l.run(c, relay.Addr(), name, r.request, nil)
	}
	said := relay.Take()
	if len(said) != 1 {
		t.Fatalf("%d connections: %s", len(said), r.said)
	}
	keys := &handshake.Keys{Ephemeral: drawn(group, draws)}
	items, state := handshake.DecodeWith(said[0], keys)
	if err := r.agreed(items, state); err != nil {
		t.Fatal(err)
	}
	if state.Group != group {
		t.Fatalf("the group is %s", state.Group)
	}
	if err := r.opened(items); err != nil {
		t.Error(err)
	}
}

// TestGoesOnFromARecordedEphemeralKey opens connections of TLS 1.3 that go on with a
// session: the pre-shared key follows from the first, whose key exchange is known.
func TestGoesOnFromARecordedEphemeralKey(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, server := range []string{"go", "openssl -tls1_3", "gnutls", "openssl -tls1_3 -groups P-521"} {
		t.Run(server, func(t *testing.T) {
			k := newTalk(t, l, server)
			k.draws = capture.NewDraws(rand.Reader, capture.DrawOptions{})
			for _, line := range []string{"here", "back again", "and again"} {
				k.connect("go drawn")
				k.asks(line)
				if !k.echo {
					k.answers("yes, " + line)
				}
				k.ends()
			}
			keys := &handshake.Keys{}
			for _, group := range []registry.Group{registry.GroupX25519, registry.GroupSecp521r1} {
				keys.Ephemeral = append(keys.Ephemeral, drawn(group, k.draws)...)
			}
			k.judge(keys)
			k.wantsResumed()
		})
	}
}
