package main

import (
	"io"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
)

// liveFiles are the files of --pcap and --keylog of connections that end by
// themselves.
type liveFiles struct {
	wirePair
	recordings []*capture.Recording
	secrets    []byte
}

// openLive makes the files before anything runs.
func (f *wireFiles) openLive(others ...named) (*liveFiles, error) {
	l := &liveFiles{}
	var err error
	l.wirePair, err = f.openFor(others,
		func(w io.Writer) error {
			return export.Write(w, l.recordings, l.secrets, export.Options{Application: "tlsteach"})
		},
		func() []byte { return l.secrets })
	return l, err
}

func (l *liveFiles) add(rec *capture.Recording, secrets []byte) {
	l.recordings = append(l.recordings, rec)
	l.secrets = append(l.secrets, secrets...)
}
