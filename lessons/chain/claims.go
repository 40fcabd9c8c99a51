package chain

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// Paths of fields within a certificate.
const (
	issuerPath  = "tbs_certificate/issuer"
	subjectPath = "tbs_certificate/subject"
	pointPath   = "subject_public_key/ec_point"
	ownKeyID    = "subject_key_identifier/value"
	issuerKeyID = "authority_key_identifier/key_identifier/value"
	basicPath   = "basic_constraints"
)

// claims are what the two chains must prove.
var claims = []anatomy.Claim{
	{ID: "two", Says: "the server sends two certificates, and they fill the list to its end", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return counted(s, whole, 2)
	}},
	{ID: "leaf-issuer", Says: "the issuer of the server's own certificate is, byte for byte, the subject of the second one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(whole, "Certificate")
		return m.Is(certificate(0, issuerPath), m.Hex(certificate(1, subjectPath)))
	}},
	{ID: "intermediate-issuer", Says: "the issuer of the second one is, byte for byte, the subject of a certificate that the client has had all along", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		want := "the client has no root"
		if root := parsed(clientRoot(s)); root != nil {
			want = fmt.Sprintf("%x", root.RawSubject)
		}
		return s.Message(whole, "Certificate").Is(certificate(1, issuerPath), want)
	}},
	{ID: "root-not-sent", Says: "the root is nowhere in the recording, nor is its public key; the same search finds the second certificate", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		root := parsed(clientRoot(s))
		v := anatomy.Verdict{Got: "the client has no root", Want: "root: nowhere; its key: nowhere; second certificate: found"}
		total := 0
		for _, b := range crossed(s, whole) {
			total += len(b)
		}
		v.At = transcript.Evidence{Text: fmt.Sprintf("all %d bytes of both directions, those that crossed encrypted also opened", total)}
		if root != nil {
			v.Got = fmt.Sprintf("root: %s; its key: %s; second certificate: %s", place(s, whole, root.Raw), place(s, whole, pointOf(root)), place(s, whole, nth(s, whole, 1)))
		}
		return v
	}},
	{ID: "leaf-signed", Says: "the signature of the server's certificate holds under the key in the second one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: under(nth(s, whole, 0), nth(s, whole, 1)), Want: "holds", At: signatureAt(s, 0)}
	}},
	{ID: "intermediate-signed", Says: "the signature of the second one holds under the key of the client's root", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: under(nth(s, whole, 1), clientRoot(s)), Want: "holds", At: signatureAt(s, 1)}
	}},
	{ID: "no-shortcut", Says: "under the root's key the signature of the server's certificate does not hold", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: under(nth(s, whole, 0), clientRoot(s)), Want: "does not hold", At: signatureAt(s, 0)}
	}},
	{ID: "key-hash", Says: "the identifier of the issuing authority's key is the beginning of a hash of that key", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return s.Message(whole, "Certificate").Is(certificate(1, ownKeyID), fmt.Sprintf("%x", keyHash(s, whole, 1)))
	}},
	{ID: "key-ids", Says: "each certificate names its issuer's key by the identifier that the issuer's certificate gives to it", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(whole, "Certificate")
		root := parsed(clientRoot(s))
		if root == nil {
			return anatomy.Verdict{Got: "the client has no root", Want: "its key's identifier"}
		}
		return anatomy.Verdict{
			Got:  m.Hex(certificate(0, issuerKeyID)) + ", " + m.Hex(certificate(1, issuerKeyID)),
			Want: m.Hex(certificate(1, ownKeyID)) + ", " + fmt.Sprintf("%x", root.SubjectKeyId),
			At:   m.At(certificate(0, issuerKeyID)),
		}
	}},
	{ID: "may-sign", Says: "the second certificate says that its key may sign certificates; the server's own does not say so", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(whole, "Certificate")
		return anatomy.Verdict{
			Got:  fmt.Sprintf("%s, %s; %s, %s", m.Text(certificate(1, basicPath)), m.Text(certificate(1, keyUsagePath)), m.Text(certificate(0, basicPath)), m.Text(certificate(0, keyUsagePath))),
			Want: "an authority, keyCertSign, cRLSign; absent, digitalSignature",
			At:   m.At(certificate(1, basicPath)),
		}
	}},
	{ID: "accepted", Says: "the client takes the chain, and goes on with the key exchange", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: answered(s, whole), Want: "ClientKeyExchange", At: s.Message(whole, "ClientKeyExchange").Whole()}
	}},

	{ID: "three", Says: "the other server sends three certificates: a root, too", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return counted(s, brought, 3)
	}},
	{ID: "same-name", Says: "that root has the name of the client's root, byte for byte, and another key", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(brought, "Certificate")
		root := parsed(clientRoot(s))
		v := anatomy.Verdict{Got: "no root", Want: "the same name, another key", At: m.At(certificate(2, subjectPath))}
		if c := parsed(nth(s, brought, 2)); c != nil && root != nil {
			v.Got = fmt.Sprintf("%s name, %s key", sameOr(c.RawSubject, root.RawSubject, "the same"), sameOr(pointOf(c), pointOf(root), "the same"))
		}
		return v
	}},
	{ID: "all-hold", Says: "every signature in that chain holds under the key of the certificate behind it", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{
			Got:  "the first: " + under(nth(s, brought, 0), nth(s, brought, 1)) + "; the second: " + under(nth(s, brought, 1), nth(s, brought, 2)),
			Want: "the first: holds; the second: holds",
			At:   s.Message(brought, "Certificate").At(certificate(1, "signature_value")),
		}
	}},
	{ID: "self-signed", Says: "both roots sign themselves: the client's, and the one that was brought", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		const holds = "its signature holds under its own key"
		return anatomy.Verdict{
			Got:  "the client's: " + signsItself(clientRoot(s)) + "; the other: " + signsItself(nth(s, brought, 2)),
			Want: "the client's: " + holds + "; the other: " + holds,
			At:   s.Message(brought, "Certificate").At(certificate(2, "signature_value")),
		}
	}},
	{ID: "brought-refused", Says: "the client refuses: the last thing that it says is the alert bad_certificate, fatal", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return refused(s, brought)
	}},
	{ID: "store", Says: "it is the client's store that decides: with the brought root in it, the refused chain would be trusted, and the accepted one would not", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		own, other := clientRoot(s), nth(s, brought, 2)
		is := func(act string, root []byte) string {
			word, _, _ := strings.Cut(trusted(sent(s, act), root), ":")
			return word
		}
		return anatomy.Verdict{
			Got:  fmt.Sprintf("as it is: %s, %s; with the other root: %s, %s", is(whole, own), is(brought, own), is(whole, other), is(brought, other)),
			Want: "as it is: trusted, not trusted; with the other root: not trusted, trusted",
			At:   transcript.Evidence{Text: "both chains, judged against one root and against the other"},
		}
	}},
}

