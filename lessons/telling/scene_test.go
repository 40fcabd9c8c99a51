package telling

import (
	"context"
	"crypto/tls"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// attack is a value that an attacker chose.
const attack = "*a* **b** `c` [d](http://evil) {secret} {tls/ClientHello length} <b> RFC 1 | \\* &amp; \x1b[31m"

// live is a connection recorded through the lab, once for all tests.
var live = sync.OnceValues(func() (*lab.Session, error) {
	seed := uint64(7)
	l, err := lab.New(context.Background(), lab.Options{Seed: &seed, Transport: lab.Memory})
	if err != nil {
		return nil, err
	}
	ca, err := l.Authority("root")
	if err != nil {
		return nil, err
	}
	cert, err := ca.Issue("school.example")
	if err != nil {
		return nil, err
	}
	hear := func(c *tls.Conn) error { _, err := io.Copy(io.Discard, c); return err }
	s, err := l.Talk(lab.TLSClient(l.ClientConfig("client", ca, "school.example"), hear),
		lab.TLSServer(l.ServerConfig("server", cert), func(c *tls.Conn) error { _, err := io.WriteString(c, "hello"); return err }))
	return s, lab.BothFine(s, err)
})

// stage is a lesson without a story, and the scene of a run of it.
func stage(t *testing.T) (*anatomy.Lesson, *anatomy.Scene) {
	t.Helper()
	session, err := live()
	if err != nil {
		t.Fatal(err)
	}
	s := anatomy.NewScene()
	s.Stable = true
	s.Add("tls", "", session)
	s.Add("titled", "TLS 1.3", session)
	s.Facts["secret"] = "hunter2"
	s.Facts["_a_"] = "underscores"
	s.Facts["evil"] = attack
	claim := func(id, says, got, want string) anatomy.Claim {
		return anatomy.Claim{ID: id, Says: says, Judge: func(*anatomy.Scene) anatomy.Verdict { return anatomy.Verdict{Got: got, Want: want} }}
	}
	return &anatomy.Lesson{
		Lesson: transcript.Lesson{Number: 99, Slug: "toy", Title: "A toy"},
		Claims: []anatomy.Claim{claim("true", "`{secret}` is *{secret}*", "1", "1"), claim("false", "one is two", "1", "2")},
		Values: map[string]func(*anatomy.Scene) string{"computed": func(s *anatomy.Scene) string { return s.Facts["secret"] + "!" }},
		Figures: map[string]func(*anatomy.Scene) anatomy.Figure{
			"picture": func(s *anatomy.Scene) anatomy.Figure { return BytesOf("Picture", []byte(s.Facts["secret"]), 3) },
			"turns": func(s *anatomy.Scene) anatomy.Figure {
				return ClearLadder(s, "tls", "Turns", func(from capture.Side, data []byte) string { return from.String() + " spoke" })
			},
			"nothing": func(*anatomy.Scene) anatomy.Figure { return nil },
		},
	}, s
}

// block is a fenced block in a story that is written with ”' for its fence.
func fenced(story string) string { return strings.ReplaceAll(story, "'''", "```") }

// told is the document of a story; claims that it does not show are not asked for.
func told(t *testing.T, story string) []transcript.Block {
	t.Helper()
	d, err := tryTelling(t, story)
	if err != nil {
		t.Fatal(err)
	}
	return d.Blocks
}

func tryTelling(t *testing.T, story string) (*transcript.Document, error) {
	t.Helper()
	l, s := stage(t)
	l.Story = fenced(story)
	var claims []anatomy.Claim
	for _, c := range l.Claims {
		if strings.Contains(story, "check") && strings.Contains(story, c.ID) {
			claims = append(claims, c)
		}
	}
	l.Claims = claims
	return Lesson(l, s)
}

// styled writes a text with its roles: <style|characters>.
func styled(text transcript.Text) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r.Style == transcript.Plain:
			b.WriteString(r.Text)
		case r.Href != "":
			b.WriteString("<" + string(r.Style) + "|" + r.Text + "|" + r.Href + ">")
		default:
			b.WriteString("<" + string(r.Style) + "|" + r.Text + ">")
		}
	}
	return b.String()
}
