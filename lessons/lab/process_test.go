package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// children are what the test binary does in a process of its own.
var children = map[string]func() string{
	"seeded": func() string {
		_, err := New(context.Background(), Options{Seed: seed(1)})
		return fmt.Sprint(errors.Is(err, ErrNotSeedable), err)
	},
	"unseeded": func() string {
		_, err := New(context.Background(), Options{})
		return fmt.Sprint(err)
	},
	"aes":     func() string { return fmt.Sprint(PrefersAES()) },
	"connect": connectWithoutFiles,
}

// connectWithoutFiles talks over TCP when all files are open but none, one, two
// and three, and then in memory.
func connectWithoutFiles() string {
	if l, err := net.Listen("tcp", "127.0.0.1:0"); err != nil || l.Close() != nil {
		return fmt.Sprint("no sockets at all: ", err)
	}
	var files []*os.File
	for {
		f, err := os.Open(os.DevNull)
		if err != nil {
			break
		}
		files = append(files, f)
	}
	said := ""
	talk := func(transport Transport) {
		l, err := New(context.Background(), Options{Transport: transport})
		if err != nil {
			said += err.Error()
			return
		}
		quiet := func(net.Conn) error { return nil }
		s, err := l.Talk(quiet, quiet)
		var connect *ConnectError
		said += fmt.Sprintf("%s: session %v, connect error %v, said so %v\n", transport, s != nil, errors.As(err, &connect),
			err != nil && strings.HasPrefix(err.Error(), "no connection on the loopback interface: "))
	}
	talk(Memory)
	talk(TCP)
	for _, f := range files[:3] {
		f.Close()
		talk(TCP)
	}
	return said
}

// child runs the test binary again; before is what a shell does first.
func child(t *testing.T, name, before string, env ...string) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	if before != "" {
		cmd = exec.Command(peer.Need(t, "sh"), "-c", before+`; exec "$0"`, exe)
	}
	cmd.Env = append(append(os.Environ(), childVariable+"="+name), env...)
	var said strings.Builder // a library may complain there of a setting that it does not know
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s%s", name, err, out, said.String())
	}
	return strings.TrimSpace(string(out))
}

// TestSeedIsRefusedWhereReadersAreIgnored: a run never claims to be seeded when
// it is not.
func TestSeedIsRefusedWhereReadersAreIgnored(t *testing.T) {
	const ignored = "GODEBUG=cryptocustomrand=0"
	if got := child(t, "seeded", "", ignored); !strings.HasPrefix(got, "true ") {
		t.Errorf("with readers ignored: %s", got)
	}
	if got := child(t, "unseeded", "", ignored); got != "<nil>" {
		t.Errorf("without a seed: %s", got)
	}
	if got := child(t, "seeded", ""); got != "false <nil>" {
		t.Errorf("with readers read: %s", got)
	}
}

func TestPrefersAESFollowsTheProcessor(t *testing.T) {
	if runtime.GOARCH != "amd64" && runtime.GOARCH != "386" {
		t.Skip("no x86: cpu.aes=off is not known")
	}
	if !PrefersAES() {
		t.Skip("this processor has no AES instructions")
	}
	if got := child(t, "aes", "", "GODEBUG=cpu.aes=off,cpu.pclmulqdq=off"); got != "false" {
		t.Errorf("without AES instructions: %s", got)
	}
	if got := child(t, "aes", "", "GODEBUG=cpu.aes=off"); got != "false" {
		t.Errorf("without AES instructions: %s", got)
	}
	if got := child(t, "aes", ""); got != "true" {
		t.Errorf("with AES instructions: %s", got)
	}
}

// TestNoSocketsIsAConnectError: and memory needs none.
func TestNoSocketsIsAConnectError(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no ulimit")
	}
	got := child(t, "connect", "ulimit -n 64")
	const (
		fine  = "session true, connect error false, said so false"
		fails = "tcp: session false, connect error true, said so true"
	)
	// Without files the listener fails, with one the client, with two the server.
	if want := strings.Join([]string{"memory: " + fine, fails, fails, fails, "tcp: " + fine}, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
