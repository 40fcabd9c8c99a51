// Package peertest is for tests: it holds what we say of bytes against what other
// programs say of them.
package peertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Need returns the path of a program. Without it the test is skipped, or fails
// where TLSTEACH_PEERS=require says that all of them must be there.
func Need(t testing.TB, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	if os.Getenv("TLSTEACH_PEERS") == "require" {
		t.Fatalf("%s is required and absent", program)
	}
	t.Skipf("%s is absent", program)
	return ""
}

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
