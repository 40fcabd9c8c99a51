package ledger

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"math/big"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/signature"
)

// A certificate is one that crossed or is known otherwise.
type certificate struct {
	der    []byte
	key    signature.Key
	parsed *x509.Certificate
	from   capture.Side // who showed it; 0: nobody
	leaf   bool         // the first of its message: the sender's own
	where  Evidence     // of its first byte
}

// place is evidence for bytes of a certificate. The field is its name where the
// certificate crosses in no message.
func (v *view) place(c *certificate, offset, length int, field string) Evidence {
	e := c.where
	e.Offset, e.Length, e.Field = e.Offset+offset, length, field
	if e.Index >= 0 {
		e.Field = v.within(e.Index, e.Offset, length)
	}
	return e
}

func (v *view) findCertificates() {
	seen := map[string]bool{}
	for i, it := range v.in.Items {
		var list [][]byte
		switch m := it.Message.(type) {
		case *handshake.CertificateTLS12:
			list = m.Certificates
		case *handshake.CertificateTLS13:
			for _, e := range m.Entries {
				list = append(list, e.Data)
			}
		}
		end := 0
		for n, der := range list {
			offset := bytes.Index(it.Bytes[end:], der)
			if offset < 0 || len(der) == 0 {
				continue
			}
			offset += end
			end = offset + len(der)
			v.addCertificate(der, it.From, n == 0, v.at(i, offset, len(der), ""))
			seen[string(der)] = true
		}
	}
	for _, der := range v.in.Certificates {
		if !seen[string(der)] {
			v.addCertificate(der, 0, false, Evidence{Index: -1, Record: -1})
		}
	}
}

func (v *view) addCertificate(der []byte, from capture.Side, leaf bool, where Evidence) {
	c := certificate{der: der, from: from, leaf: leaf, where: where}
	var err error
	if c.key, err = signature.CertificateKey(der); err != nil {
		return
	}
	if c.parsed, err = x509.ParseCertificate(der); err != nil {
		return
	}
	if c.where.Item == "" {
		c.where.Item = "certificate of " + c.parsed.Subject.CommonName
	}
	v.certs = append(v.certs, c)
}

// leaf is the certificate that one side showed as its own, or nil.
func (v *view) leaf(from capture.Side) *certificate {
	for i := range v.certs {
		if c := &v.certs[i]; c.from == from && c.leaf {
			return c
		}
	}
	return nil
}

// sentSerial finds a draw in a serial number: the issuer of the lab draws 127 bits,
// and sets the highest so that all have one length (RFC 5280 §4.1.2.2).
func (v *view) sentSerial(side capture.Side, d capture.Draw) []claim {
	if side != Issuer || len(d.Bytes) < minSomewhere {
		return nil
	}
	var out []claim
	for i := range v.certs {
		c := &v.certs[i]
		serial := c.parsed.SerialNumber.Bytes()
		want := bytes.Clone(d.Bytes)
		want[0] = want[0]&0x7f | 0x40
		at := bytes.Index(c.der, serial)
		if !bytes.Equal(serial, want) || at < 0 {
			continue
		}
		e := v.place(c, at, len(serial), "tbs_certificate/serial_number/value")
		if !bytes.Equal(serial, d.Bytes) {
			e.Text = "the highest bit is cleared, so that the number is positive, and the next one set, so that all are of one length"
		}
		out = append(out, claim{kind: SerialNumber, text: "the serial number of the certificate of " + c.parsed.Subject.CommonName, where: []Evidence{e}})
	}
	return out
}

// certificateKey finds the public key of a draw in a certificate: ECDSA keys are
// the draw itself (of P-521 its first 521 bits), those of Ed25519 are made from it
// (RFC 8032 §5.1.5), primes of RSA have three bits set.
func (v *view) certificateKey(_ capture.Side, d capture.Draw) []claim {
	c := claim{kind: CertificateKey}
	for i := range v.certs {
		cert := &v.certs[i]
		steps := keySteps(cert.key, d.Bytes)
		places, err := signature.Locate(cert.der)
		if steps == nil || err != nil {
			continue
		}
		e := v.place(cert, places.Key.Offset, places.Key.Length, "tbs_certificate/subject_public_key_info")
		e.Steps = steps
		c.where = append(c.where, e)
		c.text = "the private key of the certificate of " + cert.parsed.Subject.CommonName + ": its public key stands there"
		if _, ok := cert.key.Public.(*rsa.PublicKey); ok {
			c.text = "a prime of the RSA key of the certificate of " + cert.parsed.Subject.CommonName + ": it divides the modulus that stands there"
		}
	}
	if c.where == nil {
		return nil
	}
	return []claim{c}
}

