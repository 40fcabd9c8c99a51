package handshake_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/gopacket"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// TestEveryFieldSaysWhatItMeans: each field of each sample has a sentence and,
// but for what was not opened, a section.
func TestEveryFieldSaysWhatItMeans(t *testing.T) {
	for _, s := range samples(t) {
		var trace wire.Trace
		if err := s.fresh().Dissect(s.bytes, &trace); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		for _, span := range trace.Spans {
			f := span.Field
			if f.Name == "" || !strings.HasSuffix(f.Mean, ".") || strings.ToLower(f.Name) != f.Name {
				t.Errorf("%s: %q means %q", s.name, f.Name, f.Mean)
			}
			if f.Ref == "" && f.Name != "unopened_body" {
				t.Errorf("%s: %s has no section", s.name, f.Name)
			}
		}
	}
}

func TestAFinishedIsAsLongAsItsHash(t *testing.T) {
	for _, tt := range []struct {
		fresh func() handshake.Message
		fits  map[int]bool
	}{
		{func() handshake.Message { return new(handshake.FinishedTLS13) }, map[int]bool{32: true, 48: true}},
		{func() handshake.Message { return new(handshake.MessageHash) }, map[int]bool{32: true, 48: true}},
		{func() handshake.Message { return new(handshake.FinishedSSL30) }, map[int]bool{36: true}},
	} {
		for n := range 100 {
			b := append([]byte{20, 0, 0, byte(n)}, make([]byte, n)...)
			if err := damaged(t, "Finished", tt.fresh(), b); (err == nil) != tt.fits[n] {
				t.Errorf("%T of %d bytes: %v", tt.fresh(), n, err)
			}
		}
	}
	for n := range 40 { // a suite of TLS 1.2 may ask for more than 12
		b := append([]byte{20, 0, 0, byte(n)}, make([]byte, n)...)
		if err := damaged(t, "Finished", new(handshake.FinishedTLS12), b); (err == nil) != (n >= 12) {
			t.Errorf("TLS 1.2, %d bytes: %v", n, err)
		}
	}
}

func TestAHeartbeatThatLiesIsHeartbleed(t *testing.T) {
	for _, tt := range []struct {
		name  string
		bytes []byte
		field string
		bleed bool
	}{
		{"nothing behind the length", []byte{1, 0x40, 0}, "payload", true},
		{"one byte too many", append([]byte{1, 0, 21}, make([]byte, 20)...), "payload", true},
		{"a payload that reaches into the padding", append([]byte{1, 0, 5}, make([]byte, 20)...), "padding", false},
	} {
		err := damaged(t, tt.name, new(handshake.Heartbeat), tt.bytes)
		if err == nil || err.Field != tt.field || strings.Contains(err.Reason, "Heartbleed") != tt.bleed {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestAProtectedIsOfTheTypeThatItsCallerSaid: its own bytes do not say it.
func TestAProtectedIsOfTheTypeThatItsCallerSaid(t *testing.T) {
	m := &handshake.Protected{Type: registry.ContentAlert}
	var trace wire.Trace
	if err := m.Dissect(make([]byte, 40), &trace); err != nil || m.Type != registry.ContentAlert || trace.Spans[0].Field.Filter != "tls.alert_message" {
		t.Errorf("%v, type %v, field %+v", err, m.Type, trace.Spans)
	}
	if err := m.DecodeFromBytes(make([]byte, 40), gopacket.NilDecodeFeedback); err != nil || m.Type != registry.ContentAlert {
		t.Errorf("%v, type %v", err, m.Type)
	}
}

// TestWhatIsSignedIsTheParameters: the bytes between the header and the signature.
func TestWhatIsSignedIsTheParameters(t *testing.T) {
	for name, before := range map[string]int{ // the bytes of algorithm and length
		"server_key_exchange_ecdhe_openssl": 4, "server_key_exchange_dhe_openssl": 4, "server_key_exchange_srp_signed_gnutls": 4,
		"server_key_exchange_ecdhe_tls10_openssl": 2, "server_key_exchange_dhe_tls10_openssl": 2, "server_key_exchange_srp_signed_tls10_gnutls": 2,
		"server_key_exchange_rsa_export_by_hand": 2, "server_key_exchange_ecdhe_explicit_prime_by_hand": 4,
	} {
		s := message(t, name)
		m := s.fresh()
		if err := m.DecodeFromBytes(s.bytes, gopacket.NilDecodeFeedback); err != nil {
			t.Fatal(err)
		}
		signed, signature := signedBy(m)
		if want := s.bytes[4 : len(s.bytes)-before-len(signature)]; len(signature) < 64 || !bytes.Equal(signed, want) {
			t.Errorf("%s: %d bytes are signed, want %d", name, len(signed), len(want))
		}
	}
}

func signedBy(m handshake.Message) (signed, signature []byte) {
	switch m := m.(type) {
	case *handshake.ServerKeyExchangeECDHE:
		return m.Signed, m.Signature
	case *handshake.ServerKeyExchangeECDHETLS10:
		return m.Signed, m.Signature
	case *handshake.ServerKeyExchangeDHE:
		return m.Signed, m.Signature
	case *handshake.ServerKeyExchangeDHETLS10:
		return m.Signed, m.Signature
	case *handshake.ServerKeyExchangeSRPSigned:
		return m.Signed, m.Signature
	case *handshake.ServerKeyExchangeSRPSignedTLS10:
		return m.Signed, m.Signature
	case *handshake.ServerKeyExchangeRSAExport:
		return m.Signed, m.Signature
	}
	return nil, nil
}

// TestACurveOfAnUnknownKindIsOpaque: nobody can say where its numbers end.
func TestACurveOfAnUnknownKindIsOpaque(t *testing.T) {
	var m handshake.ServerKeyExchangeECDHE
	var trace wire.Trace
	b := []byte{12, 0, 0, 6, 9, 1, 2, 3, 4, 5}
	if err := m.Dissect(b, &trace); err != nil || m.Public != nil || m.Signature != nil {
		t.Fatalf("%v: %+v", err, m)
	}
	tiles(t, "ServerKeyExchange", &trace, b)
	if last := trace.Spans[len(trace.Spans)-1]; !last.Opaque || last.Length != 5 {
		t.Errorf("%+v", last)
	}
}
