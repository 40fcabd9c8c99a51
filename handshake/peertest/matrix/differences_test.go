package matrix

import (
	"bytes"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
)

// A difference is a cipher whose records one of the two does not open, TShark 4.0 or
// we: it sees no more than what crosses in the clear.
type difference struct {
	cipher string // how its name begins
	opens  string // who does
	reason string
	met    int // directions
}

var differences = []*difference{
	{cipher: "ARIA", opens: "tlsteach", reason: "TShark 4.0 has no ARIA"},
	{cipher: "CAMELLIA", opens: "TShark", reason: "there is no kept Go library for Camellia"},
}

// difference is the one that explains what is seen of a direction, or nil. What is
// opened must be what was sent.
func (r *result) difference(from capture.Side, ours, theirs sight) *difference {
	i := slices.IndexFunc(differences, func(d *difference) bool { return strings.HasPrefix(r.suite.Encryption(), d.cipher) })
	if i < 0 {
		return nil
	}
	opened, closed := ours, theirs
	if differences[i].opens == "TShark" {
		opened, closed = theirs, ours
	}
	if len(closed.messages) >= len(opened.messages) || !opened.beginsWith(closed) || len(closed.data) > 0 || !bytes.Equal(opened.data, r.sent(from)) {
		return nil
	}
	return differences[i]
}

// sent is what a side sent.
func (r *result) sent(from capture.Side) []byte {
	_, reach := r.exempt()
	switch {
	case reach == noData:
		return nil
	case from == capture.Client:
		return r.request
	}
	return r.got
}
