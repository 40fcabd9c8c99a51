package certificate

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/wire"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// claims are what the bytes of the certificate must prove.
var claims = []anatomy.Claim{
	{ID: "in-clear", Says: "the certificate crossed in the clear, before either side changed to encryption", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: crossed(s), Want: "clear", At: s.Message(fetched, "Certificate").Whole()}
	}},
	{ID: "same-der", Says: "the text that the client printed decodes to exactly the bytes that crossed as certificate", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, der, _ := onWire(s, fetched)
		text, _ := printed(s)
		return anatomy.Verdict{Got: fingerprint(text, "no text"), Want: fingerprint(der, "no certificate"), At: m.At("certificate")}
	}},
	{ID: "pem-length", Says: "the text is as long as base64 makes it: four characters for three bytes, in lines of 64", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, der, _ := onWire(s, fetched)
		return anatomy.Verdict{Got: lineLengths(s.Facts["pem"]), Want: linesFor(len(der)), At: m.At("certificate_length")}
	}},
	{ID: "der-length", Says: "the certificate's own length counts to its last byte: header and content fill the field", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, der, _ := onWire(s, fetched)
		v := anatomy.Verdict{Got: "no certificate", Want: fmt.Sprintf("%d bytes", len(der)), At: m.At("certificate/tag_length")}
		if f, ok := m.Field("certificate/tag_length"); ok {
			v.Got = fmt.Sprintf("%d bytes", len(f.Bytes)+promised(f.Bytes))
		}
		return v
	}},
	{ID: "lengths", Says: "every other length in the certificate counts exactly the bytes behind it, too", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, _, _ := onWire(s, fetched)
		right, all := lengths(m)
		return anatomy.Verdict{Got: fmt.Sprintf("%d of %d", right, all), Want: fmt.Sprintf("%d of %d", max(all, 1), max(all, 1)), At: m.At("certificate")}
	}},
	{ID: "issuer", Says: "the issuer stands where another reader of certificates finds it in the decoded text, and says the same", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, _, _ := onWire(s, fetched)
		return anatomy.Verdict{Got: here(s, "issuer", attributes(m, "issuer")), At: m.At("issuer"),
			Want: there(s, func(c *x509.Certificate) ([]byte, string) { return c.RawIssuer, named(c.Issuer) })}
	}},
	{ID: "subject", Says: "the subject, too, stands where the other reader finds it, and says the same", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, _, _ := onWire(s, fetched)
		return anatomy.Verdict{Got: here(s, "subject", attributes(m, "subject")), At: m.At("subject"),
			Want: there(s, func(c *x509.Certificate) ([]byte, string) { return c.RawSubject, named(c.Subject) })}
	}},
	{ID: "san", Says: "the names in subject_alt_name stand where the other reader finds them, and are the same", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, _, _ := onWire(s, fetched)
		return anatomy.Verdict{Got: here(s, sanPath, strings.Join(dnsNames(m), ", ")), At: m.At(sanPath),
			Want: there(s, func(c *x509.Certificate) ([]byte, string) {
				for _, e := range c.Extensions {
					if e.Id.String() == "2.5.29.17" {
						return e.Value, strings.Join(c.DNSNames, ", ")
					}
				}
				return nil, ""
			})}
	}},
	{ID: "asked", Says: "one of these names is, byte for byte, the name that the client asked for", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		asked := s.Message(fetched, "ClientHello").Hex("server_name/host_name")
		m, _, _ := onWire(s, fetched)
		v := anatomy.Verdict{Got: "none of them", Want: asked, At: m.At(sanPath)}
		for i, n := range dnsNames(m) {
			if fmt.Sprintf("%x", n) == asked {
				v.Got, v.At = asked, m.At(fmt.Sprintf("%s/dns_name[%d]/value", sanPath, i))
			}
		}
		return v
	}},
	{ID: "validity", Says: "the two moments between which it holds are those that the other reader finds", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, _, _ := onWire(s, fetched)
		v := anatomy.Verdict{Got: m.Text("validity"), Want: "no certificate was printed", At: m.At("validity")}
		if _, c := printed(s); c != nil {
			const form = "2006-01-02T15:04:05Z"
			v.Want = c.NotBefore.UTC().Format(form) + " to " + c.NotAfter.UTC().Format(form)
		}
		return v
	}},
	{ID: "public-key", Says: "the key in the certificate is the public half of the server's key pair: computed from the private half, it is the same point", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, _, _ := onWire(s, fetched)
		return m.Is(pointPath, fmt.Sprintf("%x", publicHalf(s)))
	}},
	{ID: "private-nowhere", Says: "the private half is nowhere: not in the certificate, not in the text, not in any byte of the connection; the same search does find the public half", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		all, total := searched(s), 0
		for _, b := range all {
			total += len(b)
		}
		private := "not known"
		if key := []byte(s.Facts["private key"]); len(key) > 0 {
			private = whether(found(all, key))
		}
		return anatomy.Verdict{
			Got:  fmt.Sprintf("private: %s; public: %s", private, whether(found(all, publicHalf(s)))),
			Want: "private: nowhere; public: found",
			At:   transcript.Evidence{Text: fmt.Sprintf("all %d bytes, those that crossed encrypted also opened: as they are, in hexadecimal and in base64", total)},
		}
	}},
	{ID: "no-private-key", Says: "who reads the certificate as a private key finds none, and who reads the private key as a certificate finds none", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, der, _ := onWire(s, fetched)
		return anatomy.Verdict{
			Got:  fmt.Sprintf("from the wire: %s; kept by the server: %s", readsAs(der), readsAs(keyFile(s))),
			Want: "from the wire: certificate; kept by the server: private key",
			At:   m.At("certificate"),
		}
	}},
}

