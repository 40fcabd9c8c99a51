package live_test

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

const hostile = "\x1b[31m\u202e<script>alert(1)</script>|`\r\n\x00"

// TestHostileNames: names in a certificate, what a server chose, and what our side
// says of it are text of whoever sent them.
func TestHostileNames(t *testing.T) {
	root, _ := authority(t)
	key, err := lab.ECDSAKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := root.IssueWith("evil.example", key, func(c *x509.Certificate) {
		c.Subject.CommonName, c.Subject.Organization, c.DNSNames = hostile, []string{hostile}, []string{"<script>", "`|`"}
	})
	if err != nil {
		t.Fatal(err)
	}
	m := meet(t, &tls.Config{InsecureSkipVerify: true, ServerName: "evil.example", NextProtos: []string{hostile}},
		serve(&tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{hostile}}))
	m.Err, m.Facts = errors.New(hostile), []live.Fact{{Name: "fact", Value: hostile}}
	m.Wanted = &live.Wanted{Name: hostile, Roots: verdict.RootsOf(root.Certificate), Store: hostile}
	docs := []*transcript.Document{live.Read(m.Connection).Tell()}
	var text, markdown, html bytes.Buffer
	if err := errors.Join(transcript.Terminal(&text, docs, transcript.TextOptions{}), transcript.Markdown(&markdown, docs), transcript.HTML(&html, docs)); err != nil {
		t.Fatal(err)
	}
	for name, out := range map[string]string{"text": text.String(), "markdown": markdown.String(), "lines": m.lines} {
		if strings.ContainsAny(out, "\x1b\u202e\x00\r") {
			t.Errorf("%s: the names reached the output as they are", name)
		}
	}
	if strings.Contains(html.String(), "<script>alert") || strings.Contains(html.String(), "\x1b") {
		t.Error("html: the names reached the output as they are")
	}
}

// TestEveryCut tells a connection that was cut behind each of its bytes, and one in
// which each byte in turn is another.
func TestEveryCut(t *testing.T) {
	root, cert := authority(t)
	wanted := &live.Wanted{Name: "school.example", Roots: verdict.RootsOf(root.Certificate), Store: "the lab's root"}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		m := meet(t, &tls.Config{ServerName: "school.example", RootCAs: root.Pool(), MinVersion: version, MaxVersion: version, CurvePreferences: []tls.CurveID{tls.X25519}},
			serve(&tls.Config{Certificates: []tls.Certificate{cert}}))
		m.Wanted = wanted
		whole := m.Recording
		for n, total := 0, len(whole.Bytes(capture.Client))+len(whole.Bytes(capture.Server)); n <= total; n += 3 {
			for _, flip := range []bool{false, true} {
				c := m.Connection
				c.Recording = changed(whole, n, flip)
				d := live.Read(c).Tell()
				if err := transcript.Terminal(&bytes.Buffer{}, []*transcript.Document{d}, transcript.TextOptions{}); err != nil {
					t.Fatalf("byte %d, flipped %t: %v", n, flip, err)
				}
			}
		}
	}
}

// changed is a recording that ends before its byte n, or in which that byte is another.
func changed(whole *capture.Recording, n int, flip bool) *capture.Recording {
	rec := whole.Clone()
	for i := range rec.Events {
		e := &rec.Events[i]
		if n >= len(e.Data) {
			n -= len(e.Data)
			continue
		}
		if flip {
			e.Data[n] ^= 0x81
			return rec
		}
		e.Data = e.Data[:n]
		rec.Events = rec.Events[:i+1]
		return rec
	}
	return rec
}
