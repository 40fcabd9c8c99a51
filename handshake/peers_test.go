package handshake_test

import (
	"os"
	"os/exec"
	"testing"
)

// peer returns the path of a program. Without it the test is skipped, or fails
// where TLSTEACH_PEERS=require says that all of them must be there.
func peer(t *testing.T, program string) string {
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
