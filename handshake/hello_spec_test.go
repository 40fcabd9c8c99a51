package handshake

import (
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// TestAHelloSaysWhichFormItHas: that of TLS 1.3 has supported_versions.
func TestAHelloSaysWhichFormItHas(t *testing.T) {
	newer := []Extension{{Type: registry.ExtSupportedVersions}}
	for want, m := range map[string]Message{
		"RFC 5246 §7.4.1.2": &ClientHello{}, "RFC 8446 §4.1.2": &ClientHello{Extensions: newer},
		"RFC 5246 §7.4.1.3": &ServerHello{}, "RFC 8446 §4.1.3": &ServerHello{Extensions: newer},
	} {
		if got := m.Spec(); got != want {
			t.Errorf("%T is specified in %s, want %s", m, got, want)
		}
	}
}
