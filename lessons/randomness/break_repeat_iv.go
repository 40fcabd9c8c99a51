package randomness

import (
	"fmt"
	"io"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The break: the same connection, of a client that draws one IV for all its records.
const (
	repeated     = "repeated"      // as it crossed
	repeatedOpen = "repeated-open" // opened
)

// A repeater gives the first draw of some length again whenever one of that length is
// wanted.
type repeater struct {
	from   io.Reader
	length int
	first  []byte
}

func (r *repeater) Read(p []byte) (int, error) {
	if len(p) != r.length {
		return r.from.Read(p)
	}
	if r.first == nil {
		r.first = make([]byte, r.length)
		if _, err := io.ReadFull(r.from, r.first); err != nil {
			r.first = nil
			return 0, err
		}
	}
	return copy(p, r.first), nil
}

func performRepeated(l *lab.Lab) (*anatomy.Scene, error) {
	s, err := perform(l)
	if err != nil {
		return nil, err
	}
	h, err := newHouse(l)
	if err != nil {
		return nil, err
	}
	l.SetRand("client of "+repeatedOpen, func(from io.Reader) io.Reader { return &repeater{from: from, length: ivLength} })
	if err := h.add(s, kinds[len(kinds)-1], repeatedOpen); err != nil {
		return nil, err
	}
	s.Add(repeated, "one IV", s.Act(repeatedOpen).Session)
	return s, nil
}

var repeatedClaims = []anatomy.Claim{
	{ID: "one-iv", Says: "all encrypted records of the client begin with the same 16 bytes", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		same, all := 0, 0
		records := closed(s.Act(repeated), capture.Client)
		for _, r := range records {
			all++
			if len(r.Bytes) >= ivLength && string(r.Bytes[:ivLength]) == string(records[0].Bytes[:ivLength]) {
				same++
			}
		}
		return anatomy.Verdict{Got: fmt.Sprintf("%d of %d", same, all), Want: fmt.Sprintf("%d of %d", max(all, 2), max(all, 2)), At: transcript.Evidence{Text: "the client's protected records"}}
	}},
	{ID: "log-says", Says: "the log of draws says so, too: the client drew the 16 bytes of that IV once for each of its records", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		records := closed(s.Act(repeated), capture.Client)
		v := anatomy.Verdict{Got: "0 draws", Want: fmt.Sprintf("%d draws", max(len(records), 2)), At: transcript.Evidence{Text: "the log of draws"}}
		if len(records) == 0 || len(records[0].Bytes) < ivLength {
			return v
		}
		n := 0
		for _, b := range drawn(s, repeated, capture.Client) {
			if string(b) == string(records[0].Bytes[:ivLength]) {
				n++
			}
		}
		v.Got = fmt.Sprintf("%d draws", n)
		return v
	}},
	{ID: "blocks-repeat", Says: "in the two records with the same order, each block of the order is the same", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return orderRepeats(s, repeated)
	}},
	{ID: "check-differs", Says: "what stands behind the blocks of the order differs between the two records", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: "the two records are not there", Want: "different", At: transcript.Evidence{Text: "the client's two records of data, behind the blocks of the order"}}
		if a, b, ok := twoOrders(s, repeated); ok {
			from := ivLength + len(s.Facts["order"])
			v.Got = "different"
			if string(a[from:]) == string(b[from:]) {
				v.Got = "the same"
			}
		}
		return v
	}},
	{ID: "before", Says: "of the client that draws each IV, no block repeats", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return noBlockInCommon(s, sealed)
	}},
	{ID: "nobody-minds", Says: "the server received both orders, and sent no alert but its goodbye", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		alert := s.Act(repeatedOpen).Alert(capture.Server)
		return anatomy.Verdict{
			Got:  fmt.Sprintf("%q, %s", s.Facts["received of "+repeatedOpen], alert.Text("description")),
			Want: fmt.Sprintf("%q, close_notify", s.Act(repeatedOpen).Data(capture.Client)),
			At:   alert.At("description"),
		}
	}},
}

// nowSeen says what an observer learns from the records of the break.
func nowSeen(s *anatomy.Scene) string {
	all := len(s.Facts["order"]) / ivLength
	a, b, ok := twoOrders(s, repeated)
	switch {
	case !ok:
		return "no records"
	case crossed(s, repeated, []byte(s.Facts["order"])):
		return "text"
	case string(a[ivLength:(1+all)*ivLength]) == string(b[ivLength:(1+all)*ivLength]):
		return "twice"
	}
	return "nothing"
}
