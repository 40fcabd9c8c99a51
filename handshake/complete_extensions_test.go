package handshake_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/google/gopacket"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// holding is a message with one extension.
func holding(t testing.TB, place string, e registry.ExtensionType, body string) (handshake.Message, []byte) {
	t.Helper()
	b, err := hex.DecodeString(body)
	if err != nil {
		t.Fatalf("%s in %s: %v", e, place, err)
	}
	list := binary.BigEndian.AppendUint16(nil, uint16(e))
	list = binary.BigEndian.AppendUint16(list, uint16(len(b)))
	list = append(list, b...)
	list = append(binary.BigEndian.AppendUint16(nil, uint16(len(list))), list...)
	start := append([]byte{3, 3}, make([]byte, 33)...) // version, random, no session ID
	var m handshake.Message
	var kind registry.HandshakeType
	switch place {
	case ch:
		m, kind, list = new(handshake.ClientHello), registry.HandshakeClientHello, append(append(start, 0, 2, 0x13, 1, 1, 0), list...)
	case sh:
		m, kind, list = new(handshake.ServerHello), registry.HandshakeServerHello, append(append(start, 0x13, 1, 0), list...)
	case hrr:
		m, kind, list = new(handshake.HelloRetryRequest), registry.HandshakeServerHello, append(append(start, 0x13, 1, 0), list...)
	case ee:
		m, kind = new(handshake.EncryptedExtensions), registry.HandshakeEncryptedExtensions
	case ct:
		cert := certificateSample(t)
		entry := append([]byte{0, byte(len(cert) >> 8), byte(len(cert))}, append(cert, list...)...)
		m, kind, list = new(handshake.CertificateTLS13), registry.HandshakeCertificate, append([]byte{0, 0, byte(len(entry) >> 8), byte(len(entry))}, entry...)
	case cr:
		m, kind, list = new(handshake.CertificateRequestTLS13), registry.HandshakeCertificateRequest, append([]byte{0}, list...)
	case nst:
		m, kind, list = new(handshake.NewSessionTicketTLS13), registry.HandshakeNewSessionTicket, append([]byte{0, 0, 0, 1, 0, 0, 0, 2, 1, 0, 0, 1, 7}, list...)
	default:
		t.Fatalf("%s: no message is called so", place)
	}
	return m, append([]byte{byte(kind), 0, byte(len(list) >> 8), byte(len(list))}, list...)
}

// certificateSample is the first certificate of a sample, alone.
func certificateSample(t testing.TB) []byte {
	var m handshake.CertificateTLS12
	if err := m.DecodeFromBytes(message(t, "certificate_tls12_go").bytes, gopacket.NilDecodeFeedback); err != nil {
		t.Fatal(err)
	}
	return bytes.Clone(m.Certificates[0])
}

// TestEveryExtensionIsOpenedWhereItMayStand goes through the registry: what has a
// specification is opened in each message where it may stand, to the last byte.
func TestEveryExtensionIsOpenedWhereItMayStand(t *testing.T) {
	sampled := map[registry.ExtensionType]bool{}
	for _, s := range sampleBodies {
		sampled[s.e] = true
		for _, place := range strings.Fields(s.places) {
			name := fmt.Sprintf("%s in %s", s.e, place)
			m, b := holding(t, place, s.e, s.body)
			var trace wire.Trace
			if err := m.Dissect(b, &trace); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			tiles(t, name, &trace, b)
			if n := testing.AllocsPerRun(5, func() { _ = m.DecodeFromBytes(b, gopacket.NilDecodeFeedback) }); n != 0 {
				t.Errorf("%s: DecodeFromBytes allocates %v times", name, n)
			}
			for _, span := range trace.Spans {
				switch {
				case span.Field.Name == "unknown_extension" || span.Field.Name == "misplaced_extension" || span.Field.Name == "grease" && s.e != registry.ExtQUICTransportParameters:
					t.Errorf("%s: stands under %s", name, span.Field.Name)
				case span.Opaque && furtherSpecified[span.Field.Name] == "":
					t.Errorf("%s: %s is not opened", name, span.Field.Name)
				}
				if span.Field.Mean == "" || span.Field.Name == "" || span.Field.Value(b[span.Offset:span.Offset+span.Length]) == "" {
					t.Errorf("%s: %s has no meaning or no text", name, span.Field.Name)
				}
			}
		}
	}
	known := 0
	for n := range 1 << 16 {
		e := registry.ExtensionType(n)
		if !e.Known() {
			continue
		}
		known++
		if reason := unspecified[e]; sampled[e] == (reason != "") {
			t.Errorf("%s: sampled %t, and kept as bytes because %q", e, sampled[e], reason)
		}
	}
	if known < 70 {
		t.Errorf("only %d extensions are known: the test looks at nothing", known)
	}
}

