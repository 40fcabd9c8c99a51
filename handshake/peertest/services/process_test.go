//go:build linux

package services

import (
	"errors"
	"io/fs"
	"os"
	"testing"
)

// TestNothingLeft is a server whose process is seen, and gone with its test, as its
// folder is. That no server leaves processes is checked wherever one is started.
func TestNothingLeft(t *testing.T) {
	var p *process
	t.Run("server", func(t *testing.T) {
		_, p = slapd.start(t, nil)
		if len(p.running()) != 1 {
			t.Errorf("these processes are seen: %q", p.running())
		}
	})
	if p == nil {
		t.Skip("it was not started")
	}
	if _, err := os.Stat(p.dir); len(p.running()) > 0 || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s: %v, and %q", p.dir, err, p.running())
	}
}
