package signature_test

import (
	"bytes"
	"crypto"
	"crypto/elliptic"
	"crypto/tls"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/signature"
)

// A witness signs, and keeps what it was given to sign: for crypto/tls it is the
// key of a certificate.
type witness struct {
	crypto.Signer
	signed []signing
}

type signing struct{ digest, signature []byte }

func (w *witness) Sign(rand io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	sig, err := w.Signer.Sign(rand, digest, o)
	w.signed = append(w.signed, signing{bytes.Clone(digest), sig})
	return sig, err
}

// said says whether the peer itself signed exactly this content with this result.
func (w *witness) said(e signature.Evaluation, sig []byte) bool {
	digest := e.Step("hash")
	if e.Step("[S]B") != nil {
		digest = e.Content // Ed25519 signs the content itself
	}
	for _, s := range w.signed {
		if bytes.Equal(s.digest, digest) && bytes.Equal(s.signature, sig) {
			return true
		}
	}
	return false
}

func witnessed(key crypto.Signer) (*witness, tls.Certificate) {
	cert, err := peertest.SelfSigned(key)
	must(err)
	w := &witness{Signer: key}
	cert.PrivateKey = w
	return w, cert
}

func goKeys() map[string]crypto.Signer {
	return map[string]crypto.Signer{
		"RSA": rsa2048(), "P-256": newECDSA(elliptic.P256()), "P-384": newECDSA(elliptic.P384()), "P-521": newECDSA(elliptic.P521()), "Ed25519": newEd25519(),
	}
}

// TestLiveSignaturesHoldUpToTLS12 takes ServerKeyExchange and CertificateVerify out of
// connections of crypto/tls, and asks its signers what they signed.
func TestLiveSignaturesHoldUpToTLS12(t *testing.T) {
	for name, key := range goKeys() {
		for _, v := range []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12} {
			if v < tls.VersionTLS12 && name == "Ed25519" {
				continue // RFC 8422 §5.4 ties it to TLS 1.2
			}
			t.Run(fmt.Sprintf("%s %s", name, tls.VersionName(v)), func(t *testing.T) {
				serverSaid, server := witnessed(key)
				clientSaid, client := witnessed(key)
				rec := peertest.Talk(
					&tls.Config{InsecureSkipVerify: true, MinVersion: v, MaxVersion: v, Certificates: []tls.Certificate{client}},
					&tls.Config{MinVersion: v, MaxVersion: v, Certificates: []tls.Certificate{server}, ClientAuth: tls.RequireAnyClientCert})
				found := checkClear(t, rec)
				if len(found) != 2 || !serverSaid.said(found[0].Evaluation, found[0].signature) || !clientSaid.said(found[1].Evaluation, found[1].signature) {
					t.Errorf("%d signatures; the peers signed something else", len(found))
				}
			})
		}
	}
}

// A found signature of a recording.
type found struct {
	signature.Evaluation
	signature []byte
}

