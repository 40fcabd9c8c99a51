// Package peer is for tests of packages that package handshake imports, and which
// therefore cannot use package peertest: it finds the programs that tests talk to, and
// makes certificates.
package peer

import (
	"net"
	"os"
	"os/exec"
	"testing"
)

// Need returns the path of a program. Without it the test is skipped, or fails
// where TLSTEACH_PEERS=require says that all of them must be there.
func Need(t testing.TB, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		Without(t, program+" is absent")
	}
	return path
}

// Without ends a test that lacks a peer, and says why: it is skipped, or fails where
// TLSTEACH_PEERS=require says that all of them must be there.
func Without(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("TLSTEACH_PEERS") == "require" {
		t.Fatalf("%s, and is required", why)
	}
	t.Skip(why)
}

// Listen listens on the loopback interface, until the test ends.
func Listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}
