package tap_test

import (
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/lessons/tap"
)

// A renegotiation is opened by the lines of its own ClientHello.
func TestRenegotiation(t *testing.T) {
	peertest.Need(t, "openssl")
	m := peertest.NewMaterials(t)
	log := filepath.Join(t.TempDir(), "keys")
	backend, _ := peertest.Program{Args: []string{"openssl", "s_server", "-accept", "HOST:PORT", "-cert", "rsa.pem", "-tls1_2", "-rev", "-client_renegotiation", "-keylogfile", log}, Dir: m.Dir}.Serve(t)
	s := startTap(t, backend, tap.Options{KeyLog: keylog.NewTail(log)})
	host, port, _ := net.SplitHostPort(s.addr)
	client := exec.Command("openssl", "s_client", "-connect", host+":"+port)
	in, err := client.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out := new(buffer)
	client.Stdout, client.Stderr = out, out
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Process.Kill() })
	says := func(line, answer string) {
		_, _ = io.WriteString(in, line)
		for late := time.Now().Add(patience); !strings.Contains(out.String(), answer); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(late) {
				t.Fatalf("no %q behind %q: %s", answer, line, out.String())
			}
		}
	}
	says("abc\n", "\ncba\n")
	says("R\n", "RENEGOTIATING")
	says("def\n", "\nfed\n")
	_, _ = io.WriteString(in, "Q\n")
	_ = client.Wait()
	told := s.next()
	if told.Report.Closed() != 0 {
		t.Errorf("%d records stay closed:\n%s", told.Report.Closed(), text(t, told.Tell()))
	}
}
