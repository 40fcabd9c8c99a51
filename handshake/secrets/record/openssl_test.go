package record_test

import (
	"bytes"
	"encoding/hex"
	"os/exec"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// The ciphers of other libraries, and those of the standard library, decrypt as
// OpenSSL's do.
func TestOpenSSLDecryptsBlocks(t *testing.T) {
	openssl := peertest.Need(t, "openssl")
	for _, c := range []struct {
		name  string
		suite registry.CipherSuite
	}{
		{"des-cbc", 0x0009},      // TLS_RSA_WITH_DES_CBC_SHA
		{"des-ede3-cbc", 0x000a}, // TLS_RSA_WITH_3DES_EDE_CBC_SHA
		{"aes-128-cbc", 0x002f},  // TLS_RSA_WITH_AES_128_CBC_SHA
		{"aes-256-cbc", 0x0035},  // TLS_RSA_WITH_AES_256_CBC_SHA
		{"seed-cbc", 0x0096},     // TLS_RSA_WITH_SEED_CBC_SHA
		{"aria-128-cbc", 0xc03c}, // TLS_RSA_WITH_ARIA_128_CBC_SHA256
		{"aria-256-cbc", 0xc03d}, // TLS_RSA_WITH_ARIA_256_CBC_SHA384
	} {
		t.Run(c.name, func(t *testing.T) {
			u := use{registry.VersionTLS12, c.suite, record.Options{EncryptThenMAC: true}}
			p, err := record.ParamsOf(u.version, u.suite)
			if err != nil {
				t.Fatal(err)
			}
			sealer, _ := u.pair(t)
			content := randomBytes(1000)
			body, err := sealer.Seal(nil, registry.ContentApplicationData, u.header(), content, 0, random(1))
			if err != nil {
				t.Fatal(err)
			}
			iv, text := body[:p.Block], body[p.Block:len(body)-p.MAC]
			cmd := exec.Command(openssl, "enc", "-d", "-"+c.name, "-provider", "default", "-provider", "legacy",
				"-K", hex.EncodeToString(randomBytes(p.Final)), "-iv", hex.EncodeToString(iv), "-nopad")
			cmd.Stdin = bytes.NewReader(text)
			got, err := cmd.Output()
			if err != nil {
				t.Fatalf("%s: %v", cmd, err)
			}
			if len(got) != len(text) || !bytes.HasPrefix(got, content) {
				t.Error("it decrypts to something else")
			}
		})
	}
}
