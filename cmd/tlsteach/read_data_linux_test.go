package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Application data may do anything to a terminal: it gets none, however it is named.
func TestDataIsKeptFromTerminals(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	capture, err := captureOf("tls13")
	must(t, err)
	s, err := talked([]string{"tls13"})
	must(t, err)
	file, log := filepath.Join(folder, "web.pcap"), filepath.Join(folder, "web.keys")
	must(t, os.WriteFile(file, capture, 0o600))
	must(t, os.WriteFile(log, s.KeyLog, 0o600))
	args := []string{"read", file, "--keylog", log, "--connection", "1", "--data", "client"}

	c := newTTY(t, 80, 24)
	var out, errs bytes.Buffer
	for what, said := range map[string]int{
		"standard output": run(args, strings.NewReader(""), c.file, &errs),
		"its device":      run(append(args, "-o", c.file.Name()), strings.NewReader(""), &out, &errs),
		"/dev/stdout":     run(append(args, "-o", c.file.Name()), strings.NewReader(""), c.file, &errs),
	} {
		if said != exitUsage {
			t.Errorf("%s: exit status %d", what, said)
		}
	}
	if got := strings.Count(errs.String(), "tlsteach: --data writes bytes, which may do anything to a terminal\n"); got != 3 || out.Len() > 0 {
		t.Errorf("%d times: %s%s", got, &errs, &out)
	}
	j := start(t, newTTY(t, 80, 24), nil, append(args, "-o", "/dev/tty")...)
	j.expect("may do anything to a terminal")
	j.ends(exitUsage)
	for _, shown := range []string{c.all(), j.all()} {
		if strings.Contains(shown, "GET /") {
			t.Errorf("the terminal got it: %q", shown)
		}
	}

	if got := run(args, strings.NewReader(""), &out, &errs); got != exitDone || out.String() != "GET / HTTP/1.1\r\n\r\n" {
		t.Errorf("the test proves nothing: exit status %d, %q", got, &out)
	}
}
