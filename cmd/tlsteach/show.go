package main

import (
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
		Short: "Render a transcript that run --format json saved",
		Long: `Show renders a transcript that "tlsteach run --format json" saved: the same
document, in any format, without running anything. "-" reads standard input.`,
		Example: "  tlsteach run 1 --format json -o lesson.json\n  tlsteach show lesson.json --format html -o lesson.html",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usageError{fmt.Sprintf("show takes one file, and %d were given", len(args)), "tlsteach run 1 --format json -o lesson.json makes one"}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.show(args[0], &o) },
	}
	o.flags(cmd)
	return cmd
}

func (a *app) show(file string, o *output) error {
	if err := o.resolve(); err != nil {
		return err
	}
	docs, err := a.saved(file)
	if err != nil {
		return err
	}
	return a.write(o, docs)
}

// saved reads the documents of a file.
func (a *app) saved(file string) ([]*transcript.Document, error) {
	var r io.Reader = a.in
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
	if err == nil && len(docs) == 0 {
		err = errors.New("it is empty")
	}
	if err != nil {
		return nil, &hinted{fmt.Errorf("%s: %w", file, err), "show reads what run --format json wrote"}
	}
	return docs, nil
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
