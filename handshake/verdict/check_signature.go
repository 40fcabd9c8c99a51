package verdict

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
)

// signature: each certificate up to the root is signed with the key of the next.
func (j *judge) signature(p path) Verdict {
	if len(p) == 1 {
		return j.alone(p[0])
	}
	var f faults
	var all []Evidence
	for i, c := range p[:len(p)-1] {
		issuer := p[i+1]
		e := j.evaluate(c, issuer)
		about := []Evidence{c.field("signature_value"), c.field("tbs_certificate"), issuer.field("subject_public_key_info")}
		all = append(all, about...)
		switch {
		case e.err != nil:
			f.add(fmt.Sprintf("the signature of %s cannot be checked: %s", c.who(), quoted(e.err.Error())), about...)
		case !e.Holds:
			f.add(fmt.Sprintf("the signature of %s does not hold with the key of %s: %s", c.who(), issuer.who(), e.Reason), about...)
		}
	}
	if p.root() == nil {
		return f.verdict(fmt.Sprintf("%s with the key of the next certificate; that of the last one cannot be checked here.", held(len(p)-1)), all...)
	}
	return f.verdict(held(len(p)-1)+" with the key of the next certificate.", all...)
}

// alone judges a path of one certificate.
func (j *judge) alone(c *certificate) Verdict {
	if c.root != nil {
		return unreached("The " + j.by() + " trusts the peer's certificate itself, whoever signed it.")
	}
	if !bytes.Equal(c.RawIssuer, c.RawSubject) {
		return unreached("The certificate of the issuer is missing, and with it the key that would check the signature.")
	}
	e := j.evaluate(c, c)
	about := []Evidence{c.field("signature_value"), c.field("tbs_certificate"), c.field("subject_public_key_info")}
	switch {
	case e.err != nil:
		return unreached("The certificate names itself as its issuer, and its signature cannot be checked: " + quoted(e.err.Error()) + ".")
	case !e.Holds:
		return unreached("The certificate names itself as its issuer, but its signature does not hold with its own key: " + e.Reason + ".")
	}
	return passed("The certificate is signed with its own key.", about...)
}

func held(n int) string {
	if n == 1 {
		return "The signature holds"
	}
	return fmt.Sprintf("All %d signatures hold", n)
}

// algorithms: no signature on the way is made with an algorithm that is broken or
// that crypto/x509 does not know, nor with a short key. The root's own does not count.
func (j *judge) algorithms(p path) Verdict {
	if len(p) == 1 {
		return unreached("No issuer is there, and so no signature that would count.")
	}
	var f faults
	var all []Evidence
	for i, c := range p {
		if c.root != nil || i == len(p)-1 {
			continue
		}
		at := c.field("signature_algorithm")
		all = append(all, at)
		switch c.SignatureAlgorithm {
		case x509.UnknownSignatureAlgorithm:
			f.add(fmt.Sprintf("%s is signed with an algorithm that crypto/x509 does not take", c.who()), at)
		case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1, x509.DSAWithSHA256:
			f.add(fmt.Sprintf("%s is signed with %s, which is no longer trusted", c.who(), c.SignatureAlgorithm), at)
		}
		issuer := p[i+1]
		key := issuer.field("subject_public_key_info")
		switch public := issuer.PublicKey.(type) {
		case *rsa.PublicKey:
			if bits := public.N.BitLen(); bits < 1024 {
				f.add(fmt.Sprintf("the RSA key of %s has %d bits, less than 1024", issuer.who(), bits), key)
			}
		case *ecdsa.PublicKey, ed25519.PublicKey:
		default:
			f.add(fmt.Sprintf("the key of %s is of a kind that crypto/x509 does not take", issuer.who()), key)
		}
	}
	return f.verdict("No signature is made with a broken algorithm or a short key.", all...)
}
