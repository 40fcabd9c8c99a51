package tickets

import (
	"bytes"
	"encoding/hex"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/goticket"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"kept_12":     kept,
	"hashed":      hashed,
	"resumed":     func(s *anatomy.Scene) string { return certificates(s.Act(v12.resumed), s.Act(v13.resumed)) },
	"trips_12":    func(s *anatomy.Scene) string { return fmt.Sprint(roundTrips(s.Act(v12.resumed))) },
	"trips_13":    func(s *anatomy.Scene) string { return fmt.Sprint(roundTrips(s.Act(v13.resumed))) },
	"aes_key":     func(s *anatomy.Scene) string { return stepOf(s, "aes_key") },
	"iv":          func(s *anatomy.Scene) string { return partOf(s, 0, goticket.IVLength) },
	"ciphertext":  func(s *anatomy.Scene) string { return partOf(s, goticket.IVLength, -goticket.MACLength) },
	"master":      func(s *anatomy.Scene) string { return hex.EncodeToString(master(s.Act(v12.full))) },
	"binder_hash": func(s *anatomy.Scene) string { return inputOf(s, "binder", "Transcript-Hash") },
	"binder_key":  func(s *anatomy.Scene) string { return inputOf(s, "binder", "finished_key") },
	"digest":      func(s *anatomy.Scene) string { step, _ := binderSteps(s).Find("binder"); return step.Hash },
	"outcome":     func(s *anatomy.Scene) string { return outcome(s.Act(rotated13.resumed)) },
}

// certificates says on which of the resumed connections a certificate crossed.
func certificates(twelve, thirteen *anatomy.Act) string {
	a, b := twelve.Message(certificate).There(), thirteen.Message(certificate).There()
	switch {
	case a && b:
		return "both"
	case a:
		return "12"
	case b:
		return "13"
	}
	return "neither"
}

// hashed says over what the client's Finished of the full TLS 1.2 connection is
// computed: it tries what somebody may believe.
func hashed(s *anatomy.Scene) string {
	a := s.Act(v12.full)
	want := bytesOf(a.MessageFrom(capture.Client, finished), "verify_data")
	all := messages(a, finished, capture.Client, false)
	var own [][]byte
	for _, it := range a.Items {
		if it.From == capture.Client && it.Kind == handshake.KindHandshake && it.Name != finished {
			own = append(own, it.Bytes)
		}
	}
	for _, try := range []struct {
		name     string
		messages [][]byte
	}{{"own", own}, {"last", all[max(0, len(all)-1):]}, {"all", all}} {
		step, err := secrets.Finished(a.State.Version, a.State.CipherSuite, master(a), capture.Client, try.messages...)
		if err == nil && bytes.Equal(step.Output, want) {
			return try.name
		}
	}
	return "unknown"
}

func stepOf(s *anatomy.Scene, name string) string {
	steps, _, err := opened(s, v12.full)
	if err != nil {
		return "unknown"
	}
	return hex.EncodeToString(steps.Output(name))
}

// partOf is a part of the TLS 1.2 ticket; a negative end counts from the ticket's.
func partOf(s *anatomy.Scene, from, to int) string {
	t := given(s.Act(v12.full))
	if to < 0 {
		to += len(t)
	}
	if from > to || to > len(t) {
		return "unknown"
	}
	return hex.EncodeToString(t[from:to])
}

// binderSteps is the key schedule of the resumed TLS 1.3 connection, from the key in
// the ticket.
func binderSteps(s *anatomy.Scene) secrets.Derivation {
	steps, err := schedule(s.Act(v13.resumed), ticketSecret(s, v13.full), nil)
	if err != nil {
		return nil
	}
	return steps
}

