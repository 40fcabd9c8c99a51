package signature

import (
	"encoding/hex"
	"fmt"

	equation "github.com/tlsteach/tlsteach/handshake/signature"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"parts": parts,
	"block": func(s *anatomy.Scene) anatomy.Figure {
		return blockFigure("s^e mod n, with the authority's n and e: all of it", under(s, withRSA, rootRSA).Step("EM"))
	},
	"rsa": func(s *anatomy.Scene) anatomy.Figure {
		return derivation("The RSA signature, number by number", under(s, withRSA, rootRSA), map[string]string{
			"hash": "SHA-256 of the signed part, as it crossed",
			"n":    "the modulus: the authority's, from its own certificate",
			"e":    "65537, the authority's public exponent",
			"s":    "signature_value, as it crossed",
			"PS":   "the padding",
			"T":    "DigestInfo: which hash, and its value",
			"T'":   "what the client expects, from its own hash",
			"EM'":  "the whole block that the client expects. It is EM: the signature holds",
		})
	},
	"ecdsa": func(s *anatomy.Scene) anatomy.Figure {
		return derivation("The ECDSA signature, number by number", under(s, withECDSA, rootECDSA), map[string]string{
			"hash": "SHA-256 of the signed part, as it crossed",
			"n":    "fixed by the curve: so many different points come out when G is added to itself again and again",
			"Q":    "the authority's public key, from its own certificate",
			"r":    "the first number of signature_value",
			"s":    "the second number of signature_value",
			"w":    "s·w mod n is 1",
			"v":    "It is r: the signature holds",
		})
	},
	"keys":         triedKeys,
	"again":        again,
	"edited-name":  editedName,
	"edited-block": editedBlock,
	"edited-ecdsa": editedNumbers,
}

// parts shows the three parts of both certificates.
func parts(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "A certificate has three parts (RFC 5280 §4.1.1)",
		Head: transcript.Cells("part", "signed with RSA", "signed with ECDSA")}
	for _, p := range []struct{ name, path string }{
		{"what is signed: tbsCertificate", signed}, {"how: signatureAlgorithm", "signature_algorithm"}, {"the signature: signatureValue", signatureV},
	} {
		row := transcript.Text{{Text: p.name}}
		t.Rows = append(t.Rows, []transcript.Text{row, length(s, withRSA, p.path), length(s, withECDSA, p.path)})
	}
	return t
}

func length(s *anatomy.Scene, act, path string) transcript.Text {
	return transcript.Value(fmt.Sprintf("%d bytes", len(part(s, act, path))))
}

// triedKeys shows which key each signature holds under.
func triedKeys(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "Every key that is at hand, tried", Head: transcript.Cells("key", "certificate signed with RSA", "certificate signed with ECDSA")}
	row := func(name string, key func(act string) []byte) {
		cells := transcript.Cells(name)
		for _, act := range []string{withRSA, withECDSA} {
			e := evaluate(s, act, key(act))
			word := "holds"
			if !e.Holds {
				word = "does not hold: " + e.Reason
			}
			cells = append(cells, transcript.Value(word))
		}
		t.Rows = append(t.Rows, cells)
	}
	row("in the certificate itself", func(act string) []byte { return leaf(s, act) })
	row("of the RSA authority", func(string) []byte { return []byte(s.Facts[rootRSA]) })
	row("of the ECDSA authority", func(string) []byte { return []byte(s.Facts[rootECDSA]) })
	return t
}

// again sets the two signatures of each pair side by side.
func again(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "The same content, signed twice", Head: transcript.Cells("signature", "first, its last bytes", "second", "it is", "hold")}
	for _, p := range pairs {
		n := 0
		for _, act := range []string{p.act, p.again} {
			if under(s, act, p.root).Holds {
				n++
			}
		}
		t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(p.kind), transcript.Value(end(signatureOf(s, p.act))), transcript.Value(end(signatureOf(s, p.again))),
			transcript.Value(comparison(s, p)), transcript.Value(fmt.Sprintf("%d of 2", n))})
	}
	return t
}

func end(b []byte) string {
	return "…" + hex.EncodeToString(b[max(0, len(b)-6):])
}

// blockFigure shows an opened RSA signature with its parts named.
func blockFigure(title string, em []byte) anatomy.Figure {
	b, ok := cut(em)
	if !ok {
		return telling.BytesOf("The signature does not open to a block", em, len(em))
	}
	at := 0
	span := func(part []byte, label string, mark bool) transcript.ByteSpan {
		s := transcript.ByteSpan{Offset: at, Length: len(part), Label: label, Mark: mark}
		at += len(part)
		return s
	}
	return telling.BytesOf(title, em, len(em),
		span(b.start, "00 01: a signature by PKCS #1 v1.5", false),
		span(b.padding, "FF, as often as it takes to be as long as n", false),
		span(b.end, "00: here the padding ends", false),
		span(b.info, "DigestInfo: the hash is SHA-256, and has 32 bytes", false),
		span(b.hash, "the hash that the authority signed", true))
}

// derivation shows an equation with a note to some of its numbers.
func derivation(title string, e equation.Evaluation, notes map[string]string) anatomy.Figure {
	d := &transcript.Derivation{Title: title, Ref: e.Ref}
	for _, s := range e.Steps {
		step := transcript.Step{Label: s.Name, Value: brief(s.Value), Note: notes[s.Name]}
		if s.Formula != "given" {
			step.Expr = s.Formula
		}
		d.Steps = append(d.Steps, step)
	}
	if !e.Holds {
		d.Steps = append(d.Steps, transcript.Step{Label: "so", Value: "it does not hold", Note: e.Reason})
	}
	return d
}

// brief is a number whole where it has at most 32 bytes, else cut in the middle.
func brief(b []byte) string {
	if len(b) <= 32 {
		return hex.EncodeToString(b)
	}
	return fmt.Sprintf("%x…%x (%d bytes)", b[:8], b[len(b)-8:], len(b))
}
