package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
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
	answers bool // text: the answer stands with each question
	secret  bool // only its owner may read the file
}

func (o *output) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "", "the `form`: text, markdown, html or json (default: by the ending of the file, else text)")
	f.StringVarP(&o.file, "output", "o", "", "write to this `file` instead of standard output")
	f.StringVar(&o.color, "color", "auto", "`when` text has colour: auto, always or never (NO_COLOR is honoured)")
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
	return transcript.Terminal(w, docs, o.folded(t, docs))
}

// spares refuses to write over what is read: the only copy of it may be lost.
func (o *output) spares(input string) error {
	from, err := os.Stat(input)
	if err != nil || o.file == "" || o.file == "-" || !from.Mode().IsRegular() {
		return nil
	}
	if to, err := os.Stat(o.file); err == nil && os.SameFile(from, to) {
		return &usageError{fmt.Sprintf("--output %s is the file that is read", o.file), "name another file"}
	}
	return nil
}

// to opens what is written to. The file of --output appears whole or not at all:
// keep puts it in its place, drop leaves nothing behind.
func (o *output) to(standard io.Writer) (w io.Writer, keep func() error, drop func(), err error) {
	if o.file == "" || o.file == "-" {
		return standard, func() error { return nil }, func() {}, nil
	}
	info, err := os.Stat(o.file)
	switch {
	case err == nil && isStream(standard, info):
		return standard, func() error { return nil }, func() {}, nil
	case err == nil && (!info.Mode().IsRegular() || namesDescriptor(o.file)):
		return o.toDevice(info)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, nil, nil, cannotWrite(o.file, err)
	}
	target, err := pointedAt(o.file)
	if err != nil {
		return nil, nil, nil, cannotWrite(o.file, err)
	}
	f, err := besides(target, o.secret)
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
	f, err := os.OpenFile(o.file, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, nil, nil, cannotWrite(o.file, err)
	}
	return f, f.Close, func() { f.Close() }, nil
}

// isStream says whether a file is where the standard output goes already, as
// /dev/stdout is: then others write to it, too, and it is not ours to replace.
func isStream(standard io.Writer, info os.FileInfo) bool {
	f, ok := standard.(*os.File)
	if !ok {
		return false
	}
	own, err := f.Stat()
	return err == nil && os.SameFile(own, info)
}

// namesDescriptor says whether a path names an open file of a process.
func namesDescriptor(file string) bool {
	return strings.HasPrefix(file, "/dev/") || strings.HasPrefix(file, "/proc/")
}

// pointedAt follows symbolic links to where the file is, or would be: the links
// stay, what they point at is replaced.
func pointedAt(file string) (string, error) {
	for range 40 { // more is a loop
		if real, err := filepath.EvalSymlinks(file); err == nil {
			return real, nil
		}
		// The file is not there yet: its folder is, and it may be a link's target.
		folder, err := filepath.EvalSymlinks(filepath.Dir(file))
		if err != nil {
			return "", err
		}
		file = filepath.Join(folder, filepath.Base(file))
		link, err := os.Readlink(file)
		if err != nil {
			return file, nil
		}
		if !filepath.IsAbs(link) {
			link = folder + string(filepath.Separator) + link // not cleaned: the next turn resolves its dots
		}
		file = link
	}
	return "", errors.New("too many links")
}

// besides makes a new file in the folder of target, with target's permissions
// where it exists and the user's usual ones where it does not. One that holds
// secrets is its owner's alone.
func besides(target string, secret bool) (*os.File, error) {
	old, missing := os.Stat(target)
	if missing == nil {
		// Who may not write to the file may not replace it, either.
		f, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		f.Close()
	}
	mode := os.FileMode(0o666)
	if missing == nil {
		mode = old.Mode().Perm() & 0o600 // never wider than it was, not even for a moment
	}
	if secret {
		mode = 0o600
	}
	name := filepath.Join(filepath.Dir(target), ".tlsteach-"+rand.Text()[:8])
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil || missing != nil || secret {
		return f, err
	}
	if err := f.Chmod(old.Mode().Perm()); err != nil {
		f.Close()
		os.Remove(name)
		return nil, err
	}
	return f, nil
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
