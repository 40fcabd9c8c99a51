package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// formats are the formats of a transcript.
var formats = []string{"text", "markdown", "html", "json"}

// output is where a transcript goes, and in what form.
type output struct {
	format  string
	file    string
	color   string
	verbose bool
}

func (o *output) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "", "text, markdown, html or json (default: by the ending of --output, else text)")
	f.StringVarP(&o.file, "output", "o", "", "write to this `file` instead of standard output")
	f.StringVar(&o.color, "color", "auto", "colour in text: auto, always or never (NO_COLOR is honoured)")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "text: show every field of every message, and what it means")
	fixed(cmd, "format", formats...)
	fixed(cmd, "color", "auto", "always", "never")
}

// resolve checks the flags and fills in the format.
func (o *output) resolve() error {
	if o.format == "" {
		o.format = "text"
		switch strings.ToLower(filepath.Ext(o.file)) {
		case ".md", ".markdown":
			o.format = "markdown"
		case ".html", ".htm":
			o.format = "html"
		case ".json", ".jsonl":
			o.format = "json"
		}
	}
	if !oneOf(o.format, formats) {
		return badFormat(o.format, formats...)
	}
	if !oneOf(o.color, []string{"auto", "always", "never"}) {
		return &usageError{fmt.Sprintf("--color is auto, always or never, not %q", o.color), ""}
	}
	return nil
}

// print writes documents in the format that was asked for.
func (o *output) print(w io.Writer, t transcript.TextOptions, docs []*transcript.Document) error {
	switch o.format {
	case "markdown":
		return transcript.Markdown(w, docs)
	case "html":
		return transcript.HTML(w, docs)
	case "json":
		for _, d := range docs {
			if err := transcript.JSON(w, d); err != nil {
				return err
			}
		}
		return nil
	}
	return transcript.Terminal(w, docs, t)
}

// to opens what is written to. The file of --output appears whole or not at all:
// keep puts it in its place, drop leaves nothing behind.
func (o *output) to(standard io.Writer) (w io.Writer, keep func() error, drop func(), err error) {
	if o.file == "" || o.file == "-" {
		return standard, func() error { return nil }, func() {}, nil
	}
	if info, err := os.Stat(o.file); err == nil && !info.Mode().IsRegular() {
		return o.toDevice(info)
	}
	target := o.file
	if real, err := filepath.EvalSymlinks(target); err == nil {
		target = real // the link stays, what it points at is replaced
	}
	f, err := besides(target)
	if err != nil {
		return nil, nil, nil, cannotWrite(o.file, err)
	}
	drop = func() { f.Close(); os.Remove(f.Name()) }
	buffered := bufio.NewWriter(f)
	keep = func() error {
		err := errors.Join(buffered.Flush(), f.Close())
		if err == nil {
			err = os.Rename(f.Name(), target)
		}
		if err != nil {
			os.Remove(f.Name())
			return cannotWrite(o.file, err)
		}
		return nil
	}
	return buffered, keep, drop, nil
}

// toDevice writes to something that is no file, such as /dev/null or a pipe.
func (o *output) toDevice(info os.FileInfo) (io.Writer, func() error, func(), error) {
	if info.IsDir() {
		return nil, nil, nil, &hinted{fmt.Errorf("cannot write %s: it is a folder", o.file), "name a file in it"}
	}
	f, err := os.OpenFile(o.file, os.O_WRONLY, 0)
	if err != nil {
		return nil, nil, nil, cannotWrite(o.file, err)
	}
	return f, f.Close, func() { f.Close() }, nil
}

// besides makes a new file in the folder of target, with target's permissions
// where it exists and the user's usual ones where it does not.
func besides(target string) (*os.File, error) {
	mode := os.FileMode(0o666)
	if info, err := os.Stat(target); err == nil {
		mode = info.Mode().Perm()
		// Who may not write to the file may not replace it, either.
		f, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		f.Close()
	}
	name := filepath.Join(filepath.Dir(target), "."+filepath.Base(target)+"."+rand.Text()[:8])
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
}

func cannotWrite(file string, err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		err = link.Err
	}
	return &hinted{fmt.Errorf("cannot write %s: %w", file, err), "name a file in a folder that you may write to; nothing was left behind"}
}

func badFormat(got string, want ...string) error {
	return &usageError{fmt.Sprintf("--format is %s, not %q", strings.Join(want[:len(want)-1], ", ")+" or "+want[len(want)-1], got), ""}
}

func oneOf(s string, list []string) bool {
	for _, l := range list {
		if s == l {
			return true
		}
	}
	return false
}

// fixed completes a flag from a fixed list.
func fixed(cmd *cobra.Command, flag string, values ...string) {
	// It fails only for a flag that does not exist, which every test would show.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}
