// Package matrix holds decryption against the programs that encrypt: every pair of
// clients and servers, every version, every suite that a pair shares. What is
// decrypted must be what the peers sent, byte for byte, and what TShark decrypts.
// It is tests alone.
package matrix

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/peertest"
)

var update = flag.Bool("update", false, "refresh the sections of docs/decoder.md")

// newLab makes the files that all peers need.
func newLab(t *testing.T) *lab {
	t.Helper()
	l := &lab{Materials: peertest.NewMaterials(t), addrs: map[string]string{}, pages: pages(rand.NewChaCha8([32]byte{}))}
	for name, page := range l.pages {
		if err := os.WriteFile(filepath.Join(l.Dir, name), page, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.writeConfigurations(); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"openssl", "gnutls-cli", "gnutls-serv", "srptool", "certtool", "curl", "tshark"} {
		peertest.Need(t, program)
	}
	l := newLab(t)
	l.DSA(t)
	l.GOST(t)
	spoken := speaks(t)
	began := time.Now()
	results := l.runAll(t, plan(spoken), spoken)
	t.Logf("%d sessions in %v", len(results), time.Since(began))
	judge(t, l, results)
	judgeRSA(t, l, results)
	judgeDamage(t, l, results)
	judgeTShark(t, l, results)
}

// crowd is how many sessions go on at a time: their programs wait for each other.
const crowd = 8

// runAll runs all cells, and returns those of which something was recorded.
func (l *lab) runAll(t *testing.T, cells []cell, spoken map[peer]suites) []*result {
	t.Helper()
	log := keylogFile(t, l.clientLog())
	for _, c := range cells { // all servers, before clients take ports
		l.addr(t, c)
	}
	type job struct {
		*result
		addr string
	}
	jobs := make(chan job)
	var workers sync.WaitGroup
	for i := range crowd {
		random := rand.NewChaCha8([32]byte{1, byte(i)})
		relays := map[string]*peertest.Relay{}
		for _, addr := range l.addrs {
			relays[addr] = newRelay(t, addr)
		}
		workers.Go(func() {
			for j := range jobs {
				j.request, j.got = j.cell.request(random), j.answer(l.pages[j.page()])
				relay := relays[j.addr]
				j.said = l.run(j.cell, relay.Addr(), spoken[j.client][j.version][j.suite], j.request, log)
				if said := relay.Take(); len(said) == 1 {
					j.recording = said[0]
				} else {
					t.Errorf("%s: %d connections; the client said: %s", j.cell, len(said), j.said)
				}
			}
		})
	}
	var results []*result
	order := rand.New(rand.NewPCG(0, 0)) // so that no server is waited for while others idle
	order.Shuffle(len(cells), func(i, j int) { cells[i], cells[j] = cells[j], cells[i] })
	for _, c := range cells {
		if _, reach := c.exempt(); reach == neverTried {
			continue
		}
		r := &result{cell: c}
		results = append(results, r)
		jobs <- job{r, l.addr(t, c)}
	}
	close(jobs)
	workers.Wait()
	return slices.DeleteFunc(results, func(r *result) bool { return r.recording == nil }) // which was told
}

// newRelay is a relay that ends with the test.
func newRelay(t *testing.T, backend string) *peertest.Relay {
	t.Helper()
	r, err := peertest.NewRelay(backend)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Finish() })
	return r
}

// judge decodes what crossed, with the key log of the servers and with that of the
// clients.
func judge(t *testing.T, l *lab, results []*result) {
	t.Helper()
	var both sync.WaitGroup
	for _, file := range []string{l.serverLog(), l.clientLog()} {
		keys, err := readLog(file)
		if err != nil {
			t.Fatal(err)
		}
		both.Go(func() {
			for _, r := range results {
				if err := r.judge(keys); err != nil {
					t.Errorf("%s: with %s: %v", r.cell, filepath.Base(file), err)
				}
			}
		})
	}
	both.Wait()
}
