package hybrid

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The break: a hand on the wire sends one record of the upload twice.
const replayed = "replayed"

// repeat is which of the client's records of data is sent twice, counted from 0.
const repeat = 9

func performReplayed(l *lab.Lab) (*anatomy.Scene, error) {
	p, err := newParties(l, keyBits, size)
	if err != nil {
		return nil, err
	}
	var hand twice
	u, err := p.send(l, registry.VersionTLS13, hand.write)
	if err != nil {
		return nil, err
	}
	if u.session.ClientErr == nil || u.session.ServerErr == nil {
		return nil, errors.New("a peer was content with a record that came twice")
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.AddOpened(replayed, "", u.session)
	s.Facts["host"], s.Facts["upload"], s.Facts["received"] = host, string(p.upload), u.received
	s.Facts["client_error"], s.Facts["server_error"] = u.session.ClientErr.Error(), u.session.ServerErr.Error()
	return s, nil
}

// A twice sends one record of data twice. It has no key: it knows the records of
// data by what everybody sees, that they are longer than a Finished.
type twice struct{ seen int }

func (t *twice) write(_ int, b []byte) []byte {
	if len(b) < 1000 || registry.ContentType(b[0]) != registry.ContentApplicationData {
		return b
	}
	t.seen++
	if t.seen-1 == repeat {
		return append(b, b...)
	}
	return b
}

// A copied is the place of a record that crossed twice.
type copied struct {
	*traffic
	at    int // the second of the two, among the client's records
	pairs int // how many records are like the one before them
}

// copies finds the records that are like the one before them.
func copies(s *anatomy.Scene) (c copied, err error) {
	if c.traffic, err = trafficOf(s.Act(replayed)); err != nil {
		return c, err
	}
	for i := 1; i < len(c.records); i++ {
		if bytes.Equal(c.records[i].body, c.records[i-1].body) {
			c.at, c.pairs = i, c.pairs+1
		}
	}
	if c.pairs == 0 {
		return c, errors.New("no record crossed twice")
	}
	return c, nil
}

// opensAs says whether the second of the two opens under a sequence number.
func (c copied) opensAs(n uint64) bool {
	h, err := c.half()
	if err != nil {
		return false
	}
	h.SetSeq(n)
	r := c.records[c.at]
	_, err = h.Open(nil, r.kind, registry.VersionTLS12, r.body)
	return err == nil
}

var replayedClaims = []anatomy.Claim{
	{ID: "twice", Says: "one record of the client crossed twice, byte for byte, and no other did", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: unknown, Want: "1 record like the one before it", At: transcript.Evidence{Text: "all records of the client behind its Finished"}}
		if c, err := copies(s); err == nil {
			v.Got = fmt.Sprintf("%d record like the one before it", c.pairs)
		}
		return v
	}},
	{ID: "wrong-number", Says: "the copy does not open under the number that is its turn, and does open under the number of the first one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: unknown, Want: "under its own number false, under the one before true", At: transcript.Evidence{Text: "the copy, opened with the client's key"}}
		if c, err := copies(s); err == nil {
			turn := c.first + uint64(c.at)
			v.Got = fmt.Sprintf("under its own number %t, under the one before %t", c.opensAs(turn), c.opensAs(turn-1))
		}
		return v
	}},
	{ID: "received", Says: "the server has the data up to the first of the two, and not a byte more", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: s.Facts["received"], Want: unknown, At: transcript.Evidence{Text: "what the server says that it got, against the records"}}
		c, err := copies(s)
		if err != nil {
			return v
		}
		var before []byte
		err = c.open(func(i int, o record.Opened, err error) {
			if i < c.at && err == nil {
				before = append(before, o.Content...)
			}
		})
		if err == nil {
			v.Want = digest(before)
		}
		return v
	}},
	{ID: "alert", Says: "the server's last word is the alert bad_record_mac, 20, fatal", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Act(replayed).Last(capture.Server)
		return anatomy.Verdict{Got: m.Hex("level") + " " + m.Hex("description"), Want: "02 14", At: m.At("description")}
	}},
	{ID: "no-answer", Says: "the server answers nothing: it sent no data", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(replayed)
		n := 0
		for _, it := range a.Items {
			if it.From == capture.Server && it.Kind == handshake.KindApplicationData {
				n++
			}
		}
		v := anatomy.Verdict{Got: fmt.Sprintf("%d records of data", n), Want: "0 records of data", At: transcript.Evidence{Text: "all records of the server, opened"}}
		if !a.State.Complete() {
			v.Got = "the handshake is not complete"
		}
		return v
	}},
}

// repeatedNumber is the sequence number of the record that crossed twice.
func repeatedNumber(s *anatomy.Scene) string {
	c, err := copies(s)
	if err != nil {
		return unknown
	}
	return fmt.Sprint(c.first + uint64(c.at) - 1)
}

// said is the server's alert: the answer to the break's prediction.
func said(s *anatomy.Scene) string {
	m := s.Act(replayed).Last(capture.Server)
	return m.Text("description")
}

// noncesFigure computes the nonces of the two: the IV with the sequence number
// XORed in.
func noncesFigure(s *anatomy.Scene) anatomy.Figure {
	c, err := copies(s)
	if err != nil {
		return nothing(err)
	}
	nonce := func(n uint64) string {
		b := bytes.Clone(c.keys.IV)
		for i := range 8 {
			b[len(b)-1-i] ^= byte(n >> (8 * i))
		}
		return fmt.Sprintf("%x", b)
	}
	turn := c.first + uint64(c.at)
	return &transcript.Derivation{Title: "One record, two nonces", Ref: "RFC 8446 §5.3", Steps: []transcript.Step{
		{Label: "client_write_iv", Value: fmt.Sprintf("%x", c.keys.IV)},
		{Label: "sealed with", Expr: fmt.Sprintf("client_write_iv XOR %d", turn-1), Value: nonce(turn - 1), Note: "the number that the client counted"},
		{Label: "opened with", Expr: fmt.Sprintf("client_write_iv XOR %d", turn), Value: nonce(turn), Note: "the number that the server counted when the copy came"},
	}}
}
