//go:build linux

package services_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/capture/starttls"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/peertest/services"
)

// TestServers asks each server for TLS, and finds in the recording the certificate that
// it was given. OpenSSL opens the same server.
func TestServers(t *testing.T) {
	openssl := peer.Need(t, "openssl")
	cert := peer.ECDSA()
	for _, s := range services.All() {
		t.Run(s.Name+" "+s.Protocol, func(t *testing.T) {
			t.Parallel()
			address := s.Start(t, &cert)
			for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
				t.Run(tls.VersionName(version), func(t *testing.T) { recorded(t, s, address, version, &cert) })
			}
			t.Run("openssl", func(t *testing.T) { opened(t, s, address, openssl, &cert) })
		})
	}
}

// recorded records a connection from its first byte, and reads what was recorded.
func recorded(t *testing.T, s services.Server, address string, version uint16, cert *tls.Certificate) {
	recorder, conn := dial(t, address)
	if err := starttls.Start(conn, s.Protocol, s.Host); err != nil {
		t.Fatal(err)
	}
	before := len(recorder.Recording().Events)
	var logged keylog.Collector
	client := tls.Client(conn, &tls.Config{ServerName: "example.com", RootCAs: pool(t, cert), MaxVersion: version, MinVersion: version, KeyLogWriter: &logged})
	if err := client.Handshake(); err != nil {
		t.Fatal(err)
	}
	recording := recorder.Recording()
	recording.Events = recording.Events[before:]
	var keys handshake.Keys
	keys.Log.Add(logged.Bytes(), "the client")
	found := false
	items, state := handshake.DecodeWith(recording, &keys)
	for _, it := range items {
		if it.Err != nil {
			t.Errorf("%v: %v", it.Kind, it.Err)
		}
		found = found || it.From == capture.Server && bytes.Contains(it.Bytes, cert.Certificate[0])
	}
	if !found || uint16(state.Version) != version {
		t.Errorf("version %v, the certificate was sent: %v", state.Version, found)
	}
}

// opened lets OpenSSL's client ask, and check the certificate.
func opened(t *testing.T, s services.Server, address, openssl string, cert *tls.Certificate) {
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), openssl, "s_client", "-starttls", s.Protocol, "-connect", address, "-name", s.Host,
		"-servername", "example.com", "-CAfile", ca, "-verify_return_error", "-verify_hostname", "example.com", "-brief")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Verification: OK") {
		t.Errorf("%s: %v\n%s", cmd, err, out)
	}
}

// TestWithoutTLS has the same servers say that they have no TLS.
func TestWithoutTLS(t *testing.T) {
	for _, s := range services.All() {
		t.Run(s.Name+" "+s.Protocol, func(t *testing.T) {
			t.Parallel()
			_, conn := dial(t, s.Start(t, nil))
			if err := starttls.Start(conn, s.Protocol, s.Host); !errors.Is(err, starttls.ErrNotOffered) {
				t.Error(err)
			} else {
				t.Log(err)
			}
		})
	}
}

// dial connects with a recorder, for as long as a test may take.
func dial(t *testing.T, address string) (*capture.Recorder, net.Conn) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	recorder := capture.NewRecorder(capture.Options{})
	return recorder, recorder.Conn(conn, capture.Client)
}

func pool(t *testing.T, cert *tls.Certificate) *x509.CertPool {
	t.Helper()
	leaf, err := x509.ParseCertificate(cert.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return roots
}
