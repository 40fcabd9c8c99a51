package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"unicode"

	"github.com/spf13/cobra"
)

// The exit status of the program: docs/reference.md.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// app is one call of the program: its streams.
type app struct {
	in       io.Reader
	out, err io.Writer
}

// run is the program: it returns the exit status.
func run(args []string, in io.Reader, out, err io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program, even one that is stuck in a write
	a := &app{in: in, out: out, err: err}
	root := a.root()
	root.SetArgs(args)
	return a.status(ctx, root.ExecuteContext(ctx))
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "tlsteach",
		Short: "A course on TLS that runs",
		Long: `tlsteach is a course on TLS that runs. Each lesson makes a live TLS connection
on your own machine, keeps every byte of it, names every byte, and proves each
claim from these bytes.

Begin with:  tlsteach run 1`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return unknownCommand(cmd, args[0])
		},
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors:     true,
		SilenceUsage:      true,
		DisableAutoGenTag: true,
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		name := strings.TrimPrefix(cmd.CommandPath(), "tlsteach")
		return &usageError{err.Error(), "tlsteach help" + name + " lists the flags"}
	})
	root.SetUsageFunc(usage)
	root.SuggestionsMinimumDistance = 2
	root.AddCommand(a.listCommand(), a.runCommand(), a.showCommand(), a.readCommand(), a.explainCommand(), a.inspectCommand(), a.listenCommand(), a.tapCommand(), a.versionCommand(), a.glossaryTopic())
	a.strict(root)
	return root
}

// strict makes the commands that cobra adds itself as strict as ours: they would
// answer a wrong name with a page of help and the status of success.
func (a *app) strict(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.RunE = func(_ *cobra.Command, args []string) error {
				if len(args) > 0 && args[0] == "glossary" {
					return a.glossary(args[1:])
				}
				about, rest, err := root.Find(args)
				if err == nil && len(rest) > 0 && about.HasAvailableSubCommands() {
					err = unknownCommand(about, rest[0])
				}
				if err != nil {
					return err
				}
				about.InitDefaultHelpFlag() // or the page would not list it
				return about.Help()
			}
		case "completion":
			c.Args = cobra.ArbitraryArgs
			c.RunE = func(c *cobra.Command, args []string) error {
				if len(args) == 0 {
					return c.Help()
				}
				return unknownCommand(c, args[0])
			}
			for _, shell := range c.Commands() {
				shell.Args = noArgs
			}
		}
	}
}

func unknownCommand(cmd *cobra.Command, name string) error {
	hint := "tlsteach help" + strings.TrimPrefix(cmd.CommandPath(), "tlsteach") + " lists the commands"
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		hint = "did you mean: " + strings.Join(near, ", ")
	}
	return &usageError{fmt.Sprintf("there is no command %q", name), hint}
}

// A usageError is a mistake in how the program was called.
type usageError struct{ text, hint string }

func (e *usageError) Error() string { return e.text }

// A hinted error goes with a line that says what to do.
type hinted struct {
	error
	hint string
}

func (h *hinted) Unwrap() error { return h.error }

// errFalse says that a claim was false; the output says which.
var errFalse = errors.New("a claim was false")

// errWrong says that the answer to an exercise was wrong; the output says why.
var errWrong = errors.New("a wrong answer")

// errLeft says that the reader left before the end: no error.
var errLeft = errors.New("left")

// status turns an error into the exit status, and tells the user.
func (a *app) status(ctx context.Context, err error) int {
	var usage *usageError
	var hint *hinted
	switch {
	case err == nil, errors.Is(err, errLeft):
		return exitDone
	case errors.Is(err, errFalse), errors.Is(err, errWrong):
		return exitFailed
	case ctx.Err() != nil, errors.Is(err, context.Canceled):
		return exitInterrupted
	case brokenPipe(err): // its reader has gone: nobody is left to tell
		return exitDone
	case errors.As(err, &usage):
		a.complain(usage.text, usage.hint)
		return exitUsage
	case errors.As(err, &hint):
		a.complain(err.Error(), hint.hint)
		return exitFailed
	}
	a.complain(err.Error(), "")
	return exitFailed
}

// brokenPipe says whether a file could not be written because its reader has
// gone. The same error of a lesson's socket is an error of the lesson.
func brokenPipe(err error) bool {
	var file *fs.PathError
	return errors.As(err, &file) && errors.Is(file, syscall.EPIPE)
}

// complain writes what is wrong, and where there is one, what to do.
func (a *app) complain(text, hint string) {
	fmt.Fprintf(a.err, "tlsteach: %s\n", printable(text))
	if hint != "" {
		fmt.Fprintf(a.err, "hint: %s\n", printable(hint))
	}
}

// printable keeps what was typed, or read from a file, from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) { // no control character, and none that turns text round
			return r
		}
		return '?'
	}, s)
}
