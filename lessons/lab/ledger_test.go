package lab

import (
	"bytes"
	"crypto/rsa"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/ledger"
)

// drawOf is what a placement is of.
func drawOf(s *Session, issuer *Authority, p ledger.Placement) []byte {
	draws := issuer.Draws()
	switch p.Side {
	case capture.Client:
		draws = s.ClientDraws
	case capture.Server:
		draws = s.ServerDraws
	}
	for _, d := range draws {
		if d.Number == p.Draw {
			return d.Bytes
		}
	}
	return nil
}

// checkEvidence: what a placement points at is there, and is the draw or what was
// computed from it; and no two draws point at the same bytes.
func checkEvidence(t *testing.T, s *Session, issuer *Authority, l *ledger.Ledger) {
	t.Helper()
	items, _ := s.Opened()
	type spot struct {
		index, offset, length, record int
		item                          string
		kind                          ledger.Kind
		from                          capture.Side
	}
	taken := map[spot]int{}
	for _, p := range l.Placements {
		draw := drawOf(s, issuer, p)
		if p.Length != len(draw) || p.Text == "" || p.Proven != (len(p.Where) > 0) || p.Fate == "" || strings.HasSuffix(p.Text, ".") {
			t.Errorf("%+v", p)
		}
		for _, e := range p.Where {
			if e.Length <= 0 || e.Item == "" || e.Field == "" {
				t.Errorf("%s: %+v", p.Kind, e)
				continue
			}
			at := spot{e.Index, e.Offset, e.Length, e.Record, e.Item, p.Kind, e.From}
			if p.Kind != ledger.PaddingByte && p.Kind != ledger.CertificateKey && p.Kind != ledger.NoPrime { // a padding has several, an RSA key two primes
				if other, ok := taken[at]; ok {
					t.Errorf("draws %d and %d claim the same bytes: %+v", other, p.Draw, e)
				}
				taken[at] = p.Draw
			}
			if e.Index < 0 {
				continue
			}
			it := items[e.Index]
			if it.Name != e.Item && it.Name != "" || it.From != e.From || e.Offset+e.Length > len(it.Bytes) {
				t.Errorf("%s: %+v is not in %s", p.Kind, e, it.Name)
				continue
			}
			b := it.Bytes[e.Offset : e.Offset+e.Length]
			path, _, _ := strings.Cut(e.Field, " ")
			f, ok := it.Find(path)
			if !ok || f.Offset > e.Offset || f.Offset+len(f.Bytes) < e.Offset+e.Length && p.Kind != ledger.Sent {
				t.Errorf("%s: the field %s of %s is not there, or elsewhere", p.Kind, e.Field, it.Name)
			}
			if record, _, ok := it.Place(e.Offset); ok != (e.Record >= 0) || ok && record != e.Record {
				t.Errorf("%s: record %d, not %d", p.Kind, record, e.Record)
			}
			switch p.Kind {
			case ledger.ClientRandom, ledger.ServerRandom, ledger.SessionID, ledger.TicketIV, ledger.Sent:
				if !bytes.Equal(b, draw[:e.Length]) {
					t.Errorf("%s: %x is not %x", p.Kind, b, draw)
				}
			case ledger.TicketAgeAdd:
				if slices.Reverse(b[:4:4]); !bytes.Equal(b, draw) {
					t.Errorf("%s: %x is not %x", p.Kind, b, draw)
				}
				slices.Reverse(b)
			case ledger.EphemeralKey, ledger.MLKEMSeed, ledger.Hedging:
				if out := e.Steps[len(e.Steps)-1].Output; !bytes.Equal(out, b) {
					t.Errorf("%s: %x is not %x", p.Kind, b, out)
				}
			}
		}
	}
}

// TestAnRSAKeyIsPlacedTooWhereItIsDrawn: its primes, and what was tried for them.
func TestAnRSAKeyIsPlacedTooWhereItIsDrawn(t *testing.T) {
	l := open(t, Options{Transport: Memory})
	ca, err := l.Authority("root")
	if err != nil {
		t.Fatal(err)
	}
	key, err := rsa.GenerateKey(ca.rand, 1024)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := ca.IssueFor("school.example", key)
	if err != nil {
		t.Fatal(err)
	}
	s := hello(t, l, l.ClientConfig("client", ca, "school.example"), l.ServerConfig("server", cert))
	book := s.Ledger(ca)
	checkEvidence(t, s, ca, book)
	kinds := map[ledger.Kind]int{}
	for _, p := range book.Of(ledger.Issuer) {
		if kinds[p.Kind]++; p.Length > 1 && !p.Proven {
			t.Errorf("draw %d: %d bytes: %s", p.Draw, p.Length, p.Text)
		}
	}
	if kinds[ledger.CertificateKey] != 3 || kinds[ledger.NoPrime] < 2 { // the root's key, and two primes
		t.Error(kinds)
	}
}
