package lessons

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// TestTheCheckWithOpenSSLShowsTheSame runs the commands of each lesson's "check it
// yourself", on a free port, and looks for what the lesson says they show.
func TestTheCheckWithOpenSSLShowsTheSame(t *testing.T) {
	peertest.Need(t, "openssl")
	shows := map[string]func(hello []byte) error{
		"eavesdropper": func(hello []byte) error {
			if !strings.Contains(string(hello), "bank.example") {
				return fmt.Errorf("no server name in the ClientHello %x", hello)
			}
			return nil
		},
		"hello": func(hello []byte) error {
			if len(hello) < 6 || hello[4] != 3 || hello[5] != 3 {
				return fmt.Errorf("no 0303 behind type and length: %x", hello)
			}
			return nil
		},
	}
	for _, l := range All() {
		t.Run(l.Slug, func(t *testing.T) {
			d, err := Run(context.Background(), l, Options{Lab: lab.Options{Transport: lab.Memory}})
			if err != nil {
				t.Fatal(err)
			}
			check := shows[l.Slug]
			if check == nil {
				t.Fatal("this test does not know what the commands should show")
			}
			if err := check(clientHelloOf(t, runCommands(t, checkCommands(t, d)))); err != nil {
				t.Error(err)
			}
		})
	}
}

func checkCommands(t *testing.T, d *transcript.Document) []string {
	t.Helper()
	for _, b := range d.Blocks {
		if y, ok := b.(*transcript.TryIt); ok && y.Role == "check" && len(y.Commands) > 0 {
			return y.Commands
		}
	}
	t.Fatal("the lesson has no check with other tools")
	return nil
}

// runCommands runs them in an empty folder: a server in the background, all
// others to their end. It returns what the last one printed.
func runCommands(t *testing.T, commands []string) (output string) {
	t.Helper()
	folder, port := t.TempDir(), freePort(t)
	for _, c := range commands {
		c = strings.ReplaceAll(c, "4433", port)
		cmd := exec.CommandContext(t.Context(), "sh", "-c", "exec "+c)
		cmd.Dir = folder
		if strings.Contains(c, "s_server") {
			serve(t, cmd)
			continue
		}
		b, err := cmd.CombinedOutput()
		// A client without a trusted root reports that, and has shown the messages.
		if err != nil && !strings.Contains(c, "s_client") {
			t.Fatalf("%s: %v\n%s", c, err, b)
		}
		output = string(b)
	}
	return output
}

// serve starts a server and waits until it accepts. It ends with the test.
func serve(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	in, err := cmd.StdinPipe() // s_server stops at the end of its input
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	accepting := make(chan bool, 1)
	go func() {
		s := bufio.NewScanner(out)
		for s.Scan() {
			if s.Text() == "ACCEPT" {
				accepting <- true
			}
		}
	}()
	select {
	case <-accepting:
	case <-time.After(20 * time.Second):
		t.Fatal("the server does not accept")
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

var hexLine = regexp.MustCompile(`^    ([0-9a-f]{2}( |$))+`)

// clientHelloOf is the ClientHello that openssl -msg printed.
func clientHelloOf(t *testing.T, output string) []byte {
	t.Helper()
	_, rest, ok := strings.Cut(output, "ClientHello\n")
	if !ok {
		t.Fatalf("no ClientHello in\n%s", output)
	}
	var digits string
	for line := range strings.Lines(rest) {
		if !hexLine.MatchString(line) {
			break
		}
		digits += strings.Join(strings.Fields(line), "")
	}
	b, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
