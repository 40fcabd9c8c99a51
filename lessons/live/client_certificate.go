package live

import (
	"crypto/x509"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// maxChain is how many certificates of a client are shown. Real chains have up to five.
const maxChain = 10

// ClientCertificate shows what a client that was asked for a certificate answered, and
// what a server that wants one finds in it; nil where it was not asked. Of what is
// wanted, Roots and Store count; nil: nothing is held against it.
func (s *Seen) ClientCertificate(wanted *Wanted) []transcript.Block {
	asked, answered := false, false
	var shown [][]byte
	var presented *handshake.Item
	for _, it := range s.Items {
		switch m := it.Message.(type) {
		case *handshake.CertificateRequestTLS10, *handshake.CertificateRequestTLS12, *handshake.CertificateRequestTLS13:
			asked = true
		case *handshake.CertificateTLS12:
			if it.From == capture.Client && !answered {
				shown, answered, presented = m.Certificates, true, it
			}
		case *handshake.CertificateTLS13:
			if it.From == capture.Client && !answered {
				for _, e := range m.Entries {
					shown = append(shown, e.Data)
				}
				answered, presented = true, it
			}
		}
	}
	if !asked {
		return nil
	}
	out := []transcript.Block{heading("The client's certificate")}
	switch {
	case len(shown) > 0 && wanted != nil:
		out = append(out, &transcript.Prose{Text: transcript.Plainly("The client was asked for a certificate, and showed this one." + s.possession())})
	case answered && wanted != nil:
		return append(out, &transcript.Check{ID: "client-certificate", Claim: transcript.Plainly("the client shows a certificate"),
			Got: "it was asked for one, and showed none", Want: "a certificate by " + wanted.Store, Evidence: transcript.Evidence{Message: presented.Name, Length: len(presented.Bytes)}})
	case len(shown) > 0:
		out = append(out, &transcript.Prose{Text: transcript.Plainly("The client was asked for a certificate, and showed this one. Nothing was held against it: the server takes any, and anybody can make one in any name.")})
	case answered:
		return append(out, &transcript.Prose{Text: transcript.Plainly("The client was asked for a certificate, and it showed none.")})
	default:
		return append(out, &transcript.Prose{Text: transcript.Plainly("The client was asked for a certificate, and did not come to the answer.")})
	}
	for i, der := range shown[:min(len(shown), maxChain)] {
		title := fmt.Sprintf("Certificate %d", i)
		if i == 0 {
			title += ", the client's own"
		}
		out = append(out, certificate(title, der))
	}
	if n := len(shown) - maxChain; n > 0 {
		out = append(out, &transcript.Prose{Text: transcript.Plainly(fmt.Sprintf("And %d more.", n))})
	}
	if wanted != nil {
		out = append(out, s.clientChecks(wanted, shown, presented)...)
	}
	return out
}

// possession says whether the client proved that the key is its own.
func (s *Seen) possession() string {
	if !s.Report.Complete {
		return " The handshake did not come to its end: whether it has the key to it is not known."
	}
	return " It proved by a signature that it has the key to it: the handshake was completed."
}

// clientClaims are what must be so for a check of a client's certificate to pass.
// Those that are missing here are about names and keys of servers.
var clientClaims = map[verdict.Check]string{
	verdict.Form:        "all that the client sent are certificates",
	verdict.Trust:       "the way ends at a root that the server trusts",
	verdict.ExtKeyUsage: "each certificate may be used by a client",
}

// clientChecks are those of a server that wants a certificate.
func (s *Seen) clientChecks(wanted *Wanted, shown [][]byte, presented *handshake.Item) []transcript.Block {
	j := verdict.Judge(shown, verdict.Options{Roots: wanted.Roots, Now: s.Recording.Start, Usages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, By: "server"})
	out := []transcript.Block{heading("The server's checks of it, by " + wanted.Store)}
	for _, v := range j.Verdicts {
		if !v.Check.Counts() || !v.Reached {
			continue
		}
		claim := clientClaims[v.Check]
		if claim == "" {
			claim = claims[v.Check]
		}
		name := v.Check.String()
		out = append(out, &transcript.Check{ID: "client-" + strings.ReplaceAll(name, " ", "-"), Claim: transcript.Plainly(name + ": " + claim),
			Got: found(v), Want: "that " + claim, Passed: v.Passed, Evidence: evidence(presented, v)})
	}
	text := "A server that insists would take it."
	if !j.Trusted {
		text = "A server that insists would refuse it. This one served the client all the same, so that you see the whole connection."
	}
	return append(out, &transcript.Prose{Text: transcript.Plainly(text)})
}
