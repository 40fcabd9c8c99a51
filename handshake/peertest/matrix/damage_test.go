package matrix

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// judgeDamage changes a byte of every session, or cuts it, and decodes it again:
// what then is opened must still be what was sent, and all the rest be told.
func judgeDamage(t *testing.T, l *lab, results []*result) {
	t.Helper()
	keys, err := readLog(l.clientLog())
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	for _, r := range results {
		if _, reach := r.exempt(); reach == neverAgreed || r.missing() != "" {
			continue
		}
		damaged, what := damage(r.recording, random)
		items, _ := handshake.DecodeWith(damaged, keys)
		if err := genuine(items, r.sent(capture.Client), r.sent(capture.Server)); err != nil {
			t.Errorf("%s: %s: %v", r.cell, what, err)
		}
		if r.opened(items) == nil {
			before, _ := handshake.DecodeWith(r.recording, keys)
			if err := unprotected(before, items); err != nil {
				t.Errorf("%s: %s: it goes unseen, and changes %v", r.cell, what, err)
			}
		}
	}
}

// unprotected says whether two readings differ in nothing that a Finished or a MAC
// protects: the version in a header, a ChangeCipherSpec, a clear alert, a side's last
// records.
func unprotected(before, after []*handshake.Item) error {
	for _, from := range []capture.Side{capture.Client, capture.Server} {
		other := func(it *handshake.Item) bool { return it.From != from || changesCipher(it) }
		was := slices.DeleteFunc(slices.Clone(before), other)
		for i, it := range slices.DeleteFunc(slices.Clone(after), other) {
			if i >= len(was) || was[i].Kind != it.Kind || !bytes.Equal(was[i].Bytes, it.Bytes) && !free(was[i], it) {
				return fmt.Errorf("%s %s", it.From, it.Kind)
			}
		}
	}
	return nil
}

// changesCipher says whether an item is a ChangeCipherSpec or the header of its
// record.
func changesCipher(it *handshake.Item) bool {
	return it.Kind == handshake.KindChangeCipherSpec ||
		it.Kind == handshake.KindRecord && !it.Protected && len(it.Bytes) > 0 && it.Bytes[0] == byte(registry.ContentChangeCipherSpec)
}

// free says whether nothing protects what differs.
func free(was, is *handshake.Item) bool {
	if was.Protected {
		return false
	}
	a, b := was.Bytes, is.Bytes
	return was.Kind == handshake.KindAlert ||
		was.Kind == handshake.KindRecord && len(a) == 5 && len(b) == 5 && a[0] == b[0] && bytes.Equal(a[3:], b[3:])
}

// damage changes a bit, or cuts the end off, of what one side sent at one time.
func damage(rec *capture.Recording, random *rand.Rand) (damaged *capture.Recording, what string) {
	damaged = &capture.Recording{Events: slices.Clone(rec.Events)}
	for {
		i := random.IntN(len(damaged.Events))
		e := &damaged.Events[i]
		if e.Kind != capture.Data || len(e.Data) == 0 {
			continue
		}
		at := random.IntN(len(e.Data))
		e.Data = bytes.Clone(e.Data)
		if random.IntN(8) == 0 && at > 0 {
			e.Data = e.Data[:at]
			return damaged, fmt.Sprintf("event %d of the %s ends at byte %d", i, e.From, at)
		}
		e.Data[at] ^= 1 << random.IntN(8)
		return damaged, fmt.Sprintf("event %d of the %s, byte %d", i, e.From, at)
	}
}

// genuine says whether all application data that was opened was sent, in its order,
// and all items tile.
func genuine(items []*handshake.Item, up, down []byte) error {
	rest := [3][]byte{capture.Client: up, capture.Server: down}
	for _, it := range items {
		if at, ok := it.Trace.Gap(len(it.Bytes)); !ok {
			return fmt.Errorf("%s %s does not tile at byte %d", it.From, it.Kind, at)
		}
		if it.Kind != handshake.KindApplicationData || !it.Decrypted {
			continue
		}
		at := bytes.Index(rest[it.From], it.Bytes)
		if at < 0 {
			return fmt.Errorf("the %s is said to have sent %.40q", it.From, it.Bytes)
		}
		rest[it.From] = rest[it.From][at+len(it.Bytes):]
	}
	return nil
}

// TestTheJudgeSees gives the judge sessions that are not as they should be.
func TestTheJudgeSees(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	c := cell{client: goTLS, server: goTLS, version: 0x0304, suite: 0x1301, large: true}
	results := l.runAll(t, []cell{c}, map[peer]suites{goTLS: goSuites()})
	if len(results) != 1 {
		t.FailNow()
	}
	r := results[0]
	keys, err := readLog(filepath.Join(l.Dir, "client.log"))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.judge(keys); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(r *result){
		"another suite":   func(r *result) { r.suite = 0x1302 },
		"another version": func(r *result) { r.version = 0x0303 },
		"a byte more":     func(r *result) { r.request = append(bytes.Clone(r.request), 'x') },
		"another byte":    func(r *result) { r.got = bytes.Clone(r.got); r.got[100] ^= 1 },
		"no end": func(r *result) { // a part of the page is in it
			end := len(r.recording.Events) - 1
			for r.recording.Events[end].From != capture.Server || len(r.recording.Events[end].Data) < 100 {
				end--
			}
			r.recording = &capture.Recording{Events: r.recording.Events[:end]}
		},
		"a changed bit":      func(r *result) { r.recording, _ = damage(r.recording, rand.New(rand.NewPCG(1, 1))) },
		"nothing that opens": func(r *result) { keys = new(handshake.Keys) },
	} {
		with := keys
		changed := *r
		change(&changed)
		if err := changed.judge(keys); err == nil {
			t.Errorf("%s goes unseen", what)
		}
		keys = with
	}
}
