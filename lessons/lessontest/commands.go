package lessontest

import (
	"bufio"
	"encoding/hex"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A Shown is a command of a lesson's check with other tools, and what it printed.
type Shown struct {
	Command string
	Output  string // both streams
	Err     error  // an *exec.ExitError where its status is not 0; nil for a server
}

// Commands runs a lesson, and then, in an empty folder and in order, every command
// of its `try check` blocks, as a student who pastes them: a server in the
// background on a free port, all others to their end. `tlsteach` is this program,
// built for the test. The scene is that of the run whose values stand in the
// commands.
func Commands(t *testing.T, l *anatomy.Lesson, o lab.Options) (*anatomy.Scene, []Shown) {
	t.Helper()
	for _, program := range []string{"openssl", "tshark", "curl", "xxd"} {
		if strings.Contains(l.Story, program+" ") {
			peer.Need(t, program)
		}
	}
	scene := Perform(t, l.Perform, o)
	d, err := telling.Lesson(l, scene)
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, b := range d.Blocks {
		if y, ok := b.(*transcript.TryIt); ok && y.Role == "check" {
			commands = append(commands, y.Commands...)
		}
	}
	if len(commands) == 0 {
		t.Fatal("the lesson has no check with other tools")
	}
	return scene, shell(t, commands)
}

func shell(t *testing.T, commands []string) (out []Shown) {
	t.Helper()
	folder, port, path := t.TempDir(), freePort(t), os.Getenv("PATH")
	if strings.Contains(strings.Join(commands, "\n"), "tlsteach ") {
		path = program(t) + string(os.PathListSeparator) + path
	}
	for _, c := range commands {
		typed := strings.ReplaceAll(c, "4433", port)
		server := serves.MatchString(typed)
		if server {
			typed = "exec " + typed
		}
		cmd := exec.CommandContext(t.Context(), "bash", "-c", "set -o pipefail; "+typed)
		cmd.Dir = folder
		cmd.Env = append(os.Environ(), "PATH="+path)
		if server {
			serve(t, cmd)
			out = append(out, Shown{Command: c})
			continue
		}
		b, err := cmd.CombinedOutput()
		out = append(out, Shown{c, string(b), err})
	}
	return out
}

// serves recognises a command that stays: a student leaves it running.
var serves = regexp.MustCompile(`^openssl s_server `)

// program builds tlsteach and is its folder.
func program(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	b, err := exec.Command("go", "build", "-o", filepath.Join(folder, "tlsteach"), "github.com/tlsteach/tlsteach/cmd/tlsteach").CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, b)
	}
	return folder
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

// OpenSSLMessage is the first message of this name that `openssl -msg` printed.
func OpenSSLMessage(t *testing.T, output, name string) []byte {
	t.Helper()
	_, rest, ok := strings.Cut(output, name+"\n")
	if !ok {
		t.Fatalf("no %s in\n%s", name, output)
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
