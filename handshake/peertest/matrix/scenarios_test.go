package matrix

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// A scenario is what a connection does besides agreeing on a suite.
type scenario struct {
	name   string
	server string // program and arguments: see newTalk
	play   func(k *talk)
}

// scenarios are all of them.
var scenarios = [][]scenario{keyUpdates, renegotiations, authentications, shapes, resumptions, earlyData, failures}

// TestScenarios plays them all, each with a server of its own, and shows them to
// TShark together.
func TestScenarios(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"openssl", "gnutls-cli", "gnutls-serv", "tshark"} {
		peertest.Need(t, program)
	}
	l := newLab(t)
	var mu sync.Mutex
	var all []*connection
	log := filepath.Join(t.TempDir(), "all.log")
	t.Run("play", func(t *testing.T) {
		for _, s := range slices.Concat(scenarios...) {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				k := newTalk(t, l, s.server)
				s.play(k)
				mu.Lock()
				defer mu.Unlock()
				all = append(all, k.connections...)
				k.appendLog(log)
			})
		}
	})
	var recordings []*capture.Recording
	for _, c := range all {
		recordings = append(recordings, c.recording)
	}
	file := peertest.WriteCapture(t, recordings...)
	t.Log(peertest.AgreeOpened(t, file, log))
	for i, seen := range theirs(t, file, len(all), log) {
		for _, from := range []capture.Side{capture.Client, capture.Server} {
			mine := ours(all[i].items, from)
			if err := mine.same(seen[from]); err != nil && !unlike(all[i].name, from, mine, seen[from]) {
				t.Errorf("%s: what we and TShark see of the %s: %v", all[i].name, from, err)
			}
		}
	}
	damageScenarios(t, all, log)
	for _, u := range unlikes {
		if !u.met {
			t.Errorf("TShark makes no difference any more: %s", u.reason)
		}
	}
}

// damageScenarios changes each connection a few times, as judgeDamage does.
func damageScenarios(t *testing.T, all []*connection, log string) {
	t.Helper()
	keys, err := readLog(log)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 6))
	for range 8 {
		for _, c := range all {
			damaged, what := damage(c.recording, random)
			items, _ := handshake.DecodeWith(damaged, keys)
			if err := genuine(items, c.up, c.down); err != nil {
				t.Errorf("%s: %s: %v", c.name, what, err)
			}
			if c.opened(items) == nil {
				if err := unprotected(c.items, items); err != nil {
					t.Errorf("%s: %s: it goes unseen, and changes %v", c.name, what, err)
				}
			}
		}
	}
}

// unlikes are what TShark does not open: by a part of the scenario's name, and of
// one side, or of both.
var unlikes = []*struct {
	name   string
	from   capture.Side
	reason string
	met    bool
}{
	{name: "authentication behind the handshake", from: capture.Client, reason: "TShark 4.0 takes the Finished of an authentication behind the handshake for that of the handshake, and begins the client's keys anew"},
	{name: "ticket 1.2, go at go", reason: newTicket},
	{name: "ticket 1.2, gnutls at go", reason: newTicket},
}

const newTicket = "neither client logs the secret of a session that it goes on with, and TShark 4.0 does not find it by its ticket where the server gives a new one at once, as Go does"

// unlike says whether it is known that TShark sees less than we do.
func unlike(name string, from capture.Side, ours, theirs sight) bool {
	for _, u := range unlikes {
		if strings.Contains(strings.ReplaceAll(name, "_", " "), u.name) && (u.from == 0 || u.from == from) && ours.beginsWith(theirs) {
			u.met = true
			return true
		}
	}
	return false
}
