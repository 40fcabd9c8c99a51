package verdict

import (
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// extKeyUsage: from the root down, each certificate that lists purposes must leave
// one that the client wants. That authorities bind those below them is custom, and
// not in RFC 5280 §4.2.1.12.
func (j *judge) extKeyUsage(p path) Verdict {
	var all []Evidence
	left := slices.Clone(j.Usages)
	for _, c := range slices.Backward(p) {
		if len(c.ExtKeyUsage) == 0 && len(c.UnknownExtKeyUsage) == 0 {
			continue
		}
		at := c.field("ext_key_usage")
		all = append(all, at)
		if slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny) || slices.Contains(j.Usages, x509.ExtKeyUsageAny) {
			continue
		}
		left = slices.DeleteFunc(left, func(u x509.ExtKeyUsage) bool { return !slices.Contains(c.ExtKeyUsage, u) })
		if len(left) == 0 {
			return failed(fmt.Sprintf("%s lists purposes, and %s is not among them.", upper(c.who()), purposes(j.Usages)), at)
		}
	}
	if len(all) == 0 {
		return passed("No certificate lists purposes, so each may be used for all.")
	}
	return passed(fmt.Sprintf("Every certificate that lists purposes allows %s.", purposes(j.Usages)), all...)
}

func purposes(usages []x509.ExtKeyUsage) string {
	var out []string
	for _, u := range usages {
		switch u {
		case x509.ExtKeyUsageServerAuth:
			out = append(out, "serverAuth")
		case x509.ExtKeyUsageClientAuth:
			out = append(out, "clientAuth")
		default:
			out = append(out, fmt.Sprintf("purpose %d", int(u)))
		}
	}
	return strings.Join(out, " or ")
}

// keyUsage: where it is there, it must allow what the key exchange does with the key.
func (j *judge) keyUsage(p path) Verdict {
	c := p.leaf()
	if !c.has("2.5.29.15") {
		return passed("The peer's certificate has no keyUsage, so its key may be used for all.")
	}
	at := c.field("key_usage")
	need, name, why := j.need()
	if c.KeyUsage&need == 0 {
		return failed(fmt.Sprintf("The keyUsage of the peer's certificate has no %s, and %s.", name, why), at)
	}
	if need&(need-1) != 0 { // any of them will do
		name = "a " + name
	}
	return passed(fmt.Sprintf("The keyUsage of the peer's certificate has %s, and %s.", name, why), at)
}

// need is the bit that a key exchange needs: RFC 5246 §7.4.2, RFC 8446 §4.4.2.2. Where
// the exchange is not known it is any that TLS can use.
func (j *judge) need() (bit x509.KeyUsage, name, why string) {
	kx := j.KeyExchange
	switch {
	case j.Version >= registry.VersionTLS13 && j.Version < registry.VersionDTLS12:
		return x509.KeyUsageDigitalSignature, "digitalSignature", "in TLS 1.3 the server signs"
	case kx == "":
		return x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageKeyAgreement, "bit that TLS uses", "a key has to sign, to decrypt or to agree"
	case kx == "RSA" || kx == "RSA_PSK":
		return x509.KeyUsageKeyEncipherment, "keyEncipherment", "the client encrypts a secret with the key"
	case strings.HasPrefix(kx, "ECDH_") || kx == "DH_RSA" || kx == "DH_DSS":
		return x509.KeyUsageKeyAgreement, "keyAgreement", "the key is the server's half of the key agreement"
	}
	return x509.KeyUsageDigitalSignature, "digitalSignature", "the server signs its key exchange"
}
