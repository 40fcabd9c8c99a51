package keyschedule

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// finishedRecord is the client's first protected record, as it crossed.
func finishedRecord(a *anatomy.Act) (body []byte, at transcript.Evidence) {
	items, _ := handshake.Decode(a.Session.Recording)
	for _, it := range items {
		if it.From == capture.Client && it.Kind == handshake.KindApplicationData && it.Protected {
			return it.Bytes, transcript.Evidence{Message: fmt.Sprintf("record %d of the client", it.Record), Length: len(it.Bytes)}
		}
	}
	return nil, transcript.Evidence{Text: "the client sent no protected record"}
}

// A tried key is one that may open the mistaken client's Finished.
type tried struct {
	label string // of its traffic secret
	keys  record.Keys
}

// openers are the labels whose key opens the client's Finished: of the right and of
// the wrong one.
func openers(s *anatomy.Scene, act string) (labels []string, content []byte, at transcript.Evidence) {
	w := work(s.Act(act))
	body, at := finishedRecord(w.act)
	if w.err != nil || body == nil {
		return nil, nil, at
	}
	right, err := w.mistake(slip{})
	wrong, err2 := w.mistake(slip{s.Facts["right_label"], s.Facts["wrong_label"]})
	if err != nil || err2 != nil {
		return nil, nil, at
	}
	for _, k := range []tried{{s.Facts["right_label"], right.keys}, {s.Facts["wrong_label"], wrong.keys}} {
		if o, ok := w.open(k.keys, body, 1); ok && o.Type == registry.ContentHandshake {
			labels, content = append(labels, k.label), o.Content
		}
	}
	return labels, content, at
}

// opensUnder is the verdict that the client's Finished opens under one of the two
// labels, and not under the other.
func opensUnder(s *anatomy.Scene, act, want string) anatomy.Verdict {
	labels, _, at := openers(s, act)
	got := "it opens under neither"
	if len(labels) > 0 {
		got = "it opens under " + strings.Join(labels, " and ")
	}
	return anatomy.Verdict{Got: got, Want: "it opens under " + want, At: at}
}

var labelClaims = []anatomy.Claim{
	{ID: "flight-opens", Says: "the server's whole flight opens with the keys from the right labels: both sides have the same handshake secret", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		var got []string
		for _, it := range s.Act(wrongSecret).Items {
			if it.From == capture.Server && it.Decrypted && it.Kind == handshake.KindHandshake && it.Name != "NewSessionTicket" {
				got = append(got, it.Name)
			}
		}
		return anatomy.Verdict{Got: strings.Join(got, ", "), Want: "EncryptedExtensions, Certificate, CertificateVerify, Finished", At: transcript.Evidence{Text: "the server's protected records"}}
	}},
	{ID: "opens-under-wrong", Says: "the client's Finished opens with the key from the wrong label, and not with the key from the right one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return opensUnder(s, wrongSecret, secretSlip.wrong)
	}},
	{ID: "says-20", Says: "the server answers bad_record_mac, fatal", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return alertIs(s, wrongSecret, "bad_record_mac")
	}},
	{ID: "opens-under-right", Says: "with the other slip the client's Finished opens with the right key", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return opensUnder(s, wrongMAC, secretSlip.right)
	}},
	{ID: "mac-of-wrong", Says: "but its verify_data is the HMAC under the key from the wrong label, not the one that the server computes", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		_, content, at := openers(s, wrongMAC)
		w := work(s.Act(wrongMAC))
		v := anatomy.Verdict{Got: "no Finished", Want: "the wrong label's HMAC", At: at}
		right, err := w.mistake(slip{})
		wrong, err2 := w.mistake(slip{s.Facts["right_finished"], s.Facts["wrong_finished"]})
		if content == nil || err != nil || err2 != nil {
			return v
		}
		switch {
		case bytes.Equal(content, right.message()):
			v.Got = "the right HMAC"
		case bytes.Equal(content, wrong.message()):
			v.Got = v.Want
		default:
			v.Got = "neither of the two"
		}
		return v
	}},
	{ID: "says-51", Says: "this time the server answers decrypt_error, fatal", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return alertIs(s, wrongMAC, "decrypt_error")
	}},
	{ID: "no-answer", Says: "in neither connection did the client get an answer to its question", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Want: "2 connections with a greeting, 0 bytes of answer", At: transcript.Evidence{Text: "the server's records of both connections"}}
		greeted, answered := 0, 0
		for _, name := range []string{wrongSecret, wrongMAC} {
			a := s.Act(name)
			if a.MessageFrom(capture.Server, "Finished").There() {
				greeted++
			}
			answered += len(a.Data(capture.Server))
		}
		v.Got = fmt.Sprintf("%d connections with a greeting, %d bytes of answer", greeted, answered)
		return v
	}},
}

func alertIs(s *anatomy.Scene, act, description string) anatomy.Verdict {
	m := s.Act(act).Alert(capture.Server)
	return anatomy.Verdict{Got: m.Text("description") + ", " + m.Text("level"), Want: description + ", fatal", At: m.At("description")}
}
