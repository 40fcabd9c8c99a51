package refusals

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var told = regexp.MustCompile(`wanted ([a-z.]+), its clock said ([0-9: -]+) UTC`)

// solve does what the student does: it reads both certificates, and compares.
func solve(t *testing.T, e *anatomy.Exercise) string {
	t.Helper()
	m := e.Blocks[1].(*transcript.Bytes)
	facts := told.FindStringSubmatch(e.Blocks[2].(*transcript.TryIt).Text.String())
	if facts == nil {
		t.Fatal("neither name nor clock are told")
	}
	now, err := time.Parse("2006-01-02 15:04:05", facts[2])
	if err != nil {
		t.Fatal(err)
	}
	at := 7
	var chain []*x509.Certificate
	var starts []int
	for at < len(m.Data) {
		n := int(m.Data[at])<<16 + int(m.Data[at+1])<<8 + int(m.Data[at+2])
		c, err := x509.ParseCertificate(m.Data[at+3 : at+3+n])
		if err != nil {
			t.Fatal(err)
		}
		chain, starts = append(chain, c), append(starts, at+3)
		at += 3 + n
	}
	leaf, issuer := chain[0], chain[1]
	find := func(i int, what []byte, back int) string {
		n := bytes.LastIndex(chain[i].Raw, what)
		if n < 0 {
			t.Fatalf("%x is not in certificate %d", what, i)
		}
		return fmt.Sprint(starts[i] + n - back)
	}
	const form = "060102150405Z"
	switch {
	case now.After(leaf.NotAfter):
		return find(0, []byte(leaf.NotAfter.Format(form)), 2)
	case now.Before(leaf.NotBefore):
		return find(0, []byte(leaf.NotBefore.Format(form)), 2)
	case leaf.DNSNames[0] != facts[1]:
		return find(0, []byte(leaf.DNSNames[0]), 2)
	case leaf.ExtKeyUsage[0] != x509.ExtKeyUsageServerAuth:
		return find(0, []byte("\x2b\x06\x01\x05\x05\x07\x03\x02"), 2)
	case !issuer.IsCA:
		return find(1, []byte("\x04\x02\x30\x00"), -2)
	}
	t.Fatal("nothing is wrong")
	return ""
}

func TestTheExerciseCanBeSolvedFromWhatItShows(t *testing.T) {
	kinds := map[string]bool{}
	for answer, e := range lessontest.Exercise(t, exercise, solve) {
		right := e.Grade(answer).Says
		kinds[right[strings.LastIndex(right, "("):]] = true
		for wrong, says := range map[int]string{0: "msg_type", 1 << 20: "no byte", 26: "serial_number", 10: "the field certificate"} {
			if g := e.Grade(fmt.Sprint(wrong)); g.Right || !strings.Contains(g.Says, says) {
				t.Errorf("%d is answered %t %q, without %q", wrong, g.Right, g.Says, says)
			}
		}
		near := func(n int) bool { return strings.Contains(e.Grade(fmt.Sprint(n)).Says, "Close: byte") }
		if n, err := strconv.Atoi(answer); err != nil || near(n-2) != !strings.Contains(right, "§4.1.2") || near(n) || near(0) {
			t.Errorf("%s, %q: two bytes before it: %q", answer, right, e.Grade(fmt.Sprint(n-2)).Says)
		}
		for _, span := range e.Blocks[1].(*transcript.Bytes).Spans {
			g := e.Grade(fmt.Sprint(span.Offset))
			switch {
			case fmt.Sprint(span.Offset) == answer:
			case g.Right || !strings.Contains(g.Says, "in order") && !strings.Contains(g.Says, "a common name"):
				t.Errorf("%s is answered %t %q", span.Label, g.Right, g.Says)
			}
		}
	}
	if len(kinds) < 3 {
		t.Errorf("all exercises are of the kinds %v", kinds)
	}
}

func TestWhoCountsFromTheCertificateIsTold(t *testing.T) {
	for answer, e := range lessontest.Exercise(t, exercise, solve) {
		m := e.Blocks[1].(*transcript.Bytes).Data
		n, err := strconv.Atoi(answer)
		if err != nil {
			t.Fatal(err)
		}
		start := 10 // behind the message's header, two lengths, and the first of the certificates
		if second := start + int(m[7])<<16 + int(m[8])<<8 + int(m[9]) + 3; n > second {
			start = second
		}
		if g := e.Grade(fmt.Sprint(n - start)); g.Right || !strings.Contains(g.Says, "from the first byte of the certificate") {
			t.Errorf("%d less: %q", start, g.Says)
		}
	}
}
