package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"sync/atomic"

	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
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

// lateSecrets takes the secrets that stand behind the packets that they open, as a
// program has written them that did not know them before. Of a pipe they are read
// in their turn.
func (s *source) lateSecrets(ctx context.Context, keys *handshake.Keys) error {
	if s.file == nil {
		return nil
	}
	n := 0
	err := packets.Secrets(ctx, s.file, func(kind uint32, data []byte, late bool) {
		if n++; late && kind == follow.SecretsTLS {
			_ = keys.Log.Read(bytes.NewReader(data), "secrets block "+strconv.Itoa(n)) // bytes in memory do not fail
		}
	})
	var damage *packets.DamageError
	if errors.As(err, &damage) {
		return nil // reading the packets says it
	}
	return err
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
