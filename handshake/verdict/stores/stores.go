// Package stores reads the roots that a client may trust: those of the system, those
// of Mozilla, which are built in, and those of a file.
//
// Promise: a certificate that cannot be read is left out, as other readers of such
// files do. Constraints that Mozilla puts on a root come with it.
//
// Limits: the system's roots are those that Linux and the BSDs keep in files, where
// crypto/x509 looks for them; macOS has such a file, too, and may trust more. Windows
// has none: there [System] fails.
package stores

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/verdict"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// A Store is roots and what they are called.
type Store struct {
	Name  string // behind "by" or "in": "the system's roots (/etc/ssl/cert.pem)"
	Roots []verdict.Root
}

// Source: crypto/x509, root_linux.go and root_bsd.go.
var (
	systemFiles = []string{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/pki/tls/cacert.pem",
		"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem", "/usr/local/etc/ssl/cert.pem", "/usr/local/share/certs/ca-root-nss.crt", "/etc/openssl/certs/ca-certificates.crt"}
	systemFolders = []string{"/etc/ssl/certs", "/etc/pki/tls/certs", "/usr/local/share/certs", "/etc/openssl/certs"}
)

// ErrNone says that the system keeps no roots in files.
var ErrNone = errors.New("this system keeps no roots in a file")

// System reads the system's roots. SSL_CERT_FILE and SSL_CERT_DIR name others, as
// they do for OpenSSL and for crypto/x509.
func System() (Store, error) {
	files, folders := systemFiles, systemFolders
	if f := os.Getenv("SSL_CERT_FILE"); f != "" {
		files = []string{f}
	}
	if d := os.Getenv("SSL_CERT_DIR"); d != "" {
		folders = filepath.SplitList(d)
	}
	for _, f := range files {
		if s, err := File(f); err == nil {
			s.Name = "the system's roots (" + f + ")"
			return s, nil
		}
	}
	for _, d := range folders {
		if s := folder(d); len(s.Roots) > 0 {
			return s, nil
		}
	}
	return Store{}, ErrNone
}

// folder reads all files of a folder, each certificate once.
func folder(name string) Store {
	s := Store{Name: "the system's roots (" + name + ")"}
	entries, err := os.ReadDir(name)
	if err != nil {
		return s
	}
	seen := map[string]bool{}
	for _, e := range entries {
		one, err := File(filepath.Join(name, e.Name()))
		if err != nil {
			continue
		}
		for _, r := range one.Roots {
			if raw := string(r.Certificate.Raw); !seen[raw] {
				seen[raw] = true
				s.Roots = append(s.Roots, r)
			}
		}
	}
	return s
}

// Mozilla is the roots that Firefox trusts for servers, as they were when this
// program was built.
func Mozilla() (Store, error) {
	s := Store{Name: "Mozilla's roots"}
	for r := range bundle.Roots() {
		c, err := x509.ParseCertificate(r.Certificate)
		if err != nil {
			return s, fmt.Errorf("a root of Mozilla's: %w", err)
		}
		s.Roots = append(s.Roots, verdict.Root{Certificate: c, Constraint: r.Constraint})
	}
	return s, nil
}

// maxFile bounds a file of roots, in bytes.
const maxFile = 32 << 20

// File reads the certificates of a PEM file, or one in DER.
func File(name string) (Store, error) {
	s := Store{Name: "the roots of " + name}
	info, err := os.Stat(name)
	if err != nil {
		return s, err
	}
	if info.Size() > maxFile {
		return s, fmt.Errorf("%s has %d bytes: a file of roots has at most %d", name, info.Size(), maxFile)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return s, err
	}
	if c, err := x509.ParseCertificate(text); err == nil {
		s.Roots = verdict.RootsOf(c)
		return s, nil
	}
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			break
		}
		if !strings.HasSuffix(block.Type, "CERTIFICATE") {
			continue
		}
		if c, err := x509.ParseCertificate(block.Bytes); err == nil {
			s.Roots = append(s.Roots, verdict.Root{Certificate: c})
		}
	}
	if len(s.Roots) == 0 {
		return s, fmt.Errorf("%s holds no certificate that can be read", name)
	}
	return s, nil
}
