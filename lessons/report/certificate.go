package report

import (
	"slices"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/handshake/wire"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// certificateMatters are the parts of a certificate that are shown where not all
// are.
var certificateMatters = []string{"issuer", "validity", "subject", "subject_public_key_info", "subject_alt_name"}

// isCertificate says whether a field is an X.509 certificate.
func (t *tree) isCertificate(i int) bool {
	if t.spans[i].Field.Filter == "tls.handshake.certificate" && t.spans[i].Length > 0 {
		return true
	}
	_, ok := t.part(i, "tbs_certificate") // one that nobody sent
	return ok
}

func (t *tree) holdsCertificates(i int) bool {
	for part, end := i+1, t.end(i); part < end; part++ {
		if t.isCertificate(part) {
			return true
		}
	}
	return false
}

// part is the direct part of a field with this name.
func (t *tree) part(i int, name string) (int, bool) {
	for p, end := i+1, t.end(i); p < end; p = t.end(p) {
		if t.spans[p].Field.Name == name {
			return p, true
		}
	}
	return 0, false
}

// certificate is a certificate, opened: its parts by the names they have with -v.
func (t *tree) certificate(i int) transcript.Field {
	f := t.fact(i, t.spans[i].Field.Value(t.bytes(i)))
	if algorithm, ok := t.part(i, "signature_algorithm"); ok {
		f.Text = "X.509, " + wire.Count(f.Value) + ", signed with " + t.value(algorithm)
	}
	f.Fields = t.certified(nil, i)
	return f
}

// certified are the parts of a certificate, or of a group in it that only holds
// others together.
func (t *tree) certified(out []transcript.Field, group int) []transcript.Field {
	for i := group + 1; i < t.end(group); i = t.end(i) {
		s := &t.spans[i]
		switch name := s.Field.Name; {
		case !s.Group && !s.Opaque, name == "signature": // a header; what signature_algorithm says again
		case slices.Contains([]string{"tbs_certificate", "extensions", "sequence", "extension_list"}, name):
			out = t.certified(out, i)
		case name == "extension":
			if f := t.certifiedExtension(i); t.wanted(f.Name) {
				out = append(out, f)
			}
		case t.wanted(name) || s.Opaque:
			out = append(out, t.fact(i, t.certifiedValue(i)))
		}
	}
	return out
}

func (t *tree) wanted(name string) bool { return t.whole || slices.Contains(certificateMatters, name) }

// certifiedExtension is an extension under the name of what it holds, which says
// more than its number.
func (t *tree) certifiedExtension(i int) transcript.Field {
	f := t.fact(i, t.value(i))
	value, ok := t.part(i, "extn_value")
	if !ok {
		return f
	}
	for p := value + 1; p < t.end(value); p = t.end(p) {
		if t.spans[p].Group {
			f.Name, f.Text = t.spans[p].Field.Name, t.certifiedValue(p)
		}
	}
	if _, critical := t.part(i, "critical"); critical {
		f.Text += "; critical"
	}
	return f
}

func (t *tree) certifiedValue(i int) string {
	text := t.value(i)
	switch t.spans[i].Field.Name {
	case "validity":
		text += judged(text, t.at)
	case "subject_alt_name":
		if names := strings.Split(text, ", "); len(names) > 2*listed {
			text = thousands(len(names)) + ": " + strings.Join(names[:2*listed], ", ") + ", …"
		}
	}
	return shortened(text)
}

// judged says whether a validity held when the certificate crossed.
func judged(validity string, at time.Time) string {
	first, last, _ := strings.Cut(validity, " to ")
	from, err := time.Parse(time.RFC3339, first)
	to, err2 := time.Parse(time.RFC3339, last)
	switch {
	case at.IsZero() || err != nil || err2 != nil:
	case at.Before(from):
		return ": not yet valid when it crossed"
	case at.After(to):
		return ": expired when it crossed"
	}
	return ""
}

// shortened cuts the digits of a key, a signature or a large number.
func shortened(text string) string {
	const most, kept = 48, 16
	words := strings.Split(text, " ")
	for i, w := range words {
		digits := strings.TrimRight(w, ",;")
		if len(digits) > most && strings.Trim(digits, "0123456789abcdefx") == "" {
			words[i] = digits[:kept] + "…" + w[len(digits):]
		}
	}
	return strings.Join(words, " ")
}
