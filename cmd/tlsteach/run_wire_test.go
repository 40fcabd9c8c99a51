package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// TestTSharkDecryptsARunAlone: with no key file, and with nothing to warn of. Under
// one seed the clients of two lessons have the same random.
func TestTSharkDecryptsARunAlone(t *testing.T) {
	peertest.Need(t, "tshark")
	file := filepath.Join(t.TempDir(), "lesson.pcapng")
	tshark := func(args ...string) string {
		out, err := exec.Command("tshark", append([]string{"-r", file}, args...)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	for _, args := range []string{"1", "all", "1 2 9 --seed 1", "1 --transport memory", "1 2 14 --transport memory --seed 2"} {
		t.Run(args, func(t *testing.T) {
			var out, errs strings.Builder
			if got := run(append(append([]string{"run"}, strings.Fields(args)...), "--pcap", file), strings.NewReader(""), &out, &errs); got != exitDone || errs.Len() > 0 {
				t.Fatalf("status %d: %s", got, errs.String())
			}
			logins := 2 // the one in the clear, and the one over TLS
			if strings.Contains(args, "all") || strings.Contains(args, "14") {
				logins += 2 // that of lesson 14, on both legs
			}
			if got := strings.Count(tshark("-Y", "http.request.method == POST && urlencoded-form.key == password"), "POST /login"); got != logins {
				t.Errorf("%d logins", got)
			}
			if got := tshark("-Y", "tls && http.response.code == 200 && http.set_cookie"); strings.Count(got, "\n") != 1 {
				t.Errorf("answers over TLS:\n%s", got)
			}
			// Lesson 10 uploads bytes that are no HTTP, which TShark takes them for on port 443.
			for _, line := range warned.FindAllStringSubmatch(tshark("-q", "-z", "expert,warn"), -1) {
				if line[1] != "HTTP" {
					t.Errorf("%q", line[0])
				}
			}
			if got := tshark("-Y", "tls.app_data && !tls.app_data_proto && !http && !data"); got != "" && !strings.Contains(args, "all") {
				t.Errorf("closed:\n%s", got)
			}
		})
	}
}

// warned is a line of TShark's list of what it finds suspicious, and the protocol.
var warned = regexp.MustCompile(`(?m)^ +[0-9]+ +\S+ +(\S+) .*$`)

// writes are told of each write.
type writes func()

func (w writes) Write(b []byte) (int, error) { w(); return len(b), nil }

// TestInterruptedRunWritesWhatWasRecorded: the first lesson is whole.
func TestInterruptedRunWritesWhatWasRecorded(t *testing.T) {
	folder := t.TempDir()
	ctx, interrupt := context.WithCancel(context.Background())
	a := &app{in: strings.NewReader(""), out: writes(interrupt), err: new(strings.Builder)}
	f := &runFlags{output: output{format: "text", color: "never"}, transport: "memory",
		wire: wireFiles{pcap: filepath.Join(folder, "a.pcapng"), keylog: filepath.Join(folder, "a.keys")}}
	if got := a.status(ctx, a.runLessons(ctx, f, []string{"all"})); got != exitInterrupted {
		t.Fatalf("status %d", got)
	}
	lines, err := os.ReadFile(f.wire.keylog)
	if err != nil || bytes.Count(lines, []byte("\n")) < 4 {
		t.Errorf("%d bytes of key log, %v", len(lines), err)
	}
	var out strings.Builder
	if got := run([]string{"read", f.wire.pcap}, strings.NewReader(""), &out, &out); got != exitDone || !strings.Contains(out.String(), "POST /login") {
		t.Errorf("status %d:\n%s", got, out.String())
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 2 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestAFailingFileIsSaidBesideTheResult: the run's own result stays the status.
func TestAFailingFileIsSaidBesideTheResult(t *testing.T) {
	gone := cannotWrite("a.pcapng", os.ErrClosed)
	for name, c := range map[string]struct {
		ran, wrote error
		status     int
		said       string
	}{
		"both fine":          {nil, nil, exitDone, ""},
		"file":               {nil, gone, exitFailed, "tlsteach: cannot write a.pcapng: file already closed\nhint: "},
		"left, and file":     {errLeft, gone, exitFailed, "tlsteach: cannot write a.pcapng"},
		"claim":              {errFalse, nil, exitFailed, ""},
		"claim and file":     {errFalse, gone, exitFailed, "tlsteach: cannot write a.pcapng: file already closed\nhint: "},
		"interrupt and file": {context.Canceled, gone, exitInterrupted, "tlsteach: cannot write a.pcapng: file already closed\nhint: "},
	} {
		var errs strings.Builder
		a := &app{err: &errs}
		if got := a.status(context.Background(), a.both(c.ran, c.wrote)); got != c.status || !strings.HasPrefix(errs.String(), c.said) || (c.said == "") != (errs.Len() == 0) {
			t.Errorf("%s: status %d, %q", name, got, errs.String())
		}
	}
}
