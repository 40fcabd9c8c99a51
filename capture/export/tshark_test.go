package export_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
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

// clean fails the test where Wireshark remarks anything but that connections begin
// and end. FIN is a remark of its own (a chat, and a note since 3.6), and so is a
// request of HTTP.
func clean(t testing.TB, file string) {
	t.Helper()
	const what = "_ws.expert && !(tcp.flags.syn == 1) && !(tcp.flags.fin == 1) && !http"
	if lines := tshark(t, file, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-Y", what, "-T", "fields",
		"-e", "frame.number", "-e", "_ws.expert.message"); len(lines) > 0 {
		t.Errorf("Wireshark remarks: %q", lines)
	}
	const graver = `_ws.expert.severity >= "Warning"`
	if lines := tshark(t, file, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-Y", graver, "-T", "fields",
		"-e", "frame.number", "-e", "_ws.expert.message"); len(lines) > 0 {
		t.Errorf("Wireshark warns: %q", lines)
	}
}