// noPrime finds a draw that crypto/rsa tried for a prime and gave up: as the number
// that it tried it can be divided, and a later draw of its length is a prime of an
// RSA key (FIPS 186-5 §A.1.3).
func (v *view) noPrime(side capture.Side, d capture.Draw) []claim {
	var of *claim
	for _, other := range v.draws(side) {
		if other.Number <= d.Number || len(other.Bytes) != len(d.Bytes) {
			continue
		}
		c := v.certificateKey(side, other)
		if c != nil && len(c[0].where[0].Steps) == 1 && c[0].where[0].Steps[0].Name == "prime" {
			of = &c[0]
			break
		}
	}
	if of == nil || candidate(d.Bytes).ProbablyPrime(0) {
		return nil
	}
	e := of.where[0]
	e.Steps = []secrets.Step{{Name: "candidate", Ref: "FIPS 186-5 §A.1.3", Func: "draw OR C000…0001",
		Inputs: []secrets.Input{{Name: "draw", Value: d.Bytes}}, Output: candidate(d.Bytes).Bytes()}}
	e.Text = "the number can be divided, and a later draw of this length is a prime of the key that stands here"
	return []claim{{kind: NoPrime, text: "a number that was tried for a prime of an RSA key, and is none", where: []Evidence{e}}}
}

// keySteps say how a public key comes of a draw; nil where it does not.
func keySteps(key signature.Key, draw []byte) []secrets.Step {
	given := []secrets.Input{{Name: "draw", Value: draw}}
	switch pub := key.Public.(type) {
	case *ecdsa.PublicKey:
		size := (pub.Curve.Params().N.BitLen() + 7) / 8
		if len(draw) != size {
			return nil
		}
		private := draw
		if excess := 8*size - pub.Curve.Params().N.BitLen(); excess > 0 {
			private = new(big.Int).Rsh(new(big.Int).SetBytes(draw), uint(excess)).FillBytes(make([]byte, size))
		}
		k, err := ecdsa.ParseRawPrivateKey(pub.Curve, private)
		if err != nil || !k.PublicKey.Equal(pub) {
			return nil
		}
		point, err := pub.Bytes()
		if err != nil {
			return nil
		}
		return []secrets.Step{{Name: "public_key", Ref: "FIPS 186-5 §A.2.2", Func: pub.Curve.Params().Name, Inputs: given, Output: point}}
	case ed25519.PublicKey:
		if len(draw) != ed25519.SeedSize {
			return nil
		}
		k, _ := ed25519.NewKeyFromSeed(draw).Public().(ed25519.PublicKey)
		if !k.Equal(pub) {
			return nil
		}
		return []secrets.Step{{Name: "public_key", Ref: "RFC 8032 §5.1.5", Func: "Ed25519", Inputs: given, Output: k}}
	case *rsa.PublicKey:
		if 2*len(draw) != pub.Size() {
			return nil
		}
		p := candidate(draw)
		if new(big.Int).Mod(pub.N, p).Sign() != 0 {
			return nil
		}
		return []secrets.Step{{Name: "prime", Ref: "FIPS 186-5 §A.1.3", Func: "draw OR C000…0001", Inputs: given, Output: p.Bytes()}}
	}
	return nil
}

// candidate is the number that crypto/rsa tries for a prime: a draw with its two
// highest bits and its lowest set.
func candidate(draw []byte) *big.Int {
	b := bytes.Clone(draw)
	b[0] |= 0xc0
	b[len(b)-1] |= 1
	return new(big.Int).SetBytes(b)
}
