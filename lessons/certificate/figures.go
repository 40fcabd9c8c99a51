package certificate

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"pem":           pemText,
	"four-letters":  fourLetters,
	"der":           derBytes,
	"said":          said,
	"extensions":    extensions,
	"issuer":        func(s *anatomy.Scene) anatomy.Figure { return nameBytes(s, "issuer", "The issuer") },
	"subject":       func(s *anatomy.Scene) anatomy.Figure { return nameBytes(s, "subject", "The subject") },
	"san":           sanBytes,
	"key":           keyBytes,
	"outer-length":  outerLength,
	"two-files":     twoFiles,
	"article-lines": articleLines,
	"counted":       counted,
}

// said lists the elements of what the certificate says.
func said(s *anatomy.Scene) anatomy.Figure {
	m := s.Message(fetched, "Certificate")
	t := &transcript.Table{Title: "What is said: the elements of tbs_certificate, in their order",
		Head: transcript.Cells("bytes", "element", "says")}
	for _, e := range elements {
		f, ok := m.Field("tbs_certificate/" + e)
		if !ok {
			continue
		}
		t.Rows = append(t.Rows, []transcript.Text{
			{{Style: transcript.RunValue, Text: fmt.Sprintf("%d–%d", f.Offset, f.Offset+len(f.Bytes)-1)}},
			{{Style: transcript.Code, Text: e}}, {{Style: transcript.RunValue, Text: f.Text()}}})
	}
	return t
}

// extensions lists what each extension says.
func extensions(s *anatomy.Scene) anatomy.Figure {
	m := s.Message(fetched, "Certificate")
	t := &transcript.Table{Title: "The extensions",
		Head: transcript.Cells("bytes", "extension", "says")}
	for i := 0; ; i++ {
		path := fmt.Sprintf("extension_list/extension[%d]", i)
		f, ok := m.Field(path)
		if !ok {
			return t
		}
		says := ""
		for _, kind := range []string{"key_usage", "ext_key_usage", "authority_key_identifier/key_identifier", sanPath} {
			if v, ok := m.Field(path + "/" + kind); ok {
				says = v.Text()
			}
		}
		t.Rows = append(t.Rows, []transcript.Text{
			{{Style: transcript.RunValue, Text: fmt.Sprintf("%d–%d", f.Offset, f.Offset+len(f.Bytes)-1)}},
			{{Style: transcript.Code, Text: f.Text()}}, {{Style: transcript.RunValue, Text: says}}})
	}
}

// pemText is what the client printed.
func pemText(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "What the client printed", Head: transcript.Cells("line", "text")}
	for i, l := range strings.Split(strings.TrimSpace(s.Facts["pem"]), "\n") {
		t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(fmt.Sprint(i)), {{Style: transcript.Code, Text: l}}})
	}
	return t
}

const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" // RFC 4648 §4

// fourLetters decodes the first four letters of the text by hand.
func fourLetters(s *anatomy.Scene) anatomy.Figure {
	d := &transcript.Derivation{Title: "Four letters of base64 are three bytes", Ref: "RFC 4648 §4"}
	lines := bodyOf(s.Facts["pem"])
	if len(lines) == 0 || len(lines[0]) < 4 {
		return d
	}
	bits := ""
	for _, c := range lines[0][:4] {
		n := strings.IndexRune(base64Alphabet, c)
		bits += fmt.Sprintf("%06b", n)
		d.Steps = append(d.Steps, transcript.Step{Label: string(c), Expr: fmt.Sprintf("number %d of the alphabet", n), Value: fmt.Sprintf("%06b", n)})
	}
	d.Steps[0].Note = "the alphabet is counted from 0, and the number written in six bits"
	for i := 0; i+8 <= len(bits); i += 8 {
		n := 0
		for _, bit := range bits[i : i+8] {
			n = n<<1 | int(bit-'0')
		}
		d.Steps = append(d.Steps, transcript.Step{Label: fmt.Sprintf("byte %d", i/8), Expr: bits[i : i+8], Value: fmt.Sprintf("%02x", n)})
	}
	return d
}

