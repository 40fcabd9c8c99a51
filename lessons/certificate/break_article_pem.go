package certificate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The break: a server shows what can be decoded of the article's certificate.
const shown = "article"

func performArticle(l *lab.Lab) (*anatomy.Scene, error) {
	s, err := perform(l)
	if err != nil {
		return nil, err
	}
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), l.Rand("key of "+host))
	if err != nil {
		return nil, err
	}
	der, _ := decodable(articlePEM)
	session, _, err := fetch(l, root, host, tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key})
	if err != nil {
		return nil, err
	}
	if session.ClientErr == nil || session.ServerErr == nil {
		return nil, errors.New("a peer was content with a damaged certificate")
	}
	s.Add(shown, "damaged", session)
	s.Facts["article"] = articlePEM
	s.Facts["client_error"], s.Facts["server_error"] = session.ClientErr.Error(), session.ServerErr.Error()
	return s, nil
}

var articleClaims = []anatomy.Claim{
	{ID: "promise", Says: "the certificate on the wire promises {promised} bytes in its first four, and has {decoded}", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, der, _ := onWire(s, shown)
		whole, _ := decodable(s.Facts["article"])
		v := anatomy.Verdict{Got: "no certificate", Want: fmt.Sprintf("%d bytes are missing", missingBytes(s)), At: m.At("certificate/tag_length")}
		if f, ok := m.Field("certificate/tag_length"); ok && len(whole) > 0 {
			v.Got = fmt.Sprintf("%d bytes are missing", len(f.Bytes)+promised(f.Bytes)-len(der))
		}
		return v
	}},
	{ID: "as-decoded", Says: "it is what base64 gives for our copy, as far as it gives anything", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m, der, _ := onWire(s, shown)
		copied, _ := decodable(s.Facts["article"])
		return anatomy.Verdict{Got: fingerprint(der, "nothing crossed"), Want: fingerprint(copied, "no copy"), At: m.At("certificate")}
	}},
	{ID: "lines", Says: "our copy has as many lines as its first bytes promise: what is missing is missing inside of lines", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		lines := bodyOf(s.Facts["article"])
		v := anatomy.Verdict{Got: "no lines", Want: "no promise", At: transcript.Evidence{Text: "the lines of our copy, against the length in the certificate on the wire"}}
		m, _, _ := onWire(s, shown)
		if f, ok := m.Field("certificate/tag_length"); ok {
			chars := charactersFor(len(f.Bytes) + promised(f.Bytes))
			v.Want = fmt.Sprintf("%d lines, %d characters too few", (chars+lineLength-1)/lineLength, chars-len(strings.Join(lines, "")))
		}
		if len(lines) > 0 {
			v.Got = fmt.Sprintf("%d lines, %d characters too few", len(lines), lacking(lines))
		}
		return v
	}},
	{ID: "base64", Says: "base64 reads over all lines of wrong length, and stumbles only in the last group of four", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		text := strings.Join(bodyOf(s.Facts["article"]), "")
		_, stumbles := decodable(s.Facts["article"])
		return anatomy.Verdict{
			Got:  fmt.Sprintf("in group %d of %d", stumbles/4+1, (len(text)+3)/4),
			Want: fmt.Sprintf("in group %d of %d", (len(text)+3)/4, (len(text)+3)/4),
			At:   transcript.Evidence{Text: fmt.Sprintf("character %d of %d", stumbles+1, len(text))},
		}
	}},
	{ID: "inside", Says: "who gives the reader the missing bytes, as zeros at the end, brings it as far as the first line of wrong length", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		_, der, _ := onWire(s, shown)
		v := anatomy.Verdict{Got: "no certificate", Want: fmt.Sprintf("line %d", firstWrong(bodyOf(s.Facts["article"]))), At: transcript.Evidence{Text: "the certificate on the wire, and zeros behind it"}}
		if _, _, err := filledUp(der); err != nil {
			v.Got = fmt.Sprintf("line %d", lineOf(err.Offset))
			v.At.Text = err.Error()
		}
		return v
	}},
	{ID: "letters", Says: "a line of the right length can be wrong, too: one letter of the issuer's name is not the one that the article's own program printed", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		_, der, _ := onWire(s, shown)
		got, offset := issuerOrganization(der)
		v := anatomy.Verdict{Got: "no name", Want: "1 letter of " + fmt.Sprint(len(articleIssuer)), At: transcript.Evidence{Text: "the certificate on the wire"}}
		if len(got) == len(articleIssuer) {
			v.Got = fmt.Sprintf("%d letter of %d", differing(got, articleIssuer), len(articleIssuer))
			v.At = transcript.Evidence{Text: fmt.Sprintf("bytes %d–%d of the certificate, line %d of the copy", offset, offset+len(got)-1, lineOf(offset))}
		}
		return v
	}},
	{ID: "look-alike", Says: "two names in the copy should be one, and differ by one character of base64: a 1 that should be an l", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		swapped, first, second, lines := lookAlike(s.Facts["article"])
		return anatomy.Verdict{Got: swapped, Want: "1 for l", At: transcript.Evidence{Text: fmt.Sprintf("%s in line %d, %s in line %d", first, lines[0], second, lines[1])}}
	}},
	{ID: "alert", Says: "the last thing that the client says is the alert decode_error, fatal", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Act(shown).Last(capture.Client)
		return anatomy.Verdict{Got: m.Text("description") + ", " + m.Text("level"), Want: "decode_error, fatal", At: m.At("description")}
	}},
	{ID: "no-keys", Says: "there is no ClientKeyExchange: with a certificate that it cannot read, the client agrees on no key", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(shown)
		got := "no ClientKeyExchange"
		switch {
		case a.Message("ClientKeyExchange").There():
			got = "a ClientKeyExchange"
		case !a.Message("ServerHelloDone").There():
			got = "the server did not even finish"
		}
		return anatomy.Verdict{Got: got, Want: "no ClientKeyExchange",
			At: transcript.Evidence{Text: fmt.Sprintf("all %d bytes of the client", len(a.Session.Recording.Bytes(capture.Client)))}}
	}},
}

// alertOf is the client's alert: the answer to the break's prediction.
func alertOf(s *anatomy.Scene) string { return s.Act(shown).Alert(capture.Client).Text("description") }
