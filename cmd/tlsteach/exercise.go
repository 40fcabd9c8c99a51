package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/muesli/cancelreader"
	"github.com/tlsteach/tlsteach/lessons"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// triesOnTerminal is how often a person may answer; a pipe answers once.
const triesOnTerminal = 3

// exercises sets the exercise of each lesson and checks the answers, a line each.
func (a *app) exercises(ctx context.Context, f *runFlags, chosen []*anatomy.Lesson, options lessons.Options) error {
	if f.file != "" {
		return &usageError{"--exercise is a conversation: it has no --output", ""}
	}
	e := examiner{text: f.textOptions(a.out), tries: 1}
	e.out = f.colored(a.out, e.text)
	if terminal(a.in) != nil {
		e.tries = triesOnTerminal
	}
	var stop func()
	e.answers, stop = lines(a.in)
	defer stop()
	var wrong error
	for i, l := range chosen {
		d, grade, err := lessons.Exercise(ctx, l, options)
		if err != nil {
			return advise(l, err)
		}
		if i > 0 {
			if _, err := io.WriteString(e.out, "\n"); err != nil {
				return err
			}
		}
		if err := transcript.Terminal(e.out, []*transcript.Document{d}, e.text); err != nil {
			return err
		}
		right, err := e.examine(ctx, d, grade)
		if err != nil {
			return err
		}
		if !right {
			wrong = errWrong
		}
	}
	return wrong
}

// An examiner asks for answers and says what they are worth.
type examiner struct {
	out     io.Writer
	text    transcript.TextOptions
	answers <-chan string
	tries   int
}

// examine reads answers until one is right or the tries are used up. An empty
// line, from a person who may try again, is not an answer.
func (e *examiner) examine(ctx context.Context, d *transcript.Document, grade func(string) anatomy.Grading) (bool, error) {
	prompt := "  your answer › "
	if e.text.ASCII {
		prompt = "  your answer > "
	}
	for try := 0; try < e.tries; try++ {
		if _, err := io.WriteString(e.out, prompt); err != nil {
			return false, err
		}
		var answer string
		select {
		case <-ctx.Done():
			fmt.Fprintln(e.out)
			return false, ctx.Err()
		case line, ok := <-e.answers:
			if !ok {
				fmt.Fprintln(e.out)
				return false, &hinted{errors.New("there was no answer"), "type it, or pipe it in: echo 12 | tlsteach run " + d.Lesson.Slug + " --exercise --seed 1"}
			}
			answer = strings.TrimSpace(line)
		}
		if answer == "" && e.tries > 1 {
			try--
			continue
		}
		g := grade(answer)
		if err := e.say(d, g); err != nil || g.Right {
			return g.Right, err
		}
	}
	if e.tries > 1 {
		_, err := io.WriteString(e.out, "  That was the last try. --exercise once more makes a fresh one.\n")
		return false, err
	}
	return false, nil
}

// say writes a verdict as the last block of the exercise, so that it is wrapped
// and spelled as the exercise is.
func (e *examiner) say(d *transcript.Document, g anatomy.Grading) error {
	word := "✘ Not so."
	if g.Right {
		word = "✔ Right."
	}
	with := *d
	with.Blocks = append(d.Blocks[:len(d.Blocks):len(d.Blocks)], &transcript.Prose{
		Text: transcript.Text{{Style: transcript.Strong, Text: word}, {Text: " " + g.Says}}})
	chunks := transcript.Chunks(&with)
	text, err := chunks[len(chunks)-1].Text(e.text)
	if err != nil {
		return err
	}
	_, err = io.WriteString(e.out, "\n"+text)
	return err
}

// lines reads lines while somebody asks for them; it ends with the input, or
// with stop, where the system lets a read be given up.
func lines(r io.Reader) (out <-chan string, stop func()) {
	// On Windows a reader that can be cancelled takes over the console.
	var input cancelreader.CancelReader
	if runtime.GOOS != "windows" {
		if c, err := cancelreader.NewReader(r); err == nil { // not so a file, which never makes one wait
			input, r = c, c
		}
	}
	found, done := make(chan string), make(chan struct{})
	go func() {
		defer close(found)
		s := bufio.NewScanner(r)
		for s.Scan() {
			select {
			case found <- s.Text():
			case <-done:
				return
			}
		}
	}()
	return found, func() {
		close(done)
		if input == nil {
			return
		}
		if input.Cancel() {
			for range found { // until the reader has let go of the input
			}
		}
		input.Close()
	}
}
