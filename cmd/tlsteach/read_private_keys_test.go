package main

import (
	"bytes"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake"
)

// A key takes time to be read, more than its length says.
func TestLongKeysAreRefusedUnread(t *testing.T) {
	for _, kind := range []string{"PRIVATE KEY", "RSA PRIVATE KEY"} {
		file := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: make([]byte, maxKeyDER+1)})
		err := addKeys(new(handshake.Keys), "long.pem", bytes.NewReader(file))
		if err == nil || err.Error() != "long.pem: the private key is longer than an RSA key of 8192 bits" {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// An error never holds what stands in the file.
func TestErrorsOfKeysHoldNoSecret(t *testing.T) {
	secret := "c2VjcmV0IHNlY3JldCBzZWNyZXQ="
	for _, kind := range []string{"PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "SECRET"} {
		file := "-----BEGIN " + kind + "-----\n" + secret + "\n-----END " + kind + "-----\n"
		err := addKeys(new(handshake.Keys), "k.pem", strings.NewReader(file))
		if err == nil || strings.Contains(err.Error(), "secret secret") || strings.Contains(err.Error(), secret[:8]) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
