package certificate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestTheCheckWithOpenSSLAndTSharkShowsTheSame(t *testing.T) {
	seed := uint64(1)
	s, shown := lessontest.Commands(t, Lesson(), lab.Options{Seed: &seed})
	for _, c := range shown {
		if c.Err != nil {
			t.Fatalf("%s: %v\n%s", c.Command, c.Err, c.Output)
		}
	}
	m, _, start := onWire(s, fetched)
	text, elements, again := shown[len(shown)-3].Output, shown[len(shown)-2].Output, shown[len(shown)-1].Output
	if again != s.Facts["pem"] {
		t.Errorf("openssl prints\n%s\nthe lesson\n%s", again, s.Facts["pem"])
	}
	serial := m.Hex("serial_number/value")
	for _, want := range []string{"Issuer: O = tlsteach lab, CN = tlsteach lab root", "CN = " + s.Facts["host"], "DNS:" + strings.Join(dnsNames(m), ", DNS:"),
		strings.TrimSuffix(inPairs(serial), ":")} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, path := range []string{"serial_number", "issuer", "validity", "subject", "subject_public_key_info", "signature_value"} {
		f, ok := m.Field(path)
		if want := fmt.Sprintf("\n%5d:d=", f.Offset-start); !ok || !strings.Contains(elements, want) {
			t.Errorf("%s: no offset %d in\n%s", path, f.Offset-start, elements)
		}
	}
}

// inPairs sets the digits as OpenSSL does.
func inPairs(digits string) string {
	out := ""
	for i := 0; i+2 <= len(digits); i += 2 {
		out += digits[i:i+2] + ":"
	}
	return out
}
