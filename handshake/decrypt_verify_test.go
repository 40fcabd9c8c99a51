package handshake_test

import (
	"bytes"
	"crypto/rsa"
	"crypto/tls"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// retried is a connection of TLS 1.3 with a HelloRetryRequest and a client's
// certificate.
func retried(t *testing.T) (*capture.Recording, []byte) {
	t.Helper()
	m := peertest.NewMaterials(t)
	server := &tls.Config{Certificates: []tls.Certificate{m.RSA}, CurvePreferences: []tls.CurveID{tls.CurveP521}, ClientAuth: tls.RequireAnyClientCert}
	client := &tls.Config{InsecureSkipVerify: true, ServerName: "example.com", MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{m.RSA},
		CurvePreferences: []tls.CurveID{tls.X25519, tls.CurveP521}}
	return converse(t, client, server, hail)
}

// verdicts are those of the Finished.
func verdicts(items []*handshake.Item) (out []handshake.Verification) {
	for _, it := range items {
		if it.Name == "Finished" {
			out = append(out, it.Verify)
		}
	}
	return out
}

// TestAFinishedIsNeverCalledWrongForWantOfASecret: whichever lines a key log lacks.
func TestAFinishedIsNeverCalledWrongForWantOfASecret(t *testing.T) {
	rec, log := retried(t)
	lines := strings.SplitAfter(strings.TrimSpace(string(log)), "\n")
	for some := range 1 << len(lines) {
		var part strings.Builder
		for i, line := range lines {
			if some>>i&1 == 1 {
				part.WriteString(line + "\n")
			}
		}
		items, _ := handshake.DecodeWith(rec, logged(t, []byte(part.String())))
		for _, v := range verdicts(items) {
			if v == handshake.Differs {
				t.Errorf("with %q a Finished differs", part.String())
			}
		}
		for _, it := range items {
			if it.Err != nil {
				t.Errorf("with %q: %v", part.String(), it.Err)
			}
		}
		if got := verdicts(items); some == 1<<len(lines)-1 && fmt.Sprint(got) != fmt.Sprint([]handshake.Verification{handshake.Matches, handshake.Matches}) {
			t.Errorf("with all lines: %v", got)
		}
	}
}

// TestAFinishedIsNeverCalledWrongForWantOfBytes: whichever pieces of the connection
// are missing, from its beginning or within.
func TestAFinishedIsNeverCalledWrongForWantOfBytes(t *testing.T) {
	rec, log := retried(t)
	random := rand.New(rand.NewPCG(3, 4))
	for round := range 400 {
		var items []*handshake.Item
		c := handshake.NewConversation(func(it *handshake.Item) { items = append(items, it) })
		c.Open(logged(t, log))
		from := 0
		if round%4 == 0 {
			from = random.IntN(len(rec.Events) / 2)
			c.Join()
		}
		var what []string
		for _, e := range rec.Events[from:] {
			if e.Kind != capture.Data {
				continue
			}
			if random.IntN(6) == 0 {
				a := random.IntN(len(e.Data) + 1)
				b := a + random.IntN(len(e.Data)+1-a)
				c.Feed(e.From, e.Data[:a], 0)
				c.Lose(e.From, b-a, 0)
				c.Feed(e.From, e.Data[b:], 0)
				what = append(what, fmt.Sprintf("%v %d-%d of %d", e.From, a, b, len(e.Data)))
				continue
			}
			c.Feed(e.From, e.Data, 0)
		}
		c.End(0)
		for _, it := range items {
			if it.Verify == handshake.Differs {
				t.Fatalf("round %d, from event %d, without %v: a Finished differs", round, from, what)
			}
			if it.Err != nil && strings.Contains(it.Err.Reason, "changed") {
				t.Fatalf("round %d, from event %d, without %v: %v", round, from, what, it.Err)
			}
		}
	}
}

// TestAChangedHelloIsSeenByTheFinished, and only by it: what crossed is not what the
// peers hashed.
func TestAChangedHelloIsSeenByTheFinished(t *testing.T) {
	rec, log := retried(t)
	changed := rec.Clone()
	for i, e := range changed.Events {
		if e.Kind == capture.Data && e.From == capture.Client {
			at := bytes.Index(e.Data, []byte("example.com"))
			changed.Events[i].Data[at] = 'X'
			break
		}
	}
	items, _ := handshake.DecodeWith(changed, logged(t, log))
	if got := verdicts(items); fmt.Sprint(got) != fmt.Sprint([]handshake.Verification{handshake.Differs, handshake.Differs}) {
		t.Errorf("%v", got)
	}
}

// keyTransport is a connection that an RSA key opens.
func keyTransport(t testing.TB, m *peertest.Materials) (*capture.Recording, []byte) {
	t.Helper()
	suites := []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}
	server := &tls.Config{Certificates: []tls.Certificate{m.RSA}, MaxVersion: tls.VersionTLS12, CipherSuites: suites}
	client := &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12, CipherSuites: suites}
	return converse(t, client, server, hail)
}

