package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// growing makes a file that others may read while it is written. It takes the place of
// an older one, whose readers keep theirs. A pipe is waited for until it has a reader.
func (a *app) growing(ctx context.Context, name string) (*os.File, error) {
	if info, err := os.Stat(name); err == nil && (!info.Mode().IsRegular() || namesDescriptor(name)) {
		switch {
		case info.IsDir():
			return nil, &hinted{fmt.Errorf("cannot write %s: it is a folder", name), "name a file in it"}
		case info.Mode()&fs.ModeNamedPipe != 0 && !namesDescriptor(name):
			return a.pipe(ctx, name)
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

// pipe opens a pipe as soon as somebody reads it, and says that it waits: nothing else
// would tell why nothing begins.
func (a *app) pipe(ctx context.Context, name string) (*os.File, error) {
	retry := time.NewTicker(20 * time.Millisecond)
	defer retry.Stop()
	for said := false; ; said = true {
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND|atOnce, 0)
		switch {
		case err == nil:
			return f, nil
		case !nobodyReads(err):
			return nil, cannotWrite(name, err)
		case !said:
			a.complain(name+" is a pipe that nobody reads: nothing begins until somebody does", "wireshark -k -i "+name+" reads packets from it")
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-retry.C:
		}
	}
}
