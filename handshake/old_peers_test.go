package handshake_test

import (
	"crypto/tls"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
)

// oldPeers are connections of OpenSSL to itself, with what newer peers no longer
// do. Arguments may hold CERT, a client certificate, and OCSP, a response for the
// server's certificate.
var oldPeers = []struct {
	name           string
	cert           func() tls.Certificate // nil: the server has none
	server, client string
	wanted         []wanted
}{
	{"dhe tls12", rsaCertificate, "-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256 -Verify 1", "-cert CERT", []wanted{
		{"server_key_exchange_dhe_openssl", capture.Server, "ServerKeyExchange", 0},
		{"client_key_exchange_dhe_openssl", capture.Client, "ClientKeyExchange", 0},
		{"certificate_request_tls12_openssl", capture.Server, "CertificateRequest", 0},
		{"certificate_verify_tls12_openssl", capture.Client, "CertificateVerify", 0}}},
	{"dhe tls10", rsaCertificate, "-tls1 -cipher DHE-RSA-AES128-SHA:@SECLEVEL=0 -Verify 1 -CAfile CERT", "-tls1 -cipher ALL:@SECLEVEL=0 -cert CERT", []wanted{
		{"server_key_exchange_dhe_tls10_openssl", capture.Server, "ServerKeyExchange", 0},
		{"certificate_request_tls10_openssl", capture.Server, "CertificateRequest", 0},
		{"certificate_verify_tls10_openssl", capture.Client, "CertificateVerify", 0}}},
	{"ecdhe tls10", rsaCertificate, "-tls1 -cipher ECDHE-RSA-AES128-SHA:@SECLEVEL=0", "-tls1 -cipher ALL:@SECLEVEL=0", []wanted{
		{"server_key_exchange_ecdhe_tls10_openssl", capture.Server, "ServerKeyExchange", 0}}},
	{"ecdhe tls11", ecdsaCertificate, "-tls1_1 -cipher ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0", "-tls1_1 -cipher ALL:@SECLEVEL=0", []wanted{
		{"server_key_exchange_ecdhe_tls10_openssl_ecdsa", capture.Server, "ServerKeyExchange", 0}}},
	{"dh anon", nil, "-tls1_2 -cipher ADH-AES128-SHA256:@SECLEVEL=0", "-cipher ALL:@SECLEVEL=0", []wanted{
		{"server_key_exchange_dh_anon_openssl", capture.Server, "ServerKeyExchange", 0}}},
	{"ecdh anon", nil, "-tls1_2 -cipher AECDH-AES128-SHA:@SECLEVEL=0", "-cipher ALL:@SECLEVEL=0", []wanted{
		{"server_key_exchange_ecdh_anon_openssl", capture.Server, "ServerKeyExchange", 0}}},
	{"psk", nil, "-tls1_2 -psk 00112233 -psk_hint hint -cipher PSK-AES128-CBC-SHA256", "-psk 00112233 -cipher PSK", []wanted{
		{"server_key_exchange_psk_openssl", capture.Server, "ServerKeyExchange", 0},
		{"client_key_exchange_psk_openssl", capture.Client, "ClientKeyExchange", 0}}},
	{"dhe psk", nil, "-tls1_2 -psk 00112233 -psk_hint hint -cipher DHE-PSK-AES128-CBC-SHA256", "-psk 00112233 -cipher kDHEPSK", []wanted{
		{"server_key_exchange_dhe_psk_openssl", capture.Server, "ServerKeyExchange", 0},
		{"client_key_exchange_dhe_psk_openssl", capture.Client, "ClientKeyExchange", 0}}},
	{"ecdhe psk", nil, "-tls1_2 -psk 00112233 -psk_hint hint -cipher ECDHE-PSK-AES128-CBC-SHA256", "-psk 00112233 -cipher kECDHEPSK", []wanted{
		{"server_key_exchange_ecdhe_psk_openssl", capture.Server, "ServerKeyExchange", 0},
		{"client_key_exchange_ecdhe_psk_openssl", capture.Client, "ClientKeyExchange", 0}}},
	{"rsa psk", rsaCertificate, "-tls1_2 -psk 00112233 -cipher RSA-PSK-AES128-CBC-SHA256", "-psk 00112233 -cipher kRSAPSK", []wanted{
		{"client_key_exchange_rsa_psk_openssl", capture.Client, "ClientKeyExchange", 0}}},
	{"status", rsaCertificate, "-tls1_2 -status_file OCSP", "-status", []wanted{
		{"certificate_status_openssl", capture.Server, "CertificateStatus", 0}}},
}