// TestAnExtensionStandsWhereItsSpecificationSays: elsewhere it is kept as bytes,
// and said to be misplaced.
func TestAnExtensionStandsWhereItsSpecificationSays(t *testing.T) {
	may := map[string]bool{}
	for _, s := range sampleBodies {
		for _, place := range strings.Fields(s.places) {
			may[fmt.Sprint(s.e, place)] = true
		}
	}
	for n := range 1 << 16 {
		e := registry.ExtensionType(n)
		if !e.Known() && !registry.IsGREASE16(uint16(n)) && n%257 != 0 {
			continue // one of many without a name
		}
		for _, place := range allPlaces {
			m, b := holding(t, place, e, "ffffff")
			var trace wire.Trace
			err := m.Dissect(b, &trace)
			var group string
			for _, s := range trace.Spans {
				if s.Group && (s.Field.Name == "unknown_extension" || s.Field.Name == "misplaced_extension" || s.Field.Name == "grease") {
					group = s.Field.Name
				}
			}
			want := "unknown_extension"
			switch {
			case registry.IsGREASE16(uint16(n)):
				want = "grease"
			case may[fmt.Sprint(e, place)]:
				want = ""
			case e.Known() && unspecified[e] == "":
				want = "misplaced_extension"
			}
			if group != want || want != "" && err != nil {
				t.Errorf("%s in %s stands under %q, want %q: %v", e, place, group, want, err)
			}
		}
	}
}

// TestDamageStaysWithinAnExtension cuts each body short and flips each of its
// bits: what follows the extension is still read.
func TestDamageStaysWithinAnExtension(t *testing.T) {
	for _, s := range sampleBodies {
		for _, place := range strings.Fields(s.places) {
			m, whole := holding(t, place, s.e, s.body)
			size := len(s.body) / 2
			start := len(whole) - size
			for n := range min(size, 400) {
				body, _ := hex.DecodeString(s.body)
				_, b := holding(t, place, s.e, hex.EncodeToString(body[:n]))
				check(t, fmt.Sprintf("%s in %s of %d bytes", s.e, place, n), m, b)
			}
			b := bytes.Clone(whole)
			for i := range min(size, 400) * 8 {
				b[start+i/8] ^= 1 << (i % 8)
				check(t, fmt.Sprintf("%s in %s, bit %d", s.e, place, i), m, b)
				b[start+i/8] ^= 1 << (i % 8)
			}
			more := s.body + "00"
			_, b = holding(t, place, s.e, more)
			check(t, fmt.Sprintf("%s in %s and a byte more", s.e, place), m, b)
		}
	}
	damaged := []byte{0, 0, 0, 1, 9, 0, 16, 0, 5, 0, 3, 2, 'h', '2'} // server_name of a length that lies, then ALPN
	list := append([]byte{0, byte(len(damaged))}, damaged...)
	b := append([]byte{8, 0, 0, byte(len(list))}, list...)
	var e handshake.EncryptedExtensions
	err := e.DecodeFromBytes(b, gopacket.NilDecodeFeedback)
	if err == nil || len(e.ALPN) != 1 || string(e.ALPN[0]) != "h2" || len(e.Extensions) != 2 {
		t.Errorf("%v, ALPN %q, %d extensions", err, e.ALPN, len(e.Extensions))
	}
}

// check decodes damage with and without a trace: both must agree.
func check(t *testing.T, name string, m handshake.Message, b []byte) {
	t.Helper()
	traced := damaged(t, name, m, b)
	plain := m.DecodeFromBytes(b, gopacket.NilDecodeFeedback)
	if (plain == nil) != (traced == nil) || plain != nil && plain.Error() != traced.Error() {
		t.Fatalf("%s: Dissect says %v, DecodeFromBytes says %v", name, traced, plain)
	}
}
