//go:build unix

package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What comes through a pipe is told as it comes, and an interrupt ends an endless
// capture with what was told so far.
func TestReadAnEndlessCapture(t *testing.T) {
	data, err := captureOf("tls13,half")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ format, early, late string }{
		{"jsonl", `"message":"ClientHello"`, ""},
		{"text", "", "──── ClientHello"},
	} {
		t.Run(test.format, func(t *testing.T) {
			check := nothingLeft(t)
			in, feed, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := feed.Write(data); err != nil { // a pipe holds 64 kB
				t.Fatal(err)
			}
			interrupt := func() {
				if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
					t.Error(err)
				}
			}
			var out strings.Builder
			var w io.Writer = &out
			var from io.Reader = in
			if test.early != "" { // the message is seen while the pipe is open
				w = io.MultiWriter(&out, &onText{text: test.early, do: interrupt})
			} else {
				reads := 0
				from = &onRead{from: in, do: func() {
					if reads++; reads == 2 { // all was read
						interrupt()
					}
				}}
			}
			if got := run([]string{"read", "-", "--format", test.format}, from, w, io.Discard); got != exitInterrupted {
				t.Errorf("exit status %d, want %d", got, exitInterrupted)
			}
			if !strings.Contains(out.String(), test.early+test.late) {
				t.Errorf("what came so far was not told:\n%s", out.String())
			}
			feed.Close()
			in.Close()
			check()
		})
	}
}

// The reader of the output has left: silent, status 0.
func TestReadIntoAClosedPipe(t *testing.T) {
	data, err := captureOf("tls13", "tls12")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "web.pcap")
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"text", "jsonl"} {
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		read.Close()
		var errs strings.Builder
		if got := run([]string{"read", file, "--format", format}, strings.NewReader(""), write, &errs); got != exitDone || errs.Len() > 0 {
			t.Errorf("%s: status %d, %q", format, got, errs.String())
		}
		write.Close()
	}
}

// The line that says how far a read has come.
func TestBar(t *testing.T) {
	for _, test := range []struct {
		taken, size int64
		ascii       bool
		want        string
	}{
		{0, 100e6, true, "  ........................................   0 %  0.0 MB of 100.0 MB"},
		{50e6, 100e6, true, "  ####################....................  50 %  50.0 MB of 100.0 MB"},
		{101e6, 100e6, false, "  " + strings.Repeat("━", 40) + " 100 %  100.0 MB of 100.0 MB"},
		{12345678, 0, false, "  12.3 MB read"},
	} {
		if got := barText(test.taken, test.size, test.ascii); got != test.want {
			t.Errorf("%d of %d: %q, want %q", test.taken, test.size, got, test.want)
		}
	}
}

// Output above the line takes it away first; at the end nothing of it is left.
func TestProgressLeavesTheTerminalClean(t *testing.T) {
	var screen strings.Builder
	p := &progress{tty: &screen, from: &source{size: 10, cancel: context.Background()}, ascii: true, ending: make(chan struct{}), ended: make(chan struct{})}
	close(p.ended)
	p.draw()
	above := &aboveProgress{&screen, p}
	io.WriteString(above, "text\n")
	p.draw()
	p.stop()
	p.stop()
	const erase = "\r\x1b[K"
	line := "\r" + barText(0, 10, true) + "\x1b[K"
	if want := line + erase + "text\n" + line + erase; screen.String() != want {
		t.Errorf("%q, want %q", screen.String(), want)
	}
}
