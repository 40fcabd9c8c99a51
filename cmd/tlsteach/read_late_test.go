package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
)

// exported is a capture of a connection with blocks of secrets before and behind it.
func exported(t *testing.T, rec *capture.Recording, before, behind []byte) (file string) {
	t.Helper()
	var b bytes.Buffer
	w, err := export.NewWriter(&b, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Secrets(before); err != nil {
		t.Fatal(err)
	}
	conn := w.Connection("10.0.0.1:40000", "192.0.2.1:443")
	for _, e := range rec.Events {
		if err := conn.Event(rec.Start.Add(e.At), e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Secrets(behind); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "secrets.pcapng")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestSecretsBehindTheirPackets: a program that records a live connection learns
// its secrets when packets have been written already.
func TestSecretsBehindTheirPackets(t *testing.T) {
	s, err := talked([]string{"tls13"})
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run([]string{"read", exported(t, s.Recording, nil, s.KeyLog)}, strings.NewReader(""), &out, &errs); code != 0 {
		t.Errorf("exit status %d: %s", code, &errs)
	}
	if !strings.Contains(out.String(), "all that crossed encrypted.") || errs.Len() > 0 {
		t.Errorf("%s\n%s", &out, &errs)
	}
}

// TestSecretsOfACaptureDoNotOverrideAKeyLog: whoever makes a capture cannot keep a
// person who has the secrets from reading it.
func TestSecretsOfACaptureDoNotOverrideAKeyLog(t *testing.T) {
	for _, version := range []string{"tls12", "tls13"} {
		s, err := talked([]string{version})
		if err != nil {
			t.Fatal(err)
		}
		var wrong []byte
		for line := range strings.Lines(string(s.KeyLog)) {
			f := strings.Fields(line)
			wrong = append(wrong, f[0]+" "+f[1]+" "+strings.Repeat("ee", len(f[2])/2)+"\n"...)
		}
		log := filepath.Join(t.TempDir(), "keys.log")
		if err := os.WriteFile(log, s.KeyLog, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, file := range []string{exported(t, s.Recording, wrong, nil), exported(t, s.Recording, nil, wrong)} {
			var out, errs bytes.Buffer
			if code := run([]string{"read", file}, strings.NewReader(""), &out, &errs); code != 1 || strings.Contains(out.String(), "all that crossed encrypted.") {
				t.Errorf("%s, by the capture alone: exit status %d\n%s%s", version, code, &out, &errs)
			}
			out.Reset()
			errs.Reset()
			if code := run([]string{"read", file, "--keylog", log}, strings.NewReader(""), &out, &errs); code != 0 || !strings.Contains(out.String(), "all that crossed encrypted.") || errs.Len() > 0 {
				t.Errorf("%s: exit status %d\n%s%s", version, code, &out, &errs)
			}
		}
	}
}
