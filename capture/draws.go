package capture

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// The bounds of [Draws] unless told otherwise. A TLS handshake draws some hundred
// bytes in about ten draws; a CBC suite from TLS 1.1 on draws once a record.
const (
	DefaultDrawBytes = 1 << 20
	DefaultDrawCount = 1 << 15
)

// A Draw is one call that took bytes from a source of randomness.
type Draw struct {
	Number int           // counted from 0, in the order in which the source gave them
	At     time.Duration // since [Draws.Start], when the call returned
	Bytes  []byte        // as many as the call gave; never empty
}

// DrawOptions configure [Draws]. The zero value is ready to use.
type DrawOptions struct {
	// Bytes and Count bound what is kept; zero or less means DefaultDrawBytes
	// and DefaultDrawCount. A draw that does not fit whole is not kept, and no
	// draw is kept after it.
	Bytes, Count int

	// Now tells the time; nil means time.Now. A clock that goes backwards is
	// read as one that stands still.
	Now func() time.Time
}

// Draws is a source of randomness that remembers what was drawn from it: a
// reader for tls.Config.Rand. Each Read that gave bytes is one [Draw].
//
// What it hands on is what the source gave: the same bytes, count and error. A
// full record never fails a call. Concurrent calls take turns, so that the order
// of the draws is the order in which the source gave them; a source that blocks
// makes the others wait, but never [Draws.All].
//
// What was drawn is secret. It is kept in memory, and never stands in an error.
type Draws struct {
	source   io.Reader
	now      func() time.Time
	start    time.Time
	maxBytes int
	maxCount int

	turn sync.Mutex // held while the source is read

	mu    sync.Mutex
	kept  []Draw
	bytes int
	last  time.Duration
	count int // draws, kept or not
	lost  LostDraws
}

// LostDraws counts what was drawn and not kept because of the bounds.
type LostDraws struct{ Draws, Bytes int64 }

// NewDraws returns a reader that draws from source; its clock starts now.
func NewDraws(source io.Reader, o DrawOptions) *Draws {
	if o.Bytes <= 0 {
		o.Bytes = DefaultDrawBytes
	}
	if o.Count <= 0 {
		o.Count = DefaultDrawCount
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Draws{source: source, now: o.Now, start: o.Now(), maxBytes: o.Bytes, maxCount: o.Count}
}

// Read draws from the source.
func (d *Draws) Read(p []byte) (int, error) {
	d.turn.Lock()
	defer d.turn.Unlock() // also when the source panics
	n, err := d.source.Read(p)
	if n > 0 && n <= len(p) { // a source that claims more has given nothing that could be kept
		d.file(p[:n])
	}
	return n, err
}

func (d *Draws) file(b []byte) {
	at := d.now()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = max(d.last, at.Sub(d.start))
	number := d.count
	d.count++
	if d.lost.Draws > 0 || len(d.kept) >= d.maxCount || len(b) > d.maxBytes-d.bytes {
		d.lost.Draws++
		d.lost.Bytes += int64(len(b))
		return
	}
	d.bytes += len(b)
	d.kept = append(d.kept, Draw{Number: number, At: d.last, Bytes: append([]byte(nil), b...)})
}

// Start is when the clock of the draws began.
func (d *Draws) Start() time.Time { return d.start.Round(0) }

// Len is how many draws there were until now, kept or not.
func (d *Draws) Len() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.count
}

// All returns the draws that were kept, in order. They are the caller's own.
func (d *Draws) All() []Draw { return d.From(0) }

// From returns the draws that were kept, from this number on. They are the
// caller's own.
func (d *Draws) From(number int) []Draw {
	d.mu.Lock()
	kept := d.kept // never changed behind its end, so it can be copied unlocked
	d.mu.Unlock()
	number = min(max(number, 0), len(kept)) // the first lost draw is behind all that were kept
	out := append([]Draw(nil), kept[number:]...)
	for i := range out {
		out[i].Bytes = append([]byte(nil), out[i].Bytes...)
	}
	return out
}

// Lost says what was not kept.
func (d *Draws) Lost() LostDraws {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.lost
}

// Err returns a *[DrawsError] if a draw was not kept, and nil otherwise.
func (d *Draws) Err() error {
	if lost := d.Lost(); lost.Draws > 0 {
		return &DrawsError{Bytes: d.maxBytes, Count: d.maxCount, Lost: lost}
	}
	return nil
}

// A DrawsError says that more was drawn than was kept.
type DrawsError struct {
	Bytes, Count int // the bounds
	Lost         LostDraws
}

// Error says what was kept and what was not, in one sentence.
func (e *DrawsError) Error() string {
	return fmt.Sprintf("capture: the record of draws is full (limit: %d bytes, %d draws): %d draws of %d bytes together were not kept; whoever drew was not disturbed",
		e.Bytes, e.Count, e.Lost.Draws, e.Lost.Bytes)
}
