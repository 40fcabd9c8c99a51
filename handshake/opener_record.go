package handshake

import (
	"errors"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// An opened record is what a protected one holds.
type opened struct {
	ok      bool
	inner   Record // the plaintext in the place of the ciphertext that carried it
	padding int
	err     *wire.Error // it should have opened
	missing string      // the secret that would open it; empty: the usual one
}

// errNoKeys says that nothing is there that opens a record.
var errNoKeys = errors.New("no keys")

// open opens the body of a record. Buffer is memory for the plaintext.
func (o *opener) open(from capture.Side, r *Record, buffer []byte) (in opened, grown []byte) {
	h := &o.sides[from]
	if r.V2 {
		return opened{missing: "the master key of SSL 2.0, which no key log has"}, buffer
	}
	if h.adrift {
		return opened{missing: "the bytes before it: what protects it runs on from record to record"}, buffer
	}
	// The plaintext stands behind as many bytes as the ciphertext that carried it
	// does, so that each of its bytes has the place of its ciphertext.
	lead := RecordHeaderLength + h.params.Explicit
	if need := lead + len(r.Bytes); cap(buffer) < need {
		buffer = make([]byte, lead, need)
	}
	buffer = buffer[:lead]
	var plain record.Opened
	var err error
	if o.hidesTypes() {
		plain, err = o.openTLS13(from, h, r, buffer)
	} else {
		plain, err = o.openTLS12(from, h, r, buffer)
	}
	if err != nil {
		return o.closed(h, r, err), buffer
	}
	first := !h.opened
	h.done()
	if first && !o.hidesTypes() {
		o.proven() // of a session whose keys nothing proves, nothing is kept
	}
	if h.loose { // its MAC is right, and its first block is anything
		h.loose = false
		return opened{missing: missingIV}, buffer
	}
	buffer = append(buffer, plain.Content...) // mostly onto itself
	in = opened{ok: true, padding: plain.Padding}
	in.inner = Record{Type: plain.Type, Version: r.Version, Index: r.Index, Bytes: buffer, At: r.At, header: lead}
	return in, buffer
}

// closed says why a record was not opened. One that its keys do not fit is damage,
// the first time; where they never fitted, the next ones are only closed. Behind
// missing bytes nobody can tell.
func (o *opener) closed(h *guard, r *Record, err error) (in opened) {
	if o.state.Version != 0 && h.mayChange(r.Type, o.hidesTypes()) {
		o.transcript.lose()
	}
	if err == errNoKeys {
		h.closed++
		in.missing = h.missing
		return in
	}
	again, chained := h.refused > 0 && !h.opened, h.refused > 0 && h.chained()
	h.refuse(r.Body())
	switch {
	case chained && h.opened && h.params.Kind == record.Block:
		in.missing = missingIV
		return in
	case chained && h.opened:
		in.missing = "its place in the key stream: records before it were changed, or put in"
		return in
	case h.missed > 0:
		in.missing = "what is missing before it: it opens under none of the sequence numbers that were tried"
		return in
	case again, o.hello.hidden && !h.opened:
		in.missing = "a secret that fits: the one given does not"
		return in
	}
	reason := "it does not open: " + reasonOf(err)
	if h.opened {
		reason += "; records before it did open: this one was changed, or put in"
	} else {
		reason += ": the secret is not the one of this record, or the record was changed"
	}
	in.err = &wire.Error{Field: fEncryptedRecord.Name, Have: len(r.Body()), Alert: registry.AlertBadRecordMAC, Reason: reason}
	return in
}

func reasonOf(err error) string {
	var why *record.OpenError
	if errors.As(err, &why) {
		return why.Reason
	}
	return err.Error()
}

// cut says that a record came without its end: it cannot be opened, and those
// behind it can.
func (o *opener) cut(from capture.Side, r *Record) {
	h := &o.sides[from]
	if o.state.Version != 0 && h.mayChange(r.Type, o.hidesTypes()) {
		o.transcript.lose()
	}
	if h.records != nil {
		h.records.SetSeq(h.records.Seq() + 1)
	}
	h.drift()
}

// lose says that bytes did not come; fewer than 0: nobody knows how many.
func (o *opener) lose(from capture.Side, n int) {
	h := &o.sides[from]
	if o.hello.client || o.state.Retried || o.state.Version == 0 {
		o.transcript.lose()
	}
	h.drift()
	if n < 0 {
		h.missed = maxMissed
		return
	}
	h.missed = min(h.missed+n/(RecordHeaderLength+1)+1, maxMissed)
}

// drift notes what cannot be opened any more behind missing bytes: a key stream
// that runs on has no known place.
func (h *guard) drift() {
	h.loose = h.bareIV
	if h.records != nil && h.params.Kind == record.Stream {
		h.adrift = true
	}
}
