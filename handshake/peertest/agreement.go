package peertest

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake"
)

// An Agreement counts the fields that TShark shows of TLS, and those of them that
// we name with the same bytes.
type Agreement struct {
	Fields, Same int
	Handshake    int            // bytes of handshake messages that are open
	Opaque       map[string]int // of these, bytes that are not opened, by message and field
	Differences  map[string]int // by filter name
}

// Agree holds what we read in a capture against what TShark shows of it. A field
// is the same where filter name, place in the stream, length and bytes are the
// same. Each difference must be one that Differences knows.
func Agree(t *testing.T, file string) Agreement {
	t.Helper()
	return agree(t, dissect(t, file), read(t, file, nil))
}

// AgreeOpened is Agree with a key log: it compares the fields of handshake messages,
// those that cross encrypted among them.
func AgreeOpened(t *testing.T, file, log string) Agreement {
	t.Helper()
	keys := new(handshake.Keys)
	in, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := keys.Log.Read(in, log); err != nil {
		t.Fatal(err)
	}
	theirs := dissect(t, file, "-o", "tls.keylog_file:"+log)
	for _, records := range theirs {
		for _, r := range records {
			r.fields = slices.DeleteFunc(r.fields, func(f shownField) bool { return f.message < 0 })
		}
	}
	return agree(t, theirs, read(t, file, keys))
}

func agree(t *testing.T, theirs dissection, ours *reading) Agreement {
	t.Helper()
	a := Agreement{Handshake: ours.handshake, Opaque: ours.opaque, Differences: map[string]int{}}
	for _, way := range slices.SortedFunc(maps.Keys(theirs), compareDirections) {
		mine := ours.records[way]
		for i, shown := range theirs[way] {
			var r *readRecord
			if i < len(mine) {
				r = mine[i]
			}
			for _, f := range shown.fields {
				if notCounted[f.filter] {
					continue
				}
				a.Fields++
				if r.has(f) {
					a.Same++
					continue
				}
				a.Differences[f.key()]++
				if why(f.key()) == "" {
					t.Errorf("frame %d, record %d of %s: only TShark has %s, %.60s", shown.frame, i, way.from, f.place, f.value)
				}
			}
		}
	}
	return a
}

func compareDirections(a, b direction) int {
	return cmp.Or(strings.Compare(a.from, b.from), strings.Compare(a.to, b.to), a.nth-b.nth)
}

// has says whether we have the field: in the message, or else in the record.
func (r *readRecord) has(f shownField) bool {
	if r == nil {
		return false
	}
	fields := r.fields
	if f.message >= 0 {
		if f.message >= len(r.messages) {
			return false
		}
		fields = r.messages[f.message]
	}
	b, ok := fields[f.place]
	return ok && (f.value == "" || b == nil || strings.EqualFold(f.value, hex.EncodeToString(b)))
}

// Add adds what another capture gave.
func (a *Agreement) Add(b Agreement) {
	a.Fields, a.Same, a.Handshake = a.Fields+b.Fields, a.Same+b.Same, a.Handshake+b.Handshake
	for _, m := range []struct{ into, from *map[string]int }{{&a.Opaque, &b.Opaque}, {&a.Differences, &b.Differences}} {
		if *m.into == nil {
			*m.into = map[string]int{}
		}
		for k, n := range *m.from {
			(*m.into)[k] += n
		}
	}
}

// OpaqueBytes is how many bytes of handshake messages are not opened.
func (a *Agreement) OpaqueBytes() (n int) {
	for _, m := range a.Opaque {
		n += m
	}
	return n
}

// String gives the two shares.
func (a Agreement) String() string {
	return fmt.Sprintf("%d of %d fields (%.2f %%); opaque %d of %d bytes (%.3f %%)",
		a.Same, a.Fields, percent(a.Same, a.Fields), a.OpaqueBytes(), a.Handshake, percent(a.OpaqueBytes(), a.Handshake))
}

func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}
