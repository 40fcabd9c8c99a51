package registry

import (
	"fmt"
	"strings"
	"testing"
)

func TestGREASE16(t *testing.T) {
	count := 0
	for v := 0; v <= 0xffff; v++ {
		digits := fmt.Sprintf("%04x", v)
		want := digits[:2] == digits[2:] && digits[1] == 'a'
		if IsGREASE16(uint16(v)) != want {
			t.Errorf("IsGREASE16(0x%s) = %t, want %t", digits, !want, want)
		}
		id := []byte{byte(v >> 8), byte(v)}
		if IsGREASEALPN(id) != want {
			t.Errorf("IsGREASEALPN(%s) = %t, want %t", digits, !want, want)
		}
		for _, text := range []string{
			CipherSuite(v).String(), ExtensionType(v).String(), Group(v).String(),
			SignatureScheme(v).String(), Version(v).String(),
		} {
			if strings.HasPrefix(text, "GREASE") != want || want && text != "GREASE (0x"+digits+")" {
				t.Errorf("0x%s prints as %q", digits, text)
			}
		}
		if want {
			count++
		}
	}
	if count != 16 {
		t.Errorf("%d values, RFC 8701 §2 has 16", count)
	}
	for _, id := range []string{"", "\x0a", "\x0a\x0a\x0a", "h2"} {
		if IsGREASEALPN([]byte(id)) {
			t.Errorf("IsGREASEALPN(%q)", id)
		}
	}
}

func TestGREASEPSKMode(t *testing.T) {
	want := map[byte]bool{0x0b: true, 0x2a: true, 0x49: true, 0x68: true, 0x87: true, 0xa6: true, 0xc5: true, 0xe4: true}
	for v := 0; v <= 0xff; v++ {
		if got := IsGREASEPSKMode(byte(v)); got != want[byte(v)] {
			t.Errorf("IsGREASEPSKMode(0x%02x) = %t", v, got)
		}
		if text := PSKMode(v).String(); strings.HasPrefix(text, "GREASE") != want[byte(v)] {
			t.Errorf("PSKMode 0x%02x prints as %q", v, text)
		}
		// GREASE stands nowhere else among the types of one byte.
		for _, text := range []string{
			HandshakeType(v).String(), ContentType(v).String(), Alert(v).String(),
			CompressionMethod(v).String(), ECPointFormat(v).String(),
		} {
			if strings.HasPrefix(text, "GREASE") {
				t.Errorf("0x%02x prints as %q", v, text)
			}
		}
	}
	if text := CertificateCompression(0x0a0a).String(); text != "unknown (0x0a0a)" {
		t.Errorf("certificate compression 0x0a0a prints as %q", text)
	}
}