func inputOf(s *anatomy.Scene, step, input string) string {
	found, _ := binderSteps(s).Find(step)
	return hex.EncodeToString(found.Input(input))
}

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"parts":   func(s *anatomy.Scene) anatomy.Figure { return parts("The ticket of TLS 1.2", given(s.Act(v12.full))) },
	"opening": opening,
	"inside-12": func(s *anatomy.Scene) anatomy.Figure {
		return inside(s, v12, "The ticket of TLS 1.2, opened")
	},
	"inside-13": func(s *anatomy.Scene) anatomy.Figure {
		return inside(s, v13, "The ticket of TLS 1.3, opened")
	},
	"binder-steps": binderFigure,
	"costs": func(s *anatomy.Scene) anatomy.Figure {
		return costs(s, versions, "What a handshake costs", "full", "resumed")
	},
	"times": times,
	"wasted": func(s *anatomy.Scene) anatomy.Figure {
		return costs(s, rotated, "What the two visits cost", "first", "second")
	},
}

// parts shows the three parts of a ticket.
func parts(title string, ticket []byte) *transcript.Bytes {
	body := len(ticket) - goticket.MACLength
	if body < goticket.IVLength {
		return telling.BytesOf(title, ticket, len(ticket))
	}
	return telling.BytesOf(title, ticket, len(ticket),
		transcript.ByteSpan{Offset: 0, Length: goticket.IVLength, Label: "IV"},
		transcript.ByteSpan{Offset: goticket.IVLength, Length: body - goticket.IVLength, Label: "encrypted session", Mark: true},
		transcript.ByteSpan{Offset: body, Length: goticket.MACLength, Label: "MAC"})
}

// opening shows how the ticket key opens the ticket.
func opening(s *anatomy.Scene) anatomy.Figure {
	d := &transcript.Derivation{Title: "Opening the ticket with the server's key"}
	steps, session, err := opened(s, v12.full)
	if err != nil {
		return d
	}
	add := func(label, expr string, value []byte, note string) {
		d.Steps = append(d.Steps, transcript.Step{Label: label, Expr: expr, Value: hex.EncodeToString(value), Note: note})
	}
	hash, _ := steps.Find("ticket_keys")
	add("ticket key", "", hash.Input("draw"), "the server drew it; nobody else has it")
	add("key for AES", "SHA-512(ticket key), bytes 16–31", steps.Output("aes_key"), "")
	add("key for the MAC", "SHA-512(ticket key), bytes 32–47", steps.Output("hmac_key"), "")
	add("MAC", "HMAC-SHA-256(IV, encrypted session)", steps.Output("ticket_mac"), "equal to the ticket's last 32 bytes")
	add("session", "AES-128-CTR(key, IV, encrypted session)", session, "")
	return d
}

// inside shows the fields of an opened ticket.
func inside(s *anatomy.Scene, v version, title string) anatomy.Figure {
	it, err := sessionItem(s, v.full)
	if err != nil {
		return &transcript.Message{Name: "the ticket does not open"}
	}
	b := telling.Message(anatomy.Message{Item: it})
	b.Title, b.Ref = title, ""
	for i := range b.Fields {
		switch f := &b.Fields[i]; f.Name {
		case "secret":
			f.Show = transcript.Marked
		case "secret_length", "extra_length", "extra", "early_data", "rest", "type":
			f.Show = transcript.Folded
		}
	}
	return b
}

// binderFigure computes the binder.
func binderFigure(s *anatomy.Scene) anatomy.Figure {
	d := &transcript.Derivation{Title: "From the ticket's secret to the binder", Ref: "RFC 8446 §4.2.11.2"}
	steps := binderSteps(s)
	add := func(label, expr string, value []byte, note string) {
		d.Steps = append(d.Steps, transcript.Step{Label: label, Expr: expr, Value: hex.EncodeToString(value), Note: note})
	}
	mac, ok := steps.Find("binder")
	if !ok {
		return d
	}
	add("pre-shared key", "", ticketSecret(s, v13.full), "from the ticket")
	add("early secret", "HKDF-Extract(0, pre-shared key)", steps.Output("early_secret"), "")
	add("binder key", `Derive-Secret(early secret, "res binder", "")`, steps.Output("binder_key"), "")
	add("key of the MAC", `HKDF-Expand-Label(binder key, "finished")`, mac.Input("finished_key"), "")
	add("hash of the hello", "Hash(ClientHello without its binders)", mac.Input("Transcript-Hash"), "")
	add("binder", "HMAC(key of the MAC, hash of the hello)", mac.Output, "")
	return d
}
