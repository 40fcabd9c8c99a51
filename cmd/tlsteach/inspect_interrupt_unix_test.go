//go:build unix

package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// TestInspectInterrupted: what was recorded until then is told and written.
func TestInspectInterrupted(t *testing.T) {
	l := peer.Listen(t)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		c.Read(make([]byte, 4096))
		if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
			t.Error(err)
		}
		io.Copy(io.Discard, c)
	}()
	packets, keys := filepath.Join(t.TempDir(), "a.pcapng"), filepath.Join(t.TempDir(), "a.log")
	var out, errs strings.Builder
	if got := run([]string{"inspect", l.Addr().String(), "--pcap", packets, "--keylog", keys}, strings.NewReader(""), &out, &errs); got != exitInterrupted {
		t.Errorf("exit status %d: %s", got, errs.String())
	}
	if !strings.Contains(out.String(), "We were interrupted here.") || !strings.Contains(out.String(), "──── ClientHello") {
		t.Errorf("it is not told:\n%s", out.String())
	}
	out.Reset()
	if got := run([]string{"read", packets}, strings.NewReader(""), &out, &errs); got != exitDone || !strings.Contains(out.String(), "ClientHello") {
		t.Errorf("the packets: %d\n%s", got, out.String())
	}
	if _, err := os.Stat(keys); err != nil {
		t.Error(err)
	}
}
