package handshake_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/gopacket"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A sample is a real message of testdata/messages.
type sample struct {
	name  string
	bytes []byte
	fresh func() handshake.Message
}

// headed says whether the message begins with a handshake header.
func (s sample) headed() bool {
	switch s.fresh().(type) {
	case *handshake.Alert, *handshake.ChangeCipherSpec, *handshake.Heartbeat, *handshake.ApplicationData, *handshake.Protected,
		*handshake.ClientHelloSSL20, *handshake.ServerHelloSSL20, *handshake.ClientMasterKeySSL20, *handshake.ErrorSSL20:
		return false
	}
	return true
}

// takesTheRest says whether the message's last field has no length: what is cut
// off there is missed by nobody but the header.
func (s sample) takesTheRest() bool {
	switch m := s.fresh().(type) {
	case *handshake.ApplicationData, *handshake.Protected, *handshake.Unopened,
		*handshake.ClientKeyExchangeRSASSL30, *handshake.ClientKeyExchangeGOST:
		return true
	case *handshake.CertificateStatus:
		_ = m.DecodeFromBytes(s.bytes, gopacket.NilDecodeFeedback)
		return m.Type != registry.StatusOCSP && m.Type != registry.StatusOCSPMulti
	}
	return false
}

// kinds are the message types by the beginning of a file's name; a longer one
// stands before a shorter one that it begins with.
var kinds = []struct {
	prefix string
	fresh  func() handshake.Message
}{
	{"server_key_exchange_srp_signed_tls10_", func() handshake.Message { return new(handshake.ServerKeyExchangeSRPSignedTLS10) }},
	{"server_key_exchange_ecdhe_tls10_", func() handshake.Message { return new(handshake.ServerKeyExchangeECDHETLS10) }},
	{"server_key_exchange_rsa_export_", func() handshake.Message { return new(handshake.ServerKeyExchangeRSAExport) }},
	{"server_key_exchange_srp_signed_", func() handshake.Message { return new(handshake.ServerKeyExchangeSRPSigned) }},
	{"client_key_exchange_ecdhe_psk_", func() handshake.Message { return new(handshake.ClientKeyExchangeECDHEPSK) }},
	{"client_key_exchange_rsa_ssl30_", func() handshake.Message { return new(handshake.ClientKeyExchangeRSASSL30) }},
	{"server_key_exchange_dhe_tls10_", func() handshake.Message { return new(handshake.ServerKeyExchangeDHETLS10) }},
	{"server_key_exchange_ecdh_anon_", func() handshake.Message { return new(handshake.ServerKeyExchangeECDHAnon) }},
	{"server_key_exchange_ecdhe_psk_", func() handshake.Message { return new(handshake.ServerKeyExchangeECDHEPSK) }},
	{"client_key_exchange_implicit_", func() handshake.Message { return new(handshake.ClientKeyExchangeImplicit) }},
	{"client_key_exchange_dhe_psk_", func() handshake.Message { return new(handshake.ClientKeyExchangeDHEPSK) }},
	{"client_key_exchange_rsa_psk_", func() handshake.Message { return new(handshake.ClientKeyExchangeRSAPSK) }},
	{"hello_retry_request_draft19_", func() handshake.Message { return new(handshake.HelloRetryRequestDraft19) }},
	{"server_key_exchange_dh_anon_", func() handshake.Message { return new(handshake.ServerKeyExchangeDHAnon) }},
	{"server_key_exchange_dhe_psk_", func() handshake.Message { return new(handshake.ServerKeyExchangeDHEPSK) }},
	{"certificate_request_tls10_", func() handshake.Message { return new(handshake.CertificateRequestTLS10) }},
	{"certificate_request_tls12_", func() handshake.Message { return new(handshake.CertificateRequestTLS12) }},
	{"hello_retry_request_draft_", func() handshake.Message { return new(handshake.HelloRetryRequestDraft) }},
	{"certificate_verify_tls10_", func() handshake.Message { return new(handshake.CertificateVerifyTLS10) }},
	{"certificate_verify_tls12_", func() handshake.Message { return new(handshake.CertificateVerifyTLS12) }},
	{"certificate_verify_tls13_", func() handshake.Message { return new(handshake.CertificateVerifyTLS13) }},
	{"client_key_exchange_gost_", func() handshake.Message { return new(handshake.ClientKeyExchangeGOST) }},
	{"client_key_exchange_krb5_", func() handshake.Message { return new(handshake.ClientKeyExchangeKRB5) }},
	{"client_key_exchange_dhe_", func() handshake.Message { return new(handshake.ClientKeyExchangeDHE) }},
	{"client_key_exchange_psk_", func() handshake.Message { return new(handshake.ClientKeyExchangePSK) }},
	{"client_key_exchange_srp_", func() handshake.Message { return new(handshake.ClientKeyExchangeSRP) }},
	{"client_master_key_ssl20_", func() handshake.Message { return new(handshake.ClientMasterKeySSL20) }},
	{"server_key_exchange_dhe_", func() handshake.Message { return new(handshake.ServerKeyExchangeDHE) }},
	{"server_key_exchange_psk_", func() handshake.Message { return new(handshake.ServerKeyExchangePSK) }},
	{"server_key_exchange_srp_", func() handshake.Message { return new(handshake.ServerKeyExchangeSRP) }},
	{"compressed_certificate_", func() handshake.Message { return new(handshake.CompressedCertificate) }},
	{"request_connection_id_", func() handshake.Message { return new(handshake.RequestConnectionID) }},
	{"hello_verify_request_", func() handshake.Message { return new(handshake.HelloVerifyRequest) }},
	{"certificate_status_", func() handshake.Message { return new(handshake.CertificateStatus) }},
	{"client_hello_ssl20_", func() handshake.Message { return new(handshake.ClientHelloSSL20) }},
	{"server_hello_draft_", func() handshake.Message { return new(handshake.ServerHelloDraft) }},
	{"server_hello_ssl20_", func() handshake.Message { return new(handshake.ServerHelloSSL20) }},
	{"end_of_early_data_", func() handshake.Message { return new(handshake.EndOfEarlyData) }},
	{"new_connection_id_", func() handshake.Message { return new(handshake.NewConnectionID) }},
	{"supplemental_data_", func() handshake.Message { return new(handshake.SupplementalData) }},
	{"application_data_", func() handshake.Message { return new(handshake.ApplicationData) }},
	{"certificate_url_", func() handshake.Message { return new(handshake.CertificateURL) }},
	{"finished_ssl30_", func() handshake.Message { return new(handshake.FinishedSSL30) }},
	{"finished_tls12_", func() handshake.Message { return new(handshake.FinishedTLS12) }},
	{"finished_tls13_", func() handshake.Message { return new(handshake.FinishedTLS13) }},
	{"hello_request_", func() handshake.Message { return new(handshake.HelloRequest) }},
	{"next_protocol_", func() handshake.Message { return new(handshake.NextProtocol) }},
	{"message_hash_", func() handshake.Message { return new(handshake.MessageHash) }},
	{"error_ssl20_", func() handshake.Message { return new(handshake.ErrorSSL20) }},
	{"channel_id_", func() handshake.Message { return new(handshake.ChannelID) }},
	{"key_update_", func() handshake.Message { return new(handshake.KeyUpdate) }},
	{"heartbeat_", func() handshake.Message { return new(handshake.Heartbeat) }},
	{"protected_", func() handshake.Message { return new(handshake.Protected) }},
	{"unopened_", func() handshake.Message { return new(handshake.Unopened) }},
	{"ekt_key_", func() handshake.Message { return new(handshake.EKTKey) }},
	{"client_hello_", func() handshake.Message { return new(handshake.ClientHello) }},
	{"server_hello_done_", func() handshake.Message { return new(handshake.ServerHelloDone) }},
	{"server_hello_", func() handshake.Message { return new(handshake.ServerHello) }},
	{"hello_retry_request_", func() handshake.Message { return new(handshake.HelloRetryRequest) }},
	{"certificate_tls12_", func() handshake.Message { return new(handshake.CertificateTLS12) }},
	{"encrypted_extensions_", func() handshake.Message { return new(handshake.EncryptedExtensions) }},
	{"certificate_tls13_", func() handshake.Message { return new(handshake.CertificateTLS13) }},
	{"certificate_request_tls13_", func() handshake.Message { return new(handshake.CertificateRequestTLS13) }},
	{"new_session_ticket_tls13_", func() handshake.Message { return new(handshake.NewSessionTicketTLS13) }},
	{"new_session_ticket_draft_", func() handshake.Message { return new(handshake.NewSessionTicketDraft) }},
	{"server_key_exchange_ecdhe_", func() handshake.Message { return new(handshake.ServerKeyExchangeECDHE) }},
	{"client_key_exchange_ecdhe_", func() handshake.Message { return new(handshake.ClientKeyExchangeECDHE) }},
	{"client_key_exchange_rsa_", func() handshake.Message { return new(handshake.ClientKeyExchangeRSA) }},
	{"new_session_ticket_tls12_", func() handshake.Message { return new(handshake.NewSessionTicketTLS12) }},
	{"change_cipher_spec_", func() handshake.Message { return new(handshake.ChangeCipherSpec) }},
	{"alert_", func() handshake.Message { return new(handshake.Alert) }},
}