// TestOldFormsOfKeyLogs: what NSS, Wireshark and older programs write.
func TestOldFormsOfKeyLogs(t *testing.T) {
	m := peertest.NewMaterials(t)
	rec, _ := keyTransport(t, m)
	var random, encrypted []byte
	items, _ := handshake.Decode(rec)
	for _, it := range items {
		switch m := it.Message.(type) {
		case *handshake.ClientHello:
			random = m.Random
		case *handshake.ClientKeyExchangeRSA:
			encrypted = m.Encrypted
		}
	}
	pre, err := secrets.PreMasterRSA(m.RSA.PrivateKey.(*rsa.PrivateKey), encrypted)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]string{
		"RSA":               fmt.Sprintf("RSA %x %x\n", encrypted[:8], pre.Output),
		"PMS_CLIENT_RANDOM": fmt.Sprintf("PMS_CLIENT_RANDOM %x %x\n", random, pre.Output),
	}
	for name, line := range lines {
		for _, captured := range []bool{false, true} {
			keys := func() *handshake.Keys { // fresh: they remember sessions
				k := new(handshake.Keys)
				if captured {
					k.Captured.Add([]byte(line), name)
				} else {
					k.Log.Add([]byte(line), name)
				}
				return k
			}
			items, _ := handshake.DecodeWith(rec, keys())
			for where, items := range map[string][]*handshake.Item{"alone": items, "among others": peertest.DecodeAmongOthers(rec, keys())} {
				if got := applied(items, capture.Client) + ", " + applied(items, capture.Server); got != "from the client, from the server" {
					t.Errorf("%s, %s: %q", name, where, got)
				}
				if got := fmt.Sprint(verdicts(items)); got != "[1 1]" {
					t.Errorf("%s, %s: Finished %s", name, where, got)
				}
			}
		}
	}
}

// TestTheUsersSecretsComeFirst: whoever makes a capture cannot take them away.
func TestTheUsersSecretsComeFirst(t *testing.T) {
	rec, log := keyTransport(t, peertest.NewMaterials(t))
	keys := logged(t, log)
	fields := strings.Fields(string(log))
	line := fields[0] + " " + fields[1] + " " + strings.Repeat("00", 48) + "\n"
	if err := keys.Captured.Read(strings.NewReader(line), "false"); err != nil {
		t.Fatal(err)
	}
	items, _ := handshake.DecodeWith(rec, keys)
	if got := applied(items, capture.Server); got != "from the server" {
		t.Errorf("the server said %q", got)
	}
}

// TestHalfOpenConnectionsTakeNoRoomFromOthers: those that were fed longest ago give
// theirs.
func TestHalfOpenConnectionsTakeNoRoomFromOthers(t *testing.T) {
	m := peertest.NewMaterials(t)
	rec, _ := keyTransport(t, m)
	keys := &handshake.Keys{RSA: []*rsa.PrivateKey{m.RSA.PrivateKey.(*rsa.PrivateKey)}}
	memory := handshake.NewMemory()
	ticket := append([]byte{4, 0, 0xf0, 0}, make([]byte, 0xf000)...) // with which a transcript grows
	var open []*handshake.Conversation
	for range 200 {
		c := memory.NewConversation(func(*handshake.Item) {})
		c.Open(keys)
		open = append(open, c)
		for _, e := range rec.Events[:2] {
			c.Feed(e.From, e.Data, 0)
		}
		for b := ticket; len(b) > 0; {
			n := min(len(b), 1<<14)
			c.Feed(capture.Server, versioned(22, b[:n]), 0)
			b = b[n:]
		}
	}
	said := ""
	c := memory.NewConversation(func(it *handshake.Item) {
		if it.Kind == handshake.KindApplicationData && it.Decrypted {
			said += string(it.Bytes)
		}
	})
	c.Open(keys)
	for _, e := range rec.Events {
		if e.Kind == capture.Data {
			c.Feed(e.From, e.Data, 0)
		}
	}
	if said != "from the clientfrom the server" {
		t.Errorf("%q is opened", said)
	}
	for _, c := range open {
		memory.Over(c)
	}
}
