package ledger

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/signature"
)

// A signed is a signature that holds: what it was made over was rebuilt.
type signed struct {
	by    capture.Side
	e     signature.Evaluation
	sig   []byte
	key   crypto.PublicKey
	where Evidence
	of    string // what was signed, for a sentence
}

// signatures are those of ServerKeyExchange, CertificateVerify and certificates.
func (v *view) signatures() []signed {
	if v.signedDone {
		return v.signed
	}
	v.signedDone = true
	for i, it := range v.in.Items {
		v.signedMessage(i, it)
	}
	for i := range v.certs {
		c := &v.certs[i]
		for _, issuer := range v.certs {
			e, err := signature.Certificate(c.der, issuer.key)
			if err != nil || !e.Holds {
				continue
			}
			places, err := signature.Locate(c.der)
			if err != nil {
				break
			}
			where := v.place(c, places.Signature.Offset, places.Signature.Length, "signature_value")
			v.signed = append(v.signed, signed{by: Issuer, e: e, sig: places.Signature.Of(c.der), key: issuer.key.Public, where: where, of: "certificate of " + c.parsed.Subject.CommonName})
			break
		}
	}
	return v.signed
}

// signedMessage files the signature of a message, where it has one that holds.
func (v *view) signedMessage(index int, it *handshake.Item) {
	leaf := v.leaf(it.From)
	if leaf == nil {
		return
	}
	var e signature.Evaluation
	var err error
	switch m := it.Message.(type) {
	case *handshake.ServerKeyExchangeECDHE, *handshake.ServerKeyExchangeECDHETLS10:
		server := v.server()
		if server == nil || len(v.hellos) == 0 {
			return
		}
		e, err = signature.ServerKeyExchange(m, leaf.key, v.hello(len(v.hellos)-1).Random, server.Random)
	case *handshake.CertificateVerifyTLS10:
		e, err = signature.CertificateVerifyTLS10(m, leaf.key, bytes.Join(v.messagesBefore(index), nil))
	case *handshake.CertificateVerifyTLS12:
		e, err = signature.CertificateVerifyTLS12(m, leaf.key, bytes.Join(v.messagesBefore(index), nil))
	case *handshake.CertificateVerifyTLS13:
		h, hashErr := secrets.HashOf(v.version, v.suite)
		if hashErr != nil {
			return
		}
		transcript, hashErr := signature.TranscriptHash(h, v.messagesBefore(index)...)
		if hashErr != nil {
			return
		}
		e, err = signature.CertificateVerifyTLS13(m, it.From, leaf.key, transcript)
	default:
		return
	}
	where, sig := v.find(index, "signature")
	if err == nil && e.Holds && len(sig) > 0 {
		v.signed = append(v.signed, signed{by: it.From, e: e, sig: sig, key: leaf.key.Public, where: where, of: it.Name})
	}
}

// salt finds a draw in the padding of a signature with RSA-PSS: RFC 8017 §9.1.1.
func (v *view) salt(side capture.Side, d capture.Draw) []claim {
	var out []claim
	for _, s := range v.signatures() {
		if _, ok := s.key.(*rsa.PublicKey); !ok || s.by != side || !bytes.Equal(s.e.Step("salt"), d.Bytes) {
			continue
		}
		e := s.where
		for _, step := range s.e.Steps {
			switch step.Name {
			case "EM", "dbMask", "DB", "salt":
				e.Steps = append(e.Steps, secrets.Step{Name: step.Name, Ref: "RFC 8017 §9.1.2", Func: step.Formula, Output: step.Value})
			}
		}
		e.Text = "raised to the public exponent, the signature shows its block, and the salt stands at its end"
		out = append(out, claim{kind: PSSSalt, text: "the salt of the RSA-PSS signature in the " + s.of, where: []Evidence{e}})
	}
	return out
}

// hedging finds a draw that went into the secret number of an ECDSA signature:
// signing the same again with the same draw gives the same signature
// (draft-irtf-cfrg-det-sigs-with-noise-04 §4).
func (v *view) hedging(side capture.Side, d capture.Draw) []claim {
	if !replays() {
		return nil
	}
	var out []claim
	for _, s := range v.signatures() {
		pub, ok := s.key.(*ecdsa.PublicKey)
		if !ok || s.by != side || len(d.Bytes) != (pub.Curve.Params().N.BitLen()+7)/8 {
			continue
		}
		key, ok := v.signerOf(pub).(*ecdsa.PrivateKey)
		digest := s.e.Step("hash")
		if !ok || digest == nil {
			continue
		}
		again, err := ecdsa.SignASN1(&replay{b: d.Bytes}, key, digest)
		if err != nil || !bytes.Equal(again, s.sig) {
			continue
		}
		e := s.where
		e.Steps = []secrets.Step{{Name: "signature", Ref: "draft-irtf-cfrg-det-sigs-with-noise-04 §4", Func: "hedged ECDSA",
			Inputs: []secrets.Input{{Name: "hash", Value: digest}, {Name: "Z", Value: d.Bytes}}, Output: again}}
		e.Text = "signed again with the same draw and key, the same bytes come out"
		out = append(out, claim{kind: Hedging, where: []Evidence{e},
			text: "mixed into the number that ECDSA keeps secret in the signature of the " + s.of + ": with the key and the hash, so that a bad draw gives nothing away"})
	}
	return out
}

// messagesBefore are the handshake messages before an item, as both sides hash them:
// without those that are no part of the handshake (RFC 8446 §4.4.1, RFC 5246
// §7.4.9), and with the hidden hello where ECH was accepted.
func (v *view) messagesBefore(index int) [][]byte {
	var out [][]byte
	for i, it := range v.in.Items[:index] {
		if it.Kind != handshake.KindHandshake || it.Message == nil {
			continue
		}
		switch it.Message.(type) {
		case *handshake.HelloRequest, *handshake.KeyUpdate, *handshake.NewSessionTicketTLS13, *handshake.Protected:
		case *handshake.ClientHello:
			out = append(out, v.transcriptHello(i))
		default:
			out = append(out, it.Bytes)
		}
	}
	return out
}

// messagesThrough are the messages up to and including the first that is meant.
func (v *view) messagesThrough(meant func(handshake.Message) bool) [][]byte {
	for i, it := range v.in.Items {
		if meant(it.Message) {
			return append(v.messagesBefore(i), it.Bytes)
		}
	}
	return nil
}

func isClientKeyExchange(m handshake.Message) bool {
	_, ok := m.(*handshake.ClientKeyExchangeRSA)
	return ok
}
