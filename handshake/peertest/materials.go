package peertest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Materials are the files that real peers need: certificates with their keys
// (rsa.pem, ecdsa.pem, ed25519.pem; each also as NAME.crt and NAME.key), an OCSP
// response for the first (ocsp.der), a password by which SRP knows a user
// (gnutls.srp and gnutls.conf), a pre-shared key (psk), and a line of
// text to send early (early).
type Materials struct {
	Dir string
	RSA tls.Certificate
}

// The user of SRP and of pre-shared keys.
const (
	peerUser     = "user"
	peerPassword = "secret"
	peerKey      = "00112233445566778899aabbccddeeff"
)

// NewMaterials makes them in a folder that goes with the test.
func NewMaterials(t testing.TB) *Materials {
	t.Helper()
	m := &Materials{Dir: t.TempDir()}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecdsaKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	m.RSA = m.certificate(t, "rsa", rsaKey)
	m.certificate(t, "ecdsa", ecdsaKey)
	m.certificate(t, "ed25519", edKey)
	m.write(t, "psk", peerUser+":"+peerKey+"\n")
	m.write(t, "early", "GET /early HTTP/1.0\r\n\r\n")
	m.write(t, "index", "V\t491231235959Z\t\t01\tunknown\t/CN=example.com\n")
	m.make(t, "", "openssl", "ocsp", "-index", "index", "-CA", "rsa.pem", "-rsigner", "rsa.pem", "-issuer", "rsa.pem", "-cert", "rsa.pem",
		"-noverify", "-ndays", "1", "-respout", "ocsp.der")
	m.make(t, "", "srptool", "--create-conf", "gnutls.conf")
	m.make(t, peerPassword+"\n", "srptool", "--passwd", "gnutls.srp", "--passwd-conf", "gnutls.conf", "-u", peerUser)
	return m
}

// certificate makes a self-signed one for example.com, and its files.
func (m *Materials) certificate(t testing.TB, name string, key crypto.Signer) tls.Certificate {
	t.Helper()
	made, err := SelfSigned(key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made.Certificate[0]})
	secret := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
	m.write(t, name+".crt", string(cert))
	m.write(t, name+".key", string(secret))
	m.write(t, name+".pem", string(cert)+string(secret))
	return made
}

// DSA adds a certificate with a DSA key, which crypto/x509 does not make: dsa.crt,
// dsa.key and dsa.pem.
func (m *Materials) DSA(t testing.TB) {
	t.Helper()
	m.make(t, "", "openssl", "dsaparam", "-out", "dsa.param", "1024")
	m.make(t, "", "openssl", "req", "-x509", "-newkey", "dsa:dsa.param", "-nodes", "-keyout", "dsa.key", "-out", "dsa.crt", "-days", "1", "-subj", "/CN=example.com")
	var both []byte
	for _, name := range []string{"dsa.crt", "dsa.key"} {
		b, err := os.ReadFile(filepath.Join(m.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		both = append(both, b...)
	}
	m.write(t, "dsa.pem", string(both))
}

// GOST adds a certificate with a key of GOST R 34.10-2012: gost.crt and gost.key.
func (m *Materials) GOST(t testing.TB) {
	t.Helper()
	m.write(t, "gost.template", "cn = example.com\nsigning_key\nexpiration_days = 1\n")
	m.make(t, "", "certtool", "--generate-privkey", "--key-type", "gost12-256", "--outfile", "gost.key")
	m.make(t, "", "certtool", "--generate-self-signed", "--load-privkey", "gost.key", "--template", "gost.template", "--outfile", "gost.crt")
}

func (m *Materials) write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(m.Dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// make runs a program in the folder. Where it is absent, so will be the peer that
// needs what it makes.
func (m *Materials) make(t testing.TB, stdin, program string, args ...string) {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		return
	}
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.Stdin = m.Dir, strings.NewReader(stdin)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", program, args, err, out)
	}
}
