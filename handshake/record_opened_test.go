package handshake_test

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// TestUpdateOpenedMessages writes messages that cross encrypted: the peers say
// their secrets.
func TestUpdateOpenedMessages(t *testing.T) {
	if !*update {
		t.Skip("makes testdata/messages again with -update")
	}
	golang := "crypto/tls of " + runtime.Version() + ", decrypted"
	t.Run("go", func(t *testing.T) {
		rec, keylog := goOpened(t, withStaples)
		keepOpened(t, "encrypted_extensions_go", golang, openedMessage(t, rec, capture.Server, keylog, registry.HandshakeEncryptedExtensions, 0))
		keepOpened(t, "certificate_request_tls13_go", golang, openedMessage(t, rec, capture.Server, keylog, registry.HandshakeCertificateRequest, 0))
		keepOpened(t, "certificate_tls13_go_stapled", golang+", with an SCT that nobody signed", openedMessage(t, rec, capture.Server, keylog, registry.HandshakeCertificate, 0))
		keepOpened(t, "certificate_tls13_go_client", golang, openedMessage(t, rec, capture.Client, keylog, registry.HandshakeCertificate, 0))
		keepOpened(t, "new_session_ticket_tls13_go", golang, openedMessage(t, rec, capture.Server, keylog, registry.HandshakeNewSessionTicket, 0))
	})
	t.Run("go ech retry", func(t *testing.T) {
		rec, keylog := goOpened(t, withStaleECH)
		keepOpened(t, "encrypted_extensions_go_ech_retry", golang+", with another key for encrypted_client_hello", openedMessage(t, rec, capture.Server, keylog, registry.HandshakeEncryptedExtensions, 0))
	})
	t.Run("openssl", func(t *testing.T) {
		openssl := version(t, "openssl") + ": s_server -tls1_3 -Verify 1 -CAfile -early_data -max_early_data 1024, decrypted"
		ca := pemFile(t, rsaCertificate())
		rec, keylog := goToServer(t, opensslServer(t, rsaCertificate(), "hello\n", "-tls1_3", "-Verify", "1", "-CAfile", ca, "-early_data", "-max_early_data", "1024", "-alpn", "h2"))
		keepOpened(t, "encrypted_extensions_openssl", openssl, openedMessage(t, rec, capture.Server, keylog, registry.HandshakeEncryptedExtensions, 0))
		keepOpened(t, "certificate_request_tls13_openssl", openssl, openedMessage(t, rec, capture.Server, keylog, registry.HandshakeCertificateRequest, 0))
		keepOpened(t, "certificate_tls13_openssl", openssl, openedMessage(t, rec, capture.Server, keylog, registry.HandshakeCertificate, 0))
		ticket := openedMessage(t, rec, capture.Server, keylog, registry.HandshakeNewSessionTicket, 0)
		keepOpened(t, "new_session_ticket_tls13_openssl_early_data", openssl, ticket)
		nonce := 4 + 4 + 4
		draft := append(bytes.Clone(ticket[:nonce]), ticket[nonce+1+int(ticket[nonce]):]...)
		draft[3] = byte(len(draft) - 4)
		keepOpened(t, "new_session_ticket_draft_by_hand", openssl+"; by hand without its nonce, as drafts 17 to 20 have it", draft)
	})
}