// derBytes is the certificate from its first byte, with its three parts marked.
func derBytes(s *anatomy.Scene) anatomy.Figure {
	m, _, _ := onWire(s, fetched)
	var spans []span
	for _, p := range []struct{ path, label string }{
		{"certificate/tag_length", "the header of the whole: tag and length"},
		{"tbs_certificate", "tbs_certificate: what is said"},
		{"certificate/signature_algorithm", "signature_algorithm: how it is signed"},
		{"certificate/signature_value", "signature_value: the signature of who says it"},
	} {
		spans = append(spans, span{p.path, p.label, false})
	}
	return view(m, "The certificate, from its first byte to its last", "certificate", spans...)
}

// outerLength reads the first four bytes.
func outerLength(s *anatomy.Scene) anatomy.Figure {
	d := &transcript.Derivation{Title: "The first four bytes: a tag and a length", Ref: "X.690 §8.1"}
	_, der, _ := onWire(s, fetched)
	if len(der) < 4 {
		return d
	}
	n := promised(der[:4])
	d.Steps = []transcript.Step{
		{Label: "tag", Value: fmt.Sprintf("%02x", der[0]), Note: "SEQUENCE: what follows is made of parts"},
		{Label: "length of the length", Expr: fmt.Sprintf("%02x − 80", der[1]), Value: fmt.Sprint(int(der[1]) - 0x80), Note: "80 or more: so many bytes hold the length"},
		{Label: "length", Expr: fmt.Sprintf("%02x × 256 + %02x = %d × 256 + %d", der[2], der[3], der[2], der[3]), Value: fmt.Sprint(n), Note: "bytes of content"},
		{Label: "the whole", Expr: fmt.Sprintf("4 + %d", n), Value: fmt.Sprint(4 + n)},
	}
	return d
}

// twoFiles sets the certificate and the server's private key side by side.
func twoFiles(s *anatomy.Scene) anatomy.Figure {
	key := keyFile(s)
	_, der, _ := onWire(s, fetched)
	value := func(v string) transcript.Text { return transcript.Text{{Style: transcript.RunValue, Text: v}} }
	return &transcript.Table{
		Title: "Two files of one server",
		Head:  transcript.Cells("", "certificate", "private key"),
		Rows: [][]transcript.Text{
			{transcript.Plainly("behind BEGIN in PEM"), {{Style: transcript.Code, Text: labelOf(s.Facts["pem"])}}, {{Style: transcript.Code, Text: "PRIVATE KEY"}}},
			{transcript.Plainly("bytes of DER"), value(fmt.Sprint(len(der))), value(fmt.Sprint(len(key)))},
			{transcript.Plainly("crypto/x509 reads it as"), value(readsAs(der)), value(readsAs(key))},
			{transcript.Plainly("public half inside"), value(whether(found([][]byte{der}, publicHalf(s)))), value(whether(found([][]byte{key}, publicHalf(s))))},
			{transcript.Plainly("private half inside"), value(whether(found([][]byte{der}, []byte(s.Facts["private key"])))), value(whether(found([][]byte{key}, []byte(s.Facts["private key"]))))},
			{transcript.Plainly("on the wire in this run"), value(whether(found(searched(s)[:2], der))), value(whether(found(searched(s)[:2], key)))},
		},
	}
}

// counted compares what the copy has with what it promises.
func counted(s *anatomy.Scene) anatomy.Figure {
	lines := bodyOf(s.Facts["article"])
	copied, _ := decodable(s.Facts["article"])
	have, whole := len(strings.Join(lines, "")), len(copied)+missingBytes(s)
	chars := charactersFor(whole)
	return &transcript.Derivation{Title: "How much is missing", Ref: "RFC 4648 §4", Steps: []transcript.Step{
		{Label: "promised", Expr: fmt.Sprintf("4 + %d", whole-4), Value: fmt.Sprint(whole), Note: "bytes, by the first four of them"},
		{Label: "characters for them", Expr: fmt.Sprintf("4 × (%d ÷ 3, rounded up)", whole), Value: fmt.Sprint(chars), Note: fmt.Sprintf("%d lines of %d, and %d", chars/lineLength, lineLength, chars%lineLength)},
		{Label: "characters in the copy", Value: fmt.Sprint(have), Note: fmt.Sprintf("in %d lines", len(lines))},
		{Label: "missing", Expr: fmt.Sprintf("%d − %d", chars, have), Value: fmt.Sprint(chars - have), Note: "characters"},
	}}
}
