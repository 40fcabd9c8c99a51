package signature_test

import (
	"bytes"
	"crypto"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/google/gopacket"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/signature"
)

// TestSignaturesOfRFC8448Hold rebuilds what the server signed in two traces, the
// second with a HelloRetryRequest.
func TestSignaturesOfRFC8448Hold(t *testing.T) {
	for _, file := range []string{"testdata/rfc8448_section3.txt", "testdata/rfc8448_section5.txt"} {
		var messages [][]byte
		var certificate handshake.CertificateTLS13
		upTo := map[string][]byte{}
		text, err := os.ReadFile(file)
		must(err)
		for line := range strings.Lines(string(text)) {
			name, digits, ok := strings.Cut(strings.TrimSpace(line), " ")
			if !ok || name == "#" {
				continue
			}
			b, err := hex.DecodeString(digits)
			must(err)
			if last, ok := strings.CutPrefix(name, "hash,"); ok {
				if !bytes.Equal(upTo[last], b) {
					t.Errorf("%s: the transcript hash up to %s is %x, the RFC has %x", file, last, upTo[last], b)
				}
				continue
			}
			switch name {
			case "Certificate":
				must(certificate.DecodeFromBytes(b, gopacket.NilDecodeFeedback))
			case "CertificateVerify":
				var m handshake.CertificateVerifyTLS13
				must(m.DecodeFromBytes(b, gopacket.NilDecodeFeedback))
				key, err := signature.CertificateKey(certificate.Entries[0].Data)
				must(err)
				e, err := signature.CertificateVerifyTLS13(&m, capture.Server, key, upTo["Certificate"])
				if err != nil || !e.Holds || e.Scheme != "rsa_pss_rsae_sha256" || len(e.Step("salt")) != 32 {
					t.Errorf("%s: %s: %v %s", file, e.Scheme, err, e.Reason)
				}
				if e, _ = signature.CertificateVerifyTLS13(&m, capture.Client, key, upTo["Certificate"]); e.Holds {
					t.Errorf("%s: it holds as the client's, too", file)
				}
				if e, _ = signature.Certificate(certificate.Entries[0].Data, key); !e.Holds {
					t.Errorf("%s: the certificate's own signature: %s", file, e.Reason)
				}
			}
			messages = append(messages, b)
			upTo[name] = transcript(crypto.SHA256, messages...)
		}
		if len(messages) < 6 {
			t.Errorf("%s has %d messages", file, len(messages))
		}
	}
}
