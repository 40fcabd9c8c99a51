package signature

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The break: the authorities signed certificates for a server of another name. On
// the wire one letter of it is changed, to the name that the client wants.
const (
	editedRSA   = "edited"
	editedECDSA = "edited-ecdsa"
)

// issuedFor is the name that the authorities signed. It differs from host in one
// letter.
const issuedFor = "bunk.example"

// dnsName is the name of a certificate that clients look at.
const dnsName = "subject_alt_name/dns_name/value"

func performEdited(l *lab.Lab) (*anatomy.Scene, error) {
	roots, err := authorities(l)
	if err != nil {
		return nil, err
	}
	s, err := performWith(l, roots)
	if err != nil {
		return nil, err
	}
	for _, c := range []struct{ act, title, root string }{{editedRSA, "edited", rootRSA}, {editedECDSA, "edited ECDSA", rootECDSA}} {
		session, issued, err := greetEdited(l, roots[c.root])
		if err != nil {
			return nil, err
		}
		if session.ClientErr == nil || session.ServerErr == nil {
			return nil, fmt.Errorf("%s: a peer was content with a forged certificate", c.act)
		}
		s.Add(c.act, c.title, session)
		s.Facts[c.act+" issued"] = string(issued)
		s.Facts[strings.ReplaceAll(c.act, "-", "_")+"_client"] = session.ClientErr.Error()
		s.Facts[strings.ReplaceAll(c.act, "-", "_")+"_server"] = session.ServerErr.Error()
	}
	s.Facts["issued_for"] = issuedFor
	return s, nil
}

// greetEdited makes a connection whose certificate is changed on its way: the name
// in subject_alt_name becomes the one that the client wants. It also returns the
// certificate as the authority signed it.
func greetEdited(l *lab.Lab, root *lab.Authority) (*lab.Session, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), l.Rand("edited server key"))
	if err != nil {
		return nil, nil, err
	}
	cert, err := root.IssueFor(issuedFor, key)
	if err != nil {
		return nil, nil, err
	}
	der := cert.Certificate[0]
	edited := false
	session, err := greet(l, root, cert, func(_ int, b []byte) []byte {
		at := bytes.Index(b, der)
		if at < 0 {
			return b
		}
		// The name stands twice: in subject, and behind it in subject_alt_name.
		at += bytes.LastIndex(der, []byte(issuedFor))
		edited = true
		return append(append(bytes.Clone(b[:at]), host...), b[at+len(issuedFor):]...)
	})
	if err == nil && !edited {
		err = errors.New("the certificate did not cross in one write of the server")
	}
	return session, der, err
}

var editedClaims = []anatomy.Claim{
	{ID: "one-letter", Says: "one byte of the certificate differs from what the authority issued, and it stands in subject_alt_name", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(editedRSA, certificate)
		v := anatomy.Verdict{Got: "no certificate", Want: "1 byte, within the name", At: m.At(dnsName)}
		issued, crossed := []byte(s.Facts[editedRSA+" issued"]), leaf(s, editedRSA)
		name, ok := m.Field(dnsName)
		whole, ok2 := m.Field("certificate")
		if !ok || !ok2 || len(issued) != len(crossed) {
			return v
		}
		all, inside := 0, 0
		for i := range issued {
			if issued[i] != crossed[i] {
				all++
				if at := whole.Offset + i; at >= name.Offset && at < name.Offset+len(name.Bytes) {
					inside++
				}
			}
		}
		v.Got = fmt.Sprintf("%d byte, within the name", all)
		if inside != all {
			v.Got = fmt.Sprintf("%d bytes, %d of them within the name", all, inside)
		}
		return v
	}},
	{ID: "name-fits", Says: "the name in the certificate that arrives is the name that the client asks for", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(editedRSA, certificate)
		v := anatomy.Verdict{Got: m.Text(dnsName), Want: s.Message(editedRSA, "ClientHello").Text("server_name/host_name"), At: m.At(dnsName)}
		if !m.There() {
			v.Got = "no certificate"
		}
		return v
	}},
	{ID: "only-signature", Says: "of all checks of a certificate one fails: the signature", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: failing(s), Want: verdict.Signature.String(), At: s.Message(editedRSA, certificate).Whole()}
	}},
	{ID: "old-hash", Says: "the signature still opens, and the hash in it is that of the certificate that was issued", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		b, _ := cut(under(s, editedRSA, rootRSA).Step("EM"))
		return anatomy.Verdict{Got: hex.EncodeToString(b.hash), Want: hashOfIssued(s), At: s.Message(editedRSA, certificate).At(signatureV)}
	}},
	{ID: "new-hash", Says: "the certificate that arrived has another hash", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: "the same hash", Want: "another hash", At: s.Message(editedRSA, certificate).At(signed)}
		if b, ok := cut(under(s, editedRSA, rootRSA).Step("EM")); !ok || !b.padded() {
			v.Got = "no hash to compare with"
		} else if !bytes.Equal(b.hash, hashOf(s, editedRSA)) {
			v.Got = v.Want
		}
		return v
	}},
	{ID: "elsewhere", Says: "with ECDSA the same change leads to another point: v is not r", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: "nothing to compare", Want: "v is not r", At: s.Message(editedECDSA, certificate).At(signatureV + "/r")}
		found := under(s, editedECDSA, rootECDSA).Step("v")
		r, _ := pairOf(s, editedECDSA)
		if found == nil || r == nil {
			return v
		}
		v.Got = "v is r"
		if hex.EncodeToString(found) != fmt.Sprintf("%064x", r) {
			v.Got = v.Want
		}
		return v
	}},
	{ID: "alert", Says: "the client answers both with the alert bad_certificate, fatal", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a, b := s.Act(editedRSA).Alert(capture.Client), s.Act(editedECDSA).Alert(capture.Client)
		return anatomy.Verdict{Got: strings.Join([]string{a.Text("description"), a.Text("level"), b.Text("description"), b.Text("level")}, ", "),
			Want: "bad_certificate, fatal, bad_certificate, fatal", At: a.At("description")}
	}},
	{ID: "no-key", Says: "the client sends no key: not one byte of data is encrypted for the forger", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		got := "no ClientKeyExchange, no data"
		for _, act := range []string{editedRSA, editedECDSA} {
			a := s.Act(act)
			if !a.MessageFrom(capture.Client, "ClientHello").There() {
				got = "the client said nothing"
			} else if a.MessageFrom(capture.Client, "ClientKeyExchange").There() || len(a.Protected(capture.Client)) > 0 {
				got = "the client goes on"
			}
		}
		return anatomy.Verdict{Got: got, Want: "no ClientKeyExchange, no data", At: transcript.Evidence{Text: "all that the client sent in both connections"}}
	}},
}

