package peertest

import (
	"bytes"
	"os"
	"testing"
)

// Section holds a part of a page against what the code says it should be, and
// writes it where update is set. The part stands between two lines:
//
//	<!-- NAME: made by go test -update -->
//	<!-- end -->
func Section(t *testing.T, file, name, text string, update bool) {
	t.Helper()
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := []byte("<!-- "+name+": made by go test -update -->\n"), []byte("<!-- end -->")
	before, rest, ok := bytes.Cut(page, begin)
	_, after, closed := bytes.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no section %s", file, name)
	}
	made := bytes.Join([][]byte{before, begin, []byte("\n" + text + "\n"), end, after}, nil)
	switch {
	case bytes.Equal(made, page):
	case !update:
		t.Errorf("the section %s of %s is not what the code says: go test -run %s -update", name, file, t.Name())
	default:
		if err := os.WriteFile(file, made, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
