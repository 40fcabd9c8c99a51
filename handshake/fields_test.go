package handshake_test

import (
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const fieldsFile = "testdata/wireshark-fields.txt"

// TestEveryFilterExists looks up each filter name of the sources in Wireshark's
// own list of fields. With -update the list is made again.
func TestEveryFilterExists(t *testing.T) {
	if *update {
		updateFields(t)
	}
	text, err := os.ReadFile(fieldsFile)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		known[strings.TrimSpace(line)] = true
	}
	sources, _ := filepath.Glob("*.go")
	filter := regexp.MustCompile(`Filter:\s*"([^"]*)"`)
	used := 0
	for _, source := range sources {
		code, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		for _, m := range filter.FindAllStringSubmatch(string(code), -1) {
			used++
			if !known[m[1]] {
				t.Errorf("%s: Wireshark has no field %s", source, m[1])
			}
		}
	}
	if used < 80 || len(known) < 250 {
		t.Errorf("%d filters in %d sources, %d fields of Wireshark: something was not read", used, len(sources), len(known))
	}
}

func updateFields(t *testing.T) {
	t.Helper()
	out, err := exec.Command(peertest.Need(t, "tshark"), "-G", "fields").Output()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(string(out)) {
		// F, name, filter, type, …
		if f := strings.Split(line, "\t"); len(f) > 2 && f[0] == "F" && strings.HasPrefix(f[2], "tls.") {
			names = append(names, f[2])
		}
	}
	slices.Sort(names)
	head := "# Display filters of TLS, from tshark -G fields. " + version(t, "tshark") + "\n"
	text := head + strings.Join(slices.Compact(names), "\n") + "\n"
	if err := os.WriteFile(fieldsFile, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
