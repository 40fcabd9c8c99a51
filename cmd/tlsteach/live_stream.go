package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
	"github.com/tlsteach/tlsteach/lessons/listen"
)

// A liveStream writes packets and secrets while connections live: a program that is
// killed leaves files that can be read.
type liveStream struct {
	app     *app
	files   [2]*os.File
	packets *export.Writer // nil: no --pcap

	mu    sync.Mutex
	lines io.Writer // nil: no --keylog
	err   error     // the first one, which was said
}

// stream begins the files: nothing may fail behind it.
func (f *wireFiles) stream(ctx context.Context, a *app) (*liveStream, error) {
	s := &liveStream{app: a}
	for i, name := range []string{f.pcap, f.keylog} {
		if name == "" {
			continue
		}
		file, err := a.growing(ctx, name)
		if err != nil {
			s.shut()
			return nil, err
		}
		s.files[i] = file
	}
	if s.files[0] != nil {
		var err error
		if s.packets, err = export.NewWriter(s.files[0], export.Options{Application: "tlsteach", SecretsFirst: true}); err != nil {
			s.shut()
			return nil, cannotWrite(f.pcap, err)
		}
	}
	if s.files[1] != nil {
		s.lines = s.files[1]
	}
	return s, nil
}

// wire is nil where nothing is written.
func (s *liveStream) wire() listen.Wire {
	if s.packets == nil && s.lines == nil {
		return nil
	}
	return s
}

// Begin implements listen.Wire.
func (s *liveStream) Begin(client, server string, began time.Time) (func(capture.Event, bool), func(time.Time)) {
	if s.packets == nil {
		return nil, func(time.Time) {}
	}
	c := s.packets.Connection(client, server)
	s.failed(c.Begin(began))
	return func(e capture.Event, kept bool) {
			if !kept {
				e.Data = bytes.Clone(e.Data)
			}
			s.failed(c.Event(began.Add(e.At), e))
		}, func(at time.Time) {
			s.failed(c.Close(at))
		}
}

// Secrets implements listen.Wire.
func (s *liveStream) Secrets(lines []byte) {
	if s.packets != nil {
		s.failed(s.packets.Secrets(lines))
	}
	s.mu.Lock()
	var err error
	if s.lines != nil {
		_, err = s.lines.Write(lines)
	}
	s.mu.Unlock()
	s.failed(err)
}

// failed says once that a file cannot be written: connections go on.
func (s *liveStream) failed(err error) {
	if err == nil || errors.Is(err, export.ErrEnded) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
		s.app.complain("--pcap or --keylog: "+err.Error(), "the connections go on, and their files are not whole")
	}
}

// close ends the files. What was said already is no error of it.
func (s *liveStream) close() error {
	if s.packets != nil {
		s.failed(s.packets.Flush())
	}
	return s.shut()
}

func (s *liveStream) shut() (bad error) {
	for _, f := range s.files {
		if f != nil {
			bad = errors.Join(bad, f.Close())
		}
	}
	return bad
}
