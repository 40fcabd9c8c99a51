package export_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// written is a file of recordings.
func written(t testing.TB, o export.Options, keyLog []byte, recordings ...*capture.Recording) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "lesson.pcapng")
	var out bytes.Buffer
	if err := export.Write(&out, recordings, keyLog, o); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// tshark runs it on a file, as its user would with no configuration, and returns
// the lines.
func tshark(t testing.TB, file string, args ...string) []string {
	t.Helper()
	cmd := exec.Command(peertest.Need(t, "tshark"), append([]string{"-n", "-r", file}, args...)...)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "XDG_CONFIG_HOME="+t.TempDir())
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark %v: %v: %s", args, err, complaints.String())
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' })
}

// allowed is what Wireshark remarks on any connection: that it begins, that it
// ends, and what HTTP asks and answers.
var allowed = []string{
	"Connection establish request (SYN): ", "Connection establish acknowledge (SYN+ACK): ",
	"Connection finish (FIN)", "This frame initiates the connection closing", "This frame undergoes the connection closing",
	`GET /secret HTTP/1.1\r\n`, `HTTP/1.1 200 OK\r\n`,
	"This session reuses previously negotiated keys (Session resumption)",
}

// clean fails the test where Wireshark, with checksums verified, remarks anything
// else.
func clean(t testing.TB, file string, also ...string) {
	t.Helper()
	for _, line := range tshark(t, file, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-Y", "_ws.expert",
		"-T", "fields", "-E", "aggregator=|", "-e", "frame.number", "-e", "_ws.expert.message") {
		frame, messages, _ := strings.Cut(line, "\t")
		for message := range strings.SplitSeq(messages, "|") {
			known := func(prefix string) bool { return strings.HasPrefix(message, prefix) }
			if !slices.ContainsFunc(allowed, known) && !slices.ContainsFunc(also, known) {
				t.Errorf("packet %s: %q", frame, message)
			}
		}
	}
}
