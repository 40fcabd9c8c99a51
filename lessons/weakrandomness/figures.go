package weakrandomness

import (
	"bytes"
	"fmt"
	"math"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"seed":  func(s *anatomy.Scene) string { return numberFound(s, weak, sixteen) },
	"seeds": func(*anatomy.Scene) string { return grouped(math.Exp2(seedBits)) },
	"private": func(s *anatomy.Scene) string {
		seed := sixteen.search(s.Act(weak).Session.Recording, capture.Client).seed
		if seed == nil {
			return "none"
		}
		return fmt.Sprintf("%x", privateKey(seed))
	},
	"server_share": func(s *anatomy.Scene) string {
		return s.Message(weak, serverHello).Hex("key_share/key_exchange")
	},
	"unseen":        unseen,
	"took":          took,
	"process":       func(s *anatomy.Scene) string { return numberFound(s, hundred, hundredGuessed()) },
	"source_count":  func(*anatomy.Scene) string { return fmt.Sprint(len(sources(0))) },
	"known_sources": func(*anatomy.Scene) string { return fmt.Sprint(alike()) },
	"read":          func(s *anatomy.Scene) string { return reads(s, weak, capture.Client).Got },
	"speed":         speed,
	"needed":        needed,
	"twice":         twice,
}

// took is how long the search takes, in the words of the question's choices.
func took(s *anatomy.Scene) string {
	switch quick, tried := underASecond(s); {
	case tried == 0:
		return "never"
	case quick:
		return "under a second"
	}
	return "minutes"
}

// alike is how many of the sources are the same whatever the process is.
func alike() int {
	n := 0
	a, b := sources(1), sources(2)
	for i := range a {
		if a[i] == b[i] {
			n++
		}
	}
	return n
}

// unseen names those of the client's draws that stand nowhere in the recording.
func unseen(s *anatomy.Scene) string {
	rec := s.Act(weak).Session.Recording
	all := append(rec.Bytes(capture.Client), rec.Bytes(capture.Server)...)
	seed := sixteen.search(rec, capture.Client).seed
	var hidden []string
	for n, what := range []string{randomBlock: "random", sessionIDBlock: "session ID", privateKeyBlock: "private key"} {
		if b := block(seed, uint32(n)); !bytes.Contains(all, b[:]) {
			hidden = append(hidden, what)
		}
	}
	return strings.Join(hidden, ", ")
}

// needed says what the attacker had to learn that did not cross: one private key
// opened the recording.
func needed(s *anatomy.Scene) string {
	if len(sixteen.keys(s.Act(weak).Session).Ephemeral) > 0 && len(s.Act(weak).Data(capture.Client)) > 0 {
		return "one private key"
	}
	return "more"
}

// measuredKey is the fact that holds how many nanoseconds the search took.
const measuredKey = "nanoseconds of the search"

func perSeed(s *anatomy.Scene) (seconds float64, ok bool) {
	var ns float64
	if _, err := fmt.Sscan(s.Facts[measuredKey], &ns); err != nil || ns <= 0 {
		return 0, false
	}
	return ns / 1e9 / (1 << seedBits), true
}

func speed(s *anatomy.Scene) string {
	each, ok := perSeed(s)
	if !ok {
		return "This run has a seed, and a seed cannot fix times: run the lesson without --seed to see how long your machine takes."
	}
	return fmt.Sprintf("One core of this machine tried about %s seeds a second.", grouped(math.Round(1/each/1e5)*1e5))
}

// growth is how the work grows with the bits of a seed.
func growth(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "What a bit costs the attacker", Head: transcript.Cells("bits", "seeds", "times the work of 16 bits")}
	each, measured := perSeed(s)
	if measured {
		t.Head = append(t.Head, transcript.Plainly("to try them all, at this speed"))
	}
	for _, bits := range []int{seedBits, seedBits + 1, 20, 32, 40, 64, 128} {
		row := []transcript.Text{transcript.Plainly(fmt.Sprint(bits)), transcript.Plainly(grouped(math.Exp2(float64(bits)))), transcript.Plainly(grouped(math.Exp2(float64(bits - seedBits))))}
		if measured {
			row = append(row, transcript.Text{{Style: transcript.RunValue, Text: spelled(each * math.Exp2(float64(bits)))}})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// grouped is a whole number with its thousands apart, or its power of ten.
func grouped(n float64) string {
	if n >= 1e16 {
		exponent := math.Floor(math.Log10(n))
		return fmt.Sprintf("%.1f × 10^%.0f", n/math.Pow(10, exponent), exponent)
	}
	digits := fmt.Sprintf("%.0f", n)
	var parts []string
	for len(digits) > 3 {
		parts, digits = append([]string{digits[len(digits)-3:]}, parts...), digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, parts...), ",")
}

// spelled is a time in a unit that one can imagine, in a whole number to two digits.
func spelled(seconds float64) string {
	const year = 365.25 * 24 * 3600
	for _, u := range []struct {
		name string
		unit float64
	}{{"years", year}, {"days", 24 * 3600}, {"hours", 3600}, {"minutes", 60}, {"seconds", 1}, {"ms", 1e-3}} {
		if n := seconds / u.unit; n >= 2 || u.name == "ms" {
			scale := math.Pow(10, math.Floor(math.Log10(max(n, 1)))-1)
			return grouped(math.Round(n/scale)*scale) + " " + u.name
		}
	}
	return ""
}

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"generator": generatorFigure,
	"search":    searchFigure,
	"way":       wayFigure,
	"growth":    growth,
	"sizes":     sizesFigure,
	"sources":   sourcesFigure,
	"stolen": func(s *anatomy.Scene) anatomy.Figure {
		b := s.Act(weak).Data(capture.Client)
		return telling.BytesOf("What the attacker reads in the client's record", b, len(b))
	},
}

