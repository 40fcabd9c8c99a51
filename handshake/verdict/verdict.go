package verdict

import (
	"cmp"
	"crypto/x509"
	"time"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A Verdict is the outcome of one check.
type Verdict struct {
	Check    Check
	Passed   bool
	Reached  bool       // false: there was nothing that could be judged; Text says why
	Text     string     // one sentence; names of the peer in it are quoted
	Ref      string     // where the check is specified
	Evidence []Evidence // what the judgement rests on, the decisive bytes first
}

// Evidence is a field of a certificate.
type Evidence struct {
	Certificate int    // its place in the peer's chain, or FromStore
	Path        string // names of package der: "tbs_certificate/validity/not_after"
	Offset      int    // from the first byte of the certificate
	Length      int    // bytes, with tag and length
}

// FromStore stands for the place of a root that the peer did not send.
const FromStore = -1

// Options say what the client wants and trusts.
type Options struct {
	Roots       []Root
	Name        string    // host name or IP address that the client wants; empty: any
	Asked       string    // the name in server_name of the ClientHello; empty: none
	Now         time.Time // zero: the time of the call
	Usages      []x509.ExtKeyUsage
	KeyExchange string           // of the cipher suite: "ECDHE_RSA", "RSA"; empty in TLS 1.3
	Version     registry.Version // 0: unknown
	By          string           // who judges: "client" or "server"; empty: the client
}

// by is who judges, for the sentences.
func (o Options) by() string { return cmp.Or(o.By, "client") }

// A Root is a certificate that the client trusts.
type Root struct {
	Certificate *x509.Certificate
	Constraint  func(chain []*x509.Certificate) error // as of x509.CertPool.AddCertWithConstraint; nil: none
}

// RootsOf makes roots without constraints.
func RootsOf(certificates ...*x509.Certificate) (roots []Root) {
	for _, c := range certificates {
		roots = append(roots, Root{Certificate: c})
	}
	return roots
}

// A Judgement is what came out.
type Judgement struct {
	Trusted  bool      // crypto/x509 would accept the chain
	Verdicts []Verdict // one of each check, in the order of the constants
	Path     []Step    // the way that the verdicts are about: from the peer's certificate on
	Accepted [][]Step  // all ways that pass
}

// A Step is a certificate on a way to a root.
type Step struct {
	Index       int // in the peer's chain, or FromStore
	Certificate *x509.Certificate
}

// Of returns the verdict of one check.
func (j Judgement) Of(c Check) Verdict {
	for _, v := range j.Verdicts {
		if v.Check == c {
			return v
		}
	}
	return Verdict{Check: c}
}

// Judge judges the chain that a peer sent: certificates in DER, its own first.
func Judge(chain [][]byte, o Options) Judgement {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	if len(o.Usages) == 0 {
		o.Usages = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	}
	j := newJudge(chain, o)
	out := Judgement{}
	ways := j.accepted()
	for _, p := range ways {
		out.Accepted = append(out.Accepted, p.steps())
	}
	out.Trusted = len(ways) > 0
	if !out.Trusted {
		j.gaveUp, j.tries = j.tries > maxTries, 0
		ways = j.flawed()
	}
	best, fewest := ways[0], int(checks)+1
	for _, p := range ways {
		if n := j.faults(p, counted...); n < fewest {
			best, fewest = p, n
		}
	}
	out.Path = best.steps()
	for c := range checks {
		out.Verdicts = append(out.Verdicts, j.verdict(c, best))
	}
	return out
}

// verdict makes one check on one path.
func (j *judge) verdict(c Check, p path) (v Verdict) {
	switch {
	case c == Form:
		v = j.form()
	case p.leaf() == nil:
		v = unreached("The peer's certificate cannot be read.")
	default:
		v = judgements[c](j, p)
	}
	v.Check, v.Ref = c, c.ref()
	return v
}

func passed(text string, e ...Evidence) Verdict {
	return Verdict{Passed: true, Reached: true, Text: text, Evidence: e}
}

func failed(text string, e ...Evidence) Verdict {
	return Verdict{Reached: true, Text: text, Evidence: e}
}

func unreached(text string) Verdict { return Verdict{Text: text} }
