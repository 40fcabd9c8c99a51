package main

import (
	"io"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
)

// liveFiles are the files of --pcap and --keylog of connections that end by
// themselves.
type liveFiles struct {
	recordings     []*capture.Recording
	secrets        []byte
	packets, lines secretFile
}

// openLive makes the files before anything runs.
func (f *wireFiles) openLive(others ...named) (*liveFiles, error) {
	if err := f.apart(others); err != nil {
		return nil, err
	}
	l := &liveFiles{}
	var err error
	if l.packets, err = openSecret(f.pcap, func(w io.Writer) error {
		return export.Write(w, l.recordings, l.secrets, export.Options{Application: "tlsteach"})
	}); err != nil {
		return nil, err
	}
	if l.lines, err = openSecret(f.keylog, func(w io.Writer) error {
		_, err := w.Write(l.secrets)
		return err
	}); err != nil {
		l.packets.drop()
		return nil, err
	}
	return l, nil
}

func (l *liveFiles) add(rec *capture.Recording, secrets []byte) {
	l.recordings = append(l.recordings, rec)
	l.secrets = append(l.secrets, secrets...)
}

// close writes the files; without a connection nothing is left behind.
func (l *liveFiles) close(made bool) error {
	if !made {
		l.packets.drop()
		l.lines.drop()
		return nil
	}
	err := l.packets.write()
	if other := l.lines.write(); err == nil {
		err = other
	}
	return err
}
