package live

import (
	"crypto/rsa"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// claims are what must be so for a check to pass.
var claims = map[verdict.Check]string{
	verdict.Form:            "all that the server sent are certificates",
	verdict.Validity:        "each certificate is within its time",
	verdict.HostName:        "the certificate is for the name that the client wants",
	verdict.Signature:       "each certificate is signed with the next one's key",
	verdict.Trust:           "the way ends at a root that the client trusts",
	verdict.Authority:       "each issuer is an authority",
	verdict.PathLength:      "no issuer has more authorities below it than it may",
	verdict.IssuerKeyUsage:  "each issuer's key may sign certificates",
	verdict.ExtKeyUsage:     "each certificate may be used by a server",
	verdict.NameConstraints: "each name lies within what the issuers may sign for",
	verdict.Critical:        "no critical extension is unknown",
	verdict.Algorithms:      "no signature is made with a broken algorithm or a short key",
	verdict.Policies:        "the policies of the certificates go together",
	verdict.KeyUsage:        "the server's key may do what the key exchange needs",
	verdict.Asked:           "the certificate is for the name that the server was asked for",
}

// checks are the client's, one by one, with the bytes that each rests on. A check
// that crypto/x509 does not make is shown and refuses nothing.
func (s *Seen) checks() (out []transcript.Block) {
	if s.Judgement == nil {
		return nil
	}
	out = append(out, heading("The client's checks, by "+s.Wanted.Store))
	var aside []transcript.Text
	for _, v := range s.Judgement.Verdicts {
		switch name := v.Check.String(); {
		case !v.Reached:
			aside = append(aside, transcript.Plainly(name+", not judged: "+v.Text))
		case !v.Passed && !v.Check.Counts():
			aside = append(aside, transcript.Plainly(name+", which this client does not insist on: "+v.Text))
		default:
			out = append(out, &transcript.Check{ID: strings.ReplaceAll(name, " ", "-"), Claim: transcript.Plainly(name + ": " + claims[v.Check]),
				Got: found(v), Want: "that " + claims[v.Check], Passed: v.Passed, Evidence: evidence(s.presented, v)})
		}
	}
	aside = append(aside, s.shortKeys()...)
	if len(aside) > 0 {
		out = append(out, &transcript.Note{Role: "aside", Title: "Besides", Items: aside})
	}
	if s.Wanted.Insecure {
		out = append(out, insecure(s.Refused()))
	}
	return out
}

// minRSA is the shortest RSA key that public authorities sign (Baseline Requirements
// §6.1.5), and that OpenSSL takes at its security level 2.
const minRSA = 2048

// shortKeys are keys that crypto/x509 takes and other clients refuse.
func (s *Seen) shortKeys() (out []transcript.Text) {
	for _, step := range s.Judgement.Path {
		if step.Index == verdict.FromStore || step.Certificate == nil {
			continue
		}
		if k, ok := step.Certificate.PublicKey.(*rsa.PublicKey); ok && k.N.BitLen() < minRSA {
			out = append(out, transcript.Plainly(fmt.Sprintf("key length, which this client does not insist on: The RSA key of certificate %d has %d bits. Public authorities sign none below %d, and other clients, such as openssl and curl on many systems, refuse it.",
				step.Index, k.N.BitLen(), minRSA)))
		}
	}
	return out
}

// found is what a verdict found. Of one that failed it stands within a sentence: "got …,
// want …".
func found(v verdict.Verdict) string {
	if v.Passed {
		return v.Text
	}
	return strings.TrimSuffix(v.Text, ".")
}

// insecure says what was given up.
func insecure(refused bool) transcript.Block {
	text := "The checks decided nothing on this connection: --insecure. Whoever stands between could have answered with a certificate of their own, and have read and changed all of it."
	if refused {
		text += " A client that checks would have refused this server."
	}
	return &transcript.Note{Role: "warning", Text: transcript.Plainly(text)}
}

// evidence is the place in a Certificate message that a verdict rests on.
func evidence(presented *handshake.Item, v verdict.Verdict) transcript.Evidence {
	for _, e := range v.Evidence {
		if e.Certificate == verdict.FromStore {
			continue
		}
		path := fmt.Sprintf("certificate[%d]", e.Certificate)
		if _, new := presented.Message.(*handshake.CertificateTLS13); new {
			path = fmt.Sprintf("certificate_entry[%d]/cert_data", e.Certificate)
		}
		f, ok := presented.Find(path)
		if !ok {
			continue
		}
		name := e.Path[strings.LastIndex(e.Path, "/")+1:]
		return transcript.Evidence{Message: "Certificate", Field: fmt.Sprintf("certificate[%d]/%s", e.Certificate, name), Offset: f.Offset + e.Offset, Length: e.Length}
	}
	return transcript.Evidence{}
}