var (
	reading sync.Once
	read    []sample
)

// samples are those of testdata/messages, with bytes that the caller may change.
func samples(t testing.TB) []sample {
	t.Helper()
	reading.Do(func() { read = readSamples(t) })
	if read == nil {
		t.Fatal("testdata/messages could not be read")
	}
	out := slices.Clone(read)
	for i := range out {
		out[i].bytes = slices.Clone(out[i].bytes)
	}
	return out
}

// readSamples reads testdata/messages. Each kind must be there.
func readSamples(t testing.TB) []sample {
	t.Helper()
	files, err := filepath.Glob("testdata/messages/*.hex")
	if err != nil || len(files) == 0 {
		t.Fatalf("no messages in testdata: %v", err)
	}
	var out []sample
	seen := map[string]bool{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".hex")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s := sample{name: name, bytes: unhex(t, text)}
		for _, k := range kinds {
			if strings.HasPrefix(name, k.prefix) {
				s.fresh, seen[k.prefix] = k.fresh, true
				break
			}
		}
		if s.fresh == nil {
			t.Fatalf("%s: no message type has such a name", name)
		}
		out = append(out, s)
	}
	for _, k := range kinds {
		if !seen[k.prefix] {
			t.Fatalf("testdata/messages has no %s*.hex", k.prefix)
		}
	}
	return out
}

// message returns one sample by name.
func message(t testing.TB, name string) sample {
	t.Helper()
	for _, s := range samples(t) {
		if s.name == name {
			return s
		}
	}
	t.Fatalf("testdata/messages has no %s.hex", name)
	return sample{}
}
