package secrets

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// draws is a reader of randomness that keeps what was drawn.
type draws struct {
	mu   sync.Mutex
	list [][]byte
}

func (d *draws) Read(p []byte) (int, error) {
	n, err := rand.Read(p)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.list = append(d.list, bytes.Clone(p[:n]))
	return n, err
}

// private finds, among the draws, the private key of a public key that was
// seen on the wire, by trying all of them. Go flips bits of the NIST curves'
// keys after it drew them.
func (d *draws) private(t *testing.T, g registry.Group, public []byte) []byte {
	t.Helper()
	for _, draw := range d.list {
		key := bytes.Clone(draw)
		if g != registry.GroupX25519 && len(key) > 1 {
			key[1] ^= 0x42
		}
		if g == registry.GroupSecp521r1 && len(key) > 0 {
			key[0] &= 1
		}
		if got, err := publicOf(g, key); err == nil && bytes.Equal(got, public) {
			return key
		}
	}
	t.Fatalf("none of %d draws is the private key of the share in %v", len(d.list), g)
	return nil
}

// seed finds the ML-KEM seed behind a hybrid share: the draw after the scalar.
func (d *draws) seed(t *testing.T) []byte {
	t.Helper()
	for _, draw := range d.list {
		if len(draw) == 64 {
			return draw
		}
	}
	t.Fatal("no draw of 64 bytes")
	return nil
}

// A liveRun is a connection of crypto/tls with all that its peers know.
type liveRun struct {
	wire           map[capture.Side][]byte
	drawn          map[capture.Side]*draws
	keylog         map[string][]byte    // "LABEL random" to secret
	client, server *tls.ConnectionState // nil where the peer is another program
}

const ping, pong = "ping from the client", "pong from the server"

// runLive makes one connection in memory; both peers say a sentence.
func runLive(t *testing.T, client, server *tls.Config) *liveRun {
	t.Helper()
	run := &liveRun{drawn: map[capture.Side]*draws{capture.Client: {}, capture.Server: {}}}
	var log bytes.Buffer
	client, server = client.Clone(), server.Clone()
	client.Rand, server.Rand = run.drawn[capture.Client], run.drawn[capture.Server]
	client.KeyLogWriter = &log
	client.ServerName = "example.com"
	recorder := capture.NewRecorder(capture.Options{})
	a, b := capture.Pipe()
	done := make(chan error, 1)
	go func() {
		conn := tls.Server(b, server)
		buf := make([]byte, len(ping))
		_, err := io.ReadFull(conn, buf)
		if err == nil {
			run.server = state(conn)
			_, err = io.WriteString(conn, pong)
		}
		conn.Close() // it may draw
		done <- err
	}()
	conn := tls.Client(recorder.Conn(a, capture.Client), client)
	if _, err := io.WriteString(conn, ping); err != nil {
		t.Fatalf("%v (server: %v)", err, <-done)
	}
	buf := make([]byte, len(pong))
	if _, err := io.ReadFull(conn, buf); err != nil {
		t.Fatal(err)
	}
	run.client = state(conn)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	conn.Close()
	recording := recorder.Recording()
	run.wire = map[capture.Side][]byte{capture.Client: recording.Bytes(capture.Client), capture.Server: recording.Bytes(capture.Server)}
	run.keylog = parseKeyLog(log.String())
	return run
}

func state(conn *tls.Conn) *tls.ConnectionState {
	s := conn.ConnectionState()
	return &s
}

func parseKeyLog(text string) map[string][]byte {
	all := map[string][]byte{}
	for line := range strings.Lines(text) {
		if f := strings.Fields(line); len(f) == 3 {
			secret, err := hex.DecodeString(f[2])
			if err == nil {
				all[f[0]+" "+f[1]] = secret
			}
		}
	}
	return all
}

// logged wants a secret to be what the peer's key log says.
func logged(t *testing.T, keylog map[string][]byte, label string, random, got []byte) {
	t.Helper()
	want := keylog[label+" "+hex.EncodeToString(random)]
	if want == nil {
		t.Errorf("the key log has no %s", label)
	} else if !bytes.Equal(got, want) {
		t.Errorf("%s is %x, the key log has %x", label, got, want)
	}
}

// trusting is a client's configuration that takes any certificate.
func trusting(versions ...uint16) *tls.Config {
	c := &tls.Config{InsecureSkipVerify: true}
	c.MinVersion = versions[0]
	c.MaxVersion = versions[len(versions)-1]
	return c
}

// exported compares exporters of both peers with what fn computes: without, with
// an empty, and with a context.
func exported(t *testing.T, run *liveRun, fn func(label string, context []byte, n int) []byte) {
	t.Helper()
	for _, context := range [][]byte{nil, {}, []byte("a context")} {
		got := fn("EXPORTER-tlsteach", context, 50)
		for side, state := range map[string]*tls.ConnectionState{"client": run.client, "server": run.server} {
			if state == nil {
				continue
			}
			want, err := state.ExportKeyingMaterial("EXPORTER-tlsteach", context, 50)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("with context %q the %s exports %x, computed %x", context, side, want, got)
			}
		}
	}
}
