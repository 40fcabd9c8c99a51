// Package lessontest checks lessons: that every claim holds on a live run, and
// that every claim is false once the recording is tampered with. A claim that
// always passes proves nothing.
package lessontest

import (
	"bytes"
	"context"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// A Tamper changes what a run left.
type Tamper func(*testing.T, *anatomy.Scene) *anatomy.Scene

// EveryClaimCanFail performs a lesson, checks that all claims hold, and then,
// for each claim, that each of its tampers makes it false. A claim without a
// tamper fails the test.
func EveryClaimCanFail(t *testing.T, perform func(*lab.Lab) (*anatomy.Scene, error), claims []anatomy.Claim, tampers map[string][]Tamper) {
	t.Helper()
	scene := Perform(t, perform, lab.Options{})
	known := map[string]bool{}
	for _, c := range claims {
		known[c.ID] = true
		t.Run(c.ID, func(t *testing.T) {
			if v := c.Judge(scene); !v.Passed() {
				t.Fatalf("false on an honest run: got %q, want %q", v.Got, v.Want)
			}
			if len(tampers[c.ID]) == 0 {
				t.Fatal("nothing makes this claim false")
			}
			for i, tamper := range tampers[c.ID] {
				if v := c.Judge(tamper(t, scene)); v.Passed() {
					t.Errorf("tamper %d: still passes: got %q", i, v.Got)
				}
			}
			if v := c.Judge(anatomy.NewScene()); v.Passed() {
				t.Errorf("passes on an empty scene: got %q", v.Got)
			}
		})
	}
	for id := range tampers {
		if !known[id] {
			t.Errorf("a tamper for the claim %q, which does not exist", id)
		}
	}
}

// Perform makes a live run.
func Perform(t *testing.T, perform func(*lab.Lab) (*anatomy.Scene, error), o lab.Options) *anatomy.Scene {
	t.Helper()
	l, err := lab.New(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	s, err := perform(l)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// SetField puts other bytes into a field of a message, on the wire.
func SetField(act, message, path string, value ...byte) Tamper {
	return func(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
		t.Helper()
		m := s.Message(act, message)
		f, ok := m.Field(path)
		if !ok {
			t.Fatalf("%s of %s has no field %s", message, act, path)
		}
		return overwrite(t, s, act, m, f.Offset, value)
	}
}

// SetRecord puts other bytes into a field of the header of the record that
// carried a message.
func SetRecord(act, message, path string, value ...byte) Tamper {
	return func(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
		t.Helper()
		a := s.Act(act)
		r := a.RecordOf(a.Message(message))
		f, ok := r.Field(path)
		if !ok {
			t.Fatalf("the record of %s has no field %s", message, path)
		}
		return overwrite(t, s, act, r, f.Offset, value)
	}
}

// overwrite changes bytes of an item where they crossed.
func overwrite(t *testing.T, s *anatomy.Scene, act string, m anatomy.Message, offset int, value []byte) *anatomy.Scene {
	t.Helper()
	out := s
	for i, b := range value {
		record, at, ok := m.Place(offset + i)
		if !ok {
			t.Fatalf("byte %d of %s crossed nowhere", offset+i, m.Title())
		}
		stream := at
		for _, it := range s.Act(act).Items {
			if it.Kind == handshake.KindRecord && it.From == m.From && it.Record < record {
				stream += handshake.RecordHeaderLength + int(it.Bytes[3])<<8 + int(it.Bytes[4])
			}
		}
		out = out.With(act, func(rec *capture.Recording) { setByte(rec, m.From, stream, b) })
	}
	return out
}

// setByte changes one byte of a direction.
func setByte(rec *capture.Recording, from capture.Side, offset int, value byte) {
	for i := range rec.Events {
		e := &rec.Events[i]
		if e.Kind != capture.Data || e.From != from {
			continue
		}
		if offset < len(e.Data) {
			e.Data[offset] = value
			return
		}
		offset -= len(e.Data)
	}
}

// Replace puts one text in the place of another in all that a side sent; both
// have one length.
func Replace(act string, from capture.Side, old, new func(*anatomy.Scene) string) Tamper {
	return func(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
		t.Helper()
		o, n := []byte(old(s)), []byte(new(s))
		if len(o) != len(n) || len(o) == 0 {
			t.Fatalf("%q and %q differ in length", o, n)
		}
		return s.With(act, func(rec *capture.Recording) {
			at := bytes.Index(rec.Bytes(from), o)
			if at < 0 {
				t.Fatalf("%q is not in the recording", o)
			}
			for i, b := range n {
				setByte(rec, from, at+i, b)
			}
		})
	}
}

// Append adds bytes to what a side sent.
func Append(act string, from capture.Side, data func(*anatomy.Scene) []byte) Tamper {
	return func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene {
		return s.With(act, func(rec *capture.Recording) {
			rec.Events = append(rec.Events, capture.Event{From: from, Kind: capture.Data, Data: data(s), At: rec.Events[len(rec.Events)-1].At})
		})
	}
}

// Fact changes what a peer knows.
func Fact(name string, value func(*anatomy.Scene) string) Tamper {
	return func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene { return s.WithFact(name, value(s)) }
}

// Is is a value that does not depend on the run.
func Is[T any](v T) func(*anatomy.Scene) T { return func(*anatomy.Scene) T { return v } }

// Drop takes away all that a side sent.
func Drop(act string, from capture.Side) Tamper {
	return func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene {
		return s.With(act, func(rec *capture.Recording) {
			kept := rec.Events[:0]
			for _, e := range rec.Events {
				if e.From != from || e.Kind != capture.Data {
					kept = append(kept, e)
				}
			}
			rec.Events = kept
		})
	}
}

// Flip changes one bit of the body of a record: its n-th byte behind the header,
// or from the end where n is negative.
func Flip(act string, from capture.Side, record, n int) Tamper {
	return func(t *testing.T, s *anatomy.Scene) *anatomy.Scene {
		t.Helper()
		stream := 0
		for _, it := range s.Act(act).Items {
			if it.Kind != handshake.KindRecord || it.From != from {
				continue
			}
			length := int(it.Bytes[3])<<8 + int(it.Bytes[4])
			if it.Record < record {
				stream += handshake.RecordHeaderLength + length
				continue
			}
			if n < 0 {
				n += length
			}
			if n < 0 || n >= length {
				t.Fatalf("record %d has %d bytes", record, length)
			}
			at := stream + handshake.RecordHeaderLength + n
			return s.With(act, func(rec *capture.Recording) { setByte(rec, from, at, rec.Bytes(from)[at]^1) })
		}
		t.Fatalf("%s has no record %d of the %s", act, record, from)
		return s
	}
}

// Session changes what a connection left: its key log, its draws, how it ended.
func Session(act string, change func(*lab.Session)) Tamper {
	return func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene { return s.WithSession(act, change) }
}

// Swap puts the recording of one connection in the place of another's.
func Swap(act, other string) Tamper {
	return func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene {
		return s.WithSession(act, func(session *lab.Session) { session.Recording = s.Act(other).Session.Recording.Clone() })
	}
}

// Without takes a connection away.
func Without(act string) Tamper {
	return func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene { return s.Without(act) }
}
