package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// reads waits until a file says something.
func reads(t *testing.T, file, want string) string {
	t.Helper()
	var b []byte
	for late := time.Now().Add(patience); time.Now().Before(late); time.Sleep(time.Millisecond) {
		b, _ = os.ReadFile(file)
		if strings.Contains(string(b), want) {
			return string(b)
		}
	}
	t.Fatalf("%s does not say %q, but:\n%s", file, want, b)
	return ""
}

// A file has the notes of the slide, and nothing else: what to say, the answer
// before the class sees it, what comes next. It is replaced whole; its permissions
// and a link to it stay.
func TestNotesFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.txt"), filepath.Join(dir, "notes.txt")
	must(t, os.WriteFile(real, []byte("old"), 0o640))
	must(t, os.Symlink("real.txt", link))
	j := present(t, 80, 24, "2", "--seed", "1", "--notes", link)
	reads(t, real, "slide 1 of")
	before, err := os.Open(real) // who has it open sees it whole
	must(t, err)
	defer before.Close()
	j.press("4\r")
	said := reads(t, real, "slide 4 of")
	for _, want := range []string{"Predict: The first client", "Answer, hidden: a shows it", "b  0303, TLS 1.2.", "not a: 0304 is TLS 1.3",
		"Next  A client that can do TLS 1.3", "0 min"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	if strings.Contains(said, "slide 1 of") || strings.Contains(said, "\x1b") {
		t.Errorf("something else is in it, too:\n%s", said)
	}
	j.press("C")
	reads(t, real, "The class says c.")
	j.press("a")
	reads(t, real, "Answer, shown")
	j.press("n")
	if said = reads(t, real, "slide 5 of"); !strings.Contains(said, "Say\n  Two arrows are all") {
		t.Errorf("no speaker's note:\n%s", said)
	}
	j.press("G")
	reads(t, real, "Next  the end")
	j.press("q")
	j.ends(exitDone)
	old, err := io.ReadAll(before)
	must(t, err)
	if !strings.HasPrefix(string(old), "  slide 1 of") {
		t.Errorf("the old text was changed: %q", old)
	}
	info, err := os.Lstat(link)
	must(t, err)
	if info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
	if info, err = os.Stat(real); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("permissions %v, %v", info.Mode(), err)
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 2 {
		t.Errorf("left behind: %v, %v", list, err)
	}
}

// What cannot be written is said before the class sees anything.
func TestNotesThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, c := range map[string]struct {
		status int
		says   string
	}{
		dir:                              {exitFailed, "it is a folder"},
		filepath.Join(dir, "no", "such"): {exitFailed, "cannot write"},
		"/dev/tty":                       {exitUsage, "is the terminal of the slides"},
		"/proc/self/fd/1":                {exitUsage, "is the terminal of the slides"},
		"-":                              {exitUsage, "standard output is for the slides"},
		filepath.Join(dir, "pcap"):       {exitUsage, "name the same file"},
	} {
		j := start(t, newTTY(t, 80, 24), nil, "run", "1", "--demo", "--notes", name, "--pcap", filepath.Join(dir, "pcap"))
		j.expect(c.says)
		j.ends(c.status)
		if strings.Contains(j.all(), "\x1b[?1049h") {
			t.Errorf("%s: slides were shown", name)
		}
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 0 {
		t.Errorf("left behind: %v, %v", list, err)
	}
}

// A folder that goes away while the lesson is shown does not stop it; it is said at
// the end.
func TestNotesFolderGoes(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "dir")
	must(t, os.Mkdir(dir, 0o777))
	j := present(t, 80, 24, "1", "--seed", "1", "--notes", filepath.Join(dir, "notes.txt"))
	reads(t, filepath.Join(dir, "notes.txt"), "slide 1 of")
	must(t, os.RemoveAll(dir))
	j.press("n")
	j.shows("slide 2 of")
	j.press("n")
	j.shows("slide 3 of")
	j.press("q")
	j.expect("tlsteach: cannot write")
	j.ends(exitFailed)
}

// Another terminal is drawn on: each slide in the place of the one before.
func TestNotesTerminal(t *testing.T) {
	t.Parallel()
	second := newTTY(t, 60, 30)
	j := present(t, 80, 24, "2", "--seed", "1", "--notes", second.file.Name())
	second.expect("\x1b[H\x1b[2J")
	second.expect("slide 1 of")
	j.press("n")
	second.expect("\x1b[H\x1b[2J")
	shown := second.expect("Next  ")
	for _, l := range strings.Split(strings.TrimPrefix(shown, "\x1b[3J"), "\n") {
		if n := len([]rune(strings.TrimRight(l, "\r"))); n > 60 {
			t.Errorf("%d columns on a terminal of 60: %s", n, l)
		}
	}
	j.press("q")
	j.ends(exitDone)
	second.asBefore()
	if strings.Contains(second.all(), "\x1b[38;5;") {
		t.Error("NO_COLOR is not honoured")
	}
}

// A terminal that shows nothing any more, or a pipe that nobody empties, does not
// hold the lesson up.
func TestNotesNobodyReads(t *testing.T) {
	t.Parallel()
	full := filepath.Join(t.TempDir(), "full")
	must(t, unix.Mkfifo(full, 0o666))
	reader, err := os.OpenFile(full, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	must(t, err)
	defer reader.Close()
	n, err := openNotes(full, nil)
	must(t, err)
	for range 40 { // more than a pipe holds
		if n.device == nil {
			t.Fatal("the pipe was given up")
		}
		_ = n.device.SetWriteDeadline(time.Now())
		if _, err = n.device.WriteString(strings.Repeat("x", 4096)); err != nil {
			break
		}
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("the pipe is not full: %v", err)
	}
	n.write("lost")
	must(t, n.close())
}

// A pipe may have no reader, get one, lose it and get another.
func TestNotesPipe(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	must(t, unix.Mkfifo(pipe, 0o666))
	j := present(t, 80, 24, "2", "--seed", "1", "--notes", pipe)
	j.press("n")
	j.shows("slide 2 of")
	for at, want := range []string{"slide 3 of", "slide 5 of"} {
		reader, err := os.OpenFile(pipe, os.O_RDONLY|syscall.O_NONBLOCK, 0)
		must(t, err)
		j.press("n")
		must(t, reader.SetReadDeadline(time.Now().Add(patience)))
		buf := make([]byte, 4096)
		got := ""
		for !strings.Contains(got, want) { // there is an end until there is a writer
			n, err := reader.Read(buf)
			if got += string(buf[:n]); err != nil && err != io.EOF {
				t.Fatalf("reader %d has no %q:\n%s", at, want, got)
			}
		}
		must(t, reader.Close())
		j.press("n")
		j.shows([]string{"slide 4 of", "slide 6 of"}[at])
	}
	j.press("q")
	j.ends(exitDone)
}

// A device takes all of them.
func TestNotesDevice(t *testing.T) {
	t.Parallel()
	j := present(t, 80, 24, "2", "--seed", "1", "--notes", "/dev/null")
	j.press("n")
	j.shows("slide 2 of")
	j.press("q")
	j.ends(exitDone)
}
