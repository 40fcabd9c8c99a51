package handshake_test

import (
	"crypto/x509"
	"testing"

	"github.com/google/gopacket"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

func TestABarePublicKeyIsToldFromACertificate(t *testing.T) {
	for name, want := range map[string]string{"certificate_tls13_rawpk_by_hand": "subject_public_key_info", "certificate_tls13_openssl": "cert_data"} {
		s := message(t, name)
		var m handshake.CertificateTLS13
		var trace wire.Trace
		if err := m.Dissect(s.bytes, &trace); err != nil || len(m.Entries) != 1 {
			t.Fatalf("%s: %v, %d entries", name, err, len(m.Entries))
		}
		_, key := x509.ParsePKIXPublicKey(m.Entries[0].Data)
		_, cert := x509.ParseCertificate(m.Entries[0].Data)
		if (key == nil) != (want == "subject_public_key_info") || (cert == nil) != (want == "cert_data") {
			t.Errorf("%s: as a key %v, as a certificate %v", name, key, cert)
		}
		found := false
		for _, span := range trace.Spans {
			found = found || span.Field.Name == want
		}
		if !found {
			t.Errorf("%s: no %s", name, want)
		}
	}
}

// TestABarePublicKeyOfTLS12: RFC 7250 §3 puts it in the place of the list.
func TestABarePublicKeyOfTLS12(t *testing.T) {
	var m handshake.CertificateTLS12
	s := message(t, "certificate_tls12_rawpk_gnutls")
	if err := m.DecodeFromBytes(s.bytes, gopacket.NilDecodeFeedback); err != nil || len(m.PublicKey) != 91 || len(m.Certificates) != 0 {
		t.Errorf("%v, a key of %d bytes, %d certificates", err, len(m.PublicKey), len(m.Certificates))
	}
	if err := m.DecodeFromBytes(message(t, "certificate_tls12_go").bytes, gopacket.NilDecodeFeedback); err != nil || m.PublicKey != nil || len(m.Certificates) != 1 {
		t.Errorf("%v, a key of %d bytes, %d certificates", err, len(m.PublicKey), len(m.Certificates))
	}
}

func TestRetryConfigsAreOpened(t *testing.T) {
	var m handshake.EncryptedExtensions
	if err := m.DecodeFromBytes(message(t, "encrypted_extensions_go_ech_retry").bytes, gopacket.NilDecodeFeedback); err != nil {
		t.Fatal(err)
	}
	if len(m.RetryConfigs) != 1 || m.RetryConfigs[0].KEM != registry.HPKEKEM(0x20) || string(m.RetryConfigs[0].PublicName) != "example.com" || m.RetryConfigs[0].ID != 2 {
		t.Errorf("%+v", m.RetryConfigs)
	}
}
