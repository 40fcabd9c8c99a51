package lab

import (
	"bytes"
	"crypto/tls"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/ledger"
)

// flip changes a byte of a recording: the one at an offset of a record that one side
// sent.
func flip(t *testing.T, rec *capture.Recording, from capture.Side, record, offset int) {
	t.Helper()
	at := offset
	for b := rec.Bytes(from); record > 0; record-- {
		n := handshake.RecordHeaderLength + int(b[3])<<8 + int(b[4])
		b, at = b[n:], at+n
	}
	for i := range rec.Events {
		e := &rec.Events[i]
		if e.From != from || e.Kind != capture.Data {
			continue
		}
		if at < len(e.Data) {
			e.Data[at] ^= 1
			return
		}
		at -= len(e.Data)
	}
	t.Fatal("there is no such byte")
}

// tampered is an input in which no byte is left as it was that a placement points at.
func tampered(t *testing.T, s *Session, issuer *Authority, p ledger.Placement) ledger.Input {
	t.Helper()
	other := *s
	other.Recording = s.Recording.Clone()
	items, _ := s.Opened()
	type place struct {
		from           capture.Side
		record, offset int
	}
	done := map[place]bool{}
	var certificates [][]byte
	for _, e := range p.Where {
		middle := e.Offset + e.Length/2
		at := place{e.From, e.Record, middle}
		switch {
		case e.Index >= 0:
			record, offset, ok := items[e.Index].Place(middle)
			if !ok {
				t.Fatalf("%+v crossed nowhere", e)
			}
			at.record, at.offset = record, offset
			if c := items[e.Index]; p.Side == ledger.Issuer {
				certificates = append(certificates, c.Bytes[e.Offset:e.Offset+e.Length])
			}
		case e.Item == "tls.Config":
			continue // below
		case e.From == 0:
			continue // in a certificate that did not cross: below
		}
		if !done[at] {
			flip(t, other.Recording, at.from, at.record, at.offset)
			done[at] = true
		}
	}
	if p.Kind == ledger.TicketKey || p.Kind == ledger.LegacyTicketKey { // the Config holds it, too
		config := s.Server.Clone()
		config.SetSessionTicketKeys([][32]byte{{1}})
		//lint:ignore SA1019 what crypto/tls drew for it is what is tampered with
		config.SessionTicketKey[20] ^= 1
		other.Server = config
	}
	in := other.ledger([]*Authority{issuer})
	for i, der := range in.Certificates {
		if p.Side != ledger.Issuer {
			break
		}
		in.Certificates[i] = bytes.Clone(der)
		for _, e := range p.Where {
			if e.Index < 0 && e.Offset+e.Length <= len(der) && e.From == 0 {
				in.Certificates[i][e.Offset+e.Length/2] ^= 1
			}
		}
		for _, part := range certificates {
			if at := bytes.Index(der, part); at >= 0 {
				in.Certificates[i][at+len(part)/2] ^= 1
			}
		}
	}
	return in
}

// TestTamperedBytesProveNothing: for every kind of placement, in every kind of
// connection.
func TestTamperedBytesProveNothing(t *testing.T) {
	x := []tls.CurveID{tls.X25519}
	kinds := map[ledger.Kind]int{}
	for _, c := range []trial{
		{version: tls.VersionTLS13, key: "RSA-2048", clientKey: "P-521", cache: true},
		{version: tls.VersionTLS13, key: "Ed25519", groups: x, ech: "taken"},
		{version: tls.VersionTLS13, key: "P-384", serverOnly: []tls.CurveID{tls.CurveP256}, clientKey: "RSA-2048"},
		{version: tls.VersionTLS12, key: "RSA-2048", groups: x, clientKey: "P-256", cache: true},
		{version: tls.VersionTLS12, key: "RSA-2048", suite: tls.TLS_RSA_WITH_AES_128_CBC_SHA, clientKey: "RSA-2048"},
		{version: tls.VersionTLS11, key: "RSA-2048", suite: tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, cache: true},
		{version: tls.VersionTLS10, key: "P-256", groups: x, suite: tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA},
		{version: tls.VersionTLS12, key: "P-256", newer: true},
	} {
		t.Run(c.String(), func(t *testing.T) {
			sessions, issuer := c.run(t, Options{Transport: Memory, Seed: seed(4)})
			s := sessions[0]
			for _, p := range s.Ledger(issuer).Placements {
				if !p.Proven {
					continue
				}
				kinds[p.Kind]++
				for _, q := range ledger.Place(tampered(t, s, issuer, p)).Placements {
					if q.Side == p.Side && q.Draw == p.Draw && q.Proven {
						t.Errorf("draw %d of the %s, %s, is still proven when its bytes are gone: %+v", p.Draw, p.Side, p.Kind, q)
					}
				}
			}
		})
	}
	for _, k := range []ledger.Kind{ledger.ClientRandom, ledger.InnerRandom, ledger.ServerRandom, ledger.SessionID, ledger.RecordIV, ledger.TicketIV,
		ledger.TicketAgeAdd, ledger.SerialNumber, ledger.EphemeralKey, ledger.MLKEMSeed, ledger.PreMaster, ledger.TicketKey, ledger.CertificateKey,
		ledger.PSSSalt, ledger.Padding, ledger.Hedging, ledger.Decoy, ledger.LegacyTicketKey} {
		if kinds[k] == 0 {
			t.Errorf("no %s was tampered with", k)
		}
	}
}

