package weakrandomness

import (
	"crypto/tls"
	"fmt"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The break: the same client, with seeds that have more bits.
var grown = []int{17, 18, 19, 20}

// act is the connection of the client with so many bits.
func act(bits int) string { return fmt.Sprintf("bits%d", bits) }

// oneMore is the connection of the client whose seed has one bit more.
const oneMore = "bits17"

func performGrown(l *lab.Lab) (*anatomy.Scene, error) {
	s, err := perform(l)
	if err != nil {
		return nil, err
	}
	for _, bits := range grown {
		n, err := drawNumber(l, bits-1)
		if err != nil {
			return nil, err
		}
		n |= 1 << (bits - 1) // half of all seeds have their first bit set: those that no smaller search reaches
		g := visit{act: act(bits), group: tls.X25519, seed: small(n)}
		session, err := g.talk(l, s.Facts)
		if err != nil {
			return nil, fmt.Errorf("the connection of the client with %d bits: %w", bits, err)
		}
		s.Facts["seed of "+g.act] = strconv.Itoa(int(n))
		s.AddWith(g.act, fmt.Sprintf("%d bits", bits), session, attacker{bits, small}.keys)
	}
	return s, nil
}

var grownClaims = []anatomy.Claim{
	{ID: "missed", Says: "who tries the {seeds} seeds of before finds none that fits", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return fits(s, oneMore, sixteen, 0)
	}},
	{ID: "found-again", Says: "who tries twice as many finds one: the client's", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := fits(s, oneMore, attacker{seedBits + 1, small}, 1)
		v.Got += ", seed " + numberFound(s, oneMore, attacker{seedBits + 1, small})
		v.Want += ", seed " + s.Facts["seed of "+oneMore]
		return v
	}},
	{ID: "doubled", Says: "each bit doubles the seeds to try, and each of these clients is found", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		var got, want []string
		double := 1 << seedBits
		for _, bits := range grown {
			double *= 2
			f := attacker{bits, small}.search(s.Act(act(bits)).Session.Recording, capture.Client)
			got, want = append(got, count(f)), append(want, fmt.Sprintf("1 of %d", double))
		}
		return anatomy.Verdict{Got: strings.Join(got, ", "), Want: strings.Join(want, ", "), At: transcript.Evidence{Text: "the randoms of four ClientHellos"}}
	}},
	{ID: "still-read", Says: "what the client with a seed of 20 bits sent is still read", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return reads(s, act(20), capture.Client)
	}},
	{ID: "same-look", Says: "the hello of the 20-bit client has as many bytes as that of the client that draws well, and all of them in the same places", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: shape(s.Message(act(20), clientHello)), Want: shape(s.Message(strong, clientHello)), At: s.Message(act(20), clientHello).Whole()}
	}},
}

// shape is where the fields of a message stand, without what is in them.
func shape(m anatomy.Message) string {
	if !m.There() {
		return "absent"
	}
	var where []byte
	for _, f := range m.Trace.Spans {
		where = fmt.Appendf(where, "%s %d %d\n", f.Field.Name, f.Offset, f.Length)
	}
	sum := fingerprint(where)
	return fmt.Sprintf("%d bytes, %d fields, SHA-256 of their places %x…", m.Size(), len(m.Trace.Spans), sum[:4])
}

// twice is how many times as many seeds there are with one bit more, counted.
func twice(s *anatomy.Scene) string {
	before := sixteen.search(s.Act(weak).Session.Recording, capture.Client).tried
	after := attacker{seedBits + 1, small}.search(s.Act(oneMore).Session.Recording, capture.Client).tried
	if before == 0 {
		return "none"
	}
	return fmt.Sprint(after / before)
}

// sizesFigure sets the searches side by side.
func sizesFigure(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "The same search, a bit at a time"}
	for _, h := range []string{"bits", "seeds tried", "seed found", "read of the client"} {
		t.Head = append(t.Head, transcript.Plainly(h))
	}
	for _, bits := range grown {
		f := attacker{bits, small}.search(s.Act(act(bits)).Session.Recording, capture.Client)
		t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(fmt.Sprint(bits)), transcript.Plainly(grouped(float64(f.tried))),
			{{Style: transcript.RunValue, Text: grouped(float64(f.n))}}, {{Style: transcript.RunValue, Text: strings.TrimSpace(string(s.Act(act(bits)).Data(capture.Client)))}}})
	}
	return t
}
