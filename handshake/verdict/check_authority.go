package verdict

import (
	"crypto/x509"
	"fmt"
)

// authority: whoever issues must be marked as an authority. A root of version 1, which
// has no extensions, is taken as one.
func (j *judge) authority(p path) Verdict {
	var f faults
	var all []Evidence
	for _, c := range p[1:] {
		at := c.field("basic_constraints", "ca")
		all = append(all, at)
		switch {
		case c.BasicConstraintsValid && !c.IsCA:
			f.add(fmt.Sprintf("%s signed a certificate, and its basicConstraints say that it is no authority", c.who()), at)
		case !c.BasicConstraintsValid && (c.Version == 3 || c.root == nil):
			f.add(fmt.Sprintf("%s signed a certificate, and has no basicConstraints that make it an authority", c.who()), at)
		}
	}
	if len(p) == 1 {
		return unreached("No issuer is there to be judged.")
	}
	return f.verdict("Every issuer is marked as an authority.", all...)
}

// pathLength: pathLenConstraint is how many authorities may stand between an issuer
// and the peer's certificate. As in crypto/x509 those that issued themselves count, too.
func (j *judge) pathLength(p path) Verdict {
	var f faults
	var all []Evidence
	for i, c := range p {
		if i == 0 || !c.BasicConstraintsValid || c.MaxPathLen < 0 {
			continue
		}
		at := c.field("basic_constraints", "path_len_constraint")
		all = append(all, at)
		if between := i - 1; between > c.MaxPathLen {
			f.add(fmt.Sprintf("%s allows %s below it, and there are %d", c.who(), authorities(c.MaxPathLen), between), at)
		}
	}
	if len(p) == 1 {
		return unreached("No issuer is there to be judged.")
	}
	return f.verdict("No issuer has more authorities below it than it allows.", all...)
}

func authorities(n int) string {
	switch n {
	case 0:
		return "no authority"
	case 1:
		return "1 authority"
	}
	return fmt.Sprintf("%d authorities", n)
}

// issuerKeyUsage: where keyUsage is there, it must let an issuer sign certificates.
func (j *judge) issuerKeyUsage(p path) Verdict {
	var f faults
	var all []Evidence
	for _, c := range p[1:] {
		if c.KeyUsage == 0 {
			continue
		}
		at := c.field("key_usage")
		all = append(all, at)
		if c.KeyUsage&x509.KeyUsageCertSign == 0 {
			f.add(fmt.Sprintf("%s signed a certificate, and its keyUsage has no keyCertSign", c.who()), at)
		}
	}
	if len(p) == 1 {
		return unreached("No issuer is there to be judged.")
	}
	return f.verdict("Every issuer's key may sign certificates.", all...)
}
