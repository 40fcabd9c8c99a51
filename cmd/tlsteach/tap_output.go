package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/tlsteach/tlsteach/lessons/tap"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// document tells a connection.
func document(t *tap.Told, how measure) *transcript.Document {
	switch how {
	case whole:
		return t.Tell()
	case short:
		return t.Short()
	}
	return t.Headline()
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
