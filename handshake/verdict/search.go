package verdict

import (
	"bytes"
	"slices"
)

// maxTries is how many possible issuers are tried in a search: as many as in
// crypto/x509, and in its order, so that both give up at the same one.
const maxTries = 100

// accepted are the paths that pass every check that counts. A certificate that
// cannot be part of one is not followed.
func (j *judge) accepted() (out []path) {
	switch own := j.trustedItself(); {
	case j.own == nil:
	case own != nil:
		out = append(out, own)
	default:
		out = j.follow(path{j.own})
	}
	return slices.DeleteFunc(out, func(p path) bool {
		return j.faults(p, Form, HostName, Trust, ExtKeyUsage, NameConstraints, Policies, Validity, Critical) > 0
	})
}

// trustedItself is the path of a certificate that is among the roots: nobody's
// signature is needed then.
func (j *judge) trustedItself() path {
	for _, r := range j.roots {
		if j.own != nil && r.Equal(j.own.Certificate) {
			return path{r}
		}
	}
	return nil
}

func (j *judge) follow(p path) (out []path) {
	for c := range j.issuers(p) {
		next := append(slices.Clone(p), c)
		if slices.ContainsFunc(p, c.same) || j.faults(next, Validity, Signature, Authority, PathLength, IssuerKeyUsage, Critical, Algorithms) > 0 {
			continue
		}
		switch {
		case c.root == nil:
			out = append(out, j.follow(next)...)
		case j.faults(next, Trust) == 0:
			out = append(out, next)
		}
	}
	return out
}

// issuers are the certificates whose subject is the issuer of the last one: roots
// first.
func (j *judge) issuers(p path) func(func(*certificate) bool) {
	last := p[len(p)-1]
	return func(yield func(*certificate) bool) {
		for _, store := range [][]*certificate{j.roots, j.others} {
			for _, c := range byKeyID(last, store) {
				if !bytes.Equal(last.RawIssuer, c.RawSubject) {
					continue
				}
				if j.tries++; j.tries > maxTries || !yield(c) {
					return
				}
			}
		}
	}
}

// faults counts the checks, of these, that fail.
func (j *judge) faults(p path, among ...Check) (n int) {
	for _, c := range among {
		if v := j.verdict(c, p); v.Reached && !v.Passed {
			n++
		}
	}
	return n
}

// flawed is where no path passes: all paths that names and signatures allow, and
// such as end where nobody fits. There is at least one.
func (j *judge) flawed() []path {
	if j.own == nil {
		return []path{nil}
	}
	if own := j.trustedItself(); own != nil {
		return []path{own}
	}
	return j.grow(path{j.own})
}

// grow follows the path by each possible issuer. Those whose key does not fit the
// signature are followed only where no other is there.
func (j *judge) grow(p path) (out []path) {
	var fit, misfit []*certificate
	for c := range j.issuers(p) {
		if slices.ContainsFunc(p, c.same) {
			continue
		}
		if e := j.evaluate(p[len(p)-1], c); e.err == nil && e.Holds {
			fit = append(fit, c)
		} else {
			misfit = append(misfit, c)
		}
	}
	if len(fit) == 0 {
		fit = misfit
	}
	if len(fit) == 0 {
		return []path{p}
	}
	for _, c := range fit {
		next := append(slices.Clone(p), c)
		if c.root != nil {
			out = append(out, next)
		} else {
			out = append(out, j.grow(next)...)
		}
	}
	return out
}
