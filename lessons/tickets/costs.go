package tickets

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// roundTrips is how often the client had to wait for the server before it could send
// its request; -1 where there is none.
func roundTrips(a *anatomy.Act) int {
	n, last := 0, capture.Client
	for _, it := range a.Items {
		if it.Kind == handshake.KindApplicationData && it.Decrypted && it.From == capture.Client {
			return n
		}
		if it.From == capture.Server && last == capture.Client {
			n++
		}
		last = it.From
	}
	return -1
}

// sent is how many bytes one side sent. Request and answer are the same on each
// connection, so that only the handshakes make a difference.
func sent(a *anatomy.Act, side capture.Side) int { return len(a.Session.Recording.Bytes(side)) }

// signed are the messages with which the server shows who it is: its certificate, and
// what is signed with the certificate's key.
func signed(a *anatomy.Act) string {
	var found []string
	for _, it := range a.Items {
		switch {
		case it.Protected && !it.Decrypted:
			return "a record that stays closed"
		case it.Name == certificate || it.Name == "ServerKeyExchange" || it.Name == "CertificateVerify":
			found = append(found, it.Name)
		}
	}
	switch {
	case len(a.Items) == 0:
		return "no connection"
	case found == nil:
		return "none"
	}
	return strings.Join(found, " and ")
}

// signatures counts the messages of the server that hold a signature of its own.
func signatures(a *anatomy.Act) int {
	n := 0
	for _, it := range a.Items {
		if it.From == capture.Server && (it.Name == "ServerKeyExchange" || it.Name == "CertificateVerify") {
			n++
		}
	}
	return n
}

// agreements counts the public keys that the server sent for a key exchange.
func agreements(a *anatomy.Act) int {
	n := 0
	for _, it := range a.Items {
		if it.Name == "ServerKeyExchange" {
			n++
		}
		if _, ok := it.Find(share); ok && it.Name == serverHello {
			n++
		}
	}
	return n
}

// took is how long the handshake of a connection took when it was timed.
func took(s *anatomy.Scene, act string) (time.Duration, bool) {
	n, err := strconv.ParseInt(s.Facts[timeOf(act)], 10, 64)
	return time.Duration(n), err == nil && n > 0
}

// A line of a table about handshakes.
type costLine struct {
	label string
	cost  func(*anatomy.Scene, *anatomy.Act) string
}

var costLines = []costLine{
	{"round trips before the request", func(_ *anatomy.Scene, a *anatomy.Act) string { return fmt.Sprint(roundTrips(a)) }},
	{"bytes that the client sends", func(_ *anatomy.Scene, a *anatomy.Act) string { return fmt.Sprint(sent(a, capture.Client)) }},
	{"bytes that the server sends", func(_ *anatomy.Scene, a *anatomy.Act) string { return fmt.Sprint(sent(a, capture.Server)) }},
	{"signatures that the server makes", func(s *anatomy.Scene, a *anatomy.Act) string { return s.Facts[signaturesOn(a.Name)] }},
	{"key exchanges", func(_ *anatomy.Scene, a *anatomy.Act) string { return fmt.Sprint(agreements(a)) }},
}

// costs compares what handshakes cost, both visits of each version.
func costs(s *anatomy.Scene, versions []version, title, first, second string) anatomy.Figure {
	t := &transcript.Table{Title: title, Head: transcript.Cells("", "1.2 "+first, "1.2 "+second, "1.3 "+first, "1.3 "+second)}
	for _, line := range costLines {
		cells := []string{line.label}
		for _, v := range versions {
			cells = append(cells, line.cost(s, s.Act(v.full)), line.cost(s, s.Act(v.resumed)))
		}
		t.Rows = append(t.Rows, transcript.Cells(cells...))
	}
	return t
}

// times shows how long the handshakes took on this machine.
func times(s *anatomy.Scene) anatomy.Figure {
	if s.Stable {
		return &transcript.Prose{Text: transcript.Plainly("A seed cannot fix how long something takes, so no times are shown here. Run the lesson without --seed to see those of your machine.")}
	}
	t := &transcript.Table{Title: fmt.Sprintf("The work of both sides on this machine, without a network: the best of %d", rounds), Head: transcript.Cells("", "ms")}
	for _, v := range versions {
		for _, act := range []string{v.full, v.resumed} {
			if d, ok := took(s, act); ok {
				t.Rows = append(t.Rows, transcript.Cells("handshake, "+s.Act(act).Title, milliseconds(d)))
			}
		}
	}
	if d, ok := took(s, oneSignature); ok {
		t.Rows = append(t.Rows, transcript.Cells(fmt.Sprintf("one RSA signature, %d bits", keyBits), milliseconds(d)))
	}
	return t
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()*1000) }
