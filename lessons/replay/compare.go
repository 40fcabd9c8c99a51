package replay

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// each is the verdict that the same holds with both versions.
func each(want string, at transcript.Evidence, got func(version) string) anatomy.Verdict {
	return eachOf(versions, want, at, got)
}

// eachOf is each for other connections.
func eachOf(versions []version, want string, at transcript.Evidence, got func(version) string) anatomy.Verdict {
	v := anatomy.Verdict{At: at}
	var gots, wants []string
	for _, each := range versions {
		gots, wants = append(gots, each.name+": "+got(each)), append(wants, each.name+": "+want)
	}
	v.Got, v.Want = strings.Join(gots, "; "), strings.Join(wants, "; ")
	return v
}

// requests counts a request in what the application received on a connection.
func requests(s *anatomy.Scene, act, request string) string {
	received, ok := s.Facts[receivedBy(act)]
	if !ok || request == "" {
		return "an unknown number of"
	}
	return fmt.Sprint(strings.Count(received, request))
}

const allRecorded = "every byte"

// sentAgain says whether what crossed from the client the second time is what crossed
// the first time, up to where it ends.
func sentAgain(first, again *anatomy.Act) string {
	recorded, sent := first.Session.Recording.Bytes(capture.Client), again.Session.Recording.Bytes(capture.Client)
	if _, body := finishedRecord(again); body == nil {
		return "no Finished was sent"
	}
	for i := range sent {
		if i >= len(recorded) || sent[i] != recorded[i] {
			return fmt.Sprintf("byte %d is not in the recording", i)
		}
	}
	return allRecorded
}

// different is the verdict that so many of the values, all of 32 bytes, are different
// ones.
func different(want int, at transcript.Evidence, values ...string) anatomy.Verdict {
	there, distinct := 0, map[string]bool{}
	for _, v := range values {
		if len(v) == 64 { // what is absent is no value
			there++
			distinct[v] = true
		}
	}
	return anatomy.Verdict{Got: fmt.Sprintf("%d values of 32 bytes, %d distinct", there, len(distinct)),
		Want: fmt.Sprintf("%d values of 32 bytes, %d distinct", len(values), want), At: at}
}

// compareKeys compares the keys of the client's Finished on two connections.
func compareKeys(first, again *anatomy.Act) string {
	a, _, err := clientKeys(first)
	b, _, err2 := clientKeys(again)
	switch {
	case err != nil || err2 != nil:
		return "keys that are not known"
	case bytes.Equal(a.Key, b.Key):
		return "the same key"
	}
	return "another key"
}

// lastWord is the alert with which the server ends a connection.
func lastWord(a *anatomy.Act) string {
	return alertOf(a.Last(capture.Server))
}

// fits says whether the Finished that the client sent on one connection is what the
// messages and the secret of another demand.
func fits(sent, on *anatomy.Act) string {
	f, ok := sent.MessageFrom(capture.Client, finished).Field("verify_data")
	want, err := verifyData(on)
	switch {
	case !ok || err != nil:
		return "unknown"
	case bytes.Equal(f.Bytes, want):
		return "right"
	}
	return "wrong"
}

// draws are what the server of a connection drew, without draws of one byte: those are
// coins, which Go throws so that nobody relies on the order of its draws.
func draws(a *anatomy.Act) (out []capture.Draw) {
	for _, d := range a.Session.ServerDraws {
		if len(d.Bytes) > 1 {
			out = append(out, d)
		}
	}
	return out
}

func compareDraws(first, again *anatomy.Act) string {
	a, b := draws(first), draws(again)
	if len(a) == 0 || len(a) != len(b) {
		return fmt.Sprintf("%d draws, then %d", len(a), len(b))
	}
	for i := range a {
		if !bytes.Equal(a[i].Bytes, b[i].Bytes) {
			return fmt.Sprintf("draw %d is another one", i)
		}
	}
	return "all draws the same"
}

// compareBytes compares all that one side sent on two connections.
func compareBytes(first, again *anatomy.Act, side capture.Side) string {
	a, b := first.Session.Recording.Bytes(side), again.Session.Recording.Bytes(side)
	switch {
	case len(a) == 0:
		return "nothing was sent"
	case bytes.Equal(a, b):
		return "the same bytes"
	}
	return fmt.Sprintf("%d bytes, then others: %d", len(a), len(b))
}

// alerts are all that crossed on a connection; a record that stays closed may be one.
func alerts(a *anatomy.Act) string {
	var all []string
	for _, it := range a.Items {
		switch description, ok := it.Find("description"); {
		case it.Protected && !it.Decrypted:
			all = append(all, "a closed record of the "+it.From.String())
		case ok && it.Name == "Alert":
			all = append(all, description.Text()+" of the "+it.From.String())
		}
	}
	return strings.Join(all, ", ")
}

func alertOf(m anatomy.Message) string {
	if !m.There() || m.Name != "Alert" {
		return "no alert"
	}
	return fmt.Sprintf("%d, %s", m.Number("description"), m.Text("level"))
}

func sameOr(a, b string) string {
	switch {
	case len(a) != 2*drawLength || len(b) != 2*drawLength:
		return "absent"
	case a == b:
		return "the same"
	}
	return "another"
}

// total counts the request over both connections of a version.
func total(s *anatomy.Scene, v version) string {
	n := 0
	for _, act := range []string{v.first, v.again} {
		n += bytes.Count([]byte(s.Facts[receivedBy(act)]), []byte(request))
	}
	return fmt.Sprint(n)
}
