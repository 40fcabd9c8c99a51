package chain

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"named_in":     namedIn,
	"second_found": secondFound,
	"sent":         func(s *anatomy.Scene) string { return fmt.Sprint(len(sent(s, whole))) },
	"brought_answer": func(s *anatomy.Scene) string {
		if answered(s, brought) == "ClientKeyExchange" {
			return "takes"
		}
		return "refuses"
	},
	"alone_answer": func(s *anatomy.Scene) string { return answered(s, alone) },
}

// namedIn says in which part of the server's certificate the name stands that the
// client asked for: the answer to a recalled question.
func namedIn(s *anatomy.Scene) string {
	m := s.Message(whole, "Certificate")
	asked := s.Message(whole, "ClientHello").Text("server_name/host_name")
	var parts []string
	for _, f := range []struct{ path, name string }{
		{"issuer/common_name/value", "issuer"}, {"subject/common_name/value", "subject"}, {"subject_alt_name/dns_name/value", "subject_alt_name"},
	} {
		if m.Text(certificate(0, f.path)) == asked {
			parts = append(parts, f.name)
		}
	}
	return strings.Join(parts, " ")
}

// secondFound says by what the second certificate is found: "length" where it begins
// as far behind the first as that one's length says.
func secondFound(s *anatomy.Scene) string {
	m := s.Message(whole, "Certificate")
	first, ok := m.Field(certificate(0, ""))
	second, ok2 := m.Field(certificate(1, ""))
	if ok && ok2 && second.Offset == first.Offset+m.Number("certificate_length[0]")+3 {
		return "length"
	}
	return "something else"
}

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"chain":       func(s *anatomy.Scene) anatomy.Figure { return chainTable(s, whole, "The chain of the shop") },
	"other-chain": func(s *anatomy.Scene) anatomy.Figure { return chainTable(s, brought, "The chain of the other server") },
	"leaf-issuer": func(s *anatomy.Scene) anatomy.Figure {
		return view(s, certificate(0, issuerPath), "The issuer, in the first certificate")
	},
	"second-subject": func(s *anatomy.Scene) anatomy.Figure {
		return view(s, certificate(1, subjectPath), "The subject, in the second certificate")
	},
	"leaf-equation": func(s *anatomy.Scene) anatomy.Figure {
		return equation(s, 0, nth(s, whole, 1), "the issuing authority")
	},
	"up-equation": func(s *anatomy.Scene) anatomy.Figure { return equation(s, 1, clientRoot(s), "the client's root") },
	"wrong-key":   func(s *anatomy.Scene) anatomy.Figure { return equation(s, 0, clientRoot(s), "the client's root") },
	"key-id":      keyID,
	"stores":      stores,
}

// chainTable lists the certificates that a server sent, and the client's root.
func chainTable(s *anatomy.Scene, act, title string) anatomy.Figure {
	t := &transcript.Table{Title: title, Head: transcript.Cells("certificate", "subject", "issuer", "from")}
	for i, der := range append(sent(s, act), clientRoot(s)) {
		c := parsed(der)
		if c == nil {
			continue
		}
		name, from := fmt.Sprint(i+1), "the server"
		if i == len(sent(s, act)) {
			name, from = "root", "the client's store"
		}
		t.Rows = append(t.Rows, []transcript.Text{transcript.Value(name), transcript.Value(c.Subject.CommonName), transcript.Value(c.Issuer.CommonName), transcript.Value(from)})
	}
	return t
}

// view shows the bytes of a field of the shop's message, numbered as in it.
func view(s *anatomy.Scene, path, title string) *transcript.Bytes {
	f, ok := s.Message(whole, "Certificate").Field(path)
	if !ok {
		return telling.BytesOf(title+": it was not recorded", nil, 0)
	}
	b := telling.BytesOf(title, f.Bytes, len(f.Bytes))
	b.Base = f.Offset
	return b
}

// equation shows what remains of the check of a signature: two numbers that must be
// equal.
func equation(s *anatomy.Scene, n int, parent []byte, whose string) anatomy.Figure {
	d := &transcript.Derivation{Title: fmt.Sprintf("The signature of certificate %d, checked with the key of %s", n+1, whose), Ref: "FIPS 186-5 §6.4.2"}
	e, err := evaluate(nth(s, whole, n), parent)
	if err != nil {
		d.Steps = append(d.Steps, transcript.Step{Label: "error", Value: err.Error()})
		return d
	}
	add := func(label, expr string, b []byte, note string) {
		d.Steps = append(d.Steps, transcript.Step{Label: label, Expr: expr, Value: short(b), Note: note})
	}
	add("hash", "SHA-256(tbs_certificate)", e.Step("hash"), fmt.Sprintf("of %d bytes: all that this certificate says", len(e.Content)))
	add("key", "", e.Step("Q"), "the public key of "+whose)
	add("v", "computed from hash, key and signature", e.Step("v"), "")
	add("r", "the first number of the signature", e.Step("r"), "")
	d.Steps = append(d.Steps, transcript.Step{Label: "v = r", Value: fmt.Sprint(e.Holds)})
	return d
}

// short is the beginning and the end of long bytes.
func short(b []byte) string {
	if len(b) <= 16 {
		return fmt.Sprintf("%x", b)
	}
	return fmt.Sprintf("%x…%x (%d bytes)", b[:6], b[len(b)-6:], len(b))
}

// keyID computes the identifier of the issuing authority's key.
func keyID(s *anatomy.Scene) anatomy.Figure {
	m := s.Message(whole, "Certificate")
	f, _ := m.Field(certificate(1, pointPath))
	return &transcript.Derivation{Title: "The identifier of a key", Ref: "RFC 7093 §2", Steps: []transcript.Step{
		{Label: "key", Value: short(f.Bytes), Note: fmt.Sprintf("the point in the second certificate, from byte %d of the message on", f.Offset)},
		{Label: "its hash, cut", Expr: "the first 20 bytes of SHA-256(key)", Value: fmt.Sprintf("%x", keyHash(s, whole, 1))},
		{Label: "subject_key_identifier", Expr: "in the second certificate", Value: m.Hex(certificate(1, ownKeyID))},
		{Label: "authority_key_identifier", Expr: "in the first certificate", Value: m.Hex(certificate(0, issuerKeyID))},
	}}
}

// stores judges both chains against both roots.
func stores(s *anatomy.Scene) anatomy.Figure {
	own, other := clientRoot(s), nth(s, brought, 2)
	return &transcript.Table{Title: "Who is trusted depends on who asks",
		Head: transcript.Cells("in the client's store", "chain of the shop", "chain of the other server"),
		Rows: [][]transcript.Text{
			{transcript.Plainly("the shop's root"), transcript.Value(trusted(sent(s, whole), own)), transcript.Value(trusted(sent(s, brought), own))},
			{transcript.Plainly("the other root"), transcript.Value(trusted(sent(s, whole), other)), transcript.Value(trusted(sent(s, brought), other))},
		}}
}