// Paths of fields that are named more than once.
const (
	sanPath   = "subject_alt_name"
	pointPath = "subject_public_key/ec_point"
)

// crossed says how the certificate crossed: "clear", or what else became of it.
func crossed(s *anatomy.Scene) string {
	for _, it := range s.Act(fetched).Items {
		switch {
		case it.Kind == handshake.KindChangeCipherSpec:
			return "only after a change to encryption, if at all"
		case it.Name == "Certificate" && !it.Protected:
			return "clear"
		}
	}
	return "not at all"
}

// fingerprint is how many bytes there are and their hash: two that are equal in it
// are equal.
func fingerprint(b []byte, none string) string {
	if len(b) == 0 {
		return none
	}
	return fmt.Sprintf("%d bytes, SHA-256 %x", len(b), sha256.Sum256(b))
}

// lineLengths are the lengths of the lines between BEGIN and END.
func lineLengths(text string) string {
	lines := bodyOf(text)
	if lines == nil {
		return "no text"
	}
	full, sum := 0, 0
	for _, l := range lines {
		if sum += len(l); len(l) == lineLength {
			full++
		}
	}
	return fmt.Sprintf("%d characters in %d lines, %d of them full", sum, len(lines), full)
}

// linesFor is what the lengths must be for so many bytes: RFC 7468 §2.
func linesFor(n int) string {
	chars := charactersFor(n)
	return fmt.Sprintf("%d characters in %d lines, %d of them full", chars, (chars+lineLength-1)/lineLength, chars/lineLength)
}

const lineLength = 64 // of base64 in PEM: RFC 7468 §2

// charactersFor is how many characters of base64 stand for n bytes: RFC 4648 §4.
func charactersFor(n int) int { return (n + 2) / 3 * 4 }

// bodyOf is the lines of a PEM text between BEGIN and END.
func bodyOf(text string) []string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) < 3 {
		return nil
	}
	return lines[1 : len(lines)-1]
}

// promised is the length in the header of a TLV: one byte below 128, or 80 and the
// number of the bytes that hold it (X.690 §8.1.3).
func promised(header []byte) int {
	switch {
	case len(header) < 2:
		return -1
	case header[1] < 0x80:
		return int(header[1])
	case len(header) != 2+int(header[1]&0x7f):
		return -1
	}
	return int(wire.Uint(header[2:]))
}

// lengths counts again, from the bytes, what each length within the certificate
// measures: the rest of the group that it opens.
func lengths(m anatomy.Message) (right, all int) {
	if !m.There() {
		return 0, 0
	}
	spans := m.Trace.Spans
	for i, s := range spans {
		if s.Field.Name != "tag_length" {
			continue
		}
		group := i - 1
		for group >= 0 && spans[group].Depth >= s.Depth {
			group--
		}
		if group < 0 || spans[group].Field.Name == "certificate" { // that one has a claim of its own
			continue
		}
		all++
		end := spans[group].Offset + spans[group].Length
		if promised(m.Bytes[s.Offset:s.Offset+s.Length]) == end-s.Offset-s.Length {
			right++
		}
	}
	return right, all
}

func whether(found bool) string {
	if found {
		return "found"
	}
	return "nowhere"
}

// labelOf is the word that a PEM text carries on its first line.
func labelOf(text string) string {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return "nothing"
	}
	return block.Type
}