const keyUsagePath = "key_usage"

// counted is the verdict that a server sent so many certificates, and that with
// their lengths they are all of the list.
func counted(s *anatomy.Scene, act string, want int) anatomy.Verdict {
	m := s.Message(act, "Certificate")
	chain := sent(s, act)
	sum := 0
	for _, der := range chain {
		sum += 3 + len(der)
	}
	return anatomy.Verdict{
		Got:  fmt.Sprintf("certificates: %d; bytes, with their lengths: %d", len(chain), sum),
		Want: fmt.Sprintf("certificates: %d; bytes, with their lengths: %d", want, m.Number("certificate_list_length")),
		At:   m.At("certificate_list"),
	}
}

// refused is the verdict that the client's last word is the alert bad_certificate.
func refused(s *anatomy.Scene, act string) anatomy.Verdict {
	m := s.Act(act).Last(capture.Client)
	return anatomy.Verdict{Got: m.Text("description") + ", " + m.Text("level"), Want: "bad_certificate, fatal", At: m.At("description")}
}

// signatureAt is the place of a certificate's signature.
func signatureAt(s *anatomy.Scene, n int) transcript.Evidence {
	return s.Message(whole, "Certificate").At(certificate(n, "signature_value"))
}

// crossed is all that both sides sent, and what of it was encrypted once more in the
// clear.
func crossed(s *anatomy.Scene, act string) [][]byte {
	session := s.Act(act).Session
	all := [][]byte{session.Recording.Bytes(capture.Client), session.Recording.Bytes(capture.Server)}
	items, _ := session.Opened()
	for _, it := range items {
		if it.Decrypted {
			all = append(all, it.Bytes)
		}
	}
	return all
}

// place says whether bytes are anywhere in a connection.
func place(s *anatomy.Scene, act string, b []byte) string {
	for _, in := range crossed(s, act) {
		if len(b) > 0 && bytes.Contains(in, b) {
			return "found"
		}
	}
	return "nowhere"
}

func sameOr(a, b []byte, same string) string {
	if bytes.Equal(a, b) {
		return same
	}
	return "another"
}
