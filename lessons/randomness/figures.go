package randomness

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/ledger"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"draws":          func(s *anatomy.Scene) string { return fmt.Sprint(len(book(s, plain))) },
	"client_draws":   func(s *anatomy.Scene) string { return fmt.Sprint(len(drawn(s, plain, capture.Client))) },
	"server_draws":   func(s *anatomy.Scene) string { return fmt.Sprint(len(drawn(s, plain, capture.Server))) },
	"public":         public,
	"all_draws":      func(s *anatomy.Scene) string { _, all := placed(s, everywhere...); return fmt.Sprint(all) },
	"all_public":     func(s *anatomy.Scene) string { return fmt.Sprint(tallied(s)[ledger.InClear].draws) },
	"transport_draw": func(s *anatomy.Scene) string { return fmt.Sprint(len(book(s, transport))) },
	"decoy_length": func(s *anatomy.Scene) string {
		return fmt.Sprint(len(drawnOf(s, transport, capture.Server, decoyLength)))
	},
	"client_key":     func(s *anatomy.Scene) string { return keyOf(s, capture.Client) },
	"signed_twice":   signedTwice,
	"transported":    transported,
	"padding_length": func(s *anatomy.Scene) string { d, _ := decrypted(s); return fmt.Sprint(len(d.Padding)) },
	"order_length":   func(s *anatomy.Scene) string { return fmt.Sprint(len(s.Facts["order"])) },
	"now_seen":       nowSeen,
}

var everywhere = []string{plain, hybrid, signed, transport}

// public is how many draws of the first connection stand in its recording.
func public(s *anatomy.Scene) string {
	n := 0
	for _, e := range book(s, plain) {
		if crossed(s, plain, e.bytes) {
			n++
		}
	}
	return fmt.Sprint(n)
}

func keyOf(s *anatomy.Scene, side capture.Side) string {
	e, ok := of(book(s, plain), side, ledger.EphemeralKey)
	if !ok {
		return "none"
	}
	return digits(e.bytes)
}

// signedTwice says whether one key gives one signature under the same message, or many.
func signedTwice(s *anatomy.Scene) string {
	g, ok := signingOf(s)
	switch {
	case !ok:
		return "unknown"
	case string(g.with(g.other())) == string(g.wire):
		return "same"
	}
	return "different"
}

// transported says what the RSA key opens: which secret its version bytes and the key
// log say it is.
func transported(s *anatomy.Scene) string {
	d, ok := decrypted(s)
	random := s.Message(transport, clientHello)
	f, there := random.Field("random")
	switch {
	case !ok || !there:
		return "nothing"
	case string(s.Act(transport).Session.Keys().Log.Secret("CLIENT_RANDOM", f.Bytes)) == string(d.Message):
		return "master secret"
	}
	return "pre-master secret"
}

// A tally is how many draws, and of how many bytes together.
type tally struct{ draws, bytes int }

func tallied(s *anatomy.Scene) map[ledger.Fate]tally {
	out := map[ledger.Fate]tally{}
	for _, act := range everywhere {
		for _, e := range book(s, act) {
			t := out[e.Fate]
			out[e.Fate] = tally{t.draws + 1, t.bytes + e.Length}
		}
	}
	return out
}

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"draws": func(s *anatomy.Scene) anatomy.Figure { return drawsFigure(s, plain, "All draws of this connection") },
	"transport-draws": func(s *anatomy.Scene) anatomy.Figure {
		return drawsFigure(s, transport, "All draws of this connection")
	},
	"share":      shareFigure,
	"signatures": signaturesFigure,
	"salt":       saltFigure,
	"block":      blockFigure,
	"fates":      fatesFigure,
	"ivs": func(s *anatomy.Scene) anatomy.Figure {
		return ivFigure(s, sealed, "The same order twice, in two records")
	},
	"repeated": func(s *anatomy.Scene) anatomy.Figure {
		return ivFigure(s, repeated, "The same two records, with one IV")
	},
}

func plainRow(cells ...string) []transcript.Text {
	var r []transcript.Text
	for _, c := range cells {
		r = append(r, transcript.Plainly(c))
	}
	return r
}

