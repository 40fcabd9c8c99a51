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
func (a *app) step(ctx context.Context, f *runFlags, chosen []*anatomy.Lesson, options lessons.Options) error {
	defer restoring()()
	in, out := terminal(a.in), terminal(a.out)
	input, err := cancelreader.NewReader(in)
	if err != nil {
		return err
	}
	defer input.Close()
	stop := context.AfterFunc(ctx, func() { input.Cancel() })
	defer stop()

	s := &stepper{rawTerminal: rawTerminal{tty: in}, flags: f, out: out, keys: &keyboard{from: input}}
	var docs []*transcript.Document
	for i, l := range chosen {
		// The terminal is not raw here: Ctrl-C interrupts a lesson that hangs.
		d, err := perform(ctx, l, options)
		if err != nil {
			return err
		}
		docs = append(docs, d)
		if err := s.lesson(d, i == len(chosen)-1); err != nil {
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
	rawTerminal
	flags *runFlags
	out   *os.File
	keys  *keyboard
}

// lesson shows a document chunk by chunk; last says that no other follows.
func (s *stepper) lesson(d *transcript.Document, last bool) (err error) {
	if err := s.raw(); err != nil {
		return err
	}
	defer func() { // also when something panics: the terminal is as it was
		if e := s.cooked(); err == nil {
			err = e
		}
	}()
	chunks := transcript.Chunks(d)
	for i, c := range chunks {
		if err := s.show(c, s.flags.verbose); err != nil {
			return err
		}
		switch {
		case c.Question != nil && !s.flags.answers:
			err = s.choose(c.Question)
		case i < len(chunks)-1:
			err = s.pause(c, "Enter goes on")
		case !last:
			err = s.pause(c, "Enter begins the next lesson")
		}
		if err != nil {
			return err
		}
	}
	if !last {
		return s.write(transcript.TextOptions{}, "\n")
	}
	return nil
}

// show writes a chunk for the terminal as large as it is now. A chunk that is
// longer than the screen stops before its beginning scrolls away.
func (s *stepper) show(c transcript.Chunk, verbose bool) error {
	t := s.flags.textOptions(s.out)
	t.Verbose = verbose
	text, err := c.Text(t)
	if err != nil {
		return err
	}
	folds := verbose && !s.flags.verbose // v has unfolded it, so v folds it again
	_, height, _ := term.GetSize(int(s.out.Fd()))
	for rest := strings.SplitAfter(text, "\n"); ; {
		n := page(rest, height-1)
		if err := s.write(t, strings.Join(rest[:n], "")); err != nil {
			return err
		}
		if rest = rest[n:]; len(rest) == 0 || rest[0] == "" {
			return nil
		}
		more := "Enter shows more"
		if folds {
			more = "Enter shows more, v no more of it"
		}
		k, err := s.await(more, folds)
		if err != nil || k == "v" {
			return err
		}
	}
}

// page says how many of the lines go on a screen with room for so many. It
// breaks where a line is empty if there is one in the lower half.
func page(lines []string, room int) int {
	if room < 4 || len(lines) <= room+1 { // what is behind the last line feed is no line
		return len(lines)
	}
	for n := room; n > room/2; n-- {
		if strings.TrimSpace(lines[n-1]) == "" {
			return n
		}
	}
	return room
}

// write sends text to a terminal in raw mode, where a line feed does not return.
func (s *stepper) write(t transcript.TextOptions, text string) error {
	_, err := io.WriteString(s.flags.colored(s.out, t), strings.ReplaceAll(text, "\n", "\r\n"))
	return err
}

// pause waits until the reader goes on; v shows the chunk with all its fields.
func (s *stepper) pause(c transcript.Chunk, what string) error {
	folds := c.Folds() && !s.flags.verbose
	if folds {
		what += ", v shows all fields"
	}
	for {
		k, err := s.await(what, folds)
		if err != nil || k != "v" {
			return err
		}
		if err := s.show(c, true); err != nil {
			return err
		}
	}
}

// await waits for Enter or space, or where it has a meaning for v.
func (s *stepper) await(what string, v bool) (string, error) {
	for {
		k, err := s.prompt("  [" + what + ", q leaves] ")
		if err != nil || k == "\r" || k == "\n" || k == " " || k == "v" && v {
			return k, err
		}
	}
}

// choose waits until the reader has committed to an answer.
func (s *stepper) choose(q *transcript.Question) error {
	if len(q.Choices) == 0 {
		return nil
	}
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
	if w := width(s.out); len(line) >= w { // a line that wraps could not be taken away
		line = line[:w-1]
	}
	blank := "\r" + strings.Repeat(" ", len(line)) + "\r" // no escape sequence: any terminal can
	for {
		if _, err := io.WriteString(s.out, line); err != nil {
			return "", err
		}
		key, err := s.keys.key()
		if _, e := io.WriteString(s.out, blank); e != nil && err == nil {
			err = e
		}
		if err != nil || key != ctrlZ {
			return key, err
		}
		if err := s.suspend(); err != nil {
			return "", err
		}
	}
}
