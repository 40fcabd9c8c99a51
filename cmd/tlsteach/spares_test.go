package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOutputDoesNotReplaceTheInput names the file that is read, and a link to it.
func TestOutputDoesNotReplaceTheInput(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "only.bin"), filepath.Join(dir, "link")
	const content = "\x15\x03\x03\x00\x02\x02\x28"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Skip(err)
	}
	for _, command := range []string{"read", "explain"} {
		for _, to := range []string{file, link} {
			var said strings.Builder
			if code := run([]string{command, file, "-o", to}, strings.NewReader(""), io.Discard, &said); code != 2 || !strings.Contains(said.String(), "is the file that is read") {
				t.Errorf("%s: exit %d: %s", command, code, said.String())
			}
			if got, err := os.ReadFile(file); err != nil || string(got) != content {
				t.Fatalf("%s -o %s left %q, %v", command, to, got, err)
			}
		}
	}
}
