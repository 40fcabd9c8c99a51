package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

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
		return &usageError{err.Error(), "tlsteach help " + strings.TrimPrefix(cmd.CommandPath(), "tlsteach ") + " lists the flags"}
	})
	root.CompletionOptions.HiddenDefaultCmd = false
	root.AddCommand(a.listCommand(), a.runCommand(), a.showCommand(), a.versionCommand())
	return root
}

func unknownCommand(cmd *cobra.Command, name string) error {
	hint := "tlsteach help lists the commands"
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
	case errors.Is(err, syscall.EPIPE): // the reader of a pipe has gone: nobody is left to tell
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
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return '?'
		}
		return r
	}, s)
}
