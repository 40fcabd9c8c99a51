package keylog

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

func TestUnderRandom(t *testing.T) {
	inner, outer := hexOf(1, 32), hexOf(2, 32)
	lines := "# comment\r\n" +
		"CLIENT_HANDSHAKE_TRAFFIC_SECRET " + strings.ToUpper(inner) + " " + hexOf(0xA, 32) + "\r\n" +
		"\n" +
		"SOME_NEW_SECRET " + inner + "  " + hexOf(0xB, 32) + "\n" +
		"# CLIENT_RANDOM " + inner + " " + hexOf(0xC, 48) + "\n" +
		"#CLIENT_RANDOM " + inner + " " + hexOf(0xC, 48) + "\n" +
		"RSA " + hexOf(0xD, 8) + " " + hexOf(0xD, 48) + "\n" +
		"ECH_SECRET " + outer + " " + hexOf(0xE, 32) + "\n" +
		"EXPORTER_SECRET " + inner + "\n" +
		"EXPORTER_SECRET " + inner + " " + hexOf(0xF, 32)
	want := "CLIENT_HANDSHAKE_TRAFFIC_SECRET " + outer + " " + hexOf(0xA, 32) + "\n" +
		"SOME_NEW_SECRET " + outer + " " + hexOf(0xB, 32) + "\n" +
		"EXPORTER_SECRET " + outer + " " + hexOf(0xF, 32) + "\n"
	if got := string(UnderRandom([]byte(lines), valueOf(2, 32))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := UnderRandom([]byte(lines), valueOf(2, 31)); got != nil {
		t.Errorf("got %q", got)
	}
}

// A slow file takes a few bytes a call, so that lines would mix.
type slow struct{ bytes.Buffer }

func (s *slow) Write(p []byte) (int, error) {
	for i := range p {
		s.Buffer.WriteByte(p[i])
		if i%16 == 0 {
			runtime.Gosched()
		}
	}
	return len(p), nil
}

func TestLinesOfManyConnectionsStayWhole(t *testing.T) {
	var file slow
	w := NewWriter(&file)
	var all sync.WaitGroup
	collectors := make([]*Collector, 8)
	for i := range collectors {
		c := w.Connection()
		collectors[i] = c
		all.Go(func() {
			for n := range 50 {
				if _, err := fmt.Fprintf(c, "EXPORTER_SECRET %s %s\n", hexOf(byte(i), 32), hexOf(byte(n), 32)); err != nil {
					t.Error(err)
				}
				c.Bytes()
			}
		})
	}
	all.Wait()
	if got := strings.Count(file.String(), "\n"); got != 8*50 || w.Err() != nil {
		t.Errorf("%d lines, %v", got, w.Err())
	}
	for line := range strings.Lines(file.String()) {
		if len(line) != len("EXPORTER_SECRET ")+64+1+64+1 {
			t.Fatalf("a line is not whole: %q", line)
		}
	}
	for i, c := range collectors {
		l := read(t, string(c.Bytes()))
		if got := l.Secret(Exporter, valueOf(byte(i), 32)); !bytes.Equal(got, valueOf(49, 32)) || l.Len() != 1 || c.Full() {
			t.Errorf("connection %d: %d secrets, the last is %x", i, l.Len(), got)
		}
	}
}

// broken fails after some calls.
type broken struct {
	calls int
	err   error
}

func (b *broken) Write(p []byte) (int, error) {
	if b.calls--; b.calls < 0 {
		return len(p) / 2, b.err
	}
	return len(p), nil
}

func TestAFailingFileDoesNotEndTheConnection(t *testing.T) {
	full := errors.New("no space left")
	for _, b := range []*broken{{1, full}, {1, nil}} {
		w := NewWriter(b)
		c := w.Connection()
		for range 3 {
			if n, err := c.Write([]byte("a line\n")); n != 7 || err != nil {
				t.Errorf("got %d, %v", n, err)
			}
		}
		if err := w.Err(); err == nil || b.err != nil && !errors.Is(err, full) || b.calls != -1 {
			t.Errorf("got %v after %d calls", err, b.calls)
		}
		if got := string(c.Bytes()); got != "a line\na line\na line\n" {
			t.Errorf("collected %q", got)
		}
	}
	var alone Collector
	if _, err := alone.Write([]byte("x")); err != nil || string(alone.Bytes()) != "x" {
		t.Errorf("got %q, %v", alone.Bytes(), err)
	}
	if _, err := NewWriter(nil).Write([]byte("x")); err != nil {
		t.Error(err)
	}
}

func TestACollectorIsBounded(t *testing.T) {
	var c Collector
	for range maxCollected/100 + 100 {
		_, _ = c.Write(bytes.Repeat([]byte("x"), 100))
	}
	_, _ = c.Write([]byte("y"))
	if got := c.Bytes(); len(got) > maxCollected || !c.Full() || bytes.Contains(got, []byte("y")) {
		t.Errorf("%d bytes", len(got))
	}
}

func TestCreatedFilesAreTheOwnersOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permissions are not the owner's there")
	}
	folder := t.TempDir()
	old := filepath.Join(folder, "old")
	write := func(name string) {
		t.Helper()
		f, err := CreateFile(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteString("new"); err != nil {
			t.Fatal(err)
		}
		// At once, for those who follow it.
		if got, err := os.ReadFile(name); err != nil || string(got) != "new" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if err := os.WriteFile(old, []byte("old and longer"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(old, 0o666); err != nil {
		t.Fatal(err)
	}
	reader, err := os.Open(old)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	write(old)
	b := make([]byte, 99)
	if n, _ := reader.Read(b); string(b[:n]) != "old and longer" {
		t.Errorf("who held the old file reads %q", b[:n])
	}
	write(filepath.Join(folder, "fresh"))

	// A link stays, and what it points at is written.
	link, chain, dangling := filepath.Join(folder, "link"), filepath.Join(folder, "chain"), filepath.Join(folder, "dangling")
	for name, target := range map[string]string{link: "old", chain: link, dangling: "nothing yet"} {
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{link, chain, dangling} {
		write(name)
		if info, err := os.Lstat(name); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more", name)
		}
	}
	if list, _ := os.ReadDir(folder); len(list) != 6 {
		t.Errorf("left behind: %v", list)
	}
}

func TestWhatCannotBeCreated(t *testing.T) {
	folder := t.TempDir()
	loop := filepath.Join(folder, "loop")
	if err := os.Symlink("loop", loop); err != nil {
		t.Skip(err)
	}
	for _, name := range []string{folder, loop, filepath.Join(folder, "none", "file")} {
		if f, err := CreateFile(name); err == nil {
			f.Close()
			t.Errorf("%s was created", name)
		}
	}
	if f, err := CreateFile(os.DevNull); err != nil {
		t.Error(err)
	} else if _, err := f.WriteString("x"); err != nil {
		t.Error(err)
	} else {
		f.Close()
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() || info.Mode().Perm()&0o066 == 0 {
		t.Errorf("%s was changed: %v", os.DevNull, info)
	}
	if list, _ := os.ReadDir(folder); len(list) != 1 {
		t.Errorf("left behind: %v", list)
	}
}
