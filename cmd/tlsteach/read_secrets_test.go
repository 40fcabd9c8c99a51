package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// TestCommandsComputeWhatStandsBesideThem: each command of --secrets is run as it
// stands in the text, broken into lines of any width.
func TestCommandsComputeWhatStandsBesideThem(t *testing.T) {
	for _, program := range []string{"bash", "openssl", "xxd"} {
		peertest.Need(t, program)
	}
	dir := t.TempDir()
	file, err := captureOf("tls13", "tls12")
	if err != nil {
		t.Fatal(err)
	}
	var keys []byte
	for _, kind := range []string{"tls13", "tls12"} {
		session, err := talked([]string{kind})
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, session.KeyLog...)
	}
	for name, b := range map[string][]byte{"web.pcap": file, "web.keys": keys} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, columns := range []string{"40", "80", "140"} {
		t.Setenv("COLUMNS", columns)
		var out, errs bytes.Buffer
		args := []string{"read", filepath.Join(dir, "web.pcap"), "--keylog", filepath.Join(dir, "web.keys"), "--secrets", "--message", "secret"}
		if code := run(args, strings.NewReader(""), &out, &errs); code != exitDone {
			t.Fatalf("exit status %d: %s", code, &errs)
		}
		var script strings.Builder
		var want []string
		for _, step := range strings.Split(out.String(), "\n\n") {
			before, command, ok := strings.Cut(step, "\n    $ ")
			if !ok {
				continue
			}
			_, value, _ := strings.Cut(before, "\n    =")
			want = append(want, strings.Join(strings.Fields(value), ""))
			script.WriteString(command + "\n")
		}
		bash := exec.Command("bash")
		bash.Stdin = strings.NewReader(script.String())
		got, err := bash.Output()
		if err != nil {
			t.Fatal(err)
		}
		if len(want) < 15 || strings.Join(want, "\n") != strings.TrimSpace(string(got)) {
			t.Errorf("%s columns, %d commands: the text says\n%s\nthe commands say\n%s", columns, len(want), strings.Join(want, "\n"), got)
		}
	}
}
