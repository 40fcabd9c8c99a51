package main

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

const (
	maxKeyFile = 1 << 20 // bytes of a key file that are read
	maxRSA     = 8192    // bits; the time to read a key grows with their cube
	// maxKeyDER is more bytes than a key of maxRSA bits has: modulus and exponent,
	// five numbers of half their length, and in PKCS#8 what is around them.
	maxKeyDER = maxRSA/8*9/2 + 1024
)

// addKeys takes the private keys of a PEM file that can open something; it is an
// error where none can.
func addKeys(keys *handshake.Keys, name string, r io.Reader) error {
	b, err := io.ReadAll(io.LimitReader(r, maxKeyFile))
	if err != nil {
		return err
	}
	found, first, other := false, error(nil), ""
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		if !strings.HasSuffix(block.Type, "PRIVATE KEY") {
			other = block.Type
			continue
		}
		switch err := addBlock(keys, name, block); {
		case err == nil:
			found = true
		case first == nil:
			first = err
		}
	}
	switch {
	case found:
		return nil
	case first != nil:
		return first
	case other != "":
		return &hinted{fmt.Errorf("%s holds no private key: it is a %s", name, strings.ToLower(other)), "the private key stands in another file"}
	}
	return &hinted{fmt.Errorf("%s holds no private key in PEM", name),
		"openssl pkey -inform DER -in " + name + " makes PEM of DER, openssl pkcs12 -nodes -nocerts -in " + name + " of PKCS#12; a key log goes to --keylog"}
}

// addBlock takes one private key.
func addBlock(keys *handshake.Keys, name string, block *pem.Block) error {
	if block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
		return &hinted{fmt.Errorf("%s: the private key is encrypted with a password", name), "openssl pkey -in " + name + " -out plain.pem writes it without"}
	}
	tooLong := fmt.Errorf("%s: the private key is longer than an RSA key of %d bits", name, maxRSA)
	if len(block.Bytes) > maxKeyDER {
		return tooLong
	}
	key, err := parseKey(block.Bytes)
	if err != nil {
		return &hinted{fmt.Errorf("%s: the private key is damaged, or of a kind that is not read here", name), "RSA, X25519, P-256, P-384 and P-521 are"}
	}
	if r, ok := key.(*rsa.PrivateKey); ok && r.N.BitLen() > maxRSA {
		return tooLong
	}
	if err := addKey(keys, key); err != nil {
		return &hinted{fmt.Errorf("%s: %w", name, err), "RSA, X25519, P-256, P-384 and P-521 keys open connections"}
	}
	return nil
}

// parseKey reads PKCS#8, PKCS#1 and SEC 1.
func parseKey(der []byte) (key any, err error) {
	if key, err = x509.ParsePKCS8PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err = x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	return x509.ParseECPrivateKey(der)
}

// addKey files a key under what it can open.
func addKey(keys *handshake.Keys, key any) error {
	if e, ok := key.(*ecdsa.PrivateKey); ok {
		var err error
		if key, err = e.ECDH(); err != nil {
			return errors.New("the key is of a curve on which keys are not agreed here")
		}
	}
	switch key := key.(type) {
	case *rsa.PrivateKey:
		keys.RSA = append(keys.RSA, key)
		return nil
	case *ecdh.PrivateKey:
		group, ok := map[ecdh.Curve]registry.Group{
			ecdh.X25519(): registry.GroupX25519, ecdh.P256(): registry.GroupSecp256r1, ecdh.P384(): registry.GroupSecp384r1, ecdh.P521(): registry.GroupSecp521r1,
		}[key.Curve()]
		if ok {
			keys.Ephemeral = append(keys.Ephemeral, handshake.EphemeralKey{Group: group, Private: key.Bytes()})
			return nil
		}
	}
	return errors.New("a key of this kind opens nothing: it signs")
}
