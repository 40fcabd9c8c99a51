package articlesclient

import (
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// candidates are names that a client might want of the right server.
var candidates = []string{wanted, "WWW.Shop.Example", "pay.shop.example", "a.pay.shop.example", "myshop.example", "shop.example.evil.example", "example"}

// judgeNames asks crypto/x509 about each of them and the certificate that crossed,
// and the rule about each of them and the names that were asked of the authority.
func judgeNames(s *anatomy.Scene) anatomy.Verdict {
	v := anatomy.Verdict{Got: "no certificate", Want: ruled(strings.Fields(s.Facts["issued for"])), At: s.Message(oneLine, certificate).At("subject_alt_name")}
	c := leaf(s, oneLine)
	if c == nil {
		return v
	}
	var fine []string
	for _, name := range candidates {
		if c.VerifyHostname(name) == nil {
			fine = append(fine, name)
		}
	}
	v.Got = strings.Join(fine, ", ")
	if len(fine) == 0 {
		v.Got = "none"
	}
	return v
}

// ruled names the candidates that one of the entries covers.
func ruled(entries []string) string {
	var fine []string
	for _, name := range candidates {
		if coveredBy(entries, name) != "" {
			fine = append(fine, name)
		}
	}
	return strings.Join(fine, ", ")
}

func coveredBy(entries []string, name string) string {
	for _, e := range entries {
		if covers(e, name) {
			return e
		}
	}
	return ""
}

// namesFigure shows which entry of the certificate covers which name.
func namesFigure(s *anatomy.Scene) anatomy.Figure {
	entries := names(s, oneLine)
	t := &transcript.Table{Title: "The certificate holds: " + strings.Join(entries, ", "), Head: transcript.Cells("a client that wants", "is covered by", "because")}
	for _, name := range candidates {
		by := coveredBy(entries, name)
		if by == "" {
			by = "nothing"
		}
		t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(name), transcript.Value(by), transcript.Plainly(because(entries, name))})
	}
	return t
}

// because says in a few words what decides.
func because(entries []string, name string) string {
	by := coveredBy(entries, name)
	labels, best := strings.Count(name, "."), ""
	switch {
	case by == name:
		return "the same letters"
	case strings.EqualFold(by, name):
		return "case does not count"
	case by != "" && strings.ToLower(name) != name:
		return "the asterisk stands for one whole label; case does not count"
	case by != "":
		return "the asterisk stands for one whole label"
	}
	for _, e := range entries {
		if strings.HasPrefix(e, "*.") && strings.HasSuffix(name, e[1:]) && labels > strings.Count(e, ".") {
			best = "the asterisk stands for one label, not for two"
		}
	}
	if best == "" {
		best = "no entry has these labels"
	}
	return best
}
