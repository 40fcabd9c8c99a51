package handshake_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// feedback is a gopacket.DecodeFeedback that remembers.
type feedback struct{ truncated bool }

func (f *feedback) SetTruncated() { f.truncated = true }

// damaged dissects what must not panic and must tile, and returns the error.
func damaged(t *testing.T, name string, m handshake.Message, b []byte) *wire.Error {
	t.Helper()
	var trace wire.Trace
	err := m.Dissect(b, &trace)
	tiles(t, name, &trace, b)
	var we *wire.Error
	if err != nil && !errors.As(err, &we) {
		t.Fatalf("%s: %T is no *wire.Error", name, err)
	}
	if we != nil && (we.Field == "" || we.Offset < 0 || we.Offset > len(b) || we.Have < 0 || we.Have > len(b)-we.Offset || we.Alert == 0) {
		t.Fatalf("%s: the error does not say where and why: %+v", name, we)
	}
	if we != nil && we.Reason == "" && we.Need <= we.Have {
		t.Fatalf("%s: an error without a reason needs more than it has: %+v", name, we)
	}
	return we
}

func TestEveryOuterTruncationNamesAField(t *testing.T) {
	for _, s := range samples(t) {
		for n := range len(s.bytes) {
			name := fmt.Sprintf("%s cut at %d", s.name, n)
			b := s.bytes[:n:n]
			err := damaged(t, name, s.fresh(), b)
			if err == nil && !s.headed() && s.takesTheRest() {
				continue
			}
			if err == nil {
				t.Fatalf("%s: no error", name)
			}
			if err.Need <= err.Have || err.Offset+err.Have != n {
				t.Fatalf("%s: %+v", name, err)
			}
			var f feedback
			if s.fresh().DecodeFromBytes(b, &f) == nil || !f.truncated && (s.headed() || n < handshake.HeaderLength) {
				t.Fatalf("%s: gopacket is not told of the cut", name)
			}
		}
	}
}

// TestEveryInnerTruncationNamesAField makes the message's own length claim less
// than its fields take, with the bytes cut there and with the bytes still there.
func TestEveryInnerTruncationNamesAField(t *testing.T) {
	for _, s := range samples(t) {
		if !s.headed() {
			continue
		}
		for n := range len(s.bytes) - handshake.HeaderLength {
			b := withLength(s.bytes, n)
			name := fmt.Sprintf("%s claiming %d", s.name, n)
			if damaged(t, name, s.fresh(), b) == nil {
				t.Fatalf("%s: no error", name)
			}
			cut := b[:handshake.HeaderLength+n]
			err := damaged(t, name+", cut", s.fresh(), cut)
			if err == nil && !endsWithoutExtensions(s, n) && !s.takesTheRest() {
				t.Fatalf("%s, cut: no error", name)
			}
		}
		err := damaged(t, s.name+" claiming more", s.fresh(), withLength(s.bytes, len(s.bytes)-handshake.HeaderLength+1))
		if err == nil || err.Need != err.Have+1 {
			t.Errorf("%s, which claims one byte more: %+v", s.name, err)
		}
		var f feedback
		if _ = s.fresh().DecodeFromBytes(withLength(s.bytes, 1<<24-1), &f); !f.truncated {
			t.Errorf("%s, which claims 16 MiB: gopacket is not told of the cut", s.name)
		}
	}
}

// endsWithoutExtensions: a hello that ends before its extensions is whole. In the
// drafts of TLS 1.3 they are no option.
func endsWithoutExtensions(s sample, n int) bool {
	var trace wire.Trace
	_ = s.fresh().Dissect(s.bytes, &trace)
	for _, span := range trace.Spans {
		if span.Field.Name == "extensions_length" {
			return span.Offset == handshake.HeaderLength+n
		}
	}
	return false
}

func withLength(b []byte, n int) []byte {
	b = bytes.Clone(b)
	b[1], b[2], b[3] = byte(n>>16), byte(n>>8), byte(n)
	return b
}

// TestEveryLengthFieldOffByOne patches each length inside a message.
func TestEveryLengthFieldOffByOne(t *testing.T) {
	for _, s := range samples(t) {
		var trace wire.Trace
		if err := s.fresh().Dissect(s.bytes, &trace); err != nil {
			t.Fatal(err)
		}
		for _, span := range trace.Spans {
			if span.Group || !bytes.HasSuffix([]byte(span.Field.Name), []byte("length")) {
				continue
			}
			for _, by := range []int{-1, +1} {
				b := bytes.Clone(s.bytes)
				v := int(wire.Uint(b[span.Offset:][:span.Length])) + by
				for i := range span.Length {
					b[span.Offset+i] = byte(v >> (8 * (span.Length - 1 - i)))
				}
				damaged(t, fmt.Sprintf("%s: %s %+d", s.name, span.Field.Name, by), s.fresh(), b)
			}
		}
	}
}

func TestEveryBitFlipTiles(t *testing.T) {
	for _, s := range samples(t) {
		b := bytes.Clone(s.bytes)
		m, plain := s.fresh(), s.fresh()
		for i := range len(b) * 8 {
			b[i/8] ^= 1 << (i % 8)
			name := fmt.Sprintf("%s with bit %d flipped", s.name, i)
			err := damaged(t, name, m, b)
			if got := plain.DecodeFromBytes(b, gopacket.NilDecodeFeedback); (got == nil) != (err == nil) {
				t.Fatalf("%s: Dissect says %v, DecodeFromBytes says %v", name, err, got)
			}
			b[i/8] ^= 1 << (i % 8)
		}
	}
}

func TestAWholeButMalformedMessageIsNotTruncated(t *testing.T) {
	b := bytes.Clone(message(t, "client_hello_openssl").bytes)
	b[4+2+32] = 0xff // the session ID's length
	var f feedback
	if err := new(handshake.ClientHello).DecodeFromBytes(b, &f); err == nil || f.truncated {
		t.Errorf("error %v, truncated %v", err, f.truncated)
	}
}

func TestADamagedListHoldsOnlyWhatWasRead(t *testing.T) {
	whole := message(t, "client_hello_chromium")
	var all handshake.ClientHello
	if err := all.DecodeFromBytes(whole.bytes, gopacket.NilDecodeFeedback); err != nil {
		t.Fatal(err)
	}
	for n := range len(whole.bytes) {
		var h handshake.ClientHello
		_ = h.DecodeFromBytes(whole.bytes[:n], gopacket.NilDecodeFeedback)
		for i, s := range h.CipherSuites {
			if s != all.CipherSuites[i] {
				t.Fatalf("cut at %d: cipher suite %d is %v, which nobody sent", n, i, s)
			}
		}
		for i, e := range h.Extensions {
			if e.Type != all.Extensions[i].Type || !bytes.HasPrefix(all.Extensions[i].Data, e.Data) {
				t.Fatalf("cut at %d: extension %d is %v, which nobody sent", n, i, e)
			}
		}
		if len(h.SignatureSchemes) > 0 && h.SignatureSchemes[len(h.SignatureSchemes)-1] == 0 {
			t.Fatalf("cut at %d: signature schemes %v", n, h.SignatureSchemes)
		}
	}
}