// generatorFigure shows which draws the seed gives, and where they cross.
func generatorFigure(s *anatomy.Scene) anatomy.Figure {
	d := &transcript.Derivation{Title: "All that the client drew, from one seed"}
	seed := sixteen.search(s.Act(weak).Session.Recording, capture.Client).seed
	if seed == nil {
		return d
	}
	d.Steps = append(d.Steps, transcript.Step{Label: "seed", Value: fmt.Sprintf("%x", seed), Note: s.Facts["seed of "+weak] + " in four bytes, of which 16 bits vary"})
	for n, what := range []struct{ label, note string }{
		{"client random", "crosses in the ClientHello"},
		{"session ID", "crosses in the ClientHello"},
		{"X25519 private key", "stays with the client, or so it hopes"},
	} {
		d.Steps = append(d.Steps, transcript.Step{Label: what.label, Expr: fmt.Sprintf("SHA-256(seed ‖ %08x)", n), Value: fmt.Sprintf("%x", block(seed, uint32(n))), Note: what.note})
	}
	return d
}

// searchFigure shows a few of the seeds that were tried.
func searchFigure(s *anatomy.Scene) anatomy.Figure {
	random, _ := publicRandom(s.Act(weak).Session.Recording, capture.Client)
	t := &transcript.Table{Title: "Looking for " + fmt.Sprintf("%x", random[:6]) + "…, the beginning of the client random",
		Head: transcript.Cells("seed", "SHA-256(seed ‖ 00000000) begins with", "")}
	row := func(cells ...string) {
		var r []transcript.Text
		for _, c := range cells {
			r = append(r, transcript.Plainly(c))
		}
		t.Rows = append(t.Rows, r)
	}
	found := sixteen.search(s.Act(weak).Session.Recording, capture.Client)
	for _, n := range []uint32{0, 1, 2} {
		if found.seed != nil && n < found.n {
			row(fmt.Sprint(n), fmt.Sprintf("%x…", prefix(n)), "no")
		}
	}
	if found.seed != nil {
		row("…", "", "")
		row(fmt.Sprint(found.n), fmt.Sprintf("%x…", prefix(found.n)), "yes")
		row("…", "", "")
	}
	row(fmt.Sprint(1<<seedBits-1), fmt.Sprintf("%x…", prefix(1<<seedBits-1)), "no")
	return t
}

func prefix(n uint32) []byte {
	b := block(small(n), randomBlock)
	return b[:6]
}

// wayFigure is the way from the seed to the keys.
func wayFigure(s *anatomy.Scene) anatomy.Figure {
	d := &transcript.Derivation{Title: "From the seed to the key that opens the client's record", Ref: "RFC 8446 §7.1"}
	steps, err := derived(s, weak, sixteen)
	if err != nil {
		return d
	}
	private := steps[0].Input("private_key")
	d.Steps = append(d.Steps,
		transcript.Step{Label: "X25519 private key", Expr: "SHA-256(seed ‖ 00000002)", Value: fmt.Sprintf("%x", private)},
		transcript.Step{Label: "server's share", Value: fmt.Sprintf("%x", steps[0].Input("peer_share")), Note: "from the ServerHello"})
	for _, w := range []struct{ name, expr, note string }{
		{"shared_secret", "X25519(private key, server's share)", "the server computes the same, from its own private key and the client's share"},
		{"handshake_secret", "HKDF-Extract(…, shared_secret)", ""},
		{"client_handshake_traffic_secret", "Derive-Secret(handshake_secret, hellos)", ""},
		{"master_secret", "HKDF-Extract(…)", ""},
		{"client_application_traffic_secret_0", "Derive-Secret(master_secret, messages)", ""},
		{"client_application_write_key", "HKDF-Expand-Label(…)", "opens what the client's application sent"},
	} {
		if step, ok := steps.Find(w.name); ok {
			d.Steps = append(d.Steps, transcript.Step{Label: strings.ReplaceAll(w.name, "_", " "), Expr: w.expr, Value: fmt.Sprintf("%x", step.Output), Note: w.note})
		}
	}
	return d
}

// sourcesFigure lists some of the sources.
func sourcesFigure(s *anatomy.Scene) anatomy.Figure {
	all := sources(hundredGuessed().search(s.Act(hundred).Session.Recording, capture.Client).n)
	t := &transcript.Table{Title: fmt.Sprintf("What goes into the seed: %d sources", len(all)),
		Head: transcript.Cells("source", "value", "what the attacker knows of it")}
	row := func(n int, knows string) {
		t.Rows = append(t.Rows, transcript.Cells(all[n].name, all[n].value, knows))
	}
	for n := range 5 {
		row(n, "the same on each machine of the model")
	}
	t.Rows = append(t.Rows, transcript.Cells("…", "", ""))
	row(len(all)-2, "the same on each machine of the model")
	row(len(all)-1, fmt.Sprintf("one of %s", grouped(math.Exp2(seedBits))))
	return t
}
