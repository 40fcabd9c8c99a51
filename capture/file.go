package capture

import "time"

// File files what somebody else saw happen on the connection, now: a relay moves
// bytes in ways that a [Conn] cannot watch. e.At is not used, and the bytes are
// copied.
//
// It returns the event as it is kept: of data that did not fit, the beginning. Its
// bytes never change. More is false once no more data will be kept.
func (r *Recorder) File(e Event) (filed Event, more bool) {
	at := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	room := int64(len(r.events)) < r.maxEvents
	switch e.Kind {
	case Data:
		data := e.Data
		e.Data, _ = r.keep(e.From, data, room)
		defer func() { r.tellRest(e.From, data[len(e.Data):]) }()
		if e.Data == nil {
			return Event{From: e.From, Kind: Data}, r.more()
		}
	case Failed:
		e.Err = e.Err[:min(len(e.Err), maxErrText)]
		if !room {
			r.lost.Events++
			return e, false
		}
	}
	return r.events[r.push(at, e)], r.more()
}

// more says whether the next byte of data would be kept.
func (r *Recorder) more() bool {
	return !r.full && r.kept < r.limit && int64(len(r.events)) < r.maxEvents
}

// Lose counts bytes that crossed the connection and were not filed. No data is kept
// behind them.
func (r *Recorder) Lose(from Side, n int64) {
	if n <= 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.full = true
	r.lost.add(from, n)
	r.lost.Events++
}

// Start is when the clock of the recorder began.
func (r *Recorder) Start() time.Time { return r.start.Round(0) }

// Now is the time of an event that would happen now.
func (r *Recorder) Now() time.Duration {
	at := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = max(r.last, at.Sub(r.start))
	return r.last
}
