package chain

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestTheCheckWithOpenSSLAndTSharkShowsTheSame(t *testing.T) {
	seed := uint64(1)
	s, shown := lessontest.Commands(t, Lesson(), lab.Options{Seed: &seed})
	output := map[string]string{}
	for _, c := range shown {
		if c.Err != nil {
			t.Fatalf("%s: %v\n%s", c.Command, c.Err, c.Output)
		}
		program, _, _ := strings.Cut(c.Command, " -noout")
		output[program] = c.Output
	}
	leaf, issuing := output["openssl x509 -in leaf.pem"], output["openssl x509 -in issuing.pem"]
	id := strings.ToUpper(colons(s.Message(whole, "Certificate").Hex(certificate(1, ownKeyID))))
	if !strings.Contains(leaf, id) || !strings.Contains(issuing, id) {
		t.Errorf("no key identifier %s in\n%s\nand\n%s", id, leaf, issuing)
	}
	name, issuer := strings.TrimPrefix(line(leaf, 0), "issuer="), strings.TrimPrefix(line(issuing, 0), "subject=")
	if name != issuer || !strings.Contains(name, issuingName) || line(leaf, 1) != line(issuing, 1) || line(leaf, 1) == "" {
		t.Errorf("the leaf's issuer\n%s\nis not\n%s", leaf, issuing)
	}
	verified := output["openssl verify -no_check_time -partial_chain -trusted issuing.pem leaf.pem"]
	if strings.TrimSpace(verified) != "leaf.pem: OK" {
		t.Errorf("verified: %s", verified)
	}
	if third := shown[len(shown)-1].Output; strings.TrimSpace(third) != "" {
		t.Errorf("a third certificate: %s", third)
	}
}

func line(s string, n int) string {
	lines := strings.Split(s, "\n")
	if n >= len(lines) {
		return ""
	}
	return lines[n]
}

// colons sets the digits as OpenSSL does.
func colons(digits string) string {
	var pairs []string
	for i := 0; i+2 <= len(digits); i += 2 {
		pairs = append(pairs, digits[i:i+2])
	}
	return strings.Join(pairs, ":")
}
