//go:build linux

package main

import (
	"crypto/tls"
	"encoding/pem"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/peertest/services"
)

// TestInspectServices inspects Debian's servers in which TLS is asked for: with TLS, and
// without. What was recorded can be read again.
func TestInspectServices(t *testing.T) {
	cert := peer.ECDSA()
	begins := map[string]string{ // what stands before TLS
		"smtp": "SMTP STARTTLS", "imap": "IMAP STARTTLS", "pop3": "POP3 STLS", "ftp": "FTP AUTH TLS", "xmpp": "XMPP STARTTLS",
		"postgres": "PostgreSQL SSLRequest", "mysql": "MySQL SSLRequest", "ldap": "LDAP StartTLS",
	}
	for _, s := range services.All() {
		t.Run(s.Name+" "+s.Protocol, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			inspect := inspectService(t, s, folder, &cert)
			inspect(exitDone, `(?m)^ *before TLS +`+begins[s.Protocol], `✔ proven +host name`, `✔ proven +trust`, `✔ \d+ claims proven`)
			told(t, exitDone, []string{"read", filepath.Join(folder, "visit.pcapng")}, `after `+begins[s.Protocol], `ServerHello`)
		})
		t.Run(s.Name+" "+s.Protocol+" without TLS", func(t *testing.T) {
			t.Parallel()
			inspectService(t, s, t.TempDir(), nil)(exitFailed, `does not offer TLS`, `\nhint: `)
		})
		if s.Protocol == "xmpp" {
			t.Run("another name", func(t *testing.T) {
				t.Parallel()
				other := s // which the tests beside read
				other.Host = "other.example"
				inspectService(t, other, t.TempDir(), &cert)(exitFailed, `host-unknown`, `\nhint: .*--server-name DOMAIN`)
			})
		}
	}
}

// inspectService starts a server and inspects it.
func inspectService(t *testing.T, s services.Server, folder string, cert *tls.Certificate) func(status int, patterns ...string) {
	t.Helper()
	address := s.Start(t, cert)
	args := []string{"inspect", address, "--starttls", s.Protocol, "--server-name", s.Host, "--pcap", filepath.Join(folder, "visit.pcapng")}
	if cert != nil {
		ca := filepath.Join(folder, "ca.pem")
		if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--ca", ca)
	}
	return func(status int, patterns ...string) { t.Helper(); told(t, status, args, patterns...) }
}

// told runs a command and looks for patterns in what it says on both outputs.
func told(t *testing.T, status int, args []string, patterns ...string) {
	t.Helper()
	var out, errs strings.Builder
	got := run(args, strings.NewReader(""), &out, &errs)
	text := out.String() + errs.String()
	if got != status {
		t.Errorf("%s: status %d\n%s", args, got, text)
	}
	for _, pattern := range patterns {
		if !regexp.MustCompile(pattern).MatchString(text) {
			t.Errorf("%s does not say %s:\n%s", args, pattern, text)
		}
	}
}
