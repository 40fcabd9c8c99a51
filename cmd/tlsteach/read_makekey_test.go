package main

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
)

func init() { plights["makekey"] = makeKey }

// serverKey is the file of the RSA key that a connection with the word rsa has.
const serverKey = "server.pem"

// makeKey FILE KIND [CONNECTION]: a private key in PEM. The kinds: rsa, a new one in
// PKCS#8; pkcs1, that of server.pem in PKCS#1; x25519 and p256, the one that the
// client of this connection of makecapture drew, in PKCS#8 and in SEC 1.
func makeKey() {
	block, err := keyBlock(os.Args[2], os.Args[3:]...)
	if err == nil {
		err = os.WriteFile(os.Args[1], pem.EncodeToMemory(block), 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func keyBlock(kind string, connection ...string) (block *pem.Block, err error) {
	block = &pem.Block{Type: "PRIVATE KEY"}
	switch kind {
	case "rsa":
		var key *rsa.PrivateKey
		if key, err = rsa.GenerateKey(rand.Reader, 2048); err == nil {
			block.Bytes, err = x509.MarshalPKCS8PrivateKey(key)
		}
	case "pkcs1":
		var key *rsa.PrivateKey
		if key, err = readServerKey(); err == nil {
			block = &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
		}
	case "x25519":
		var key *ecdh.PrivateKey
		if key, err = drawn(ecdh.X25519(), connection[0]); err == nil {
			block.Bytes, err = x509.MarshalPKCS8PrivateKey(key)
		}
	case "p256":
		block.Type = "EC PRIVATE KEY"
		block.Bytes, err = sec1(connection[0])
	default:
		err = fmt.Errorf("no kind of key: %s", kind)
	}
	return block, err
}

// sec1 is the P-256 key of a connection's client. Through PKCS#8 it becomes one that
// crypto/x509 writes in SEC 1.
func sec1(connection string) ([]byte, error) {
	agreed, err := drawn(ecdh.P256(), connection)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(agreed)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, err
	}
	return x509.MarshalECPrivateKey(key.(*ecdsa.PrivateKey))
}

func readServerKey() (*rsa.PrivateKey, error) {
	b, err := os.ReadFile(serverKey)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, errors.New(serverKey + " is no PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	return key.(*rsa.PrivateKey), nil
}

// drawn finds the private key among what a connection's client drew: the one whose
// public key it sent.
func drawn(curve ecdh.Curve, connection string) (*ecdh.PrivateKey, error) {
	s, err := talked(strings.Split(connection, ","))
	if err != nil {
		return nil, err
	}
	sent := s.Recording.Bytes(capture.Client)
	for _, d := range s.ClientDraws {
		if curve != ecdh.X25519() && len(d.Bytes) > 1 {
			d.Bytes = bytes.Clone(d.Bytes)
			d.Bytes[1] ^= 0x42 // as crypto/ecdh does with what it draws for the NIST curves
		}
		if key, err := curve.NewPrivateKey(d.Bytes); err == nil && bytes.Contains(sent, key.PublicKey().Bytes()) {
			return key, nil
		}
	}
	return nil, errors.New("the client drew no key that it sent")
}
