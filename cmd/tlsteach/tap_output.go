package main

import (
	"context"
	"errors"
	"fmt"

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
func (f *tapFlags) packets(ctx context.Context, a *app) (p *tap.Packets, shut func(*tap.Packets) error, err error) {
	none := func(*tap.Packets) error { return nil }
	if f.pcap == "" {
		return nil, none, nil
	}
	file, err := a.growing(ctx, f.pcap)
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
