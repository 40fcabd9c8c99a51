package peertest

import (
	"context"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// runClient runs a program to its end. Its exit status is its own affair.
func runClient(t testing.TB, stdin string, program []string) (output string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, Need(t, program[0]), program[1:]...)
	cmd.Stdin = strings.NewReader(stdin)
	cmd.WaitDelay = time.Second
	out, _ := cmd.CombinedOutput()
	return string(out)
}

// startServer runs a program until the test ends, and returns when it takes
// connections on its port. It sees one connection that says nothing.
func startServer(t testing.TB, addr string, program []string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, Need(t, program[0]), program[1:]...)
	cmd.WaitDelay = time.Second
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	stdin, err := cmd.StdinPipe() // s_server ends with its standard input
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		cancel()
		stdin.Close()
		<-ended
		if t.Failed() {
			t.Logf("%s said: %s", program[0], &out)
		}
	})
	for late := time.Now().Add(patience); time.Now().Before(late); {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-ended:
			t.Fatalf("%s ended: %s", program, &out)
		case <-time.After(2 * time.Millisecond): // it says nothing when it is ready
		}
	}
	t.Fatalf("%s takes no connections", program)
}

// freeAddr is an address on which nothing listens.
func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
