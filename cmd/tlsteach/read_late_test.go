package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture/export"
)

// TestSecretsBehindTheirPackets: a program that records a live connection learns
// its secrets when packets have been written already.
func TestSecretsBehindTheirPackets(t *testing.T) {
	rec, keys, err := talked([]string{"tls13"})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	w, err := export.NewWriter(&file, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	conn := w.Connection("10.0.0.1:40000", "192.0.2.1:443")
	for _, e := range rec.Events {
		if err := conn.Event(rec.Start.Add(e.At), e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Secrets(keys); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "late.pcapng")
	if err := os.WriteFile(name, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run([]string{"read", name}, strings.NewReader(""), &out, &errs); code != 0 {
		t.Errorf("exit status %d: %s", code, &errs)
	}
	if !strings.Contains(out.String(), "all that crossed encrypted.") || errs.Len() > 0 {
		t.Errorf("%s\n%s", &out, &errs)
	}
}
