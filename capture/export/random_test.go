package export_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
	"github.com/tlsteach/tlsteach/capture/packets"
)

// anything is a recording of any events in any order.
func anything(r *rand.Rand) *capture.Recording {
	rec := generated(r, int(r.Uint32()))
	for i := range rec.Events { // most stay data
		e := &rec.Events[i]
		e.Data = e.Data[:min(len(e.Data), 70_000)]
		switch r.IntN(12) {
		case 0:
			e.Kind = capture.End
		case 1:
			e.Kind = capture.Closed
		case 2:
			e.Kind, e.Err = capture.Failed, "read: i/o timeout"
		case 3:
			if r.IntN(4) == 0 {
				e.Kind, e.Err = capture.Failed, "read: connection reset by peer"
			}
		}
		if e.Kind != capture.Data {
			e.Data = nil
		}
	}
	if r.IntN(4) == 0 {
		rec.Lost = capture.Lost{Client: int64(r.IntN(3) * r.IntN(200_000)), Server: int64(r.IntN(3) * r.IntN(200_000))}
	}
	return rec
}

// Whatever the events are, Wireshark has nothing to remark, and no byte is lost.
func TestAnyEventsAreAccepted(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 7))
	var recordings []*capture.Recording
	for range 120 {
		recordings = append(recordings, anything(r))
	}
	for _, o := range []export.Options{{}, {MSS: 1460, Reproducible: true}} {
		file := written(t, o, nil, recordings...)
		clean(t, file, "Connection reset (RST)")
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got := readBack(t, b)
		if len(got.list) != len(recordings) {
			t.Fatalf("%d connections of %d", len(got.list), len(recordings))
		}
		if o.Reproducible {
			continue
		}
		left := got.list
		for i, rec := range recordings {
			found := -1
			for k, s := range left {
				if s.Began.Equal(rec.Start) && sameBytes(rec, s) && s.missing == [2]int64{rec.Lost.Client, rec.Lost.Server} {
					found = k
				}
			}
			if found < 0 {
				t.Fatalf("recording %d is not there", i)
			}
		}
	}
}

// sameBytes compares what each side sent.
func sameBytes(rec *capture.Recording, s *story) bool {
	read := &capture.Recording{Events: s.events}
	return bytes.Equal(rec.Bytes(capture.Client), read.Bytes(capture.Client)) &&
		bytes.Equal(rec.Bytes(capture.Server), read.Bytes(capture.Server))
}

func FuzzEvents(f *testing.F) {
	f.Add([]byte("\x01\x01\x05\x02\x01\x09\x01\x02\x00\x01\x03\x00"), "", "10.0.0.1:1")
	f.Fuzz(func(t *testing.T, in []byte, client, server string) {
		rec := &capture.Recording{Client: client, Server: server, Start: began}
		for ; len(in) >= 3; in = in[3:] {
			rec.Events = append(rec.Events, capture.Event{
				From: capture.Side(in[0] % 4), Kind: capture.EventKind(in[1] % 6), At: time.Duration(int8(in[0])) * time.Millisecond,
				Data: bytes.Repeat(in[:1], int(in[2])), Err: fmt.Sprintf("write: broken pipe%x", in[:3]),
			})
		}
		for _, o := range []export.Options{{}, {SecretsFirst: true, MSS: 7}, {Reproducible: true}} {
			var out bytes.Buffer
			_ = export.Write(&out, []*capture.Recording{rec, rec}, []byte(client), o) // events of no side
			s := new(stories)
			sum, err := packets.Read(context.Background(), bytes.NewReader(out.Bytes()), s)
			if err != nil || sum.BadPackets+sum.Stray+sum.Late+sum.Forced != 0 || len(s.list) != 2 {
				t.Fatal(sum, err)
			}
			for _, got := range s.list {
				if !sameBytes(rec, got) {
					t.Fatal("bytes are lost")
				}
			}
		}
	})
}