// oldPeer runs one of oldPeers through a relay.
func oldPeer(t *testing.T, name string) *capture.Recording {
	t.Helper()
	for _, p := range oldPeers {
		if p.name != name {
			continue
		}
		cert := rsaCertificate()
		if p.cert != nil {
			cert = p.cert()
		}
		server := fill(t, cert, p.server)
		if p.cert == nil {
			server = append(server, "-nocert")
		}
		addr, recordings := relay(t, opensslServer(t, cert, "", server...))
		finish(t, "Q\n", "openssl", append([]string{"s_client", "-connect", addr}, fill(t, cert, p.client)...)...)
		return next(t, recordings)
	}
	t.Fatalf("no old peers of the name %s", name)
	return nil
}

// fill puts the paths of files into arguments, and makes the files.
func fill(t *testing.T, cert tls.Certificate, args string) []string {
	t.Helper()
	out := strings.Fields(args)
	for i, a := range out {
		switch a {
		case "CERT":
			out[i] = pemFile(t, cert)
		case "OCSP":
			out[i] = ocspFile(t, pemFile(t, cert))
		}
	}
	return out
}

// ocspFile asks the certificate's own key whether it is good.
func ocspFile(t *testing.T, pem string) string {
	t.Helper()
	index, response := filepath.Join(t.TempDir(), "index"), filepath.Join(t.TempDir(), "response")
	line := "V\t491231235959Z\t\t01\tunknown\t/CN=example.com\n"
	if err := os.WriteFile(index, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	out := finish(t, "", "openssl", "ocsp", "-index", index, "-CA", pem, "-rsigner", pem, "-issuer", pem, "-cert", pem, "-respout", response, "-ndays", "7")
	if _, err := os.Stat(response); err != nil {
		t.Fatalf("no OCSP response: %s", out)
	}
	return response
}

// told are messages that cross encrypted: openssl s_client -msg shows them.
var told = []struct {
	file           string
	cert           func() tls.Certificate
	server, client string
	stdin          string // of the client
	message        string // as s_client calls it, with its direction
}{
	{"finished_tls12_openssl", rsaCertificate, "-tls1_2", "", "Q\n", ">>> TLS 1.2, Handshake, Finished"},
	{"finished_tls12_openssl_tls10", rsaCertificate, "-tls1 -cipher ALL:@SECLEVEL=0", "-tls1 -cipher ALL:@SECLEVEL=0", "Q\n", "<<< TLS 1.0, Handshake, Finished"},
	{"finished_tls13_openssl", ecdsaCertificate, "-tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256", "", "Q\n", "<<< TLS 1.3, Handshake, Finished"},
	{"certificate_verify_tls13_openssl", ecdsaCertificate, "-tls1_3", "", "Q\n", "<<< TLS 1.3, Handshake, CertificateVerify"},
	{"key_update_openssl", ecdsaCertificate, "-tls1_3", "", "K\n", ">>> TLS 1.3, Handshake, KeyUpdate"},
	{"next_protocol_openssl", rsaCertificate, "-tls1_2 -nextprotoneg http/1.1,spdy/3", "-tls1_2 -nextprotoneg http/1.1", "Q\n", ">>> TLS 1.2, Handshake, NextProto"},
}

// keepTold writes what s_client says that it sent and got.
func keepTold(t *testing.T) {
	openssl := version(t, "openssl")
	for _, w := range told {
		addr := opensslServer(t, w.cert(), "", strings.Fields(w.server)...)
		args := append([]string{"s_client", "-msg", "-connect", addr}, strings.Fields(w.client)...)
		b := toldMessage(t, finish(t, w.stdin, "openssl", args...), w.message)
		if b == nil {
			t.Errorf("%s: s_client says nothing of it", w.file)
			continue
		}
		writeMessage(t, w.file, w.message+", by "+openssl+": s_client -msg "+w.client+", s_server "+w.server, b)
	}
}

var toldHead = regexp.MustCompile(` \[length [0-9a-f]+\]`)

// toldMessage finds the bytes of a message in the output of s_client -msg.
func toldMessage(t *testing.T, output, message string) []byte {
	var digits string
	found := false
	for line := range strings.Lines(output) {
		if found && !strings.HasPrefix(line, "    ") {
			break
		}
		if found {
			digits += strings.Join(strings.Fields(line), "")
		}
		found = found || strings.TrimSpace(toldHead.ReplaceAllString(line, "")) == message
	}
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) == 0 {
		t.Log(output)
		return nil
	}
	return b
}