func keepOpened(t *testing.T, file, from string, message []byte) {
	t.Helper()
	text := "# " + registry.HandshakeType(message[0]).Message() + " of " + from + "\n" + hexLines(message)
	if err := os.WriteFile(filepath.Join("testdata", "messages", file+".hex"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// goOpened connects two Go peers and returns what crossed and its secrets.
func goOpened(t *testing.T, configure func(client, server *tls.Config)) (*capture.Recording, []byte) {
	t.Helper()
	var keylog bytes.Buffer
	client := &tls.Config{ServerName: "example.com", InsecureSkipVerify: true, NextProtos: []string{"h2"}, KeyLogWriter: &keylog,
		ClientSessionCache: tls.NewLRUClientSessionCache(1),
		Certificates:       []tls.Certificate{ecdsaCertificate()}}
	server := &tls.Config{Certificates: []tls.Certificate{ecdsaCertificate()}, NextProtos: []string{"h2"}}
	configure(client, server)
	rec := peertest.Talk(client, server)
	return rec, keylog.Bytes()
}

func withStaples(client, server *tls.Config) {
	cert := ecdsaCertificate()
	leaf, _ := x509.ParseCertificate(cert.Certificate[0])
	cert.OCSPStaple, _ = ocsp.CreateResponse(leaf, leaf, ocsp.Response{Status: ocsp.Good, SerialNumber: leaf.SerialNumber,
		ThisUpdate: leaf.NotBefore, NextUpdate: leaf.NotAfter}, cert.PrivateKey.(crypto.Signer))
	sct := append(make([]byte, 1+32), 0, 0, 1, 0x9a, 0, 0, 0, 0) // version 1, log, time
	sct = append(sct, 0, 0, 4, 3, 0, 8)                          // no extensions; ECDSA with SHA-256
	cert.SignedCertificateTimestamps = [][]byte{append(sct, 0x30, 6, 2, 1, 1, 2, 1, 1)}
	server.Certificates = []tls.Certificate{cert}
	server.ClientAuth = tls.RequireAnyClientCert
	server.ClientCAs = x509.NewCertPool()
	server.ClientCAs.AddCert(leaf)
}

// withStaleECH gives the client a key that the server no longer has.
func withStaleECH(client, server *tls.Config) {
	stale, _ := echConfig(1)
	fresh, key := echConfig(2)
	client.MinVersion = tls.VersionTLS13
	client.InsecureSkipVerify = false
	leaf, _ := x509.ParseCertificate(ecdsaCertificate().Certificate[0])
	client.RootCAs = x509.NewCertPool()
	client.RootCAs.AddCert(leaf)
	client.EncryptedClientHelloConfigList = echList(stale)
	server.EncryptedClientHelloKeys = []tls.EncryptedClientHelloKey{{Config: fresh, PrivateKey: key, SendAsRetry: true}}
}

// echConfig makes an ECHConfig of RFC 9849 §4 for the name example.com.
func echConfig(id byte) (config, private []byte) {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	public := key.PublicKey().Bytes()
	body := append([]byte{id, 0, 0x20, 0, byte(len(public))}, public...)
	body = append(body, 0, 8, 0, 1, 0, 1, 0, 1, 0, 3) // HKDF-SHA256 with AES-128-GCM, with ChaCha20Poly1305
	body = append(body, 32, 11)
	body = append(body, "example.com\x00\x00"...)
	config = binary.BigEndian.AppendUint16([]byte{0xfe, 0x0d}, uint16(len(body)))
	return append(config, body...), key.Bytes()
}

func echList(config []byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(config))), config...)
}

// goToServer connects a Go client to a server and returns what crossed and its secrets.
func goToServer(t *testing.T, addr string) (*capture.Recording, []byte) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	var keylog bytes.Buffer
	recorder := capture.NewRecorder(capture.Options{})
	c := tls.Client(recorder.Conn(conn, capture.Client), &tls.Config{ServerName: "example.com", InsecureSkipVerify: true, NextProtos: []string{"h2"},
		KeyLogWriter: &keylog, Certificates: []tls.Certificate{ecdsaCertificate()}})
	if err := c.Handshake(); err != nil {
		t.Fatal(err)
	}
	var b [1]byte
	_, _ = c.Write([]byte("Q\n"))
	_ = conn.SetReadDeadline(time.Now().Add(patience))
	_, _ = c.Read(b[:]) // tickets come first
	c.Close()
	return recorder.Recording(), keylog.Bytes()
}
