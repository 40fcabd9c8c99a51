// Package peertest is for tests: it holds what we say of bytes against what other
// programs say of them.
package peertest

import (
	"crypto"
	"crypto/tls"
	"os"
	"path/filepath"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// Need is [peer.Need].
func Need(t testing.TB, program string) string {
	t.Helper()
	return peer.Need(t, program)
}

// SelfSigned is [peer.SelfSigned].
func SelfSigned(key crypto.Signer) (tls.Certificate, error) { return peer.SelfSigned(key) }

// Corpus returns the captures (*.pcap) of the folder that TLSTEACH_CORPUS names.
// Without one the test is skipped.
func Corpus(t testing.TB) (files []string) {
	t.Helper()
	folder := os.Getenv("TLSTEACH_CORPUS")
	if folder == "" {
		t.Skip("TLSTEACH_CORPUS names no folder of captures")
	}
	files, _ = filepath.Glob(filepath.Join(folder, "*.pcap"))
	if len(files) == 0 {
		t.Fatalf("%s holds no *.pcap", folder)
	}
	return files
}