// checkClear evaluates all signatures of a connection of SSL 3.0 to TLS 1.2; each has
// to hold, and no longer where a byte of what it covers is changed.
func checkClear(t *testing.T, rec *capture.Recording) (out []found) {
	t.Helper()
	var clientRandom, serverRandom, transcript []byte
	var keys [3]signature.Key
	add := func(e signature.Evaluation, err error, sig []byte) {
		if err != nil || !e.Holds {
			t.Errorf("%s, %s: %v %s", e.ContentRef, e.Scheme, err, e.Reason)
		}
		out = append(out, found{e, bytes.Clone(sig)})
	}
	c := handshake.NewConversation(func(it *handshake.Item) {
		if it.Kind != handshake.KindHandshake || it.Missing != "" {
			return
		}
		switch m := it.Message.(type) {
		case *handshake.ClientHello:
			clientRandom, transcript = bytes.Clone(m.Random), nil
		case *handshake.ServerHello:
			serverRandom = bytes.Clone(m.Random)
		case *handshake.CertificateTLS12:
			var err error
			keys[it.From], err = signature.CertificateKey(bytes.Clone(m.Certificates[0]))
			must(err)
		case *handshake.CertificateVerifyTLS12:
			e, err := signature.CertificateVerifyTLS12(m, keys[it.From], transcript)
			add(e, err, m.Signature)
		case *handshake.CertificateVerifyTLS10:
			e, err := signature.CertificateVerifyTLS10(m, keys[it.From], transcript)
			add(e, err, m.Signature)
		default:
			e, err := signature.ServerKeyExchange(it.Message, keys[it.From], clientRandom, serverRandom)
			if !strings.HasPrefix(it.Name, "ServerKeyExchange") {
				if err == nil {
					t.Errorf("%s has a signature", it.Name)
				}
				break
			}
			_, sig := scheme(it.Message)
			add(e, err, sig)
			serverRandom[5] ^= 1
			if e, _ := signature.ServerKeyExchange(it.Message, keys[it.From], clientRandom, serverRandom); e.Holds {
				t.Error("it holds with another random, too")
			}
			serverRandom[5] ^= 1
		}
		transcript = append(transcript, it.Bytes...)
	})
	for _, e := range rec.Events {
		if e.Kind == capture.Data {
			c.Feed(e.From, e.Data, e.At)
		}
	}
	c.End(0)
	return out
}

func scheme(m handshake.Message) (registry.SignatureScheme, []byte) {
	switch m := m.(type) {
	case *handshake.ServerKeyExchangeECDHE:
		return m.Scheme, m.Signature
	case *handshake.ServerKeyExchangeDHE:
		return m.Scheme, m.Signature
	case *handshake.ServerKeyExchangeECDHETLS10:
		return 0, m.Signature
	case *handshake.ServerKeyExchangeDHETLS10:
		return 0, m.Signature
	}
	return 0, nil
}

// TestLiveSignaturesHoldInTLS13 does the same for CertificateVerify of both sides,
// also behind a HelloRetryRequest.
func TestLiveSignaturesHoldInTLS13(t *testing.T) {
	for name, key := range goKeys() {
		for _, retry := range []bool{false, true} {
			serverSaid, server := witnessed(key)
			clientSaid, client := witnessed(key)
			var log keylog.Collector
			config := &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{server}, ClientAuth: tls.RequireAnyClientCert}
			if retry {
				config.CurvePreferences = []tls.CurveID{tls.CurveP384}
			}
			rec := peertest.Talk(&tls.Config{InsecureSkipVerify: true, KeyLogWriter: &log, MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{client}}, config)
			items, h := opened(rec, log.Bytes())
			for from, w := range map[capture.Side]*witness{capture.Server: serverSaid, capture.Client: clientSaid} {
				e, sig := checkTLS13(t, items, h, from)
				if !w.said(e, sig) {
					t.Errorf("%s, retry %v: the %s signed something else", name, retry, from)
				}
			}
		}
	}
}

// checkTLS13 evaluates the CertificateVerify of one side.
func checkTLS13(t *testing.T, items []*handshake.Item, h crypto.Hash, from capture.Side) (e signature.Evaluation, sig []byte) {
	t.Helper()
	var before [][]byte
	var key signature.Key
	for _, it := range items {
		switch m := it.Message.(type) {
		case *handshake.CertificateTLS13:
			var err error
			key, err = signature.CertificateKey(m.Entries[0].Data)
			must(err)
		case *handshake.CertificateVerifyTLS13:
			if it.From != from {
				break
			}
			hash := transcript(h, before...)
			e, err := signature.CertificateVerifyTLS13(m, from, key, hash)
			if err != nil || !e.Holds {
				t.Errorf("%s of the %s: %v %s", m.Scheme, from, err, e.Reason)
			}
			hash[0] ^= 1
			if e, _ := signature.CertificateVerifyTLS13(m, from, key, hash); e.Holds {
				t.Error("it holds with another transcript, too")
			}
			return e, m.Signature
		}
		if it.Kind == handshake.KindHandshake {
			before = append(before, it.Bytes)
		}
	}
	t.Errorf("no CertificateVerify of the %s among %d messages", from, len(before))
	return e, nil
}
