package handshake_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// A program is a TLS client that is not ours. Its arguments may hold HOST, PORT
// and DIR, a folder of its own.
type program struct {
	name   string
	binary string
	stdin  string
	args   []string
	server func(*tls.Config) // nil: as it is
}

const request = "GET / HTTP/1.0\r\n\r\n"

var chromium = []string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
	"--disable-background-networking", "--disable-component-update", "--disable-sync", "--ignore-certificate-errors",
	"--user-data-dir=DIR", "--host-resolver-rules=MAP example.com HOST:PORT", "--dump-dom", "https://example.com/"}

// programs are the clients whose hellos are opened.
var programs = []program{
	{name: "openssl", binary: "openssl", stdin: request, args: []string{"s_client", "-connect", "HOST:PORT", "-servername", "example.com", "-ign_eof"}},
	{name: "openssl_tls12", binary: "openssl", stdin: request, args: []string{"s_client", "-connect", "HOST:PORT", "-servername", "example.com", "-tls1_2", "-ign_eof"}},
	{name: "openssl_all", binary: "openssl", stdin: request, args: []string{"s_client", "-connect", "HOST:PORT", "-servername", "example.com", "-ign_eof",
		"-alpn", "h2,http/1.1", "-status", "-nextprotoneg", "http/1.1", "-maxfraglen", "1024", "-enable_pha", "-use_srtp", "SRTP_AES128_CM_SHA1_80"}},
	{name: "openssl_retry", binary: "openssl", stdin: request, args: []string{"s_client", "-connect", "HOST:PORT", "-servername", "example.com", "-ign_eof"},
		server: func(c *tls.Config) { c.CurvePreferences = []tls.CurveID{tls.CurveP384} }},
	{name: "gnutls", binary: "gnutls-cli", stdin: request, args: []string{"--insecure", "--sni-hostname=example.com", "-p", "PORT", "HOST"}},
	{name: "gnutls_all", binary: "gnutls-cli", stdin: request, args: []string{"--insecure", "--sni-hostname=example.com", "--alpn=h2", "--heartbeat",
		"--srpusername=user", "--srppasswd=secret", "--priority=NORMAL:+SRP:+SRP-RSA:+ARCFOUR-128", "-p", "PORT", "HOST"}},
	{name: "gnutls_tls12", binary: "gnutls-cli", stdin: request, args: []string{"--insecure", "--sni-hostname=example.com",
		"--priority=NORMAL:-VERS-ALL:+VERS-TLS1.2", "-p", "PORT", "HOST"}},
	{name: "curl", binary: "curl", args: []string{"-sk", "--max-time", "20", "--connect-to", "example.com:443:HOST:PORT", "https://example.com/"}},
	{name: "chromium", binary: "chromium", args: chromium},
}

// recorded are the connections of programs that have run in this test binary.
var recorded = map[string]*capture.Recording{}

// run connects the program to a Go server; once, since a browser takes its time.
func (p program) run(t *testing.T) *capture.Recording {
	t.Helper()
	if rec := recorded[p.name]; rec != nil {
		return rec
	}
	configure := p.server
	if configure == nil {
		configure = func(*tls.Config) {}
	}
	addr, recordings := goServer(t, configure)
	host, port, _ := net.SplitHostPort(addr)
	fill := strings.NewReplacer("HOST", host, "PORT", port, "DIR", t.TempDir())
	var args []string
	for _, a := range p.args {
		args = append(args, fill.Replace(a))
	}
	finish(t, p.stdin, p.binary, args...)
	recorded[p.name] = next(t, recordings)
	return recorded[p.name]
}

// opensslEarly is an OpenSSL client that comes back to an OpenSSL server and
// sends data with its first flight.
func opensslEarly(t *testing.T) *capture.Recording {
	t.Helper()
	backend := opensslServer(t, ecdsaCertificate(), "hello\n", "-tls1_3", "-early_data", "-max_early_data", "1024")
	ticket := opensslTicket(t, backend)
	early := filepath.Join(t.TempDir(), "early")
	if err := os.WriteFile(early, []byte("early data"), 0o600); err != nil {
		t.Fatal(err)
	}
	addr, recordings := relay(t, backend)
	finish(t, "Q\n", "openssl", "s_client", "-connect", addr, "-servername", "example.com", "-sess_in", ticket, "-early_data", early)
	return next(t, recordings)
}

// opensslTicket connects once and returns a file with the session.
func opensslTicket(t *testing.T, addr string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "session")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, peertest.Need(t, "openssl"), "s_client", "-connect", addr, "-servername", "example.com", "-sess_out", file)
	in, _ := cmd.StdinPipe()
	out, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	// The server's tickets come before its hello. (What s_client says itself stays
	// in a buffer.)
	for lines.Scan() && lines.Text() != "hello" {
	}
	_, _ = io.WriteString(in, "Q\n")
	_, _ = io.Copy(io.Discard, out)
	_ = cmd.Wait()
	return file
}

// opensslCookie is an OpenSSL client at a server that wants a cookie.
func opensslCookie(t *testing.T) *capture.Recording {
	t.Helper()
	addr, recordings := relay(t, opensslServer(t, ecdsaCertificate(), "", "-tls1_3", "-stateless"))
	finish(t, "Q\n", "openssl", "s_client", "-connect", addr, "-servername", "example.com")
	return next(t, recordings)
}

// opensslRejects is an OpenSSL client that does not trust the server.
func opensslRejects(t *testing.T) *capture.Recording {
	t.Helper()
	addr, recordings := goServer(t, func(c *tls.Config) {})
	finish(t, "Q\n", "openssl", "s_client", "-connect", addr, "-verify_return_error")
	return next(t, recordings)
}

// opensslTLS12 is TLS 1.2 between an OpenSSL client and an OpenSSL server.
func opensslTLS12(t *testing.T) *capture.Recording {
	t.Helper()
	addr, recordings := relay(t, opensslServer(t, rsaCertificate(), "", "-tls1_2", "-alpn", "h2"))
	finish(t, "Q\n", "openssl", "s_client", "-connect", addr, "-servername", "example.com", "-alpn", "h2")
	return next(t, recordings)
}
