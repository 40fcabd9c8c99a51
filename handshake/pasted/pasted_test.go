package pasted

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/paste"
	"github.com/tlsteach/tlsteach/handshake"
)

// aHandshake is a TLS 1.2 handshake in records: what each holds is as short as it
// may be, and nothing says who sent it but the messages.
var aHandshake = []struct {
	from   capture.Side
	record string
}{
	{capture.Client, "\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03" + "0123456789abcdef0123456789abcdef" + "\x00\x00\x04\x00\x2f\x00\x35\x01\x00"},
	{capture.Server, "\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03" + "fedcba9876543210fedcba9876543210" + "\x00\x00\x2f\x00"},
	{capture.Server, "\x16\x03\x03\x00\x07\x0b\x00\x00\x03\x00\x00\x00"},
	{capture.Server, "\x16\x03\x03\x00\x04\x0e\x00\x00\x00"},
	{capture.Client, "\x16\x03\x03\x00\x08\x10\x00\x00\x04\x00\x02\xaa\xbb"},
	{capture.Client, "\x14\x03\x03\x00\x01\x01"},
	{capture.Client, "\x16\x03\x03\x00\x08\x9a\x5b\x2c\x10\x00\x00\x01\x02"},
	{capture.Server, "\x14\x03\x03\x00\x01\x01"},
	{capture.Server, "\x16\x03\x03\x00\x08\x01\xff\xff\x10\x00\x00\x01\x02"},
	{capture.Server, "\x17\x03\x03\x00\x02\x01\x02"},
}

func TestSidesAreToldFromMessages(t *testing.T) {
	var all []byte
	for _, r := range aHandshake {
		all = append(all, r.record...)
	}
	turns := recordTurns([]paste.Part{{Kind: paste.Records, Bytes: all}})
	if len(turns) != len(aHandshake) {
		t.Fatalf("%d records, want %d", len(turns), len(aHandshake))
	}
	for i, r := range aHandshake {
		if turns[i].from != r.from || string(turns[i].bytes) != r.record {
			t.Errorf("record %d: %v %x, want %v %x", i, turns[i].from, turns[i].bytes, r.from, r.record)
		}
	}
	e := Decode([]paste.Part{{Kind: paste.Records, Bytes: all}})
	if e.Damaged() || len(e.Items) != 2*len(aHandshake) {
		t.Errorf("%d items, damaged %v", len(e.Items), e.Damaged())
	}
}

func TestAnAlertBehindAClientHelloIsTheServers(t *testing.T) {
	turns := recordTurns([]paste.Part{{Kind: paste.Records, Bytes: []byte(aHandshake[0].record + "\x15\x03\x03\x00\x02\x02\x28")}})
	if len(turns) != 2 || turns[1].from != capture.Server {
		t.Errorf("%v", turns)
	}
}

// TestDamagedPastesKeepEveryByte: whatever is cut or flipped, the items tile and
// hold all that was pasted.
func TestDamagedPastesKeepEveryByte(t *testing.T) {
	var all []byte
	for _, r := range aHandshake {
		all = append(all, r.record...)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for n := 1; n <= len(all); n++ {
		b := bytes.Clone(all[:n])
		for range n % 4 {
			b[r.IntN(n)] ^= 1 << r.IntN(8)
		}
		for _, kind := range []paste.Kind{paste.Records, paste.Handshake, paste.Certificate, paste.Alert, paste.ChangeCipherSpec} {
			e := Decode([]paste.Part{{Kind: kind, Bytes: b}})
			held := 0
			for _, it := range e.Items {
				if at, ok := it.Trace.Gap(len(it.Bytes)); !ok {
					t.Fatalf("%s %x: %s does not tile at %d", kind, b, it.Kind, at)
				}
				if it.Kind != handshake.KindRecord || kind == paste.Records {
					held += len(it.Bytes)
				}
			}
			if held != n {
				t.Fatalf("%s %x: %d bytes of %d", kind, b, held, n)
			}
		}
	}
}
