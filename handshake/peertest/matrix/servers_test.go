package matrix

import (
	"bufio"
	"crypto/tls"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// key is the pre-shared key of user; her password is "secret".
const (
	user     = "user"
	password = "secret"
	key      = "00112233445566778899aabbccddeeff"
)

// A lab is where the matrix runs: files, servers, key logs.
type lab struct {
	*peertest.Materials
	pages map[string][]byte
	addrs map[string]string // of servers, by what they are for
}

// The key logs of all servers and of all clients.
func (l *lab) serverLog() string { return filepath.Join(l.Dir, "server.log") }
func (l *lab) clientLog() string { return filepath.Join(l.Dir, "client.log") }

// keylogFile opens a key log for a peer of Go.
func keylogFile(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// serverOf is which server a cell needs.
func (c cell) serverOf() string {
	name := string(c.server)
	if c.server == gnutls {
		name += " " + c.page() // it has but one
	}
	switch {
	case strings.Contains(c.suite.KeyExchange(), "DSS"):
		return name + " dsa"
	case strings.HasPrefix(c.suite.KeyExchange(), "GOST"):
		return name + " gost"
	case c.client == goTLS && c.version == registry.VersionTLS13 && c.server != goTLS: // the server must choose
		return name + " " + c.suite.String()
	case c.server == gnutls && c.version == registry.VersionTLS13: // with NULL among its ciphers it refuses
		return name + " 1.3"
	}
	return name
}

// addr starts the server of a cell, if it is not there.
func (l *lab) addr(t *testing.T, c cell) string {
	t.Helper()
	name := c.serverOf()
	if l.addrs[name] == "" {
		switch c.server {
		case openssl:
			l.addrs[name] = l.opensslServer(t, c)
		case gnutls:
			l.addrs[name] = l.gnutlsServer(t, c)
		case goTLS:
			l.addrs[name] = l.goServer(t, func(*tls.Config) {})
		}
	}
	return l.addrs[name]
}

func (l *lab) opensslServer(t *testing.T, c cell) string {
	t.Helper()
	args := []string{"openssl", "s_server", "-accept", "HOST:PORT", "-HTTP", "-min_protocol", "TLSv1", "-cipher", everything12,
		"-keylogfile", l.serverLog(), "-psk", key, "-psk_identity", user}
	args = append(args, opensslProviders()...)
	if strings.HasSuffix(c.serverOf(), " dsa") {
		args = append(args, "-cert", "dsa.pem")
	} else {
		args = append(args, "-cert", "rsa.pem", "-dcert", "ecdsa.crt", "-dkey", "ecdsa.key")
	}
	if c.client == goTLS && c.version == registry.VersionTLS13 {
		args = append(args, "-ciphersuites", c.suite.String())
	} else {
		args = append(args, "-ciphersuites", everything13)
	}
	addr, _ := peertest.Program{Args: args, Dir: l.Dir}.Serve(t)
	return addr
}

// everythingGnuTLS is what it does not do on its own.
const everythingGnuTLS = "NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:+ARCFOUR-128:+3DES-CBC:+NULL" +
	":+CAMELLIA-128-CBC:+CAMELLIA-256-CBC:+CAMELLIA-128-GCM:+CAMELLIA-256-GCM:+AES-128-CCM:+AES-256-CCM:+AES-128-CCM-8:+AES-256-CCM-8" +
	":+MD5:+SHA256:+SHA384:+PSK:+DHE-PSK:+ECDHE-PSK:+RSA-PSK:+ANON-DH:+ANON-ECDH:+SRP:+SRP-RSA:+SRP-DSS:+DHE-DSS:+VKO-GOST-12:+GOST28147-TC26Z-CNT:+GOST28147-TC26Z-IMIT" + gnutlsAny

// gnutlsAny is for both sides.
const gnutlsAny = ":+SIGN-ALL:+SIGN-DSA-SHA1:+SIGN-DSA-SHA256:+SIGN-GOSTR341012-256:+GROUP-ALL:+GROUP-GC256B:%VERIFY_ALLOW_BROKEN"

func (l *lab) gnutlsServer(t *testing.T, c cell) string {
	t.Helper()
	priority := everythingGnuTLS
	if c.client == goTLS && c.version == registry.VersionTLS13 {
		priority = gnutlsPriority(c, gnutlsVersion(c.version))
	} else if c.version == registry.VersionTLS13 {
		priority = "NORMAL:+AES-128-CCM:+AES-128-CCM-8" + gnutlsAny
	}
	args := []string{"gnutls-serv", "--http", "--quiet", "--httpdata=" + c.page(), "-p", "PORT", "--priority=" + priority,
		"--pskpasswd=psk", "--srppasswd=gnutls.srp", "--srppasswdconf=gnutls.conf"}
	switch kind := c.serverOf(); {
	case strings.HasSuffix(kind, " dsa"):
		args = append(args, "--x509certfile=dsa.crt", "--x509keyfile=dsa.key")
	case strings.HasSuffix(kind, " gost"):
		args = append(args, "--x509certfile=gost.crt", "--x509keyfile=gost.key")
	default:
		args = append(args, "--x509certfile=rsa.crt", "--x509keyfile=rsa.key", "--x509certfile=ecdsa.crt", "--x509keyfile=ecdsa.key")
	}
	addr, _ := peertest.Program{Args: args, Dir: l.Dir, Env: []string{"SSLKEYLOGFILE=" + l.serverLog()}}.Serve(t)
	return addr
}

// goServer answers with the page that a request names. What configure changes comes
// last.
func (l *lab) goServer(t *testing.T, configure func(*tls.Config)) string {
	t.Helper()
	ecdsa, err := tls.LoadX509KeyPair(filepath.Join(l.Dir, "ecdsa.crt"), filepath.Join(l.Dir, "ecdsa.key"))
	if err != nil {
		t.Fatal(err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{l.RSA, ecdsa}, MinVersion: tls.VersionTLS10, KeyLogWriter: keylogFile(t, l.serverLog())}
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		config.CipherSuites = append(config.CipherSuites, s.ID)
	}
	configure(config)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go l.serve(conn.(*tls.Conn))
		}
	}()
	return listener.Addr().String()
}

func (l *lab) serve(conn *tls.Conn) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	in := bufio.NewReaderSize(conn, 1<<15)
	page := ""
	for line, err := in.ReadString('\n'); line != "\r\n"; line, err = in.ReadString('\n') {
		if err != nil {
			return
		}
		if path, ok := strings.CutPrefix(line, "GET /"); ok {
			page, _, _ = strings.Cut(path, " ")
		}
	}
	_, _ = conn.Write(l.pages[page])
	_ = conn.CloseWrite()
	_, _ = io.Copy(io.Discard, conn) // closing on unread bytes would reset the connection
}
