package handshake_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// Self-signed certificates for example.com, made once a run.
var (
	ecdsaCertificate = sync.OnceValue(func() tls.Certificate {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		return selfSigned(key, err)
	})
	rsaCertificate = sync.OnceValue(func() tls.Certificate {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		return selfSigned(key, err)
	})
)

func selfSigned(key crypto.Signer, err error) tls.Certificate {
	if err != nil {
		panic(err)
	}
	cert, err := peertest.SelfSigned(key)
	if err != nil {
		panic(err)
	}
	return cert
}

// pemFile writes a certificate and its key into one file.
func pemFile(t *testing.T, c tls.Certificate) string {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	out := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]})
	out = append(out, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...)
	path := filepath.Join(t.TempDir(), "server.pem")
	if err := os.WriteFile(path, out, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
