package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/lessons/report"
)

// verdict turns what was read into the end of the program.
func (f *readFlags) verdict(a *app, got *passed) error {
	file, sum, err := got.name, got.sum, got.err
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return err
		}
		err = fmt.Errorf("%s: %w", file, err)
		var damage *packets.DamageError
		switch {
		case !errors.As(err, &damage):
			return err
		case damage.Reason == "":
			return &hinted{err, "what came before was read; a capture that is still being written ends in this way"}
		}
		return &hinted{err, "what came before was read"}
	}
	if rest := report.Elsewhere(sum); rest != "" && f.format == "jsonl" && !f.quiet {
		a.complain(rest, "")
	}
	if n := f.connections.highest(); n > sum.Connections {
		return &usageError{fmt.Sprintf("there is no connection %d: the capture has %d of TLS", n, sum.Connections), "tlsteach read -q " + file + " lists them"}
	}
	if sum.Unfit > 0 && sum.Unfit == sum.Damaged {
		return fmt.Errorf("%s: %s: a secret does not fit, or records were changed; what could be read was written", file, plural(sum.Unfit, "connection has", "connections have")+" records that do not open")
	}
	if sum.Damaged > 0 {
		are := fmt.Sprintf("%d of %d connections are", sum.Damaged, sum.Connections)
		switch {
		case sum.Connections == 1:
			are = "the connection is"
		case sum.Damaged == 1:
			are = fmt.Sprintf("1 of %d connections is", sum.Connections)
		}
		return fmt.Errorf("%s: %s damaged; what could be read was written", file, are)
	}
	return nil
}

// refused says whether a file is none that is read at all.
func refused(err error) bool {
	var compressed *packets.CompressedError
	return errors.Is(err, packets.ErrNotCapture) || errors.As(err, &compressed)
}

func refusal(file string, err error) error {
	hint := "a capture is what tcpdump -w, tshark -w or Wireshark write; tlsteach explain reads bare bytes and hex; a key log goes to --keylog"
	if !errors.Is(err, packets.ErrNotCapture) {
		hint = "decompress it into a pipe: … | tlsteach read -"
	}
	return &hinted{fmt.Errorf("%s: %w", file, err), hint}
}
