package export

import (
	"bufio"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// Write writes recordings as one file, with their key log (nil: none) before the
// packets. The error is that of w, or says which recording has an event that
// cannot be; the others are written.
func Write(w io.Writer, recordings []*capture.Recording, keyLog []byte, o Options) error {
	return WriteGroups(w, []Group{{recordings, keyLog}}, o)
}

// A Group is recordings with their key log.
type Group struct {
	Recordings []*capture.Recording
	KeyLog     []byte
}

// WriteGroups is Write for recordings whose key logs contradict each other: the same
// client random came twice, as it does where randomness was seeded, and with other
// secrets. Each group stands behind a Decryption Secrets Block of its own, and
// behind the groups before it, whatever the times of its recordings.
func WriteGroups(w io.Writer, groups []Group, o Options) error {
	buffered := bufio.NewWriterSize(w, 64<<10)
	o.SecretsFirst = false // they are
	out, err := NewWriter(buffered, o)
	if err != nil {
		return err
	}
	var bad error
	begin := time.Unix(0, 0)
	for _, g := range groups {
		if err := out.Secrets(g.KeyLog); err != nil {
			return err
		}
		if o.Reproducible {
			g.Recordings, begin = reproducible(g.Recordings, begin)
		}
		bad = errors.Join(bad, out.recordings(g.Recordings))
		if out.err != nil {
			return out.err
		}
	}
	return errors.Join(bad, buffered.Flush())
}

// recordings adds whole recordings, their packets in the order of their times.
func (w *Writer) recordings(recordings []*capture.Recording) (bad error) {
	conns := make([]*Conn, len(recordings))
	for i, rec := range recordings {
		conns[i] = w.recorded(rec)
	}
	for _, m := range moments(recordings) {
		c, rec := conns[m.recording], recordings[m.recording]
		var err error
		switch {
		case m.event < 0:
			err = c.Begin(m.at)
		case m.event < len(rec.Events):
			err = c.Event(m.at, rec.Events[m.event])
		default:
			err = c.Close(m.at)
		}
		if w.err != nil {
			return nil
		}
		bad = errors.Join(bad, err)
	}
	return bad
}

// recorded adds a connection of which everything is known.
func (w *Writer) recorded(rec *capture.Recording) *Conn {
	c := w.connection(rec.Client, rec.Server, speechOf(rec))
	for _, e := range rec.Events {
		if e.Kind == capture.Data && (e.From == capture.Client || e.From == capture.Server) {
			c.left[index(e.From)]++
		}
	}
	c.lost = [2]int64{rec.Lost.Client, rec.Lost.Server}
	return c
}

// A moment is when an event of a recording happened. Before the first is the
// beginning, -1, and behind the last the end.
type moment struct {
	at               time.Time
	recording, event int
}

// moments are the events of all recordings, by time; those of one recording stay
// in their order, also where their times do not.
func moments(recordings []*capture.Recording) (list []moment) {
	for r, rec := range recordings {
		at := rec.Start
		list = append(list, moment{at, r, -1})
		for i, e := range rec.Events {
			if t := rec.Start.Add(e.At); t.After(at) {
				at = t
			}
			list = append(list, moment{at, r, i})
		}
		list = append(list, moment{at, r, len(rec.Events)})
	}
	slices.SortStableFunc(list, func(a, b moment) int { return a.at.Compare(b.at) })
	return list
}

// reproducible returns recordings that tell only what a seed decides, one after
// another from now on.
func reproducible(recordings []*capture.Recording, now time.Time) (out []*capture.Recording, end time.Time) {
	for _, rec := range recordings {
		same := &capture.Recording{Server: rec.Server, Start: now, Limit: rec.Limit, Lost: rec.Lost}
		for _, e := range rec.Events {
			if n := len(same.Events); n > 0 && e.Kind == capture.Data {
				if last := &same.Events[n-1]; last.Kind == capture.Data && last.From == e.From {
					last.Data = append(last.Data, e.Data...)
					continue
				}
			}
			e.Data = slices.Clone(e.Data) // it may grow
			e.At = time.Duration(len(same.Events)+1) * time.Millisecond
			same.Events = append(same.Events, e)
		}
		out = append(out, same)
		now = now.Add(time.Duration(len(same.Events)+1) * time.Millisecond)
	}
	return out, now
}
