package handshake_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// borders are where the records of a stream begin.
func borders(stream []byte) map[int]bool {
	at := map[int]bool{}
	for i := 0; i+5 <= len(stream); i += 5 + int(stream[i+3])<<8 + int(stream[i+4]) {
		at[i] = true
	}
	return at
}

// TestDecodingGoesOnBehindAHole leaves out bytes of the server's at every place.
func TestDecodingGoesOnBehindAHole(t *testing.T) {
	for _, r := range goRuns {
		rec := r.record()
		stream := rec.Bytes(capture.Server)
		for _, n := range []int{1, 6, 300, 2000} {
			for at := 0; at+n < len(stream); at += 1 + len(stream)/200 {
				items, state := decodeFed(t, func(c *handshake.Conversation) {
					c.Feed(capture.Client, rec.Bytes(capture.Client), 0)
					c.Feed(capture.Server, stream[:at], 0)
					c.Lose(capture.Server, n, 0)
					c.Feed(capture.Server, stream[at+n:], 0)
				})
				var kept []byte
				lost := 0
				for _, it := range items {
					if it.From != capture.Server {
						continue
					}
					lost += it.Lost
					kept = append(kept, it.Bytes...)
					if it.Lost != 0 && (it.Err == nil || len(it.Bytes) > 0) {
						t.Fatalf("%s: the missing bytes are not said: %+v", r.name, it)
					}
				}
				if lost != n || len(kept) != len(stream)-n || !state.Lossy {
					t.Fatalf("%s: of %d bytes without %d at %d, %d are kept and %d are said to be missing", r.name, len(stream), n, at, len(kept), lost)
				}
			}
		}
	}
}

// TestTheRecordBehindAHoleIsFound: the last record of a stream is read as without
// the hole.
func TestTheRecordBehindAHoleIsFound(t *testing.T) {
	tries, found := 0, 0
	for _, r := range goRuns {
		rec := r.record()
		stream := rec.Bytes(capture.Server)
		last := 0
		for b := range borders(stream) {
			last = max(last, b)
		}
		for _, n := range []int{1, 6, 300} {
			for at := 1; at+n < last; at += 1 + len(stream)/100 {
				items, _ := decodeFed(t, func(c *handshake.Conversation) {
					c.Feed(capture.Server, stream[:at], 0)
					c.Lose(capture.Server, n, 0)
					c.Feed(capture.Server, stream[at+n:], 0)
				})
				tries++
				for _, it := range items {
					if it.Kind == handshake.KindRecord && it.Err == nil && bytes.Equal(it.Bytes, stream[last:last+5]) {
						found++
						break
					}
				}
			}
		}
	}
	// Ciphertext can look like a record's header: RFC 8446 gives it no mark of its own.
	if tries < 500 || found < tries*99/100 {
		t.Errorf("%d of %d last records were found", found, tries)
	}
}

