package record_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// What two peers that are not ours said to each other over SSL 3.0 opens, and both
// Finished are those that package secrets computes.
func TestSSL30OfOthers(t *testing.T) {
	files, _ := filepath.Glob("testdata/ssl30/*.txt")
	if len(files) != 5 {
		t.Fatalf("%d recordings", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			rec := &capture.Recording{}
			for line := range strings.Lines(string(text)) {
				for _, side := range []capture.Side{capture.Client, capture.Server} {
					if said, ok := strings.CutPrefix(line, side.String()+" "); ok {
						b, err := hex.DecodeString(strings.TrimSpace(said))
						if err != nil {
							t.Fatal(err)
						}
						rec.Events = append(rec.Events, capture.Event{Kind: capture.Data, From: side, Data: b})
					}
				}
			}
			o := observe(t, rec, text)
			if got := string(o.applications[capture.Client]); got != "GET / HTTP/1.0\r\n\r\n" {
				t.Errorf("the client said %q", got)
			}
			if got := string(o.applications[capture.Server]); got != "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n" {
				t.Errorf("the server said %q", got)
			}
			// ClientHello; ServerHello, Certificate, ServerHelloDone; ClientKeyExchange.
			client, server := o.clear[capture.Client], o.clear[capture.Server]
			hello := 4 + int(client[2])<<8 + int(client[3])
			messages := bytes.Join([][]byte{client[:hello], server, client[hello:]}, nil)
			for _, side := range []capture.Side{capture.Client, capture.Server} {
				want, err := secrets.Finished(o.use.version, o.use.suite, o.secret("CLIENT_RANDOM"), side, messages)
				if err != nil {
					t.Fatal(err)
				}
				have := o.protected[side]
				if len(have) != 40 || !bytes.Equal(have[4:], want.Output) {
					t.Errorf("the Finished of the %s is not the one that is computed", side)
				}
				messages = append(messages, have...)
			}
		})
	}
}
