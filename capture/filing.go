package capture

import (
	"bytes"
	"time"
)

// Kinds that never leave the recorder.
const (
	pending EventKind = 0    // reserved by a write that has not returned
	unused  EventKind = 0xff // reserved by a write that moved nothing
)

// noPlace is what reserve returns when there is no room.
const noPlace = -1

// reserve takes the place of a write that is about to begin; fill files it.
func (r *Recorder) reserve(from Side) (place int) {
	at := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if int64(len(r.events)) >= r.maxEvents {
		return noPlace
	}
	return r.push(at, Event{From: from, Kind: pending})
}

// fill files the bytes that a write moved in the place that it reserved.
func (r *Recorder) fill(place int, from Side, data []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	kept, ok := r.keep(from, data, place != noPlace)
	switch {
	case place == noPlace:
	case ok:
		r.events[place].Kind, r.events[place].Data = Data, kept
		r.settle()
	default:
		r.drop(place)
	}
	r.tellRest(from, data[len(kept):])
}

// read files the bytes that a read moved, now.
func (r *Recorder) read(from Side, data []byte) {
	at := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	room := int64(len(r.events)) < r.maxEvents
	kept, ok := r.keep(from, data, room)
	if ok {
		r.push(at, Event{From: from, Kind: Data, Data: kept})
	}
	r.last = max(r.last, at.Sub(r.start))
	r.tellRest(from, data[len(kept):])
}

// tellRest tells of bytes that are not kept.
func (r *Recorder) tellRest(from Side, data []byte) {
	if r.told != nil && len(data) > 0 {
		r.told(Event{At: r.last, From: from, Kind: Data, Data: data}, false)
	}
}

// maxErrText bounds the text of an error that is kept, in bytes.
const maxErrText = 1 << 10

// fail files the failure of one direction, now.
func (r *Recorder) fail(from Side, err error) {
	text, at := err.Error(), r.now()
	if len(text) > maxErrText {
		text = text[:maxErrText]
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if int64(len(r.events)) >= r.maxEvents {
		r.lost.Events++
		return
	}
	r.push(at, Event{From: from, Kind: Failed, Err: text})
}

// mark files an End or Closed, now, or reserves the place of one. There are so
// few that they always fit, and how a connection ended is worth knowing.
func (r *Recorder) mark(kind EventKind, from Side) (place int) {
	at := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.push(at, Event{From: from, Kind: kind})
}

// resolve makes a reserved place an End, or gives it up.
func (r *Recorder) resolve(place int, ended bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !ended {
		r.drop(place)
		return
	}
	r.events[place].Kind = End
	r.settle()
}

// keep returns the copy of data to file, or counts what is not filed.
func (r *Recorder) keep(from Side, data []byte, room bool) ([]byte, bool) {
	if len(data) == 0 {
		return nil, false
	}
	fits := 0
	if room && !r.full {
		fits = int(min(int64(len(data)), r.limit-r.kept))
	}
	if fits < len(data) {
		r.full = true // never again, or a later event would follow a hole
		r.lost.add(from, int64(len(data)-fits))
	}
	if fits == 0 {
		r.lost.Events++
		return nil, false
	}
	r.kept += int64(fits)
	return bytes.Clone(data[:fits]), true
}

// push puts an event last. The clock was read outside the lock, so another
// event may have come first: time stands still then.
func (r *Recorder) push(at time.Time, e Event) (place int) {
	r.last = max(r.last, at.Sub(r.start))
	e.At = r.last
	r.events = append(r.events, e)
	r.settle()
	return len(r.events) - 1
}

// drop gives up a reserved place.
func (r *Recorder) drop(place int) {
	if place == len(r.events)-1 {
		r.events = r.events[:place]
		return
	}
	r.events[place].Kind = unused
	r.settle()
}

// settle moves past what is no longer pending.
func (r *Recorder) settle() {
	for r.settled < len(r.events) && r.events[r.settled].Kind != pending {
		if e := r.events[r.settled]; r.told != nil && e.Kind != unused {
			r.told(e, true)
		}
		r.settled++
	}
}
