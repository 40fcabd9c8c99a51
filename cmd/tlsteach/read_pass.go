package main

import (
	"context"
	"io"
	"runtime/debug"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
)

// A reporter writes while a capture is read.
type reporter interface {
	follow.Visitor
	follow.Pauser
	Err() error // of the writer so far
	Close(follow.Summary) error
}

// A passed capture was read to its end, or to where it failed.
type passed struct {
	name string // of the capture, for people
	keys *handshake.Keys
	sum  follow.Summary
	err  error // of the capture, or of ctx
}

// pass reads a capture with the keys of f, and gives it to the reporter that begin
// makes; what that wrote stays where keeps says so. The error is that of what did
// not take place: of keys, of a file that is no capture, of writing.
func (a *app) pass(ctx context.Context, file string, f *readFlags, begin func(io.Writer, *source, *progress) reporter, keeps func(*passed) bool) (*passed, error) {
	keys, err := f.keyFlags.load(ctx, a, f.quiet)
	if err != nil {
		return nil, err
	}
	from, err := a.capture(ctx, file)
	if err != nil {
		return nil, err
	}
	defer from.close()
	w, keep, drop, err := f.toReport(a.out)
	if err != nil {
		return nil, err
	}
	bar := a.progress(from, f.quiet)
	got := &passed{name: from.name, keys: keys}
	var written error
	got.sum, got.err, written = a.follow(ctx, from, begin(w, from, bar), bar, follow.Options{Keys: keys, File: from.again()})
	f.remarks(a, keys)
	switch {
	case refused(got.err):
		drop()
		return nil, refusal(from.name, got.err)
	case written != nil:
		drop()
		return nil, written
	case !keeps(got):
		drop()
		return got, nil
	}
	return got, keep()
}

// follow reads a capture and reports it, also where it ends in an error. The
// second error is that of writing.
func (a *app) follow(ctx context.Context, from *source, rep reporter, bar *progress, o follow.Options) (sum follow.Summary, err, written error) {
	// Little is alive at any time, and much is read: collect less often, and never
	// let the heap grow beyond what docs/reference.md promises.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(heapLimit))
	defer bar.stop()
	sum, err = follow.Read(ctx, from, rep, o)
	bar.stop()
	if written = rep.Err(); written != nil {
		return sum, nil, written
	}
	if !refused(err) {
		written = rep.Close(sum)
	}
	return sum, err, written
}

// heapLimit is what Go's memory may take, in bytes, before it is collected more
// often.
const heapLimit = 40 << 20

// remarks says what is wrong with key logs and the secrets of the capture, a line
// each.
func (f *readFlags) remarks(a *app, keys *handshake.Keys) {
	if f.quiet {
		return
	}
	for _, n := range append(keys.Log.Notes(), keys.Captured.Notes()...) {
		a.complain(n.String(), "")
	}
}
