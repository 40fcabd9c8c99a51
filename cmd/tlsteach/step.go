package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/muesli/cancelreader"
	"github.com/tlsteach/tlsteach/lessons"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
	"golang.org/x/term"
)

// step runs lessons on a terminal, a step at a time. What was shown stays above:
// it can be scrolled back to, and copied.
func (a *app) step(ctx context.Context, f *runFlags, chosen []*anatomy.Lesson, options lessons.Options) (err error) {
	in, out := terminal(a.in), terminal(a.out)
	keys, err := cancelreader.NewReader(in)
	if err != nil {
		return err
	}
	defer keys.Close()
	stop := context.AfterFunc(ctx, func() { keys.Cancel() })
	defer stop()

	s := &stepper{flags: f, tty: in, out: out, keys: keys}
	if err := s.raw(); err != nil {
		return err
	}
	defer func() { // also when something panics: the terminal is as it was
		if e := s.cooked(); err == nil {
			err = e
		}
	}()
	var docs []*transcript.Document
	for _, l := range chosen {
		d, err := perform(ctx, l, options)
		if err != nil {
			return err
		}
		docs = append(docs, d)
		if err := s.lesson(d); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return firstOf(held(docs), err)
		}
	}
	return held(docs)
}

// firstOf is the first error that is one; but an interrupt always wins.
func firstOf(first, second error) error {
	if first != nil && second == errLeft {
		return first
	}
	return second
}

// A stepper shows chunks on a terminal in raw mode and reads single keys.
type stepper struct {
	flags *runFlags
	tty   *os.File
	out   io.Writer
	keys  io.Reader
	ahead []byte      // keys that were typed before they were asked for
	state *term.State // of the terminal before; nil while it is as it was
}

func (s *stepper) raw() error {
	state, err := term.MakeRaw(int(s.tty.Fd()))
	s.state = state
	return err
}

func (s *stepper) cooked() error {
	if s.state == nil {
		return nil
	}
	state := s.state
	s.state = nil
	return term.Restore(int(s.tty.Fd()), state)
}

// lesson shows a document chunk by chunk.
func (s *stepper) lesson(d *transcript.Document) error {
	chunks := transcript.Chunks(d)
	for i := 0; i < len(chunks); {
		c := chunks[i]
		if err := s.show(c); err != nil {
			return err
		}
		i++
		if c.Question != nil {
			if err := s.choose(c.Question); err != nil {
				return err
			}
			continue
		}
		if err := s.pause(c, i == len(chunks)); err != nil {
			return err
		}
	}
	return nil
}

// show writes a chunk for the terminal as wide as it is now.
func (s *stepper) show(c transcript.Chunk) error {
	t := s.flags.textOptions(s.out)
	text, err := c.Text(t)
	if err != nil {
		return err
	}
	return s.write(t, text)
}

// write sends text to a terminal in raw mode, where a line feed does not return.
func (s *stepper) write(t transcript.TextOptions, text string) error {
	_, err := io.WriteString(s.flags.colored(s.out, t), strings.ReplaceAll(text, "\n", "\r\n"))
	return err
}

// pause waits until the reader goes on.
func (s *stepper) pause(c transcript.Chunk, last bool) error {
	if last {
		return nil
	}
	prompt := "Enter goes on, q leaves"
	if c.Folds() {
		prompt = "Enter goes on, v shows all fields, q leaves"
	}
	for {
		k, err := s.prompt("  [" + prompt + "] ")
		if err != nil {
			return err
		}
		switch {
		case k == "\r" || k == "\n" || k == " ":
			return nil
		case k == "v" && c.Folds():
			verbose := s.flags.verbose
			s.flags.verbose = true
			err := s.show(c)
			s.flags.verbose = verbose
			if err != nil {
				return err
			}
		}
	}
}

// choose waits until the reader has committed to an answer.
func (s *stepper) choose(q *transcript.Question) error {
	first, last := q.Choices[0].Key, q.Choices[len(q.Choices)-1].Key
	for {
		k, err := s.prompt(fmt.Sprintf("              your answer, %s to %s: ", first, last))
		if err != nil {
			return err
		}
		if c := q.Choice(k); c != nil {
			q.Chosen = c.Key
			return s.write(transcript.TextOptions{}, "              your answer: "+c.Key+"\n\n")
		}
	}
}

// prompt shows a line, waits for a key, and takes the line away. The keys that
// leave are errors.
func (s *stepper) prompt(line string) (string, error) {
	if _, err := io.WriteString(s.out, line); err != nil {
		return "", err
	}
	key, err := s.key()
	blank := "\r" + strings.Repeat(" ", len(line)) + "\r" // no escape sequence: any terminal can
	if _, e := io.WriteString(s.out, blank); e != nil && err == nil {
		err = e
	}
	return key, err
}

// key reads one key. What a terminal sends for an arrow or a function key comes
// in one piece and begins with ESC: it is no key of ours.
func (s *stepper) key() (string, error) {
	for {
		if len(s.ahead) == 0 {
			buf := make([]byte, 64)
			n, err := s.keys.Read(buf)
			if err != nil {
				return "", leaving(err)
			}
			if s.ahead = buf[:n]; n == 0 || buf[0] == 0x1b {
				s.ahead = nil
				continue
			}
		}
		k := strings.ToLower(string(s.ahead[:1]))
		s.ahead = s.ahead[1:]
		switch k {
		case "\x03": // Ctrl-C
			return "", context.Canceled
		case "\x04", "q": // Ctrl-D
			return "", errLeft
		case "\x1a": // Ctrl-Z
			if err := s.suspend(); err != nil {
				return "", err
			}
		default:
			return k, nil
		}
	}
}

// leaving turns the end of the input into leaving, and a cancelled read into an
// interrupt.
func leaving(err error) error {
	if err == io.EOF {
		return errLeft
	}
	if err == cancelreader.ErrCanceled {
		return context.Canceled
	}
	return err
}
