package keylog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"
)

const (
	maxTail   = 8 << 20  // bytes of lines that a Tail keeps
	maxRandom = 16 << 10 // of them, of one client random
	maxBehind = 64 << 20 // bytes of the file that are looked at in one Poll
	restful   = 2 * time.Millisecond
)

// A Tail reads a key log while a program writes it, and keeps the latest lines by
// their client random. The file need not be there yet, and may be begun anew. It is
// safe for concurrent use.
//
// It keeps 8 MiB of lines: those of the oldest connections go first. Where a file has
// more than 64 MiB that are new, it reads the last of them. A line counts when its end
// is there.
type Tail struct {
	name string

	mu     sync.Mutex
	looked time.Time
	file   os.FileInfo // that was read up to offset; nil: there was none
	offset int64
	rest   []byte // a line without its end
	long   bool   // the line is too long to be one
	lines  map[[32]byte][]byte
	order  [][32]byte // of lines, the oldest first
	kept   int
}

// NewTail makes a Tail of a file. Nothing is read before Poll.
func NewTail(name string) *Tail { return &Tail{name: name, lines: map[[32]byte][]byte{}} }

// Poll reads what is new. A file that is not there is no error. Calls that come at
// once read once.
func (t *Tail) Poll() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if time.Since(t.looked) < restful {
		return nil
	}
	defer func() { t.looked = time.Now() }()
	info, err := os.Stat(t.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.file, t.offset, t.rest, t.long = nil, 0, nil, false
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no regular file, so nobody can see it grow", t.name)
	case t.file != nil && (!os.SameFile(t.file, info) || info.Size() < t.offset):
		t.offset, t.rest, t.long = 0, nil, false // it was replaced, or emptied
	}
	if t.file = info; info.Size() == t.offset {
		return nil
	}
	if skip := info.Size() - t.offset - maxBehind; skip > 0 {
		t.offset += skip
		t.rest, t.long = nil, true // up to the next line
	}
	f, err := os.Open(t.name)
	if err != nil {
		return err
	}
	defer f.Close()
	n, err := io.Copy(tailWriter{t}, io.NewSectionReader(f, t.offset, info.Size()-t.offset))
	t.offset += n
	return err
}

// tailWriter takes what was read; the lock is held.
type tailWriter struct{ *Tail }

func (t tailWriter) Write(b []byte) (int, error) {
	for part := range bytes.Lines(b) {
		whole := part[len(part)-1] == '\n'
		if t.long = t.long || len(t.rest)+len(part) > maxLine; !t.long {
			t.rest = append(t.rest, part...)
		}
		if !whole {
			continue
		}
		if !t.long {
			t.add(t.rest)
		}
		t.rest, t.long = t.rest[:0], false
	}
	return len(b), nil
}

// add keeps a line that a client random is in.
func (t *Tail) add(line []byte) {
	name, rest := word(bytes.Trim(line, " \t\r\n"))
	random, secret := word(rest)
	var id [32]byte
	if n, ok := decode(id[:], random); !ok || n != len(id) || len(secret) == 0 || name[0] == '#' {
		return
	}
	old, known := t.lines[id]
	if bytes.Contains(old, bytes.TrimSpace(line)) || len(old)+len(line) > maxRandom {
		return // client and server may write to one file
	}
	if !known {
		t.order = append(t.order, id)
	}
	t.lines[id] = append(old, line...)
	for t.kept += len(line); t.kept > maxTail; t.order = t.order[1:] {
		t.kept -= len(t.lines[t.order[0]])
		delete(t.lines, t.order[0])
	}
}

// Lines returns the lines of a client random (32 bytes), in the order of the file.
// The result is the caller's own.
func (t *Tail) Lines(random []byte) []byte {
	if len(random) != 32 {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.lines[[32]byte(random)])
}

// Has says whether there are lines with all of these labels for a client random.
func (t *Tail) Has(random []byte, labels ...string) bool {
	lines := t.Lines(random)
	for _, l := range labels {
		if !bytes.HasPrefix(lines, []byte(l+" ")) && !bytes.Contains(lines, []byte("\n"+l+" ")) {
			return false
		}
	}
	return len(lines) > 0
}
