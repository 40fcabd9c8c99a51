//go:build linux

package services

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// A Server is a program that serves a protocol.
type Server struct {
	Name     string // "Postfix"
	Protocol string // as capture/starttls has it
	Host     string // the name of the service, which XMPP sends

	program string   // what is run
	folders []string // where it stands, a pattern each; empty: in the path
	user    string   // that its package made, and to whom its folder is given; often empty
	root    bool     // it is started by root, and becomes that user itself

	files  map[string]string // by their names; a folder ends with /
	secure map[string]string // what is added to them where there is a certificate
	make   []string          // a command that runs before it
	args   []string
	tls    []string       // more of them where there is a certificate
	stop   syscall.Signal // other than SIGTERM
}

// All are the servers, in the order of their protocols in capture/starttls.
func All() []Server {
	return []Server{postfix, dovecotIMAP, dovecotPOP3, vsftpd, prosody, postgreSQL, mariaDB, slapd}
}

// Start starts it with a certificate, or without TLS where that is nil, and says where
// it takes connections.
func (s Server) Start(t testing.TB, cert *tls.Certificate) (address string) {
	t.Helper()
	address, _ = s.start(t, cert)
	return address
}

func (s Server) start(t testing.TB, cert *tls.Certificate) (address string, p *process) {
	t.Helper()
	path := find(s.program, s.folders)
	if path == "" {
		peer.Without(t, s.Name+" ("+s.program+") is absent")
	}
	owner := s.owner(t)
	address = freeAddr(t)
	p = &process{server: s, path: path, owner: owner}
	p.makeFolder(t, address, cert)
	p.start(t)
	p.awaitListening(t, address)
	return address, p
}

// freeAddr is an address on which nothing listens: of the sixteen million addresses of
// this machine it is one that nobody else has thought of, so nobody takes the port
// before the server does.
func freeAddr(t testing.TB) string {
	t.Helper()
	host := net.IPv4(127, byte(1+rand.IntN(254)), byte(rand.IntN(256)), byte(1+rand.IntN(254)))
	l, err := net.Listen("tcp", net.JoinHostPort(host.String(), "0"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// find looks for a program in the path, or in folders that are none of it: the last one
// is the newest version.
func find(program string, folders []string) (path string) {
	if len(folders) == 0 {
		if path, err := exec.LookPath(program); err == nil {
			return path
		}
		folders = []string{"/usr/sbin"} // not in everybody's path
	}
	for _, folder := range folders {
		if found, _ := filepath.Glob(filepath.Join(folder, program)); len(found) > 0 {
			return slices.Max(found)
		}
	}
	return ""
}

// owner is whose folder it is: nil for this user.
func (s Server) owner(t testing.TB) *user.User {
	t.Helper()
	if os.Geteuid() != 0 {
		if s.root {
			peer.Without(t, s.Name+" is started by root only")
		}
		return nil
	}
	if s.user == "" {
		return nil
	}
	owner, err := user.Lookup(s.user)
	if err != nil {
		peer.Without(t, s.Name+" has no user "+s.user)
	}
	return owner
}

// makeFolder makes what it needs, with its own names in it: DIR, HOST, PORT, BIN.
func (p *process) makeFolder(t testing.TB, address string, cert *tls.Certificate) {
	t.Helper()
	var err error
	if p.dir, err = os.MkdirTemp("", "tlsteach-"+p.server.Protocol+"-"); err != nil { // t.TempDir is closed to other users
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(p.dir); err != nil {
			t.Error(err)
		}
	})
	host, port, _ := net.SplitHostPort(address)
	p.fill = strings.NewReplacer("DIR", p.dir, "HOST", host, "PORT", port, "BIN", filepath.Dir(p.path))

	files := map[string]string{}
	add := func(more map[string]string) {
		for name, text := range more {
			files[name] += p.fill.Replace(text)
		}
	}
	add(p.server.files)
	if cert != nil {
		add(p.server.secure)
		key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
		if err != nil {
			t.Fatal(err)
		}
		files["cert.pem"] = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}))
		files["key.pem"] = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))
	}
	for name, text := range files {
		path := filepath.Join(p.dir, name)
		if strings.HasSuffix(name, "/") {
			err = os.MkdirAll(path, 0o755)
		} else {
			err = os.WriteFile(path, []byte(text), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	p.giveAway(t)
}
