package verdict

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"slices"

	"github.com/tlsteach/tlsteach/handshake/signature"
)

// maxCertificates is how many of a chain are considered.
const maxCertificates = 64

// A judge holds what all checks need.
type judge struct {
	Options
	sent        int
	unreadable  []string       // what is wrong with certificates that cannot be parsed
	own         *certificate   // the peer's, or nil
	others      []*certificate // the rest of its chain, each once
	roots       []*certificate
	tries       int  // of this search
	gaveUp      bool // the search for a path that passes went beyond maxTries
	comparisons int  // of names with constraints
	links       map[link]evaluation
}

type link struct{ child, issuer *certificate }

type evaluation struct {
	signature.Evaluation
	err error
}

// A path leads from the peer's certificate towards a root: each one is followed by
// one that can be its issuer. It is empty where the peer's cannot be read.
type path []*certificate

func (p path) leaf() *certificate {
	if len(p) == 0 {
		return nil
	}
	return p[0]
}

// root is the trusted certificate at its end, or nil.
func (p path) root() *certificate {
	if len(p) == 0 || p[len(p)-1].root == nil {
		return nil
	}
	return p[len(p)-1]
}

func (p path) steps() (out []Step) {
	for _, c := range p {
		out = append(out, Step{c.index, c.Certificate})
	}
	return out
}

func newJudge(chain [][]byte, o Options) *judge {
	j := &judge{Options: o, sent: len(chain), links: map[link]evaluation{}}
	seen := map[string]int{}
	for i, b := range chain[:min(len(chain), maxCertificates)] {
		if _, twice := seen[string(b)]; twice {
			continue
		}
		c, err := x509.ParseCertificate(b)
		if err != nil {
			j.unreadable = append(j.unreadable, fmt.Sprintf("certificate %d: %s", i, quoted(err.Error())))
			continue
		}
		seen[string(b)] = i
		if i == 0 {
			j.own = &certificate{Certificate: c}
		} else {
			j.others = append(j.others, &certificate{Certificate: c, index: i})
		}
	}
	for i := range o.Roots {
		r := &o.Roots[i]
		if r.Certificate == nil || slices.ContainsFunc(j.roots, func(c *certificate) bool { return c.Equal(r.Certificate) }) {
			continue
		}
		index, sent := seen[string(r.Certificate.Raw)]
		if !sent {
			index = FromStore
		}
		j.roots = append(j.roots, &certificate{Certificate: r.Certificate, index: index, root: r})
	}
	return j
}

// byKeyID puts those first whose subjectKeyIdentifier is the one that the child
// names: RFC 5280 §4.2.1.1.
func byKeyID(child *certificate, store []*certificate) []*certificate {
	rank := func(c *certificate) int {
		switch {
		case bytes.Equal(c.SubjectKeyId, child.AuthorityKeyId):
			return 0
		case len(c.SubjectKeyId) == 0 || len(child.AuthorityKeyId) == 0:
			return 1
		}
		return 2
	}
	sorted := slices.Clone(store)
	slices.SortStableFunc(sorted, func(a, b *certificate) int { return rank(a) - rank(b) })
	return sorted
}

// same says, as crypto/x509 does, whether two certificates are the same authority:
// else two that signed each other would lead nowhere, for ever.
func (c *certificate) same(d *certificate) bool {
	return bytes.Equal(c.RawSubject, d.RawSubject) && bytes.Equal(c.RawSubjectPublicKeyInfo, d.RawSubjectPublicKeyInfo) && bytes.Equal(c.san(), d.san())
}

// san is the value of subjectAltName; nil where it is absent.
func (c *certificate) san() []byte {
	for _, e := range c.Extensions {
		if e.Id.String() == "2.5.29.17" {
			return append([]byte{}, e.Value...)
		}
	}
	return nil
}

// evaluate checks a signature, once.
func (j *judge) evaluate(child, issuer *certificate) evaluation {
	l := link{child, issuer}
	e, ok := j.links[l]
	if !ok {
		var key signature.Key
		if key, e.err = signature.CertificateKey(issuer.Raw); e.err == nil {
			e.Evaluation, e.err = signature.Certificate(child.Raw, key)
		}
		j.links[l] = e
	}
	return e
}
