package record_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// Every record of crypto/tls opens, at every version and with every suite that it has.
func TestRecordsOfGoOpen(t *testing.T) {
	count := 0
	for v := uint16(tls.VersionTLS10); v <= tls.VersionTLS13; v++ {
		for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
			exchange := registry.CipherSuite(s.ID).KeyExchange()
			if v < tls.VersionTLS13 && exchange != "RSA" && exchange != "ECDHE_RSA" || !supports(s, v) || v == tls.VersionTLS13 && s.ID != tls.TLS_AES_128_GCM_SHA256 {
				continue // for 1.3, Go chooses the suite
			}
			count++
			t.Run(tls.VersionName(v)+" "+s.Name, func(t *testing.T) {
				up, down := randomBytes(70_000), randomBytes(50_000)
				rec, keylog := converse(t, v, s.ID, up, down)
				o := observe(t, rec, keylog)
				if o.use.suite != registry.CipherSuite(s.ID) || o.use.version != registry.Version(v) {
					t.Fatalf("they agreed on %s", o.use)
				}
				if !bytes.Equal(o.applications[capture.Client], up) || !bytes.Equal(o.applications[capture.Server], down) {
					t.Error("something else was said")
				}
			})
		}
	}
	if count < 25 {
		t.Errorf("only %d", count)
	}
}

func supports(s *tls.CipherSuite, v uint16) bool {
	for _, have := range s.SupportedVersions {
		if have == v {
			return true
		}
	}
	return false
}

// converse lets two peers of Go say something to each other.
func converse(t *testing.T, v, suite uint16, up, down []byte) (*capture.Recording, []byte) {
	t.Helper()
	inner, outer := capture.Pipe()
	recorder := capture.NewRecorder(capture.Options{})
	var keylog bytes.Buffer
	client := tls.Client(recorder.Conn(inner, capture.Client), &tls.Config{InsecureSkipVerify: true, MinVersion: v, MaxVersion: v, CipherSuites: []uint16{suite}, KeyLogWriter: &keylog})
	server := tls.Server(outer, &tls.Config{Certificates: []tls.Certificate{peer.RSA()}, MinVersion: v, MaxVersion: v, CipherSuites: []uint16{suite}})
	var waiting sync.WaitGroup
	waiting.Go(func() {
		defer server.Close()
		if _, err := io.ReadFull(server, make([]byte, len(up))); err != nil {
			t.Error(err)
		}
		if _, err := server.Write(down); err != nil {
			t.Error(err)
		}
	})
	if _, err := client.Write(up); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(client, make([]byte, len(down))); err != nil {
		t.Fatal(err)
	}
	client.Close()
	waiting.Wait()
	return recorder.Recording(), keylog.Bytes()
}

// What OpenSSL and GnuTLS seal in ways that Go has not, opens.
func TestRecordsOfOtherProgramsOpen(t *testing.T) {
	m := peertest.NewMaterials(t)
	t.Setenv("SSLKEYLOGFILE", filepath.Join(m.Dir, "gnutls.keys"))
	for _, peer := range []struct {
		program, arguments string
		suite              registry.CipherSuite
		encryptThenMAC     bool
	}{
		{"openssl", "-tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256", registry.TLS_AES_128_CCM_SHA256, false},
		{"openssl", "-tls1_3 -ciphersuites TLS_AES_128_CCM_8_SHA256", registry.TLS_AES_128_CCM_8_SHA256, false},
		{"openssl", "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256", registry.TLS_CHACHA20_POLY1305_SHA256, false},
		{"openssl", "-tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384", registry.TLS_AES_256_GCM_SHA384, false},
		{"openssl", "-tls1_2 -cipher AES128-CCM", 0xc09c, false},
		{"openssl", "-tls1_2 -cipher AES256-CCM", 0xc09d, false},
		{"openssl", "-tls1_2 -cipher AES128-CCM8:@SECLEVEL=0", 0xc0a0, false},
		{"openssl", "-tls1_2 -cipher AES256-CCM8:@SECLEVEL=0", 0xc0a1, false},
		{"openssl", "-tls1_2 -cipher ARIA128-GCM-SHA256", 0xc050, false},
		{"openssl", "-tls1_2 -cipher ARIA256-GCM-SHA384", 0xc051, false},
		{"openssl", "-tls1_2 -cipher AES128-SHA", registry.TLS_RSA_WITH_AES_128_CBC_SHA, true},
		{"openssl", "-tls1_2 -cipher ECDHE-RSA-AES256-SHA384", registry.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, true},
		{"openssl", "-tls1 -cipher AES256-SHA:@SECLEVEL=0", registry.TLS_RSA_WITH_AES_256_CBC_SHA, true},
		{"openssl", "-tls1_2 -cipher NULL-SHA256:@SECLEVEL=0", 0x003b, true}, // answered, and without effect
		{"openssl", "-tls1 -cipher NULL-MD5:@SECLEVEL=0", 0x0001, true},
		{"gnutls", "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-128-CCM-8", registry.TLS_AES_128_CCM_8_SHA256, false},
		{"gnutls", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA:-CIPHER-ALL:+AES-256-CCM", 0xc09d, false},
		{"gnutls", "NORMAL:-VERS-ALL:+VERS-TLS1.1:-KX-ALL:+RSA:-CIPHER-ALL:+3DES-CBC", registry.TLS_RSA_WITH_3DES_EDE_CBC_SHA, true},
		{"gnutls", "NORMAL:-VERS-ALL:+VERS-TLS1.0:-KX-ALL:+RSA:-CIPHER-ALL:+ARCFOUR-128:-MAC-ALL:+MD5", 0x0004, false},
	} {
		t.Run(peer.program+" "+peer.arguments, func(t *testing.T) {
			keys := filepath.Join(m.Dir, "gnutls.keys")
			s := gnutls(peer.arguments)
			if peer.program == "openssl" {
				keys = filepath.Join(m.Dir, "openssl.keys")
				s = openssl(peer.arguments)
			}
			recordings := s.Record(t, m)
			keylog, err := os.ReadFile(keys)
			if err != nil || len(recordings) != 1 {
				t.Fatalf("%d recordings, %v", len(recordings), err)
			}
			o := observe(t, recordings[0], keylog)
			if o.use.suite != peer.suite || o.use.options.EncryptThenMAC != peer.encryptThenMAC {
				t.Fatalf("they agreed on %s", o.use)
			}
			if got := string(o.applications[capture.Client]); got != "GET / HTTP/1.0\r\n\r\n" {
				t.Errorf("the client said %q", got)
			}
			if got := string(o.applications[capture.Server]); !strings.HasPrefix(got, "HTTP/1.0 200 ") || !strings.Contains(strings.ToLower(got), "</html>") {
				t.Errorf("the server said %q", got)
			}
		})
	}
}

func openssl(both string) peertest.Session {
	arguments := strings.Fields(both)
	return peertest.Session{
		Server: append([]string{"openssl", "s_server", "-accept", "HOST:PORT", "-www", "-cert", "DIR/rsa.pem"}, arguments...),
		Client: append([]string{"openssl", "s_client", "-connect", "HOST:PORT", "-ign_eof", "-keylogfile", "DIR/openssl.keys"}, arguments...),
	}
}

func gnutls(priority string) peertest.Session {
	return peertest.Session{
		Server: []string{"gnutls-serv", "--http", "--quiet", "-p", "PORT", "--priority=" + priority, "--x509certfile=DIR/rsa.crt", "--x509keyfile=DIR/rsa.key"},
		Client: []string{"gnutls-cli", "--insecure", "--priority=" + priority, "-p", "PORT", "HOST"},
	}
}
