package ledger

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
)

// connection is one of crypto/tls with an ECDSA key, of which only the draws, the
// recording and the server's Config are known.
func connection(t *testing.T, version uint16) Input {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(7)}, &x509.Certificate{}, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	recorder := capture.NewRecorder(capture.Options{})
	c, s := capture.Pipe()
	client, server := capture.NewDraws(rand.Reader, capture.DrawOptions{}), capture.NewDraws(rand.Reader, capture.DrawOptions{})
	config := &tls.Config{Rand: server, MaxVersion: version, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	done := make(chan error)
	go func() { done <- tls.Server(s, config).Handshake() }()
	if err := tls.Client(recorder.Conn(c, capture.Client), &tls.Config{Rand: client, InsecureSkipVerify: true}).Handshake(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	in := Input{Recording: recorder.Recording(), Client: client.All(), Server: server.All(), ServerConfig: config}
	in.Items, in.State = handshake.Decode(in.Recording)
	return in
}

// TestWhatIsNotKnownLeavesDrawsUnplaced: each thing that is taken away takes its
// placements with it, and no other.
func TestWhatIsNotKnownLeavesDrawsUnplaced(t *testing.T) {
	for name, c := range map[string]struct {
		version uint16
		take    func(*Input)
		want    int
	}{
		"all of TLS 1.2":           {tls.VersionTLS12, func(*Input) {}, 0},
		"the secrets of TLS 1.3":   {tls.VersionTLS13, func(*Input) {}, 1}, // the draw of the closed CertificateVerify
		"the Config":               {tls.VersionTLS12, func(in *Input) { in.ServerConfig = nil }, 3},
		"the recording, decoded":   {tls.VersionTLS12, func(in *Input) { in.Items, in.State = nil, handshake.State{} }, 100},
		"the recording as it is":   {tls.VersionTLS12, func(in *Input) { in.Recording = nil }, 0},
		"all but the draws":        {tls.VersionTLS12, func(in *Input) { *in = Input{Client: in.Client, Server: in.Server} }, 100},
		"also the draws":           {tls.VersionTLS12, func(in *Input) { *in = Input{} }, 0},
		"the recording, of others": {tls.VersionTLS12, func(in *Input) { in.Items = connection(t, tls.VersionTLS12).Items }, 100},
	} {
		in := connection(t, c.version)
		c.take(&in)
		l := Place(in)
		left := len(l.Unplaced())
		if c.want < 100 && left != c.want || c.want == 100 && left < 6 {
			t.Errorf("without %s: %d draws are left: %+v", name, left, l.Unplaced())
		}
		if len(l.Placements) != len(in.Client)+len(in.Server) || len(l.Of(capture.Client)) != len(in.Client) || len(l.Of(Issuer)) != 0 {
			t.Errorf("without %s: %d placements", name, len(l.Placements))
		}
	}
}

// TestPathsLeadToTheirField: the name that a span gets is the one that finds it.
func TestPathsLeadToTheirField(t *testing.T) {
	fields := 0
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, it := range connection(t, version).Items {
			for i := range it.Trace.Spans {
				path := pathOf(it, i)
				if f, ok := it.Find(path); !ok || f.Span != i {
					t.Errorf("%s: %s leads to span %d, not %d", it.Name, path, f.Span, i)
				}
				fields++
			}
		}
	}
	if fields < 200 {
		t.Errorf("only %d fields", fields)
	}
}

func TestEveryKindHasAFate(t *testing.T) {
	for _, k := range []Kind{ClientRandom, InnerRandom, ServerRandom, SessionID, RecordIV, TicketIV, TicketAgeAdd, SerialNumber, Sent, EphemeralKey,
		MLKEMSeed, PreMaster, TicketKey, CertificateKey, PSSSalt, Padding, PaddingByte, Hedging, Decoy, LegacyTicketKey, Coin} {
		if k.fate() == FateUnproven {
			t.Errorf("%s has none", k)
		}
	}
	if Unplaced.fate() != FateUnproven {
		t.Error("what is unplaced has one")
	}
}

// TestBrokenInnerHellosAreNone: what a client could encrypt instead of a hello.
func TestBrokenInnerHellosAreNone(t *testing.T) {
	outer := &handshake.ClientHello{SessionID: make([]byte, 32), Extensions: []handshake.Extension{{Type: 10, Data: []byte{0, 2, 0, 29}}}}
	whole := append(make([]byte, 34), 0, 0, 2, 0x13, 1, 1, 0, 0, 7, 0xfd, 0, 0, 3, 2, 0, 10)
	want := 4 + 34 + 33 + 4 + 2 + 2 + 8
	if got := putTogether(outer, append(whole, 0, 0, 0)); len(got) != want || got[0] != 1 {
		t.Errorf("%d bytes, want %d: %x", len(got), want, got)
	}
	for n := range whole {
		if got := putTogether(outer, whole[:n]); got != nil {
			t.Errorf("cut after %d bytes: %x", n, got)
		}
	}
	whole[34] = 1 // a session ID of its own
	if got := putTogether(outer, whole); got != nil {
		t.Errorf("with a session ID: %x", got)
	}
}
