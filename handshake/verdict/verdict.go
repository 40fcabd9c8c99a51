package verdict

import (
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
}

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
func (j *Judgement) Of(c Check) Verdict {
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
	var best Judgement
	fewest := -1
	for _, p := range j.ways() {
		verdicts := j.verdicts(p)
		n := 0
		for _, v := range verdicts {
			if v.Check.Counts() && v.Reached && !v.Passed {
				n++
			}
		}
		if n == 0 {
			best.Accepted = append(best.Accepted, p.steps())
		}
		if fewest < 0 || n < fewest {
			fewest = n
			best.Verdicts, best.Path = verdicts, p.steps()
		}
	}
	best.Trusted = fewest == 0
	return best
}

// verdicts makes every check on one way.
func (j *judge) verdicts(p path) (out []Verdict) {
	for c := Check(0); c < checks; c++ {
		var v Verdict
		switch {
		case c == Form:
			v = j.form()
		case p.leaf() == nil:
			v = unreached("The peer's certificate cannot be read.")
		default:
			v = judgements[c](j, p)
		}
		v.Check, v.Ref = c, c.ref()
		out = append(out, v)
	}
	return out
}

var judgements = [checks]func(*judge, path) Verdict{
	Validity: (*judge).validity, HostName: (*judge).hostName, Signature: (*judge).signature, Trust: (*judge).trust,
	Authority: (*judge).authority, PathLength: (*judge).pathLength, IssuerKeyUsage: (*judge).issuerKeyUsage,
	ExtKeyUsage: (*judge).extKeyUsage, NameConstraints: (*judge).nameConstraints, Critical: (*judge).critical,
	Algorithms: (*judge).algorithms, Policies: (*judge).policies, KeyUsage: (*judge).keyUsage, Asked: (*judge).asked,
}

func passed(text string, e ...Evidence) Verdict {
	return Verdict{Passed: true, Reached: true, Text: text, Evidence: e}
}

func failed(text string, e ...Evidence) Verdict {
	return Verdict{Reached: true, Text: text, Evidence: e}
}

func unreached(text string) Verdict { return Verdict{Text: text} }