// failing names the checks that the forged certificate fails: the answer to the
// break's prediction.
func failing(s *anatomy.Scene) string {
	root, err := x509.ParseCertificate([]byte(s.Facts[rootRSA]))
	der := leaf(s, editedRSA)
	if err != nil || der == nil {
		return "nothing could be judged"
	}
	j := verdict.Judge([][]byte{der}, verdict.Options{Roots: verdict.RootsOf(root), Name: s.Message(editedRSA, "ClientHello").Text("server_name/host_name"),
		Now:    root.NotBefore.Add(time.Hour), // when the lab issued it
		Usages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	var names []string
	for _, v := range j.Verdicts {
		if v.Reached && !v.Passed && v.Check.Counts() {
			names = append(names, v.Check.String())
		}
	}
	if j.Trusted || len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// hashOfIssued is the hash of the signed part as the authority issued it.
func hashOfIssued(s *anatomy.Scene) string {
	c, err := x509.ParseCertificate([]byte(s.Facts[editedRSA+" issued"]))
	if err != nil {
		return "no certificate was issued"
	}
	return fmt.Sprintf("%x", sha256.Sum256(c.RawTBSCertificate))
}

// editedName shows the extension with the changed name, numbered as in the message.
func editedName(s *anatomy.Scene) anatomy.Figure {
	san, _ := s.Message(editedRSA, certificate).Field("subject_alt_name")
	name, _ := s.Message(editedRSA, certificate).Field(dnsName)
	b := telling.BytesOf("subject_alt_name in the certificate that arrived", san.Bytes, len(san.Bytes))
	b.Base = san.Offset
	b.Spans = []transcript.ByteSpan{{Offset: name.Offset - san.Offset, Length: len(name.Bytes), Label: "issued for " + s.Facts["issued_for"], Mark: true}}
	return b
}

// editedBlock sets the hash in the signature beside those of both certificates.
func editedBlock(s *anatomy.Scene) anatomy.Figure {
	b, _ := cut(under(s, editedRSA, rootRSA).Step("EM"))
	return &transcript.Derivation{Title: "Which hash did the authority sign?", Ref: "RFC 8017 §8.2.2", Steps: []transcript.Step{
		{Label: "in the signature", Expr: "the last 32 bytes of s^e mod n", Value: hex.EncodeToString(b.hash)},
		{Label: "as issued", Expr: "SHA-256", Value: hashOfIssued(s), Note: "of the signed part that says " + s.Facts["issued_for"]},
		{Label: "as it arrived", Expr: "SHA-256", Value: hex.EncodeToString(hashOf(s, editedRSA)), Note: "of the signed part that says " + s.Message(editedRSA, certificate).Text(dnsName)},
	}}
}

// editedNumbers are the numbers at which the ECDSA equation fails.
func editedNumbers(s *anatomy.Scene) anatomy.Figure {
	e := under(s, editedECDSA, rootECDSA)
	d := &transcript.Derivation{Title: "The same with ECDSA", Ref: e.Ref}
	for _, step := range []transcript.Step{
		{Label: "e", Expr: "SHA-256 of what arrived"},
		{Label: "u1", Expr: "e·w mod n", Note: "comes from e, so it is another number than with the certificate as issued"},
		{Label: "u2", Expr: "r·w mod n", Note: "comes from the signature alone: unchanged"},
		{Label: "v", Expr: "the first coordinate of u1·G + u2·Q, mod n"},
		{Label: "r", Expr: "as it crossed", Note: e.Reason},
	} {
		step.Value = hex.EncodeToString(e.Step(step.Label))
		d.Steps = append(d.Steps, step)
	}
	return d
}
