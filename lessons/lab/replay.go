package lab

import (
	"encoding/binary"
	"errors"
	"io"
	"net"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
)

// Replay is a client that holds no key: it sends again, byte for byte, what the client
// of a recording of TLS sent. Like that one it takes turns: it writes when as many
// records of the server have come as had come by then. It gives up, which is no error,
// when the server says no more. With a server that waits after fewer records than then,
// it waits, too, until the patience of the lab ends.
func Replay(rec *capture.Recording) Peer {
	return func(c net.Conn) error {
		var then, now records
		for _, e := range rec.Events {
			switch {
			case e.Kind != capture.Data:
				continue
			case e.From == capture.Server:
				then.take(e.Data)
				continue
			}
			for now.whole < then.whole {
				if err := now.read(c); err != nil {
					return silence(err)
				}
			}
			if _, err := c.Write(e.Data); err != nil {
				return err
			}
		}
		if err := HalfClose(c); err != nil {
			return err
		}
		_, err := io.Copy(io.Discard, c)
		return err
	}
}

// silence is nil where the server only said no more.
func silence(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// records counts the records of a direction.
type records struct {
	whole int
	rest  []byte // of one that is not whole yet
}

func (r *records) take(b []byte) {
	r.rest = append(r.rest, b...)
	for len(r.rest) >= handshake.RecordHeaderLength {
		n := handshake.RecordHeaderLength + int(binary.BigEndian.Uint16(r.rest[3:]))
		if len(r.rest) < n {
			return
		}
		r.rest = r.rest[n:]
		r.whole++
	}
}

// read waits until a record has come.
func (r *records) read(c net.Conn) error {
	header := make([]byte, handshake.RecordHeaderLength)
	if _, err := io.ReadFull(c, header); err != nil {
		return err
	}
	if _, err := io.CopyN(io.Discard, c, int64(binary.BigEndian.Uint16(header[3:]))); err != nil {
		return err
	}
	r.whole++
	return nil
}
