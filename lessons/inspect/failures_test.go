package inspect_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/lessons/inspect"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// says is a server that says these words at once, and hears what comes.
func says(words string) func(net.Conn) {
	return func(c net.Conn) {
		io.WriteString(c, words)
		io.Copy(io.Discard, c)
	}
}

// answers is a server that says these words when it was spoken to, and closes.
func answers(words string) func(net.Conn) {
	return func(c net.Conn) {
		c.Read(make([]byte, 4096))
		io.WriteString(c, words)
		if half, ok := c.(*net.TCPConn); ok {
			half.CloseWrite()
		}
		io.Copy(io.Discard, c)
	}
}

// cut closes a connection of TLS behind so many bytes of the server, or resets it.
func cut(config *tls.Config, after int, reset bool) func(net.Conn) {
	return func(c net.Conn) {
		tls.Server(&cutting{Conn: c, left: after}, config).Handshake()
		if reset {
			c.(*net.TCPConn).SetLinger(0)
		}
	}
}

type cutting struct {
	net.Conn
	left int
}

func (c *cutting) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b[:min(len(b), c.left)])
	if c.left -= n; err == nil && n < len(b) {
		err = io.ErrClosedPipe
	}
	return n, err
}

// TestFailures meets servers with which no connection comes about. What is said of
// each names what happened, and what to try.
func TestFailures(t *testing.T) {
	w := workshop(t, lab.ECDSAKey)
	good := &tls.Config{Certificates: []tls.Certificate{certificate(t, w, lab.Good)}}
	with := func(edit func(*tls.Config)) *tls.Config { c := good.Clone(); edit(c); return c }
	tlsServer := func(c *tls.Config) func(net.Conn) {
		return func(conn net.Conn) { s := tls.Server(conn, c); io.Copy(s, s); s.Close() }
	}
	old := with(func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS10 })
	for name, f := range map[string]struct {
		server    func(net.Conn)
		offer     *tls.Config
		what, try string // both must be said
		back      string // and this of what came back
	}{
		"HTTP":           {answers("HTTP/1.1 400 Bad Request\r\n\r\n"), nil, "HTTP without TLS", "HTTPS", "no record of TLS"},
		"SSH":            {says("SSH-2.0-OpenSSH_9.2\r\n"), nil, "SSH", "port", ""},
		"SMTP":           {says("220 mail.example ESMTP Postfix\r\n"), nil, "SMTP", "--starttls smtp", ""},
		"FTP":            {says("220 (vsFTPd 3.0.3)\r\n"), nil, "FTP", "--starttls ftp", ""},
		"IMAP":           {says("* OK [CAPABILITY IMAP4rev1] ready\r\n"), nil, "IMAP", "--starttls imap", ""},
		"POP3":           {says("+OK ready\r\n"), nil, "POP3", "--starttls pop3", ""},
		"MySQL":          {says("\x4a\x00\x00\x00\x0a8.0.0" + strings.Repeat("\x00", 0x4a-6)), nil, "MySQL", "--starttls mysql", ""},
		"PostgreSQL":     {answers("E\x00\x00\x00\x8dSERROR\x00"), nil, "PostgreSQL", "--starttls postgres", ""},
		"silent":         {says(""), nil, "did not answer the hello: nothing more was sent", "--timeout", "nothing"},
		"closed":         {answers(""), nil, "did not answer the hello: the connection was closed", "firewall", "nothing"},
		"cut":            {cut(good, 700, false), nil, "did not end before the connection was closed", "cut in the middle", "ServerHello"},
		"cut in a hello": {cut(good, 20, false), nil, "", "cut in the middle", ""},
		"reset":          {cut(good, 20, true), nil, "the server reset the connection", "cut in the middle", ""},
		"too old":        {tlsServer(old), nil, "protocol_version", "--version 1.0", ""},
		"too new":        {tlsServer(with(func(c *tls.Config) { c.MinVersion = tls.VersionTLS13 })), &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, "protocol_version", "--version 1.2", ""},
		"no group": {tlsServer(with(func(c *tls.Config) { c.CurvePreferences = []tls.CurveID{tls.CurveP521} })), &tls.Config{CurvePreferences: []tls.CurveID{tls.X25519}},
			"handshake_failure", "Only the group x25519 was offered: leave --group out", "alert handshake_failure (40) from the server"},
		"no suite": {tlsServer(with(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 })), &tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}},
			"handshake_failure", "leave --cipher out", ""},
		"old suites": {tlsServer(with(func(c *tls.Config) {
			c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}
		})), nil, "handshake_failure", "--cipher TLS_RSA_WITH_AES_128_CBC_SHA", ""},
		"no 1.3":                            {tlsServer(with(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 })), &tls.Config{MinVersion: tls.VersionTLS13}, "protocol_version", "--version 1.2", ""},
		"chose 1.0, and half a certificate": {answers("\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01" + strings.Repeat("r", 32) + "\x00\x00\x2f\x00\x16\x03\x01\x00\x0a\x0b\x00\x03\x00\x00\x02\xfd\x00\x02\xfa"), nil, "protocol_version", "--version 1.0", ""},
		"level too high":                    {answers("\x15\x03\x01\x00\x02\x02\x50"), &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, "internal_error", "--version 1.2", ""},
		"chose 1.0":                         {answers("\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01" + strings.Repeat("r", 32) + "\x00\x00\x2f\x00"), nil, "protocol_version", "The server chose TLS 1.0, which was not offered: --version 1.0", "ServerHello: TLS 1.0"},
		"no protocol":                       {tlsServer(with(func(c *tls.Config) { c.NextProtos = []string{"h2"} })), &tls.Config{NextProtos: []string{"gopher"}}, "no_application_protocol", "--alpn", ""},
		"client certificate, 1.3": {tlsServer(with(func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert })), nil,
			"certificate_required", "--client-cert", ""},
		"client certificate, 1.2": {tlsServer(with(func(c *tls.Config) { c.ClientAuth, c.MaxVersion = tls.RequireAnyClientCert, tls.VersionTLS12 })), nil,
			"", "--client-cert", ""},
		"no certificate": {tlsServer(&tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, errors.New("none") }}), nil,
			"internal_error", "--server-name", ""},
	} {
		t.Run(name, func(t *testing.T) {
			offer := f.offer
			if offer == nil {
				offer = &tls.Config{}
			}
			v := visitor(w, serve(t, f.server), offer)
			if name == "silent" || name == "SSH" {
				v.Timeout = 100 * time.Millisecond
			}
			began := time.Now()
			s := seen(t, v)
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
			if s.Failure == nil || s.Err == nil {
				t.Fatalf("no failure: %+v, %v", s.Report, s.Err)
			}
			if !strings.Contains(s.Failure.What, f.what) || !strings.Contains(strings.Join(s.Failure.Try, "\n"), f.try) || !strings.Contains(strings.Join(s.Failure.Back, "\n"), f.back) {
				t.Errorf("it says %q, %q and %q", s.Failure.What, s.Failure.Back, s.Failure.Try)
			}
			if len(s.Failure.Offered) < 3 {
				t.Errorf("it offered %q", s.Failure.Offered)
			}
		})
	}
}

