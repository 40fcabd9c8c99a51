package sessionid

import (
	"encoding/hex"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"cost": cost, "keys": keys, "finished": finished,
}

// cost puts both handshakes side by side.
func cost(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Head: transcript.Cells("what", "the first time", "the second time")}
	row := func(what string, cell func(*anatomy.Act) string) {
		line := transcript.Cells(what)
		for _, act := range []string{first, second} {
			line = append(line, transcript.Text{{Style: transcript.RunValue, Text: cell(s.Act(act))}})
		}
		t.Rows = append(t.Rows, line)
	}
	row("round trips until the server's Finished", func(a *anatomy.Act) string { return fmt.Sprint(roundTrips(a)) })
	row("bytes of the client's handshake messages", func(a *anatomy.Act) string { return fmt.Sprint(size(a, capture.Client)) })
	row("bytes of the server's handshake messages", func(a *anatomy.Act) string { return fmt.Sprint(size(a, capture.Server)) })
	row("messages with certificate or key exchange", func(a *anatomy.Act) string { return exchanged(s, a.Name) })
	return t
}

// keys computes the key block of both connections.
func keys(s *anatomy.Scene) anatomy.Figure {
	d := &transcript.Derivation{Title: "One master secret, two randoms a connection, other keys", Ref: "RFC 5246 §6.3"}
	for _, c := range []struct{ act, title string }{{first, "first"}, {second, "second"}} {
		a := s.Act(c.act)
		steps := schedule(a)
		step := func(label, expr, value, note string) {
			d.Steps = append(d.Steps, transcript.Step{Label: c.title + ": " + label, Expr: expr, Value: value, Note: note})
		}
		step("master secret", "", masterOf(a), "from the key log")
		step("server random", "", a.Message(serverHello).Hex(random), "in the clear")
		step("client random", "", a.Message(clientHello).Hex(random), "in the clear")
		step("key block", "PRF(master secret, \"key expansion\", server random ‖ client random)", hex.EncodeToString(steps.Output("key_block")), "")
		for _, name := range sliced {
			step(name, "", hex.EncodeToString(steps.Output(name)), "the next bytes of the key block")
		}
	}
	return d
}

// finished computes the two Finished of the second connection.
func finished(s *anatomy.Scene) anatomy.Figure {
	d := &transcript.Derivation{Title: "The Finished of the second connection, computed again", Ref: "RFC 5246 §7.4.9"}
	a := s.Act(second)
	steps := schedule(a)
	for _, side := range []capture.Side{capture.Server, capture.Client} {
		name := side.String() + "_finished"
		d.Steps = append(d.Steps,
			transcript.Step{Label: name, Expr: fmt.Sprintf("PRF(master secret, \"%s finished\", hash of the %d bytes of messages before it)", side, len(before(a, side))), Value: hex.EncodeToString(steps.Output(name))},
			transcript.Step{Label: "crossed", Value: a.MessageFrom(side, "Finished").Hex("verify_data"), Note: "verify_data of the " + side.String() + ", opened"})
	}
	return d
}
