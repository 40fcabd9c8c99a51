package refusals

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/signature"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A piece is the part of a Certificate message in which a fault can be read.
type piece struct {
	fault       string
	title       string
	first, last string // fields: the piece goes from the one to the end of the other
	marks       []mark
}

// A mark names a field in a piece.
type mark struct {
	label, path string
	point       bool // it is the one at fault
}

var pieces = []piece{
	{expired, "The validity of the expired certificate", "certificate[0]/validity", "certificate[0]/validity", []mark{
		{"notBefore", "certificate[0]/not_before/value", false}, {"notAfter", "certificate[0]/not_after/value", true}}},
	{notYet, "The validity of the one that is not yet valid", "certificate[0]/validity", "certificate[0]/validity", []mark{
		{"notBefore", "certificate[0]/not_before/value", true}, {"notAfter", "certificate[0]/not_after/value", false}}},
	{wrongName, "The name that this certificate is for", "certificate[0]/subject_alt_name", "certificate[0]/subject_alt_name", []mark{
		{"dNSName", "certificate[0]/subject_alt_name/dns_name/value", true}}},
	{tampered, "The validity of the tampered certificate", "certificate[0]/validity", "certificate[0]/validity", []mark{
		{"notBefore", "certificate[0]/not_before/value", false}, {"notAfter, forged", "certificate[0]/not_after/value", true}}},
	{unknownCA, "Who signed the last certificate of this chain", "certificate[1]/issuer", "certificate[1]/issuer", []mark{
		{"organizationName", "certificate[1]/issuer/organization_name/value", false}, {"commonName", "certificate[1]/issuer/common_name/value", true}}},
	{noIssuer, "Who signed the only certificate that was sent", "certificate[0]/issuer", "certificate[0]/issuer", []mark{
		{"organizationName", "certificate[0]/issuer/organization_name/value", false}, {"commonName", "certificate[0]/issuer/common_name/value", true}}},
	{selfSigned, "From issuer to subject of the self-signed certificate", "certificate[0]/issuer", "certificate[0]/subject", []mark{
		{"issuer", "certificate[0]/issuer/common_name/value", true}, {"subject", "certificate[0]/subject/common_name/value", true}}},
	{noCA, "The extension basicConstraints of the issuer", "certificate[1]/extension", "certificate[1]/extension", []mark{
		{"extnID", "certificate[1]/extension/extn_id/oid", false}, {"critical", "certificate[1]/extension/critical/value", false},
		{"an empty sequence: cA is not said, so it is false", "certificate[1]/basic_constraints", true}}},
	{wrongUsage, "What the certificate may be used for", "certificate[0]/ext_key_usage", "certificate[0]/ext_key_usage", []mark{
		{"keyPurposeId", "certificate[0]/key_purpose_id/oid", true}}},
	{outOfBounds, "The extension nameConstraints of the issuer", "certificate[1]/name_constraints", "certificate[1]/name_constraints", []mark{
		{"permitted", "certificate[1]/name_constraints/dns_name/value", true}}},
}

// figures are the blocks that the lesson makes itself.
var figures = func() map[string]func(*anatomy.Scene) anatomy.Figure {
	all := map[string]func(*anatomy.Scene) anatomy.Figure{
		"faults": faultTable, "article": articleTable, "alerts": alertTable, "equation": equation,
	}
	for _, p := range pieces {
		all["bytes-"+p.fault] = p.figure
	}
	return all
}()

// figure shows the bytes of the piece, each with its offset in the message.
func (p piece) figure(s *anatomy.Scene) anatomy.Figure {
	m := s.Message(actOf(byGo, p.fault), certificate)
	first, ok := m.Field(p.first)
	last, ok2 := m.Field(p.last)
	if !ok || !ok2 {
		return telling.BytesOf(p.title+": it is not there", nil, 0)
	}
	data := m.Bytes[first.Offset : last.Offset+len(last.Bytes)]
	b := telling.BytesOf(p.title, data, len(data))
	b.Base = first.Offset
	for _, k := range p.marks {
		f, ok := m.Field(k.path)
		if !ok {
			continue
		}
		label := k.label
		if text := f.Text(); !m.Trace.Spans[f.Span].Group && text != "" {
			label += ": " + text
		}
		b.Spans = append(b.Spans, transcript.ByteSpan{Offset: f.Offset - first.Offset, Length: len(f.Bytes), Label: label, Mark: k.point})
	}
	return b
}

func plain(cells ...string) (row []transcript.Text) {
	for _, c := range cells {
		row = append(row, transcript.Plainly(c))
	}
	return row
}

// with puts values of the run behind the plain first cell of a row.
func with(first string, cells ...string) []transcript.Text {
	row := plain(first)
	for _, c := range cells {
		row = append(row, transcript.Text{{Style: transcript.RunValue, Text: c}})
	}
	return row
}

// faultTable says of each certificate which check failed, and on which bytes.
func faultTable(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Head: plain("certificate", "check that fails", "field", "bytes of the message")}
	for _, f := range faults {
		act := actOf(byGo, f.name)
		at := restsOn(s, act, byGo)
		t.Rows = append(t.Rows, with(f.name, failed(s, act, byGo), at.Field, fmt.Sprintf("%d–%d", at.Offset, at.Offset+at.Length-1)))
	}
	return t
}

// articleTable puts the questions of the article beside the checks, and says what
// each found in this run.
func articleTable(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Head: plain("question of the article", "check", "refused for it, in this run")}
	var order []verdict.Check
	found := map[verdict.Check][]string{}
	for _, f := range faults {
		j, _ := judged(s, actOf(byGo, f.name), byGo)
		for _, v := range failures(j) {
			if found[v.Check] == nil {
				order = append(order, v.Check)
			}
			found[v.Check] = append(found[v.Check], f.name)
		}
	}
	for _, c := range order {
		question := asked[c]
		if question == "" {
			question = "not asked"
		}
		t.Rows = append(t.Rows, with(question, c.String(), strings.Join(found[c], ", ")))
	}
	return t
}

// alertTable puts the alerts of both clients side by side.
func alertTable(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Head: plain("certificate", "check that fails", "Go sends", "OpenSSL sends")}
	for _, f := range faults {
		t.Rows = append(t.Rows, with(f.name, failed(s, actOf(byGo, f.name), byGo), alertOf(s, actOf(byGo, f.name)), alertOf(s, actOf(byOpenSSL, f.name))))
	}
	return t
}

// equation shows the end of the check of one signature over two certificates: that
// of the expired one, and of the tampered one, which carries the same.
func equation(s *anatomy.Scene) anatomy.Figure {
	d := &transcript.Derivation{Title: "One signature, two certificates", Ref: "RFC 5280 §4.1.1.3"}
	for _, name := range []string{expired, tampered} {
		chain := shown(s, actOf(byGo, name))
		if len(chain) < 2 {
			continue
		}
		key, err := signature.CertificateKey(chain[1])
		if err != nil {
			continue
		}
		e, err := signature.Certificate(chain[0], key)
		if err != nil {
			continue
		}
		for _, step := range []struct{ name, note string }{
			{"hash", "of what is signed, as it is here"}, {"r", "stands in the signature"}, {"v", "computed from hash, signature and the issuer's key"},
		} {
			d.Steps = append(d.Steps, transcript.Step{Label: name + ": " + step.name, Value: fmt.Sprintf("%x", e.Step(step.name)), Note: step.note})
		}
	}
	return d
}
