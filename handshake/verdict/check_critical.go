package verdict

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"strings"
)

// critical: what is marked critical and not understood refuses the certificate.
func (j *judge) critical(p path) Verdict {
	var f faults
	for _, c := range p {
		for _, id := range c.UnhandledCriticalExtensions {
			der, err := asn1.Marshal(id)
			if err != nil || len(der) < 2 {
				der = []byte{0, 0}
			}
			f.add(fmt.Sprintf("%s has the extension %s, which is critical and not understood", c.who(), id), c.extension(der[2:]))
		}
	}
	return f.verdict("No extension that is critical is unknown.")
}

// policies asks crypto/x509, which has RFC 9618's algorithm, about this path alone.
// Few certificates need it.
func (j *judge) policies(p path) Verdict {
	var rules []Evidence
	for _, c := range p {
		if c.has("2.5.29.33") || c.has("2.5.29.36") { // policyMappings, policyConstraints
			rules = append(rules, c.field("extensions"))
		}
	}
	root := p.root()
	switch {
	case len(rules) == 0:
		return passed("No certificate demands or maps policies.")
	case root == nil:
		return unreached("The path does not end at a root.")
	case len(p) == 1:
		return passed("The " + j.by() + " trusts the peer's certificate itself.")
	}
	o := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: j.Now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
	o.Roots.AddCert(root.Certificate)
	for _, c := range p[1 : len(p)-1] {
		o.Intermediates.AddCert(c.Certificate)
	}
	_, err := p[0].Verify(o)
	var invalid x509.CertificateInvalidError
	switch {
	case err == nil:
		return passed("The policies of the certificates go together.", rules...)
	case errors.As(err, &invalid) && invalid.Reason == x509.NoValidChains && strings.Contains(invalid.Detail, "policies"):
		return failed("An authority demands certificate policies that the certificates below it do not have.", rules...)
	}
	return unreached("Another check failed, without which policies cannot be judged.")
}
