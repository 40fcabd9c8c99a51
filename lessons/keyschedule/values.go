package keyschedule

import (
	"crypto/ecdsa"
	"fmt"
	"math/bits"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"secrets":     func(s *anatomy.Scene) string { w := work(s.Act(first)); return fmt.Sprint(distinct(w.secretSteps())) },
	"suite":       func(s *anatomy.Scene) string { return s.Act(first).State.CipherSuite.String() },
	"hash":        func(s *anatomy.Scene) string { return work(s.Act(first)).hashName },
	"transported": transported,
	"protected":   func(s *anatomy.Scene) string { return fmt.Sprint(len(work(s.Act(first)).closedRecords())) },
	"leaked":      leaked,
	"record_keys": func(s *anatomy.Scene) string {
		_, sets := openedBy(work(s.Act(first)).closedRecords())
		return fmt.Sprint(len(sets))
	},
	"answer_record": func(s *anatomy.Scene) string { return recordOf(s, capture.Server, "application_data") },
	"own_record":    func(s *anatomy.Scene) string { return recordOf(s, capture.Client, "application_data") },
	"label_alert":   func(s *anatomy.Scene) string { return s.Act(wrongSecret).Alert(capture.Server).Text("description") },
	"differing":     differing,
}

// transported counts the messages in which a client sends a secret, or a share, by
// itself: TLS 1.3 has none.
func transported(s *anatomy.Scene) string {
	n := 0
	for _, it := range s.Act(first).Items {
		if strings.HasPrefix(it.Name, "ClientKeyExchange") {
			n++
		}
	}
	return fmt.Sprint(n)
}

// leaked counts the records that open with the private key of the server's
// certificate, tried as the server's half of any key exchange that it could be.
func leaked(s *anatomy.Scene) string {
	session := s.Act(first).Session
	keys := &handshake.Keys{}
	if c := session.Server; c != nil && len(c.Certificates) > 0 {
		if key, ok := c.Certificates[0].PrivateKey.(*ecdsa.PrivateKey); ok {
			if b, err := key.Bytes(); err == nil {
				for _, g := range []registry.Group{registry.GroupSecp256r1, registry.GroupX25519} {
					keys.Ephemeral = append(keys.Ephemeral, handshake.EphemeralKey{Group: g, Private: b})
				}
			}
		}
	}
	if keys.Empty() {
		return "no key was tried"
	}
	items, _ := handshake.DecodeWith(session.Recording, keys)
	n := 0
	for _, it := range items {
		if it.Kind == handshake.KindRecord && it.Decrypted {
			n++
		}
	}
	return fmt.Sprint(n)
}

// recordOf says in which record of a side something crossed.
func recordOf(s *anatomy.Scene, from capture.Side, carries string) string {
	for _, r := range work(s.Act(first)).closedRecords() {
		if r.from == from && r.carries == carries {
			return fmt.Sprintf("record %d of the %s", r.number, r.from)
		}
	}
	return "no record"
}

// differing counts the bits in which the right traffic secret and that of the wrong
// label differ.
func differing(s *anatomy.Scene) string {
	w := work(s.Act(wrongSecret))
	if w.err != nil {
		return w.nothing()
	}
	right, err := w.mistake(slip{})
	wrong, err2 := w.mistake(slip{s.Facts["right_label"], s.Facts["wrong_label"]})
	if err != nil || err2 != nil {
		return "not computed"
	}
	n := 0
	for i, b := range right.secret.Output {
		n += bits.OnesCount8(b ^ wrong.secret.Output[i])
	}
	return fmt.Sprintf("%d of %d", n, 8*len(right.secret.Output))
}
