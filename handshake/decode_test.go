package handshake_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

func TestRealMessagesDecodeWithoutError(t *testing.T) {
	for _, s := range samples(t) {
		if err := s.fresh().DecodeFromBytes(s.bytes, gopacket.NilDecodeFeedback); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
	}
}

func TestDissectFillsTheSameStructAsDecode(t *testing.T) {
	for _, s := range samples(t) {
		decoded, dissected := s.fresh(), s.fresh()
		if err := decoded.DecodeFromBytes(s.bytes, gopacket.NilDecodeFeedback); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		var trace wire.Trace
		if err := dissected.Dissect(s.bytes, &trace); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		if !reflect.DeepEqual(decoded, dissected) {
			t.Errorf("%s: decoded and dissected differ:\n%+v\n%+v", s.name, decoded, dissected)
		}
		tiles(t, s.name, &trace, s.bytes)
		if !bytes.Equal(decoded.LayerContents(), s.bytes) || decoded.LayerPayload() != nil {
			t.Errorf("%s: a message's contents are its bytes, and it carries nothing", s.name)
		}
		if decoded.LayerType() != decoded.NextLayerType() && !decoded.CanDecode().Contains(decoded.LayerType()) {
			t.Errorf("%s: cannot decode its own layer type", s.name)
		}
	}
}

// TestSecondDecodeEqualsFresh decodes every message into a struct that was used
// for every other of its type, damaged ones too.
func TestSecondDecodeEqualsFresh(t *testing.T) {
	all := samples(t)
	for _, before := range all {
		for _, s := range all {
			if reflect.TypeOf(before.fresh()) != reflect.TypeOf(s.fresh()) {
				continue
			}
			for _, first := range [][]byte{before.bytes, before.bytes[:len(before.bytes)/2]} {
				used, fresh := s.fresh(), s.fresh()
				var usedTrace, freshTrace wire.Trace
				_ = used.Dissect(first, &usedTrace)
				_ = used.Dissect(s.bytes, &usedTrace)
				_ = fresh.Dissect(s.bytes, &freshTrace)
				if !sameMessage(used, fresh) {
					t.Errorf("%s after %s:\n%+v\nfresh:\n%+v", s.name, before.name, used, fresh)
				}
				if !reflect.DeepEqual(usedTrace, freshTrace) {
					t.Errorf("%s after %s: the trace differs from a fresh one", s.name, before.name)
				}
			}
		}
	}
}

// sameMessage compares two messages; a list without elements is like none.
func sameMessage(a, b handshake.Message) bool {
	return sameValue(reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem())
}

func sameValue(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			if !sameValue(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice, reflect.Array:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !sameValue(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	}
	return a.Equal(b)
}

func TestReturnedSlicesAreClipped(t *testing.T) {
	s := message(t, "client_hello_go_psk")
	keep := bytes.Clone(s.bytes)
	var h handshake.ClientHello
	if err := h.DecodeFromBytes(s.bytes, gopacket.NilDecodeFeedback); err != nil {
		t.Fatal(err)
	}
	_ = append(h.Random, 0xff)
	_ = append(h.SessionID, 0xff)
	_ = append(h.ServerName, 0xff)
	_ = append(h.ALPN[0], 0xff)
	_ = append(h.KeyShares[0].Data, 0xff)
	_ = append(h.PSKIdentities[0].Identity, 0xff)
	_ = append(h.Extensions[0].Data, 0xff)
	if !bytes.Equal(s.bytes, keep) {
		t.Error("an append to a field wrote into the message")
	}
}

func TestClientHelloSaysWhatItAsked(t *testing.T) {
	var h handshake.ClientHello
	if err := h.DecodeFromBytes(message(t, "client_hello_go_psk").bytes, gopacket.NilDecodeFeedback); err != nil {
		t.Fatal(err)
	}
	if string(h.ServerName) != "example.com" || len(h.ALPN) != 2 || string(h.ALPN[0]) != "h2" {
		t.Errorf("server name %q, ALPN %q", h.ServerName, h.ALPN)
	}
	if !h.Offers(registry.VersionTLS13) || !h.Offers(registry.VersionTLS12) || h.Offers(registry.VersionTLS10) {
		t.Errorf("versions %v", h.SupportedVersions)
	}
	if len(h.KeyShares) == 0 || h.KeyShares[0].Group != registry.Group(0x11ec) || len(h.KeyShares[0].Data) != 1216 {
		t.Errorf("the first key share is X25519MLKEM768 of 1216 bytes; got %+v", h.KeyShares)
	}
	if len(h.PSKIdentities) != 1 || len(h.PSKBinders) != 1 || len(h.PSKBinders[0]) != 32 || !h.Has(registry.ExtPreSharedKey) {
		t.Errorf("identities %d, binders %x", len(h.PSKIdentities), h.PSKBinders)
	}
}

// tiles checks that the leaves of a trace own each byte once.
func tiles(t testing.TB, name string, trace *wire.Trace, b []byte) {
	t.Helper()
	if at, ok := trace.Gap(len(b)); !ok {
		t.Fatalf("%s: the leaves do not tile the message: byte %d of %d\n%x", name, at, len(b), b)
	}
}
