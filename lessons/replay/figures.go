package replay

import (
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"copied":        copied,
	"random_seen":   func(s *anatomy.Scene) string { return seen(s.Message(v13.first, serverHello)) },
	"id_fate":       idFate,
	"stopped_at":    func(s *anatomy.Scene) string { return stoppedAt(s.Act(v12.again)) },
	"server_error":  func(s *anatomy.Scene) string { return fmt.Sprint(s.Act(v13.again).Session.ServerErr) },
	"alert":         func(s *anatomy.Scene) string { return s.Act(v13.again).Alert(capture.Server).Text("description") },
	"request":       func(*anatomy.Scene) string { return request[:len(request)-1] },
	"twice":         func(s *anatomy.Scene) string { return total(s, accepted13) },
	"half_accepted": func(s *anatomy.Scene) string { return requests(s, half13.again, request) },
}

// copied names the field of the ClientHello that comes back in the ServerHello.
func copied(s *anatomy.Scene) string {
	ch, sh := s.Message(v13.first, clientHello), s.Message(v13.first, serverHello)
	for _, f := range [][2]string{{random, random}, {sessionID, echoedID}, {share, share}} {
		if ch.Hex(f[0]) == sh.Hex(f[1]) {
			return f[0]
		}
	}
	return "none"
}

// seen says how a message crossed.
func seen(m anatomy.Message) string {
	switch {
	case !m.There():
		return "nowhere"
	case m.Protected:
		return "encrypted"
	}
	return "clear"
}

// idFate is what the server did about the session ID of the replayed hello.
func idFate(s *anatomy.Scene) string {
	ch, sh := s.Message(v13.again, clientHello), s.Message(v13.again, serverHello)
	switch {
	case !sh.There():
		return "refused"
	case sh.Hex(echoedID) == ch.Hex(sessionID):
		return "copied"
	}
	return "replaced"
}

// stoppedAt is the last that the client sent before the server's alert.
func stoppedAt(a *anatomy.Act) string {
	at := "nothing"
	for _, it := range a.Items {
		switch {
		case it.From == capture.Client && it.Protected && !it.Decrypted:
			at = "protected"
		case it.From == capture.Client && it.Message != nil:
			at = it.Name
		case it.From == capture.Server && it.Name == "Alert":
			return at
		}
	}
	return at
}

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"side-by-side-13": func(s *anatomy.Scene) anatomy.Figure {
		return sideBySide(s, v13, "The two connections of TLS 1.3, side by side", serverHello, share)
	},
	"side-by-side-12": func(s *anatomy.Scene) anatomy.Figure {
		return sideBySide(s, v12, "The two connections of TLS 1.2, side by side", keyExchange, public)
	},
	"two-keys": twoKeys,
	"draws":    drawsTable,
	"half-frozen": func(s *anatomy.Scene) anatomy.Figure {
		return sideBySide(s, half13, "Where only the server's random is frozen", serverHello, share)
	},
}

// shown is how much of a long value a table shows, in hexadecimal digits.
const shown = 16

// sideBySide compares fields of a connection and of its replay.
func sideBySide(s *anatomy.Scene, v version, title, shareIn, shareField string) anatomy.Figure {
	t := &transcript.Table{Title: title, Head: transcript.Cells("", "first", "sent again", "")}
	for _, row := range []struct{ label, message, field string }{
		{"client: random", clientHello, random},
		{"client: session ID", clientHello, sessionID},
		{"server: session ID", serverHello, echoedID},
		{"server: random", serverHello, random},
		{"server: public key", shareIn, shareField},
	} {
		compare(t, row.label, s.Message(v.first, row.message).Hex(row.field), s.Message(v.again, row.message).Hex(row.field))
	}
	a, _, err := clientKeys(s.Act(v.first))
	b, _, err2 := clientKeys(s.Act(v.again))
	if err == nil && err2 == nil {
		compare(t, "client's key", fmt.Sprintf("%x", a.Key), fmt.Sprintf("%x", b.Key))
	}
	return t
}

// compare adds a row with two values, cut, and whether they are equal.
func compare(t *transcript.Table, label, a, b string) {
	verdict := "the same"
	if a != b {
		verdict = "another"
	}
	t.Rows = append(t.Rows, transcript.Cells(label, cut(a), cut(b), verdict))
}

func cut(digits string) string {
	switch {
	case digits == "":
		return "empty"
	case len(digits) > shown:
		return digits[:shown] + "…"
	}
	return digits
}

// twoKeys computes the key of the client's Finished on both connections.
func twoKeys(s *anatomy.Scene) anatomy.Figure {
	d := &transcript.Derivation{Title: "One recorded hello, two keys", Ref: "RFC 8446 §7.3"}
	for _, c := range []struct{ act, when string }{{v13.first, "first"}, {v13.again, "sent again"}} {
		_, steps, err := clientKeys(s.Act(c.act))
		if err != nil {
			continue
		}
		key, ok := steps.Find("write_key")
		if !ok {
			continue
		}
		d.Steps = append(d.Steps,
			transcript.Step{Label: "client's handshake secret, " + c.when, Value: fmt.Sprintf("%x", key.Input("Secret")), Note: "from the key log of this connection"},
			transcript.Step{Label: "client's key, " + c.when, Expr: key.Func + `(secret, "` + key.Label + `")`, Value: fmt.Sprintf("%x", key.Output)})
	}
	return d
}

// drawsTable shows what the server drew on both connections of the break, and what
// became of it.
func drawsTable(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "What the server drew, TLS 1.3", Head: transcript.Cells("became", "first", "sent again", "")}
	became := map[int]string{}
	for _, p := range s.Act(accepted13.first).Session.Ledger().Of(capture.Server) {
		became[p.Draw] = string(p.Kind)
	}
	again := draws(s.Act(accepted13.again))
	for i, d := range draws(s.Act(accepted13.first)) {
		if i < len(again) {
			compare(t, became[d.Number], fmt.Sprintf("%x", d.Bytes), fmt.Sprintf("%x", again[i].Bytes))
		}
	}
	return t
}
