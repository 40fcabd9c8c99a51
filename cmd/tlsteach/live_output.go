package main

import (
	"context"
	"fmt"
	"io"

	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A liveOutput is where connections are told as they end: text and JSON at once, a
// page of Markdown or HTML when all are over. It is called by one goroutine at a time.
type liveOutput struct {
	app   *app
	flags *output
	quiet bool // no remarks on standard error
	w     io.Writer
	text  transcript.TextOptions
	keep  func() error
	drop  func()
	stop  context.CancelCauseFunc // ends the run where nothing can be written
	told  int
	page  []*transcript.Document
	err   error // of writing: it is the cause why the run ended
}

// How many connections are told how fully, unless all are asked for.
const (
	toldWhole = 10  // with everything
	toldShort = 100 // without messages; the others by their headline
	keptMost  = 500 // for a page
)

// A measure is how fully a connection is told.
type measure uint8

const (
	whole measure = iota
	short
	headline
)

// live opens the output of connections.
func (o *output) live(a *app, quiet bool, stop context.CancelCauseFunc) (*liveOutput, error) {
	w, keep, drop, err := o.to(a.out)
	if err != nil {
		return nil, err
	}
	t := o.textOptions(w)
	return &liveOutput{app: a, flags: o, quiet: quiet, w: o.colored(w, t), text: t, keep: keep, drop: drop, stop: stop}, nil
}

// next counts a connection, and says how fully it is told: of many the first. That
// less is told of the others is said once.
func (l *liveOutput) next() measure {
	l.told++
	switch {
	case l.flags.verbose || l.flags.format == "json" || l.told <= toldWhole:
		return whole
	case l.told <= toldShort:
		l.shorter(toldWhole, "messages and certificates")
		return short
	}
	l.shorter(toldShort, "ladders")
	return headline
}

// shorter says that the connections behind a number are told without something.
func (l *liveOutput) shorter(behind int, without string) {
	if l.told == behind+1 && !l.quiet {
		l.app.complain(fmt.Sprintf("from here on connections are told without their %s", without), "-v tells all of them in full")
	}
}

// tell writes a connection, or keeps it for the page.
func (l *liveOutput) tell(d *transcript.Document) {
	if l.err != nil {
		return
	}
	switch l.flags.format {
	case "markdown", "html":
		l.put(d)
		return
	case "text":
		if l.told > 1 {
			_, l.err = io.WriteString(l.w, "\n")
		}
	}
	if l.err == nil {
		l.err = l.flags.print(l.w, l.text, []*transcript.Document{d})
	}
	if l.err != nil {
		l.stop(l.err)
	}
}

// put keeps a connection for the page, while there is room.
func (l *liveOutput) put(d *transcript.Document) {
	if len(l.page) < keptMost {
		l.page = append(l.page, d)
	} else if l.told == keptMost+1 && !l.quiet {
		l.app.complain(fmt.Sprintf("the page has room for %d connections: those that follow are not on it", keptMost), "--format json writes each as it ends")
	}
}

// close writes what is left, and puts the file in its place. An error that ended the
// run is not told again.
func (l *liveOutput) close() error {
	if l.err != nil {
		l.drop()
		return nil
	}
	if more := l.told - len(l.page); len(l.page) > 0 && more > 0 {
		last := l.page[len(l.page)-1]
		last.Blocks = append(last.Blocks, &transcript.Note{Role: "warning", Text: transcript.Plainly(fmt.Sprintf("A page has room for %d connections: %d more are not on it. --format json has no such limit.", keptMost, more))})
	}
	if len(l.page) > 0 {
		if err := l.flags.print(l.w, l.text, l.page); err != nil {
			l.drop()
			return err
		}
	}
	return l.keep()
}

// result is the error of a run: that of writing, where it ended the run.
func (l *liveOutput) result(err error) error {
	if l.err != nil {
		return l.err
	}
	return err
}
