package main

import (
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/tlsteach/tlsteach/lessons/transcript"
	"golang.org/x/term"
)

// terminal is the file behind a stream if it is a terminal, else nil.
func terminal(stream any) *os.File {
	f, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return f
}

// textOptions resolves width, colour and character set for what text is
// written to.
func (o *output) textOptions(w io.Writer) transcript.TextOptions {
	tty := terminal(w)
	t := transcript.TextOptions{Width: width(tty), Verbose: o.verbose, Answers: o.answers}
	switch o.color {
	case "always":
		t.Color = true
	case "auto":
		t.Color = tty != nil && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	t.ASCII = tty != nil && !unicodeTerminal()
	return t
}

// folded is how documents of a live command are printed, at once or by show: of their
// messages only what matters is told, and that needs no hex view beside it, however
// wide the terminal is.
func (o *output) folded(t transcript.TextOptions, docs []*transcript.Document) transcript.TextOptions {
	if !o.verbose && len(docs) > 0 && docs[0].Command != "" {
		t.Width = min(t.Width, 129)
	}
	return t
}

// colored makes a writer that brings colours down to what the terminal has.
func (o *output) colored(w io.Writer, t transcript.TextOptions) io.Writer {
	if !t.Color {
		return w
	}
	c := colorprofile.NewWriter(w, os.Environ())
	if o.color == "always" && c.Profile < colorprofile.ANSI256 {
		c.Profile = colorprofile.ANSI256
	}
	return c
}

// width is the width of the terminal; for a pipe or a file COLUMNS, or 80.
func width(tty *os.File) int {
	if tty != nil {
		if w, _, err := term.GetSize(int(tty.Fd())); err == nil && w > 0 {
			return w
		}
	}
	if w, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && w > 0 && w < 1000 {
		return w
	}
	return 80
}

// unicodeTerminal says whether a terminal shows UTF-8, by the locale. Windows
// and macOS have no locale in the environment, and show it.
func unicodeTerminal() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(os.Getenv(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return runtime.GOOS == "windows" || runtime.GOOS == "darwin"
}
