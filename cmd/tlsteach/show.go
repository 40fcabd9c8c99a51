package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

func (a *app) showCommand() *cobra.Command {
	var o output
	cmd := &cobra.Command{
		Use:   "show FILE",
		Short: "Render a transcript that run, inspect, listen or tap saved",
		Long: `Show renders a transcript that run, inspect, listen or tap saved with
--format json: the same document, in any format, without running anything.
"-" reads standard input.`,
		Example: "  tlsteach run 1 --format json -o lesson.json\n  tlsteach show lesson.json --format html -o lesson.html",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usageError{fmt.Sprintf("show takes one file, and %d were given", len(args)), "tlsteach run 1 --format json -o lesson.json makes one"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.show(cmd.Context(), args[0], &o) },
	}
	o.flags(cmd)
	return cmd
}

func (a *app) show(ctx context.Context, file string, o *output) error {
	if err := o.resolve(); err != nil {
		return err
	}
	docs, err := a.saved(ctx, file)
	if err != nil {
		return err
	}
	return a.write(o, docs)
}

// saved reads the documents of a file.
func (a *app) saved(ctx context.Context, file string) ([]*transcript.Document, error) {
	var r io.Reader = &interruptible{ctx, a.in}
	if file != "-" {
		f, err := os.Open(file)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, &hinted{fmt.Errorf("there is no file %s", file), "tlsteach run 1 --format json -o lesson.json makes one"}
		}
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r = f
	}
	docs, err := transcript.Read(r)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err == nil && len(docs) == 0 {
		err = errors.New("it is empty")
	}
	if err != nil {
		return nil, &hinted{fmt.Errorf("%s: %w", file, err), "show reads what run, inspect, listen and tap write with --format json"}
	}
	return docs, nil
}

// An interruptible reader ends with the context, also while it waits for more.
type interruptible struct {
	ctx  context.Context
	from io.Reader
}

func (r *interruptible) Read(p []byte) (int, error) {
	type result struct {
		b   []byte
		err error
	}
	done := make(chan result, 1)
	go func() { // it may outlast the read: then the program is ending
		b := make([]byte, len(p))
		n, err := r.from.Read(b)
		done <- result{b[:n], err}
	}()
	select {
	case <-r.ctx.Done():
		return 0, r.ctx.Err()
	case got := <-done:
		return copy(p, got.b), got.err
	}
}

// write prints documents to where they go, and says whether all claims held.
func (a *app) write(o *output, docs []*transcript.Document) error {
	w, keep, drop, err := o.to(a.out)
	if err != nil {
		return err
	}
	t := o.textOptions(w)
	if err := o.print(o.colored(w, t), t, docs); err != nil {
		drop()
		return err
	}
	if err := keep(); err != nil {
		return err
	}
	return held(docs)
}

// held is errFalse where a claim of the documents is false.
func held(docs []*transcript.Document) error {
	for _, d := range docs {
		if d.Failed() > 0 {
			return errFalse
		}
	}
	return nil
}
