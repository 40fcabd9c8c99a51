package handshake_test

import (
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// notOpened is what a live hello may hold closed, by program: nothing so far.
var notOpened = map[string][]registry.ExtensionType{}

// TestLiveHellosAreOpenToTheLastByte asks the installed programs for a hello.
// No field of it is opaque, but for what is listed.
func TestLiveHellosAreOpenToTheLastByte(t *testing.T) {
	for _, p := range programs {
		t.Run(p.name, func(t *testing.T) {
			items, state := handshake.Decode(p.run(t))
			hellos := 0
			for _, it := range items {
				if it.Name != "ClientHello" || it.From != capture.Client {
					continue
				}
				hellos++
				openToTheLastByte(t, it, notOpened[p.name])
			}
			if hellos == 0 || state.ServerName != "example.com" {
				t.Errorf("%d hellos, server name %q: %s", hellos, state.ServerName, story(items))
			}
		})
	}
}

// TestKnownHellosAreOpenToTheLastByte does the same for those of testdata.
func TestKnownHellosAreOpenToTheLastByte(t *testing.T) {
	for _, s := range samples(t) {
		if !s.headed() {
			continue
		}
		_, feed := one(recordOf(registry.ContentHandshake, s.bytes))
		items, _ := decodeFed(t, feed)
		if it := items[len(items)-1]; it.Name == "ClientHello" || it.Name == "ServerHello" || it.Name == "HelloRetryRequest" {
			t.Run(s.name, func(t *testing.T) { openToTheLastByte(t, it, nil) })
		}
	}
}

func openToTheLastByte(t *testing.T, it *handshake.Item, allowed []registry.ExtensionType) {
	t.Helper()
	if it.Err != nil {
		t.Fatalf("%s: %v", it.Name, it.Err)
	}
	var extension registry.ExtensionType
	for _, s := range it.Trace.Spans {
		b := it.Bytes[s.Offset : s.Offset+s.Length]
		if s.Field.Name == "extension_type" {
			extension = registry.ExtensionType(uint16(b[0])<<8 | uint16(b[1]))
		}
		opaque := s.Opaque || s.Field.Name == "unknown_extension"
		for _, a := range allowed {
			opaque = opaque && a != extension
		}
		if opaque {
			t.Errorf("%s: %d bytes of %v at %d are not opened: %x", it.Name, s.Length, extension, s.Offset, b)
		}
		if !s.Group && s.Field.Mean == "" {
			t.Errorf("%s: %s has no meaning", it.Name, s.Field.Name)
		}
		_ = s.Field.Value(b) // must not panic
	}
}

func TestTrustAnchorsAreNumbers(t *testing.T) {
	_, feed := one(recordOf(registry.ContentHandshake, message(t, "client_hello_chromium").bytes))
	items, _ := decodeFed(t, feed)
	f, ok := items[1].Find("trust_anchors/trust_anchor_ids/trust_anchor_id")
	if !ok {
		t.Skip("this Chromium sends no trust_anchors")
	}
	for in, want := range map[string]string{"\x82\xdf\x13\x02\x01": "44947.2.1", "\x82": "82", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01": "ffffffffffffffffffff01", "\x00": "0"} {
		if got := f.Value([]byte(in)); got != want {
			t.Errorf("%x: %s, want %s", in, got, want)
		}
	}
}
