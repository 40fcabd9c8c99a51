package stores

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"
)

func TestMozilla(t *testing.T) {
	s, err := Mozilla()
	if err != nil || len(s.Roots) < 100 {
		t.Errorf("%d roots, %v", len(s.Roots), err)
	}
}

// TestPlaces reads roots from where a system keeps them: a file, or a folder with
// links of several names to one file.
func TestPlaces(t *testing.T) {
	all, err := Mozilla()
	if err != nil {
		t.Fatal(err)
	}
	one, two := all.Roots[0].Certificate, all.Roots[1].Certificate
	text := func(certificates ...*x509.Certificate) (b []byte) {
		b = append(b, "some words\n"...)
		for _, c := range certificates {
			b = append(b, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
		}
		return append(b, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("no certificate")})...)
	}
	dir := t.TempDir()
	file := func(name string, b []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	both, der, words := file("both.pem", text(one, two)), file("one.der", one.Raw), file("words", []byte("no certificate"))
	for name, want := range map[string]int{both: 2, der: 1, words: 0, filepath.Join(dir, "missing"): 0, dir: 0} {
		s, err := File(name)
		if len(s.Roots) != want || (err == nil) != (want > 0) {
			t.Errorf("%s: %d roots, %v", name, len(s.Roots), err)
		}
	}
	for _, c := range []struct {
		file, folder string
		want         int
	}{{both, "", 2}, {"/no such file", dir, 2}, {words, "/no such folder" + string(filepath.ListSeparator) + dir, 2}, {words, "/no such folder", 0}} {
		t.Setenv("SSL_CERT_FILE", c.file)
		t.Setenv("SSL_CERT_DIR", c.folder)
		s, err := System()
		if len(s.Roots) != c.want || (err == nil) != (c.want > 0) {
			t.Errorf("%s and %s: %d roots, %v", c.file, c.folder, len(s.Roots), err)
		}
	}
}
