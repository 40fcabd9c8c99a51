package fingerprint_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/fingerprint"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// TestAgreesWithTShark compares JA3 and JA3S of all hellos of real clients and
// servers. (TShark 4.0 has no JA4.)
func TestAgreesWithTShark(t *testing.T) {
	peertest.Need(t, "tshark")
	m := peertest.NewMaterials(t)
	var recordings []*capture.Recording
	for _, s := range peertest.ClientSessions() {
		t.Run(s.Name, func(t *testing.T) { recordings = append(recordings, s.Record(t, m)...) })
	}
	if got := agree(t, peertest.WriteCapture(t, recordings...)); got < len(recordings) { // a browser may give up before the server answers
		t.Errorf("%d fingerprints of %d connections", got, len(recordings))
	}
}

// TestAgreesWithTSharkOnCorpus takes the captures of the folder that
// TLSTEACH_CORPUS names.
func TestAgreesWithTSharkOnCorpus(t *testing.T) {
	for _, file := range peertest.Corpus(t) {
		t.Run(filepath.Base(file), func(t *testing.T) { t.Logf("%d fingerprints", agree(t, file)) })
	}
}

// agree compares all fingerprints of a capture, in any order.
func agree(t *testing.T, file string) (n int) {
	t.Helper()
	out, err := exec.Command(peertest.Need(t, "tshark"), "-r", file, "-T", "fields", "-E", "aggregator=/s", "-o", "tcp.reassemble_out_of_order:TRUE",
		"-e", "tls.handshake.ja3_full", "-e", "tls.handshake.ja3", "-e", "tls.handshake.ja3s_full", "-e", "tls.handshake.ja3s").Output()
	if err != nil {
		t.Fatalf("tshark: %v", err)
	}
	theirs := strings.Fields(string(out))
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var ours prints
	if _, err := follow.Read(context.Background(), in, &ours, follow.Options{}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(theirs)
	slices.Sort(ours)
	if !slices.Equal(theirs, []string(ours)) {
		t.Errorf("tshark: %q\nwe: %q", theirs, ours)
	}
	return len(theirs) / 2 // text and digest
}

// prints are texts and digests of all hellos.
type prints []string

func (p *prints) Begin(*follow.Connection) {}
func (p *prints) End(*follow.Connection)   {}

func (p *prints) Item(_ *follow.Connection, it *handshake.Item) {
	var text, digest string
	switch m := it.Message.(type) {
	case *handshake.ClientHello:
		text, digest = fingerprint.JA3(m)
	case *handshake.ServerHello:
		text, digest = fingerprint.JA3S(m)
	case *handshake.HelloRetryRequest: // TShark takes it for a ServerHello
		h := new(handshake.ServerHello)
		h.LegacyVersion, h.CipherSuite, h.Extensions = m.LegacyVersion, m.CipherSuite, m.Extensions
		text, digest = fingerprint.JA3S(h)
	default:
		return
	}
	*p = append(*p, text, digest)
}
