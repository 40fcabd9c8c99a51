package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/tlsteach/tlsteach/lessons/tap"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// How many connections are told how fully, unless all are asked for.
const (
	toldWhole = 10  // with everything
	toldShort = 100 // without messages; the others by their headline
	keptMost  = 500 // for a page, which is written at the end
)

// tapOutput is where connections are told as they end. A page of Markdown or HTML is
// written at the end.
type tapOutput struct {
	app    *app
	f      *tapFlags
	w      io.Writer
	text   transcript.TextOptions
	keep   func() error
	drop   func()
	failed context.CancelCauseFunc
	told   int
	page   []*transcript.Document
	err    error
}

func (a *app) tapOutput(f *tapFlags, failed context.CancelCauseFunc) (*tapOutput, error) {
	w, keep, drop, err := f.to(a.out)
	if err != nil {
		return nil, err
	}
	t := f.textOptions(w)
	return &tapOutput{app: a, f: f, w: f.colored(w, t), text: t, keep: keep, drop: drop, failed: failed}, nil
}

// tell writes a connection, or keeps it for the page.
func (o *tapOutput) tell(t *tap.Told) {
	if o.err != nil {
		return
	}
	o.told++
	d := o.document(t)
	switch o.f.format {
	case "markdown", "html":
		if len(o.page) < keptMost {
			o.page = append(o.page, d)
		} else if len(o.page) == keptMost && o.told == keptMost+1 && !o.f.quiet {
			o.app.complain(fmt.Sprintf("the page has room for %d connections: those that follow are not on it", keptMost), "--format json writes each as it ends")
		}
		return
	case "text":
		if o.told > 1 {
			_, o.err = io.WriteString(o.w, "\n")
		}
	}
	if o.err == nil {
		o.err = o.f.print(o.w, o.text, []*transcript.Document{d})
	}
	if o.err != nil {
		o.failed(o.err)
	}
}

// document tells a connection as fully as its turn allows.
func (o *tapOutput) document(t *tap.Told) *transcript.Document {
	switch {
	case o.f.verbose || o.f.format == "json" || o.told <= toldWhole:
		return t.Tell()
	case o.told <= toldShort:
		o.shorter(toldWhole, "messages and certificates")
		return t.Short()
	}
	o.shorter(toldShort, "ladders")
	return t.Headline()
}

// shorter says once that the connections behind a number are told without something.
func (o *tapOutput) shorter(behind int, without string) {
	if o.told == behind+1 && !o.f.quiet {
		o.app.complain(fmt.Sprintf("from here on connections are told without their %s", without), "-v tells all of them in full")
	}
}

// close writes what is left, and puts the file in its place.
func (o *tapOutput) close() error {
	if o.err == nil && len(o.page) > 0 {
		o.err = o.f.print(o.w, o.text, o.page)
	}
	if o.err != nil {
		o.drop()
		return o.err
	}
	return o.keep()
}

// packets begins the file of --pcap. It is there from the beginning, its owner's
// alone, and grows.
func (f *tapFlags) packets() (p *tap.Packets, shut func(*tap.Packets) error, err error) {
	none := func(*tap.Packets) error { return nil }
	if f.pcap == "" {
		return nil, none, nil
	}
	file, err := growing(f.pcap)
	if err != nil {
		return nil, nil, err
	}
	if p, err = tap.NewPackets(file); err != nil {
		file.Close()
		return nil, nil, cannotWrite(f.pcap, err)
	}
	return p, func(p *tap.Packets) error {
		err := p.Err() // it was told when it came
		if closed := file.Close(); err == nil && closed != nil {
			err = cannotWrite(f.pcap, closed)
		}
		if err != nil && !errors.As(err, new(*hinted)) {
			return fmt.Errorf("%s is not whole", f.pcap)
		}
		return err
	}, nil
}

// growing makes a file that others may read while it is written. It takes the place of
// an older one, whose readers keep theirs.
func growing(name string) (*os.File, error) {
	if info, err := os.Stat(name); err == nil && (!info.Mode().IsRegular() || namesDescriptor(name)) {
		if info.IsDir() {
			return nil, &hinted{fmt.Errorf("cannot write %s: it is a folder", name), "name a file in it"}
		}
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return nil, cannotWrite(name, err)
		}
		return f, nil
	}
	target, err := pointedAt(name)
	if err != nil {
		return nil, cannotWrite(name, err)
	}
	f, err := besides(target, true)
	if err != nil {
		return nil, cannotWrite(name, err)
	}
	if err := os.Rename(f.Name(), target); err != nil {
		f.Close()
		os.Remove(f.Name())
		return nil, cannotWrite(name, err)
	}
	return f, nil
}
