package export_test

import (
	"bufio"
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// A session is one HTTP request over TLS between two Go peers.
type session struct {
	client, server *tls.Config
	body           int  // bytes of the response
	bytewise       bool // the client's side is written byte by byte
	keepOpen       bool // no one closes
	network, host  string
}

// run returns what crossed, as the client's end saw it, and the key log.
func (s session) run(t testing.TB) (*capture.Recording, []byte) {
	t.Helper()
	if s.network == "" {
		s.network, s.host = "tcp4", "127.0.0.1:0"
	}
	listener, err := net.Listen(s.network, s.host)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	keys := new(keylog.Collector)
	if s.client == nil {
		s.client = &tls.Config{}
	}
	if s.server == nil {
		s.server = &tls.Config{}
	}
	client, server := s.client, s.server
	client.KeyLogWriter = keys
	client.InsecureSkipVerify = client.RootCAs == nil
	if client.ServerName == "" {
		client.ServerName = "example.com"
	}
	if server.Certificates == nil {
		server.Certificates = []tls.Certificate{peer.ECDSA()}
	}
	done := make(chan error, 1)
	go func() { done <- serve(listener, server, s.body) }()
	inner, err := net.Dial(s.network, listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	recorder := capture.NewRecorder(capture.Options{})
	var outer net.Conn = recorder.Conn(inner, capture.Client)
	if s.bytewise {
		outer = bytewise{outer}
	}
	conn := tls.Client(outer, client)
	if _, err := io.WriteString(conn, "GET /secret HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, response.Body); err != nil || int(n) != s.body {
		t.Fatalf("%d bytes, %v", n, err)
	}
	if state := conn.ConnectionState(); state.ECHAccepted != (client.EncryptedClientHelloConfigList != nil) {
		t.Errorf("Encrypted Client Hello accepted: %v", state.ECHAccepted)
	}
	_, _ = conn.Read(make([]byte, 1)) // the close_notify
	if !s.keepOpen {
		conn.Close()
	}
	inner.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	return recorder.Recording(), keys.Bytes()
}

// speaksIPv6 says whether this machine does: where not, the made-up packets of IPv6 are
// tested with recordings of other addresses only.
func speaksIPv6() bool {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		return false
	}
	l.Close()
	return true
}

// serve answers one request.
func serve(listener net.Listener, config *tls.Config, body int) error {
	inner, err := listener.Accept()
	if err != nil {
		return err
	}
	conn := tls.Server(inner, config)
	defer conn.Close()
	if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s", body, strings.Repeat("x", body)); err != nil {
		return err
	}
	if err := conn.CloseWrite(); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, inner) // else what the client still sends is answered by a reset
	return err
}

// bytewise writes byte by byte.
type bytewise struct{ net.Conn }

func (b bytewise) Write(p []byte) (int, error) {
	for i := range p {
		if _, err := b.Conn.Write(p[i : i+1]); err != nil {
			return i, err
		}
	}
	return len(p), nil
}

// outerRandom is the client random that crossed the wire.
func outerRandom(rec *capture.Recording) []byte { return rec.Bytes(capture.Client)[11:43] }

// withECH makes the two configurations agree on an Encrypted Client Hello
// (RFC 9849 §4).
func withECH(t testing.TB, client, server *tls.Config) {
	t.Helper()
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var config []byte
	u16 := func(v ...uint16) {
		for _, v := range v {
			config = binary.BigEndian.AppendUint16(config, v)
		}
	}
	config = append(config, 7) // config_id
	u16(0x0020, 32)            // DHKEM(X25519, HKDF-SHA256)
	config = append(config, key.PublicKey().Bytes()...)
	u16(4, 1, 1)                // HKDF-SHA256, AES-128-GCM
	config = append(config, 32) // maximum_name_length
	config = append(config, byte(len("public.example")))
	config = append(config, "public.example"...)
	u16(0) // extensions
	body := bytes.Clone(config)
	config = nil
	u16(0xfe0d, uint16(len(body)))
	config = append(config, body...)
	list := binary.BigEndian.AppendUint16(nil, uint16(len(config)))
	client.EncryptedClientHelloConfigList = append(list, config...)
	client.MinVersion = tls.VersionTLS13
	server.MinVersion = tls.VersionTLS13
	server.EncryptedClientHelloKeys = []tls.EncryptedClientHelloKey{{Config: config, PrivateKey: key.Bytes()}}
}
