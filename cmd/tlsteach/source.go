package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
)

// A source is the capture that is read.
type source struct {
	argument string // as it was given
	name     string // for people
	from     io.Reader
	file     *os.File // where it is one on disk, from its first byte on; else nil
	close    func()
	size     int64 // of the file; 0: not known
	taken    atomic.Int64
	cancel   context.Context
}

// capture opens a capture file, or standard input.
func (a *app) capture(ctx context.Context, file string) (*source, error) {
	s := &source{argument: file, name: file, cancel: ctx, close: func() {}}
	if file == "-" {
		if terminal(a.in) != nil {
			return nil, &usageError{"standard input is a terminal, and a capture is no text", "tcpdump -U -w - tcp | tlsteach read -"}
		}
		s.name, s.from = "standard input", &interruptible{ctx, a.in}
		if f, ok := a.in.(*os.File); ok {
			s.regular(f)
		}
		return s, nil
	}
	f, err := open(ctx, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &hinted{fmt.Errorf("there is no file %s", file), "tcpdump -w FILE tcp makes a capture, and so do tshark and Wireshark"}
	}
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return nil, &hinted{fmt.Errorf("%s is a folder", file), "name a capture in it"}
	}
	s.from, s.close = &interruptible{ctx, f}, func() { f.Close() }
	if s.regular(f); s.from == io.Reader(f) {
		s.file = f
	}
	return s, nil
}

// open opens a file to read. A named pipe waits for its writer, and an interrupt
// ends that.
func open(ctx context.Context, file string) (*os.File, error) {
	type opened struct {
		f   *os.File
		err error
	}
	done := make(chan opened)
	go func() {
		f, err := os.Open(file)
		select {
		case done <- opened{f, err}:
		case <-ctx.Done():
			f.Close() // nil closes nothing
		}
	}()
	select {
	case o := <-done:
		return o.f, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// again is the file on disk, to be read at any place; nil: it is none.
func (s *source) again() io.ReaderAt {
	if s.file == nil {
		return nil
	}
	return s.file
}

// regular reads a file on disk directly: it has an end, and nobody waits for it.
func (s *source) regular(f *os.File) {
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		s.from, s.size = f, info.Size()
	}
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	if err := s.cancel.Err(); err != nil {
		return 0, err
	}
	n, err := s.from.Read(p)
	s.taken.Add(int64(n))
	return n, err
}
