package handshake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// TestAnIVThatNoMACCovers: in TLS 1.0 a record's IV is the end of the record before
// it, and with encrypt-then-MAC no MAC covers it (RFC 7366 §3). Where that record is
// changed or missing, the next one has the right MAC and a wrong first block: it is
// not shown as what was sent.
func TestAnIVThatNoMACCovers(t *testing.T) {
	const v, suite = registry.VersionTLS10, registry.TLS_RSA_WITH_AES_128_CBC_SHA
	client, server, master := slices.Repeat([]byte{1}, 32), slices.Repeat([]byte{2}, 32), slices.Repeat([]byte{3}, 48)
	block, err := secrets.NewKeyBlock(v, suite, master, client, server)
	if err != nil {
		t.Fatal(err)
	}
	half, err := record.New(v, suite, block.Server, record.Options{EncryptThenMAC: true})
	if err != nil {
		t.Fatal(err)
	}
	var sent [][]byte
	for i := range 4 {
		body, err := half.Seal(nil, registry.ContentApplicationData, v, fmt.Appendf(nil, "this is said in record %d", i), 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		sent = append(sent, versioned(registry.ContentApplicationData, body))
	}
	changed := slices.Clone(sent[1])
	changed[len(changed)-21] ^= 1 // behind it stands the MAC
	for name, feed := range map[string]func(c *handshake.Conversation){
		"changed": func(c *handshake.Conversation) { c.Feed(capture.Server, changed, 0) },
		"missing": func(c *handshake.Conversation) { c.Lose(capture.Server, len(changed), 0) },
		"cut short": func(c *handshake.Conversation) {
			c.Feed(capture.Server, changed[:20], 0)
			c.Lose(capture.Server, len(changed)-20, 0)
		},
	} {
		var said, missing []string
		c := handshake.NewConversation(func(it *handshake.Item) {
			switch {
			case it.Kind != handshake.KindApplicationData:
			case it.Decrypted:
				said = append(said, string(it.Bytes))
			case it.Err == nil:
				missing = append(missing, it.Missing)
			}
		})
		c.Open(logged(t, fmt.Appendf(nil, "CLIENT_RANDOM %x %x\n", client, master)))
		extensions := extensionsOf(registry.ExtEncryptThenMAC, nil)
		c.Feed(capture.Client, versioned(registry.ContentHandshake, handshakeOf(registry.HandshakeClientHello,
			slices.Concat([]byte{3, 1}, client, []byte{0, 0, 2, 0, byte(suite), 1, 0}, extensions))), 0)
		c.Feed(capture.Server, versioned(registry.ContentHandshake, handshakeOf(registry.HandshakeServerHello,
			slices.Concat([]byte{3, 1}, server, []byte{0, 0, byte(suite), 0}, extensions))), 0)
		c.Feed(capture.Server, versioned(registry.ContentChangeCipherSpec, []byte{1}), 0)
		c.Feed(capture.Server, sent[0], 0)
		feed(c)
		c.Feed(capture.Server, sent[2], 0)
		c.Feed(capture.Server, sent[3], 0)
		c.End(0)
		if want := []string{"this is said in record 0", "this is said in record 3"}; !slices.Equal(said, want) {
			t.Errorf("%s: the server is said to have sent %q", name, said)
		}
		if len(missing) == 0 || !strings.HasPrefix(missing[len(missing)-1], "the record before it") || len(missing) == 2 && missing[0] != "the end of the record" {
			t.Errorf("%s: what is closed wants %q", name, missing)
		}
	}
}

// versioned is a record of TLS 1.0.
func versioned(kind registry.ContentType, body []byte) []byte {
	return append([]byte{byte(kind), 3, 1, byte(len(body) >> 8), byte(len(body))}, body...)
}
