package maninthemiddle

import (
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/signature"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// What is worked out from the two recordings.

// shown is the certificate that crossed on a leg, in DER; nil where none did.
func shown(s *anatomy.Scene, act string) []byte {
	if f, ok := s.Message(act, "Certificate").Field("certificate_entry/cert_data"); ok {
		return f.Bytes
	}
	return nil
}

// root is a certificate that a peer trusts.
func root(s *anatomy.Scene, fact string) *x509.Certificate {
	c, err := x509.ParseCertificate([]byte(s.Facts[fact]))
	if err != nil {
		return nil
	}
	return c
}

// signedBy says whose key made the signature of a certificate.
func signedBy(s *anatomy.Scene, der []byte) string {
	var by []string
	for _, fact := range []string{honestRoot, rogueRoot} {
		if c := root(s, fact); c != nil && der != nil {
			if e, err := signature.Certificate(der, signature.Key{Public: c.PublicKey}); err == nil && e.Holds {
				by = append(by, fact)
			}
		}
	}
	if len(by) == 0 {
		return "nobody known"
	}
	return strings.Join(by, " and ")
}

// faults judges the chain of a leg as a client with these roots does: the checks
// that fail, or "none".
func faults(s *anatomy.Scene, act string, roots ...string) string {
	der := shown(s, act)
	at, err := time.Parse(time.RFC3339, s.Facts[now])
	if der == nil || err != nil {
		return "nothing to judge"
	}
	var trusted []*x509.Certificate
	for _, fact := range roots {
		if c := root(s, fact); c != nil {
			trusted = append(trusted, c)
		}
	}
	j := verdict.Judge([][]byte{der}, verdict.Options{Roots: verdict.RootsOf(trusted...), Name: host, Now: at, Usages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	var failed []string
	for _, v := range j.Verdicts {
		if v.Check.Counts() && v.Reached && !v.Passed {
			failed = append(failed, v.Check.String())
		}
	}
	switch {
	case len(failed) > 0:
		return strings.Join(failed, ", ")
	case !j.Trusted:
		return "not trusted"
	}
	return "none"
}

// possession says whether the CertificateVerify of a leg was made with the key of
// this certificate.
func possession(s *anatomy.Scene, act string, der []byte) string {
	a := s.Act(act)
	m := a.Message("CertificateVerify")
	if !m.There() {
		return "nothing to verify"
	}
	cv, ok := m.Item.Message.(*handshake.CertificateVerifyTLS13)
	key, err := signature.CertificateKey(der)
	h, err2 := secrets.HashOf(a.State.Version, a.State.CipherSuite)
	if !ok || err != nil || err2 != nil {
		return "nothing to verify"
	}
	var messages [][]byte
	for _, name := range []string{"ClientHello", "ServerHello", "EncryptedExtensions", "Certificate"} {
		if m := a.Message(name); m.There() {
			messages = append(messages, m.Bytes)
		}
	}
	hash, err := signature.TranscriptHash(h, messages...)
	if err != nil {
		return "nothing to verify"
	}
	e, err := signature.CertificateVerifyTLS13(cv, capture.Server, key, hash)
	if err == nil && e.Holds {
		return "verifies"
	}
	return "does not verify"
}

// logLines are the secrets of a leg, by label.
func logLines(a *anatomy.Act) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(string(a.Session.KeyLog)) {
		if words := strings.Fields(line); len(words) == 3 {
			out[words[0]] = words[2]
		}
	}
	return out
}

// opensWith counts the protected records of a leg that the secrets of another one
// open, put under the random of this leg's client; and all of them.
func opensWith(a, other *anatomy.Act) (opened, all int) {
	hello, ok := a.Message("ClientHello").Client()
	if !ok {
		return 0, 0
	}
	keys := &handshake.Keys{}
	keys.Log.Add(keylog.UnderRandom(other.Session.KeyLog, hello.Random), "the other leg")
	if a.Name == other.Name {
		keys.Log.Add(other.Session.KeyLog, "this leg")
	}
	items, _ := handshake.DecodeWith(a.Session.Recording, keys)
	for _, it := range items {
		if it.Kind != handshake.KindRecord || !it.Protected {
			continue
		}
		all++
		if it.Decrypted {
			opened++
		}
	}
	return opened, all
}

// closedRequest is the body of the record in which the request crossed: the first
// that its sender protects with the keys for data.
func closedRequest(a *anatomy.Act) anatomy.Message {
	data := a.Protected(capture.Client)
	if len(data) == 0 {
		return anatomy.Message{}
	}
	at := data[0]
	items, _ := handshake.Decode(a.Session.Recording) // as it crossed
	for _, it := range items {
		if it.From == capture.Client && it.Protected && it.Kind == handshake.KindApplicationData && it.Record == at.Record {
			return anatomy.Message{Item: it}
		}
	}
	return anatomy.Message{}
}

// alerts are what both sides of a leg said in alerts, but for the goodbye.
func alerts(a *anatomy.Act) []string {
	var out []string
	for _, it := range a.Items {
		if it.Kind != handshake.KindAlert {
			continue
		}
		f, ok := it.Find("description")
		if !ok || f.Text() != "close_notify" {
			out = append(out, it.From.String()+": "+it.Name)
		}
	}
	return out
}

// complete says whether both Finished of a leg crossed and are right.
func complete(a *anatomy.Act) bool {
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		m := a.MessageFrom(side, "Finished")
		if !m.There() || m.Verify != handshake.Matches {
			return false
		}
	}
	return true
}

// everything is all that crossed on a leg, closed and opened.
func everything(a *anatomy.Act) []byte {
	out := append(a.Session.Recording.Bytes(capture.Client), a.Session.Recording.Bytes(capture.Server)...)
	for _, it := range a.Items {
		if it.Decrypted {
			out = append(out, it.Bytes...)
		}
	}
	return out
}

// publicKeyHash is the SHA-256 hash of a certificate's SubjectPublicKeyInfo: what
// RFC 7469 §2.4 pins.
func publicKeyHash(der []byte) string {
	places, err := signature.Locate(der)
	if err != nil {
		return "no certificate"
	}
	return fmt.Sprintf("%x", sha256.Sum256(places.Key.Of(der)))
}

// fingerprint is the hash of a whole certificate.
func fingerprint(der []byte) string {
	if der == nil {
		return "no certificate"
	}
	return fmt.Sprintf("%x", sha256.Sum256(der))
}
