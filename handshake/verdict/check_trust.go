package verdict

import (
	"bytes"
	"crypto/x509"
	"fmt"
)

// trust: the path ends at a root of the client.
func (j *judge) trust(p path) Verdict {
	last := p[len(p)-1]
	if j.gaveUp {
		return failed(fmt.Sprintf("No path to a root was found within %d tries.", maxTries), last.field("issuer"))
	}
	if r := p.root(); r != nil {
		if r.root.Constraint != nil && len(p) > 1 {
			var below []*x509.Certificate
			for _, c := range p[:len(p)-1] {
				below = append(below, c.Certificate)
			}
			if err := r.root.Constraint(below); err != nil {
				return failed(fmt.Sprintf("The %s trusts %s only under a condition: %s.", j.by(), r.who(), quoted(err.Error())), r.field("subject"))
			}
		}
		if len(p) == 1 {
			return passed("The "+j.by()+" trusts the peer's certificate itself.", r.field("subject"))
		}
		return passed(fmt.Sprintf("The path ends at %s, which the %s trusts.", r.who(), j.by()), p[len(p)-2].field("issuer"), r.field("subject"))
	}
	switch {
	case bytes.Equal(last.RawIssuer, last.RawSubject) && len(p) == 1:
		return failed("The peer's certificate names itself as its issuer, and the "+j.by()+" does not trust it.", last.field("issuer"), last.field("subject"))
	case bytes.Equal(last.RawIssuer, last.RawSubject):
		return failed(fmt.Sprintf("The path ends at %s, a root that the %s does not trust.", last.who(), j.by()), last.field("issuer"), last.field("subject"))
	}
	return failed(fmt.Sprintf("The issuer of %s, %s, is neither in the chain nor among the roots of the %s.", last.who(), quoted(last.Issuer.String()), j.by()), last.field("issuer"))
}
