package handshake_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake"
)

// A sample is a real message of testdata/messages.
type sample struct {
	name  string
	bytes []byte
	fresh func() handshake.Message
}

// headed says whether the message begins with a handshake header.
func (s sample) headed() bool {
	switch s.fresh().(type) {
	case *handshake.Alert, *handshake.ChangeCipherSpec:
		return false
	}
	return true
}

// kinds are the message types by the beginning of a file's name.
var kinds = []struct {
	prefix string
	fresh  func() handshake.Message
}{
	{"client_hello_", func() handshake.Message { return new(handshake.ClientHello) }},
	{"server_hello_done_", func() handshake.Message { return new(handshake.ServerHelloDone) }},
	{"server_hello_", func() handshake.Message { return new(handshake.ServerHello) }},
	{"hello_retry_request_", func() handshake.Message { return new(handshake.HelloRetryRequest) }},
	{"certificate_tls12_", func() handshake.Message { return new(handshake.CertificateTLS12) }},
	{"server_key_exchange_ecdhe_", func() handshake.Message { return new(handshake.ServerKeyExchangeECDHE) }},
	{"client_key_exchange_ecdhe_", func() handshake.Message { return new(handshake.ClientKeyExchangeECDHE) }},
	{"client_key_exchange_rsa_", func() handshake.Message { return new(handshake.ClientKeyExchangeRSA) }},
	{"new_session_ticket_tls12_", func() handshake.Message { return new(handshake.NewSessionTicketTLS12) }},
	{"change_cipher_spec_", func() handshake.Message { return new(handshake.ChangeCipherSpec) }},
	{"alert_", func() handshake.Message { return new(handshake.Alert) }},
}

// samples reads testdata/messages. Each kind must be there.
func samples(t testing.TB) []sample {
	t.Helper()
	files, err := filepath.Glob("testdata/messages/*.hex")
	if err != nil || len(files) == 0 {
		t.Fatalf("no messages in testdata: %v", err)
	}
	var out []sample
	seen := map[string]bool{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".hex")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s := sample{name: name, bytes: unhex(t, text)}
		for _, k := range kinds {
			if strings.HasPrefix(name, k.prefix) {
				s.fresh, seen[k.prefix] = k.fresh, true
				break
			}
		}
		if s.fresh == nil {
			t.Fatalf("%s: no message type has such a name", name)
		}
		out = append(out, s)
	}
	for _, k := range kinds {
		if !seen[k.prefix] {
			t.Fatalf("testdata/messages has no %s*.hex", k.prefix)
		}
	}
	return out
}

// message returns one sample by name.
func message(t testing.TB, name string) sample {
	t.Helper()
	for _, s := range samples(t) {
		if s.name == name {
			return s
		}
	}
	t.Fatalf("testdata/messages has no %s.hex", name)
	return sample{}
}
