package main

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/spf13/pflag"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// keyFlags name what opens the protected records of a capture.
type keyFlags struct {
	logs []string
	keys []string
}

func (f *keyFlags) flags(set *pflag.FlagSet) {
	set.StringArrayVar(&f.logs, "keylog", nil, "decrypt with the secrets of this NSS key log `file` (SSLKEYLOGFILE); may be given again")
	set.StringArrayVar(&f.keys, "key", nil, "decrypt with this private key, a PEM `file`: a server's RSA key, or an ephemeral (EC)DH key; may be given again")
}

// given says whether there are any.
func (f *keyFlags) given() bool { return len(f.logs)+len(f.keys) > 0 }

// maxKeyFile is how many bytes of a key file are read.
const maxKeyFile = 1 << 20

// load reads them all.
func (f *keyFlags) load(ctx context.Context) (*handshake.Keys, error) {
	keys := new(handshake.Keys)
	for _, name := range f.logs {
		if err := withFile(ctx, name, "SSLKEYLOGFILE=keys.log makes browsers, curl and others write one", func(r io.Reader) error {
			return keys.Log.Read(r, name)
		}); err != nil {
			return nil, err
		}
	}
	for _, name := range f.keys {
		if err := withFile(ctx, name, "", func(r io.Reader) error { return addKeys(keys, name, r) }); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// withFile opens a file, or says that there is none.
func withFile(ctx context.Context, name, hint string, read func(io.Reader) error) error {
	f, err := open(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		return &hinted{fmt.Errorf("there is no file %s", name), hint}
	}
	if err != nil {
		return err
	}
	defer f.Close()
	return read(&interruptible{ctx, f})
}

// addKeys takes the private keys of a PEM file; what else stands in it is left.
func addKeys(keys *handshake.Keys, name string, r io.Reader) error {
	b, err := io.ReadAll(io.LimitReader(r, maxKeyFile))
	if err != nil {
		return err
	}
	found := false
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		if !bytes.HasSuffix([]byte(block.Type), []byte("PRIVATE KEY")) {
			continue
		}
		if block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
			return &hinted{fmt.Errorf("%s: the private key is encrypted with a password", name), "openssl pkey -in " + name + " -out plain.pem writes it without"}
		}
		key, err := parseKey(block.Bytes)
		if err != nil {
			return fmt.Errorf("%s: the private key cannot be read", name)
		}
		if err := addKey(keys, key); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		found = true
	}
	if !found {
		return &hinted{fmt.Errorf("%s holds no private key in PEM", name), "openssl pkey -inform DER -in " + name + " makes PEM of DER; a key log goes to --keylog"}
	}
	return nil
}

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