// TestADrawThatWentNowhereIsUnplaced, and so is one that repeats another.
func TestADrawThatWentNowhereIsUnplaced(t *testing.T) {
	sessions, issuer := trial{version: tls.VersionTLS12, key: "RSA-2048", suite: tls.TLS_RSA_WITH_AES_128_CBC_SHA}.run(t, Options{Transport: Memory})
	s := sessions[0]
	for _, n := range []int{2, 4, 8, 16, 24, 32, 46, 48, 64, 66, 205} {
		for _, side := range []capture.Side{capture.Client, capture.Server, ledger.Issuer} {
			in := s.ledger([]*Authority{issuer})
			draws := map[capture.Side]*[]capture.Draw{capture.Client: &in.Client, capture.Server: &in.Server, ledger.Issuer: &in.Issuer}[side]
			*draws = append(*draws, capture.Draw{Number: 1000, Bytes: bytes.Repeat([]byte{0xa5}, n)})
			left := ledger.Place(in).Unplaced()
			if n == 48 && side == capture.Server { // which of two is the decoy, nothing tells
				if len(left) != 2 {
					t.Errorf("a second decoy: %+v", left)
				}
				continue
			}
			if len(left) != 1 || left[0].Draw != 1000 || left[0].Side != side || left[0].Kind != ledger.Unplaced || left[0].Fate != ledger.FateUnproven || left[0].Text == "" {
				t.Errorf("%d bytes of the %s: %+v", n, side, left)
			}
		}
	}
	in := s.ledger([]*Authority{issuer})
	in.Client = append(in.Client, capture.Draw{Number: 1000, Bytes: in.Client[0].Bytes})
	l := ledger.Place(in)
	left := l.Unplaced()
	if len(left) != 1 || left[0].Draw != 1000 || len(left[0].Same) != 1 || left[0].Same[0] != 0 || len(l.Placements[0].Same) != 1 {
		t.Errorf("a draw that repeats the first: %+v", left)
	}
}

// A frozen source gives the same bytes at each draw.
type frozen struct{}

func (frozen) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i + 1)
	}
	return len(p), nil
}

// TestDrawsThatRepeatSayThatTheyDo: each has a place of its own, and which went where
// nothing tells.
func TestDrawsThatRepeatSayThatTheyDo(t *testing.T) {
	for _, v := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		l := open(t, Options{Transport: Memory})
		client, server := pair(t, l)
		client.MaxVersion, client.ClientSessionCache = v, tls.NewLRUClientSessionCache(1)
		draws := capture.NewDraws(frozen{}, capture.DrawOptions{})
		server.Rand = draws
		s := hello(t, l, client, server)
		s.Server = server
		s.ServerDraws = draws.All()
		long := 0
		for _, p := range s.Ledger().Of(capture.Server) {
			if p.Length > 1 && !p.Proven {
				t.Errorf("%s: draw %d: %s", tls.VersionName(v), p.Draw, p.Text)
			}
			if p.Length == 32 {
				long++
				if len(p.Same) == 0 {
					t.Errorf("%s: draw %d repeats none", tls.VersionName(v), p.Draw)
				}
			}
		}
		if long < 4 {
			t.Errorf("%s: %d draws of 32 bytes", tls.VersionName(v), long)
		}
	}
}

// TestDamagedRecordingsAreLedgersToo: cut anywhere, or with any byte changed, nothing
// panics, and every draw is in the ledger.
func TestDamagedRecordingsAreLedgersToo(t *testing.T) {
	for _, c := range []trial{
		{version: tls.VersionTLS13, key: "P-256", clientKey: "P-256", ech: "taken"},
		{version: tls.VersionTLS12, key: "RSA-2048", suite: tls.TLS_RSA_WITH_AES_128_CBC_SHA, clientKey: "RSA-2048"},
	} {
		sessions, issuer := c.run(t, Options{Transport: Memory, Seed: seed(5)})
		s := sessions[0]
		total := 0
		for _, e := range s.Recording.Events {
			total += len(e.Data)
		}
		for i := range 60 {
			other := *s
			other.Recording = s.Recording.Clone()
			at := total * i / 60
			for n := range other.Recording.Events {
				e := &other.Recording.Events[n]
				switch {
				case at < 0 || at >= len(e.Data):
				case i%2 == 0:
					e.Data[at] ^= 0xff
				default:
					e.Data = e.Data[:at]
					other.Recording.Events = other.Recording.Events[:n+1]
				}
				if at -= len(e.Data); n+1 == len(other.Recording.Events) {
					break
				}
			}
			l := other.Ledger(issuer)
			if len(l.Placements) != len(s.ClientDraws)+len(s.ServerDraws)+len(issuer.Draws()) {
				t.Fatalf("%s, %d: %d placements", c, i, len(l.Placements))
			}
			checkEvidence(t, &other, issuer, l)
		}
	}
}