func TestAHoleWithinARecordKeepsItsBorders(t *testing.T) {
	hello := recordOf(22, message(t, "client_hello_openssl").bytes)
	done := recordOf(22, message(t, "server_hello_done_go").bytes)
	stream := append(append(bytes.Clone(hello), recordOf(23, bytes.Repeat([]byte{23, 3, 3, 0, 9}, 100))...), done...)
	cut := len(hello) + 105 // within the record that looks full of headers
	items, _ := decodeFed(t, func(c *handshake.Conversation) {
		c.Feed(capture.Client, stream[:cut], 0)
		c.Lose(capture.Client, 50, 0)
		c.Feed(capture.Client, stream[cut+50:], 0)
	})
	if got, want := story(items), "c:ClientHello c:damage! c:(application_data) c:damage! c:ServerHelloDone"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAMissingMessageBeginningIsSaid(t *testing.T) {
	cert := message(t, "certificate_tls12_go").bytes
	items, _ := decodeFed(t, func(c *handshake.Conversation) {
		c.Feed(capture.Server, recordOf(22, cert[:100]), 0)
		c.Lose(capture.Server, 105, 0) // a record of a hundred bytes
		c.Feed(capture.Server, recordOf(22, cert[200:]), 0)
		c.Feed(capture.Server, recordOf(22, message(t, "server_hello_done_go").bytes), 0)
	})
	if got, want := story(items), "s:Certificate! s:damage! s:(handshake)! s:ServerHelloDone"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestALateCaptureIsNoDamage begins a connection at every byte.
func TestALateCaptureIsNoDamage(t *testing.T) {
	for _, r := range goRuns {
		rec := r.record()
		stream := rec.Bytes(capture.Server)
		begins := borders(stream)
		for at := 1; at < len(stream); at += 1 + len(stream)/300 {
			items, state := decodeFed(t, func(c *handshake.Conversation) {
				c.Join()
				c.Feed(capture.Server, stream[at:], 0)
			})
			total, first := 0, true
			for _, it := range items {
				if it.Kind == handshake.KindRecord && it.Pieces[0].RecordOffset == 0 && it.Err == nil && len(it.Bytes) == 5 && first {
					first = false
					if !begins[at+total] && total > 0 {
						t.Logf("%s: a false border at %d", r.name, at+total)
					}
				}
				total += len(it.Bytes)
			}
			if total != len(stream)-at || !state.Joined {
				t.Fatalf("%s from %d: %d bytes of %d", r.name, at, total, len(stream)-at)
			}
			if first && len(begins) > 3 && at < len(stream)/2 {
				t.Errorf("%s from %d: no record was found", r.name, at)
			}
		}
	}
}

// TestReusedMemorySaysTheSame compares what is given out with reuse, while it is
// valid, with what is given out without.
func TestReusedMemorySaysTheSame(t *testing.T) {
	memory := handshake.NewMemory()
	for _, r := range goRuns {
		rec := r.record()
		kept, want := handshake.Decode(rec)
		i := 0
		c := handshake.NewConversation(func(it *handshake.Item) {
			w := *kept[i]
			got := *it
			if !bytes.Equal(got.Bytes, w.Bytes) || !sameSpans(got.Trace, w.Trace) || !reflect.DeepEqual(append([]handshake.Piece{}, got.Pieces...), append([]handshake.Piece{}, w.Pieces...)) {
				t.Fatalf("%s: item %d, %s %s differs", r.name, i, got.Kind, got.Name)
			}
			if (got.Message == nil) != (w.Message == nil) || got.Message != nil && !sameMessage(got.Message, w.Message) {
				t.Fatalf("%s: item %d: %+v, want %+v", r.name, i, got.Message, w.Message)
			}
			got.Bytes, got.Trace, got.Pieces, got.Message = nil, wire.Trace{}, nil, nil
			w.Bytes, w.Trace, w.Pieces, w.Message = nil, wire.Trace{}, nil, nil
			if !reflect.DeepEqual(got, w) {
				t.Fatalf("%s: item %d: %+v, want %+v", r.name, i, got, w)
			}
			i++
		})
		c.Reuse(memory)
		buffer := make([]byte, 700) // as a reader of packets does, which uses it again
		for _, e := range rec.Events {
			for b := e.Data; len(b) > 0 && e.Kind == capture.Data; {
				n := copy(buffer, b)
				c.Feed(e.From, buffer[:n], e.At)
				clear(buffer)
				b = b[n:]
			}
		}
		c.End(rec.Events[len(rec.Events)-1].At)
		if i != len(kept) {
			t.Errorf("%s: %d items, want %d", r.name, i, len(kept))
		}
		if c.State.Version != want.Version || c.State.Complete() != want.Complete() || c.State.Outcome(handshake.Ending{}) != want.Outcome(handshake.Ending{}) {
			t.Errorf("%s: state %+v, want %+v", r.name, c.State, want)
		}
	}
}

func sameSpans(a, b wire.Trace) bool {
	return len(a.Spans) == 0 && len(b.Spans) == 0 || reflect.DeepEqual(a.Spans, b.Spans)
}
