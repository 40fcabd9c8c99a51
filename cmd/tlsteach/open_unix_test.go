//go:build unix

package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestInterruptedWhileAPipeHasNoWriter opens a named pipe that nobody writes to.
func TestInterruptedWhileAPipeHasNoWriter(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	a := &app{in: strings.NewReader(""), out: io.Discard, err: io.Discard}
	if _, err := a.capture(ctx, pipe); !errors.Is(err, context.Canceled) {
		t.Errorf("read: %v", err)
	}
	if _, err := a.pasted(ctx, []string{pipe}, true); !errors.Is(err, context.Canceled) {
		t.Errorf("explain: %v", err)
	}
	// The two that wait go on, and end.
	w, err := os.OpenFile(pipe, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for deadline := time.Now().Add(5 * time.Second); len(ourGoroutines()) > 0; {
		if time.Now().After(deadline) {
			t.Fatalf("left: %s", ourGoroutines())
		}
	}
}
