package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

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
	t := f.textOptions(a.out)
	w := f.colored(a.out, t)
	tries := 1
	if terminal(a.in) != nil {
		tries = triesOnTerminal
	}
	answers := lines(a.in)
	var wrong error
	for _, l := range chosen {
		d, grade, err := lessons.Exercise(ctx, l, options)
		if err != nil {
			return advise(l, err)
		}
		if err := transcript.Terminal(w, []*transcript.Document{d}, t); err != nil {
			return err
		}
		right, err := ask(ctx, w, answers, grade, tries)
		if err != nil {
			return err
		}
		if !right {
			wrong = errWrong
		}
	}
	return wrong
}

// ask reads answers until one is right or the tries are used up.
func ask(ctx context.Context, w io.Writer, answers <-chan string, grade func(string) anatomy.Grading, tries int) (bool, error) {
	for range tries {
		if _, err := io.WriteString(w, "  your answer › "); err != nil {
			return false, err
		}
		var answer string
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case line, ok := <-answers:
			if !ok {
				fmt.Fprintln(w)
				return false, &hinted{errors.New("there was no answer"), "type it, or pipe it in: echo 12 | tlsteach run 1 --exercise --seed 1"}
			}
			answer = line
		}
		g := grade(strings.TrimSpace(answer))
		word := "✘ Not so. "
		if g.Right {
			word = "✔ Right. "
		}
		if _, err := fmt.Fprintf(w, "\n  %s%s\n\n", word, printable(g.Says)); err != nil || g.Right {
			return g.Right, err
		}
	}
	return false, nil
}

// lines reads lines while somebody asks for them; it ends with the input.
func lines(r io.Reader) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		s := bufio.NewScanner(r)
		for s.Scan() {
			out <- s.Text()
		}
	}()
	return out
}
