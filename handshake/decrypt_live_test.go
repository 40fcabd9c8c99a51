package handshake_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// converse is a connection of two peers of crypto/tls: what crossed and the key log.
func converse(t testing.TB, client, server *tls.Config, say func(client, server *tls.Conn) error) (*capture.Recording, []byte) {
	t.Helper()
	var log bytes.Buffer
	c := client.Clone()
	c.KeyLogWriter = &log
	a, b := capture.Pipe()
	rec := capture.NewRecorder(capture.Options{})
	conn, peer := tls.Client(rec.Conn(a, capture.Client), c), tls.Server(b, server)
	done := make(chan error, 1)
	go func() { done <- peer.Handshake() }()
	if err := conn.Handshake(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if err := say(conn, peer); err != nil {
		t.Fatal(err)
	}
	return rec.Recording(), log.Bytes()
}

// hail says one thing each way, and closes.
func hail(client, server *tls.Conn) error {
	for _, say := range []struct {
		from, to *tls.Conn
		text     string
	}{{client, server, "from the client"}, {server, client, "from the server"}} {
		if _, err := io.WriteString(say.from, say.text); err != nil {
			return err
		}
		b := make([]byte, len(say.text))
		if _, err := io.ReadFull(say.to, b); err != nil {
			return err
		}
	}
	if err := client.CloseWrite(); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, server); err != nil {
		return err
	}
	return server.Close()
}

// applied is the application data of one side, as far as it was opened.
func applied(items []*handshake.Item, from capture.Side) string {
	var b []byte
	for _, it := range items {
		if it.From == from && it.Decrypted && it.Kind == handshake.KindApplicationData {
			b = append(b, it.Bytes...)
		}
	}
	return string(b)
}

func TestDecryptsWithAKeyLog(t *testing.T) {
	key := peertest.NewMaterials(t).RSA
	for _, v := range []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(v), func(t *testing.T) {
			server := &tls.Config{Certificates: []tls.Certificate{key}, MinVersion: v, MaxVersion: v}
			client := &tls.Config{InsecureSkipVerify: true, ServerName: "example.com", MinVersion: v, MaxVersion: v}
			rec, log := converse(t, client, server, hail)
			keys := new(handshake.Keys)
			if err := keys.Log.Read(bytes.NewReader(log), "log"); err != nil {
				t.Fatal(err)
			}
			items, state := handshake.DecodeWith(rec, keys)
			if c, s := applied(items, capture.Client), applied(items, capture.Server); c != "from the client" || s != "from the server" {
				t.Errorf("client %q, server %q", c, s)
			}
			finished := 0
			for _, it := range items {
				if it.Protected != it.Decrypted || it.Err != nil {
					t.Errorf("%v of the %v: protected %v, decrypted %v, %v", it.Kind, it.From, it.Protected, it.Decrypted, it.Err)
				}
				if it.Name == "Finished" && it.Verify == handshake.Matches {
					finished++
				}
			}
			if finished != 2 {
				t.Errorf("%d Finished are verified, not both", finished)
			}
			if got := state.Outcome(handshake.Ending{}); got != "The handshake was completed." {
				t.Error(got)
			}
		})
	}
}