// drawsFigure lists the draws of a connection in order.
func drawsFigure(s *anatomy.Scene, act, title string) anatomy.Figure {
	t := &transcript.Table{Title: title, Head: plainRow("drawn by", "bytes", "begins with", "it is", "and stands")}
	for _, e := range book(s, act) {
		row := plainRow(e.Side.String(), fmt.Sprint(e.Length), "", string(e.Kind), place(e))
		row[2] = transcript.Text{{Style: transcript.RunValue, Text: fmt.Sprintf("%.8s…", digits(e.bytes))}}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// place says where a draw is, in a few words.
func place(e entry) string {
	if len(e.Where) == 0 {
		return "nowhere"
	}
	w := e.Where[0]
	where := fmt.Sprintf("in %s, bytes %d–%d", w.Item, w.Offset, w.Offset+w.Length-1)
	switch {
	case e.Kind == ledger.RecordIV:
		return fmt.Sprintf("before record %d", w.Record)
	case e.Kind == ledger.EphemeralKey || e.Kind == ledger.MLKEMSeed:
		return "nowhere; its public key " + where
	case e.Kind == ledger.TicketKey && e.Fate == ledger.InSecret:
		return "nowhere; made what is " + where
	case e.Fate == ledger.InSecret:
		return "nowhere; encrypted " + where
	case e.Fate == ledger.InPadding:
		return "nowhere; padding of what is " + where
	case e.Fate == ledger.MixedIn:
		return "nowhere; in the making of the signature " + where
	case e.Fate == ledger.ThrownAway:
		return "nowhere"
	case len(e.Where) > 1:
		return where + "; again in " + e.Where[1].Item
	}
	return where
}

// shareFigure computes the public keys from the draws.
func shareFigure(s *anatomy.Scene) anatomy.Figure {
	d := &transcript.Derivation{Title: "From a draw to a key share", Ref: "RFC 7748 §6.1"}
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		e, ok := of(book(s, plain), side, ledger.EphemeralKey)
		if !ok {
			continue
		}
		step, err := secrets.PublicShare(registry.GroupX25519, e.bytes)
		if err != nil {
			continue
		}
		d.Steps = append(d.Steps,
			transcript.Step{Label: "draw of the " + side.String(), Value: digits(e.bytes), Note: "private: in no message"},
			transcript.Step{Label: "its key share", Expr: "X25519(draw, 9)", Value: digits(step.Output), Note: fmt.Sprintf("public: bytes %d–%d of the %s", e.Where[0].Offset, e.Where[0].Offset+e.Where[0].Length-1, e.Where[0].Item)})
	}
	return d
}

// signaturesFigure signs the same twice.
func signaturesFigure(s *anatomy.Scene) anatomy.Figure {
	d := &transcript.Derivation{Title: "One key, one hash, two draws"}
	g, ok := signingOf(s)
	if !ok {
		return d
	}
	d.Steps = []transcript.Step{
		{Label: "hash", Value: digits(g.hash), Note: "of what the server signs in its CertificateVerify"},
		{Label: "draw", Value: digits(g.draw), Note: "from the log"},
		{Label: "signature", Expr: "ECDSA(key, hash, draw)", Value: digits(g.with(g.draw)), Note: "as it crossed"},
		{Label: "other draw", Value: digits(g.other()), Note: "one bit changed"},
		{Label: "other signature", Expr: "ECDSA(key, hash, other draw)", Value: digits(g.with(g.other())), Note: "valid, too, and never sent"},
	}
	return d
}

// saltFigure takes the salt out of a signature with RSA-PSS.
func saltFigure(s *anatomy.Scene) anatomy.Figure {
	d := &transcript.Derivation{Title: "What everybody can take out of this signature", Ref: "RFC 8017 §9.1.2"}
	e, ok := pssOf(s)
	if !ok {
		return d
	}
	for _, step := range e.Steps {
		note := map[string]string{"EM": "the signed block", "DB": "unmasked: zeros, 01, salt", "salt": "the server's draw"}[step.Name]
		if note != "" {
			value := digits(step.Value)
			if len(value) > 128 {
				value = value[:32] + "…" + value[len(value)-80:]
			}
			d.Steps = append(d.Steps, transcript.Step{Label: step.Name, Expr: step.Formula, Value: value, Note: note})
		}
	}
	return d
}

// blockFigure is the block that the server's RSA key opens.
func blockFigure(s *anatomy.Scene) anatomy.Figure {
	b := &transcript.Bytes{Title: "The block that crossed encrypted to the server's RSA key"}
	d, ok := decrypted(s)
	if !ok {
		return b
	}
	n := len(d.Padding)
	b.Data = d.EM
	b.Spans = []transcript.ByteSpan{
		{Offset: 0, Length: 2, Label: "00 02: padded for encryption"},
		{Offset: 2, Length: n, Label: "padding: drawn"},
		{Offset: 2 + n, Length: 1, Label: "00: the padding ends"},
		{Offset: 3 + n, Length: 2, Label: "the version that the client offered"},
		{Offset: 5 + n, Length: len(d.Message) - 2, Label: "drawn", Mark: true},
	}
	return b
}

// fatesFigure counts the draws of all connections by what became of them.
func fatesFigure(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "All draws of the four connections", Head: plainRow("what became of it", "draws", "bytes", "kinds")}
	counts := tallied(s)
	for _, fate := range []ledger.Fate{ledger.InClear, ledger.InSecret, ledger.InPadding, ledger.MixedIn, ledger.ThrownAway, ledger.FateUnproven} {
		c := counts[fate]
		if c.draws == 0 {
			continue
		}
		row := plainRow(string(fate), "", "", strings.Join(kindsOf(s, fate), ", "))
		row[1], row[2] = transcript.Text{{Style: transcript.RunValue, Text: fmt.Sprint(c.draws)}}, transcript.Text{{Style: transcript.RunValue, Text: fmt.Sprint(c.bytes)}}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// kindsOf names the kinds of draws with one fate, each once.
func kindsOf(s *anatomy.Scene, fate ledger.Fate) []string {
	var out []string
	seen := map[ledger.Kind]bool{}
	for _, act := range everywhere {
		for _, e := range book(s, act) {
			if e.Fate == fate && !seen[e.Kind] {
				seen[e.Kind] = true
				out = append(out, string(e.Kind))
			}
		}
	}
	return out
}

// ivFigure sets two records side by side, block by block.
func ivFigure(s *anatomy.Scene, act, title string) anatomy.Figure {
	t := &transcript.Table{Title: title, Head: plainRow("16 bytes", "first record", "second record", "equal?")}
	a, b, ok := twoOrders(s, act)
	if !ok {
		return t
	}
	for i := 0; (i+1)*ivLength <= min(len(a), len(b)); i++ {
		what := "IV"
		switch {
		case i > len(s.Facts["order"])/ivLength:
			what = "check value"
		case i > 0:
			what = fmt.Sprintf("order, block %d", i)
		}
		x, y := a[i*ivLength:(i+1)*ivLength], b[i*ivLength:(i+1)*ivLength]
		equal := "no"
		if string(x) == string(y) {
			equal = "yes"
		}
		row := plainRow(what, "", "", equal)
		for n, v := range [][]byte{x, y} {
			row[1+n] = transcript.Text{{Style: transcript.RunValue, Text: fmt.Sprintf("%.16s…", digits(v))}}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
