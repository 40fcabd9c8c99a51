package handshake_test

import (
	"bytes"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
)

var update = flag.Bool("update", false, "make the files in testdata again")

// A wanted message goes from a live connection into testdata/messages.
type wanted struct {
	file string
	from capture.Side
	name string
	nth  int // counted from 0 among the messages of that name
}

// fromGo says what is kept of which of goRuns.
var fromGo = map[string][]wanted{
	"tls10":                             {{"server_hello_go_tls10", capture.Server, "ServerHello", 0}},
	"tls12":                             {{"client_hello_go_tls12", capture.Client, "ClientHello", 0}, {"server_hello_go_tls12", capture.Server, "ServerHello", 0}, {"certificate_tls12_go", capture.Server, "Certificate", 0}, {"server_key_exchange_ecdhe_go", capture.Server, "ServerKeyExchange", 0}, {"server_hello_done_go", capture.Server, "ServerHelloDone", 0}, {"client_key_exchange_ecdhe_go", capture.Client, "ClientKeyExchange", 0}, {"change_cipher_spec_go", capture.Client, "ChangeCipherSpec", 0}},
	"tls12 rsa certificate":             {{"server_key_exchange_ecdhe_go_rsa", capture.Server, "ServerKeyExchange", 0}},
	"tls12 rsa key transport":           {{"client_key_exchange_rsa_go", capture.Client, "ClientKeyExchange", 0}},
	"tls12 resumption":                  {{"client_hello_go_tls12_ticket", capture.Client, "ClientHello", 0}},
	"tls12 no common suite":             {{"alert_go", capture.Server, "Alert", 0}},
	"tls13 offered with older versions": {{"client_hello_go", capture.Client, "ClientHello", 0}, {"server_hello_go", capture.Server, "ServerHello", 0}},
	"tls13 hello retry":                 {{"hello_retry_request_go", capture.Server, "HelloRetryRequest", 0}, {"client_hello_go_retry", capture.Client, "ClientHello", 1}},
	"tls13 resumption":                  {{"client_hello_go_psk", capture.Client, "ClientHello", 0}, {"server_hello_go_psk", capture.Server, "ServerHello", 0}},
}

// TestUpdateMessages connects the real programs and writes what they said.
func TestUpdateMessages(t *testing.T) {
	if !*update {
		t.Skip("makes testdata/messages again with -update")
	}
	for _, r := range goRuns {
		t.Run(r.name, func(t *testing.T) {
			keep(t, r.record(), "crypto/tls of "+runtime.Version()+", "+r.name, fromGo[r.name])
		})
	}
	for _, p := range programs {
		t.Run(p.name, func(t *testing.T) {
			keep(t, p.run(t), version(t, p.binary)+": "+p.binary+" "+strings.Join(p.args, " "),
				[]wanted{{"client_hello_" + p.name, capture.Client, "ClientHello", strings.Count(p.name, "_retry")}})
		})
	}
	for _, p := range oldPeers {
		t.Run("old "+p.name, func(t *testing.T) {
			keep(t, oldPeer(t, p.name), version(t, "openssl")+": s_server "+p.server+", s_client "+p.client, p.wanted)
		})
	}
	t.Run("old told", keepTold)
	t.Run("openssl to openssl", func(t *testing.T) {
		openssl := version(t, "openssl")
		keep(t, opensslEarly(t), openssl+": s_client -sess_in -early_data, s_server -early_data", []wanted{
			{"client_hello_openssl_early_data", capture.Client, "ClientHello", 0}, {"server_hello_openssl_psk", capture.Server, "ServerHello", 0}})
		keep(t, opensslCookie(t), openssl+": s_client, s_server -stateless", []wanted{
			{"hello_retry_request_openssl_cookie", capture.Server, "HelloRetryRequest", 0}, {"client_hello_openssl_cookie", capture.Client, "ClientHello", 1}})
		keep(t, opensslRejects(t), openssl+": s_client -verify_return_error", []wanted{{"alert_openssl", capture.Client, "Alert", 0}})
		keep(t, opensslTLS12(t), openssl+": s_client and s_server -tls1_2", []wanted{
			{"server_hello_openssl_tls12", capture.Server, "ServerHello", 0}, {"certificate_tls12_openssl", capture.Server, "Certificate", 0},
			{"server_key_exchange_ecdhe_openssl", capture.Server, "ServerKeyExchange", 0}, {"new_session_ticket_tls12_openssl", capture.Server, "NewSessionTicket", 0}})
	})
}

func version(t *testing.T, binary string) string {
	flag := "--version"
	if binary == "openssl" {
		flag = "version"
	}
	for _, line := range strings.Split(finish(t, "", binary, flag), "\n") {
		if strings.Contains(strings.ToLower(line), binary) && !strings.Contains(line, "/usr/bin") {
			return strings.TrimSpace(line)
		}
	}
	t.Fatalf("%s does not say its version", binary)
	return ""
}

func keep(t *testing.T, rec *capture.Recording, from string, list []wanted) {
	t.Helper()
	items, _ := handshake.Decode(rec)
	for _, w := range list {
		nth := w.nth
		var found *handshake.Item
		for _, it := range items {
			if it.Name != w.name || it.From != w.from {
				continue
			}
			if nth == 0 {
				found = it
				break
			}
			nth--
		}
		if found == nil {
			t.Errorf("%s: no %s of the %s", w.file, w.name, w.from)
			continue
		}
		writeMessage(t, w.file, fmt.Sprintf("%s of %s", w.name, from), found.Bytes)
	}
}

func writeMessage(t *testing.T, file, comment string, b []byte) {
	t.Helper()
	text := "# " + comment + "\n" + hexLines(b)
	if err := os.WriteFile(filepath.Join("testdata", "messages", file+".hex"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// hexLines writes 16 bytes a line, which a diff can show.
func hexLines(b []byte) string {
	var out strings.Builder
	for len(b) > 0 {
		n := min(16, len(b))
		var line []string
		for _, x := range b[:n] {
			line = append(line, hex.EncodeToString([]byte{x}))
		}
		out.WriteString(strings.Join(line, " ") + "\n")
		b = b[n:]
	}
	return out.String()
}

// unhex reads what hexLines wrote, without the lines that begin with #.
func unhex(t testing.TB, text []byte) []byte {
	t.Helper()
	var digits []byte
	for line := range bytes.Lines(text) {
		if !bytes.HasPrefix(line, []byte("#")) {
			digits = append(digits, bytes.Join(bytes.Fields(line), nil)...)
		}
	}
	b, err := hex.DecodeString(string(digits))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
