package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A notesFile is where the teacher reads what the class does not see: a file that
// is replaced whole at each slide, another terminal that is cleared, or a pipe or
// other device to which one text is written behind another. The nil file takes
// nothing. What cannot be written is said at the end: the lesson goes on.
type notesFile struct {
	name   string
	target string   // of a file: where it is, links followed
	device *os.File // else
	pipe   bool     // is opened again when it has a reader
	tty    *os.File // the device, where it is a terminal
	err    error    // the first
}

// writeTime bounds a write to a device: a terminal that was stopped, or a pipe that
// nobody empties, does not stop the lesson.
const writeTime = 200 * time.Millisecond

// openNotes opens what --notes names, as --output does. It is not the terminal of
// the slides: the class would read along.
func openNotes(name string, slides *os.File) (*notesFile, error) {
	if name == "" {
		return nil, nil
	}
	n := &notesFile{name: name}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return nil, &hinted{fmt.Errorf("cannot write %s: it is a folder", name), "name a file in it"}
	case err == nil && (isStream(slides, info) || name == "/dev/tty"):
		return nil, &usageError{fmt.Sprintf("--notes %s is the terminal of the slides", name), "open a second terminal; the command tty says there what to name here"}
	case err == nil && (!info.Mode().IsRegular() || namesDescriptor(name)):
		n.pipe = info.Mode()&fs.ModeNamedPipe != 0
		if err := n.open(); err != nil {
			return nil, cannotWrite(name, err)
		}
		return n, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, cannotWrite(name, err)
	}
	if n.target, err = pointedAt(name); err != nil {
		return nil, cannotWrite(name, err)
	}
	f, err := besides(n.target, false)
	if err != nil { // better said before the class sees anything
		return nil, cannotWrite(name, err)
	}
	return n, errors.Join(f.Close(), os.Remove(f.Name()))
}

// open opens a device without waiting for it. A pipe without a reader is no error.
func (n *notesFile) open() error {
	f, err := os.OpenFile(n.name, os.O_WRONLY|os.O_APPEND|atOnce, 0)
	if n.pipe && nobodyReads(err) {
		return nil
	}
	n.device, n.tty = f, terminal(f)
	if err != nil {
		n.device, n.tty = nil, nil
	}
	return err
}

// write shows a text in the place of the one before.
func (n *notesFile) write(text string) {
	if n == nil {
		return
	}
	var err error
	switch {
	case n.target != "":
		err = n.replace(text)
	case n.device == nil:
		if err = n.open(); err == nil && n.device != nil {
			err = n.send(text)
		}
	default:
		err = n.send(text)
	}
	n.failed(err)
}

func (n *notesFile) failed(err error) {
	if n.err == nil {
		n.err = err
	}
}

// replace puts a file with the text in the place of the old one, so that who reads
// it sees one or the other.
func (n *notesFile) replace(text string) error {
	f, err := besides(n.target, false)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	_, err = w.WriteString(text)
	err = errors.Join(err, w.Flush(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), n.target)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// send writes to a device. What does not go through in time is lost; a pipe whose
// reader has gone waits for the next one.
func (n *notesFile) send(text string) error {
	if n.tty != nil {
		text = "\x1b[H\x1b[2J\x1b[3J" + text
	}
	_ = n.device.SetWriteDeadline(time.Now().Add(writeTime)) // a device without deadlines does not make one wait
	_, err := io.WriteString(n.device, text)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil
	case err != nil && n.pipe:
		n.device.Close()
		n.device = nil
		return nil
	}
	return err
}

// options are those of the text: a terminal as large as it is, a file as any is.
func (n *notesFile) options(o *output) transcript.TextOptions {
	if n.tty != nil {
		return o.textOptions(n.tty)
	}
	t := o.textOptions(nil)
	t.Width = min(t.Width, 80)
	return t
}

// inColor brings the colours of a text down to what the terminal has.
func (n *notesFile) inColor(o *output, t transcript.TextOptions, text string) string {
	var b strings.Builder
	w := o.colored(&b, t)
	if n.tty != nil {
		if c, ok := o.colored(n.tty, t).(*colorprofile.Writer); ok {
			c.Forward, w = &b, c
		}
	}
	_, _ = io.WriteString(w, text) // into memory
	return b.String()
}

// close ends it, and says what went wrong.
func (n *notesFile) close() error {
	if n == nil {
		return nil
	}
	if n.device != nil {
		n.device.Close()
	}
	if n.err != nil {
		return cannotWrite(n.name, n.err)
	}
	return nil
}
