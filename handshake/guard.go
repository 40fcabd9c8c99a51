package handshake

import (
	"encoding/binary"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// A guard is the record protection of one direction.
type guard struct {
	records *record.Half // nil: nothing opens what comes
	params  record.Params
	epoch   epoch // of TLS 1.3
	next    [epochs]*record.Half
	secret  []byte // of TLS 1.3: the traffic secret in use, for KeyUpdate

	opened  bool   // a record opened under these keys
	ever    bool   // or under earlier ones of this direction
	refused int    // records that did not open since the last that did
	missed  int    // so many records may be missing before the next one
	cursor  uint64 // where the search for a sequence number goes on
	closed  int    // records that nothing opened

	// Where a record depends on the one before it: what would open the next one if
	// those that did not open do not count.
	before *record.Half
	vain   int  // bytes that were decrypted in vain since the last record that opened
	adrift bool // bytes are missing, and what follows cannot be opened without them
	bareIV bool // the IV is the end of the record before, and no MAC covers it: RFC 2246 §6.2.3.2, RFC 7366 §3
	loose  bool // and that record is missing, or is not as it was sent

	missing string // why nothing opens what comes, where it is not for want of a secret
	known   int    // how much was known when it was looked for keys in vain
}

// use begins a new set of keys.
func (h *guard) use(r *record.Half, p record.Params) {
	*h = guard{records: r, params: p, epoch: h.epoch, next: h.next, secret: h.secret, ever: h.ever}
}

// done notes that a record opened.
func (h *guard) done() {
	h.opened, h.ever, h.refused, h.missed, h.cursor, h.vain, h.before = true, true, 0, 0, 0, 0, nil
}

// chained says whether a record depends on the bytes of the one before it.
func (h *guard) chained() bool {
	return h.params.Kind == record.Stream || h.params.Kind == record.Block && h.params.Explicit == 0
}

// refuse notes a record that did not open. It may be one that was sent and then
// changed, or one that was put in: which of the two, the next record tells.
func (h *guard) refuse(body []byte) {
	h.refused++
	if h.records == nil || !h.chained() {
		return // its number stays: attempt tries those that can be the next one's
	}
	if h.before == nil {
		h.before = h.records.Clone()
	}
	h.records.Skip(body)
	h.loose = h.bareIV
}

// Bounds on looking for a record's sequence number where records are missing, were
// changed or were put in: of numbers, and of bytes that are decrypted in vain between
// two records that open.
const (
	maxMissed = 1 << 10
	maxDoubt  = 64
	maxVain   = 4 << 20
)

// attempt opens a record under keys.
func (o *opener) attempt(h *guard, keys *record.Half, r *Record, buffer []byte) (record.Opened, error) {
	if keys == nil {
		return record.Opened{}, errNoKeys
	}
	plain, err := keys.Open(buffer, r.Type, r.Version, r.Body())
	if err == nil || h.missed == 0 && h.refused == 0 {
		return plain, err
	}
	if h.before != nil && keys == h.records {
		if plain, again := h.before.Open(buffer, r.Type, r.Version, r.Body()); again == nil {
			h.records, h.loose = h.before, false
			return plain, nil
		}
	}
	switch {
	case h.params.Kind == record.Block && !record.Forged(err): // its number is no matter to the padding
		return plain, err
	case h.chained() && h.missed == 0 && (h.params.Kind == record.Stream || h.before == nil):
		return plain, err
	case h.chained() && h.before != nil && keys == h.records: // some of those that did not open were sent
		at := keys.Seq()
		keys.SetSeq(h.before.Seq())
		if plain, again := o.search(h, keys, r, buffer, err); again == nil {
			return plain, nil
		}
		keys.SetSeq(at)
		return plain, err
	}
	return o.search(h, keys, r, buffer, err)
}

// How many sequence numbers are tried of each record, whatever was decrypted in vain
// before, because junk of an attacker's must not hide what follows: as many as make
// so many bytes, within these two.
const (
	alwaysBytes = 1 << 18
	alwaysLeast = 16
	alwaysMost  = 64
)

// search tries the sequence numbers that the record may have: the likely ones, the
// next ones, and then the others, from where the search for the last record ended.
func (o *opener) search(h *guard, keys *record.Half, r *Record, buffer []byte, err error) (record.Opened, error) {
	first := keys.Seq()
	span := uint64(h.missed)
	if h.refused > 0 {
		span += uint64(h.refused) + maxDoubt
	}
	span = min(span, maxMissed+maxDoubt)
	always := uint64(min(max(alwaysBytes/len(r.Bytes), alwaysLeast), alwaysMost))
	try := func(n uint64) (record.Opened, bool) {
		if n == 0 || n > span {
			return record.Opened{}, false
		}
		h.vain += len(r.Bytes)
		keys.SetSeq(first + n)
		plain, again := keys.Open(buffer, r.Type, r.Version, r.Body())
		return plain, again == nil
	}
	if body := r.Body(); h.params.Kind == record.AEAD && h.params.Explicit == 8 && len(body) >= 8 {
		if plain, ok := try(binary.BigEndian.Uint64(body) - first); ok { // most peers count their nonces: RFC 5288 §3
			return plain, nil
		}
	}
	// Each record that did not open stands for one that was sent, or for none.
	for _, from := range [...]uint64{uint64(h.refused), 1} {
		for n := range always / 4 {
			if plain, ok := try(from + n); ok {
				return plain, nil
			}
		}
	}
	for n := uint64(0); n < span && (n < always/2 || h.vain <= maxVain); n++ {
		h.cursor = h.cursor%span + 1
		if plain, ok := try(h.cursor); ok {
			return plain, nil
		}
	}
	keys.SetSeq(first)
	return record.Opened{}, err
}

// mayChange says whether a record could be one of the handshake, so that without it
// the messages are not known.
func (h *guard) mayChange(t registry.ContentType, hidden bool) bool {
	if !hidden {
		return t == registry.ContentHandshake
	}
	return h.epoch == inHandshake // early data is no part of it
}
