// Package peertest is for tests: it holds what we say of bytes against what other
// programs say of them.
package peertest

import (
	"os"
	"os/exec"
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