// TestUnknownName meets a server that refuses names that it does not know.
func TestUnknownName(t *testing.T) {
	peer.Need(t, "openssl")
	w := workshop(t, lab.ECDSAKey)
	c := certificate(t, w, lab.Good)
	h := files(t, w, c)
	v := visitor(w, h.openssl(t, "-servername", "other.example", "-servername_fatal", "-cert2", h.chain, "-key2", h.key), &tls.Config{})
	s := seen(t, v)
	if s.Failure == nil || !strings.Contains(s.Failure.What, "unrecognized_name (112)") || !strings.Contains(s.Failure.Hint(), "--server-name") {
		t.Errorf("%+v", s.Failure)
	}
}

// TestNoConnection is told by its error, within the time.
func TestNoConnection(t *testing.T) {
	w := workshop(t, lab.ECDSAKey)
	l := peer.Listen(t)
	free := l.Addr().String()
	l.Close()
	never := visitor(w, "192.0.2.1:443", &tls.Config{})
	never.Timeout = 50 * time.Millisecond
	never.Dial = func(ctx context.Context, _ string) (net.Conn, string, error) {
		<-ctx.Done()
		return nil, "", ctx.Err()
	}
	for name, c := range map[string]struct {
		visit *inspect.Visit
		want  error
	}{
		"refused":  {visitor(w, free, &tls.Config{}), syscall.ECONNREFUSED},
		"no route": {never, os.ErrDeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.visit.Go(t.Context(), 1)
			var connect *inspect.ConnectError
			if !errors.As(err, &connect) || !errors.Is(err, c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestInterrupt keeps what was recorded.
func TestInterrupt(t *testing.T) {
	w := workshop(t, lab.ECDSAKey)
	ctx, cancel := context.WithCancel(t.Context())
	v := visitor(w, serve(t, func(c net.Conn) {
		c.Read(make([]byte, 4096))
		cancel()
		io.Copy(io.Discard, c)
	}), &tls.Config{})
	c, err := v.Go(ctx, 1)
	if err != nil || !errors.Is(c.Err, context.Canceled) || len(c.Recording.Bytes(1)) == 0 {
		t.Errorf("%v, %v, %d bytes", err, c.Err, len(c.Recording.Bytes(1)))
	}
}
