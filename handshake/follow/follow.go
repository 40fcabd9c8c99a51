package follow

import (
	"context"
	"io"
	"net/netip"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// A Visitor is told what stands in a capture.
type Visitor interface {
	// Begin says that TLS was found in a TCP connection.
	Begin(c *Connection)
	// Item gives what was read next of a connection, in the order of the wire. The
	// item and all its memory are valid during the call only.
	Item(c *Connection, it *handshake.Item)
	// End comes last of a connection; its Report is whole.
	End(c *Connection)
}

// A Connection is a TCP connection in which TLS was found.
type Connection struct {
	Number         int            // from 1, in the order in which TLS was found
	Client, Server netip.AddrPort // where neither SYN nor hello tells them apart: the higher port is the client
	Began          time.Time      // the first packet; an Item's At counts from here
	Ended          time.Time      // the last packet; set at End
	Before         string         // what stood before TLS, for example "SMTP STARTTLS"; empty where TLS comes first
	Report         Report         // what is known so far; whole at End
	Data           any            // the visitor's own

	// Brief may be set by the visitor's Begin: items then come without traces, and
	// the Report without fingerprints, in half the time.
	Brief bool
	// Closed may be set there, too: nothing of the connection is opened then, and no
	// session of it remembered, by which a later connection may go on.
	Closed bool
	// Derive may be set there, too: a visitor that is a Deriver is then told how the
	// keys come about.
	Derive bool
}

// A Deriver is a visitor that may be told each step by which the keys of a
// connection come about. They are secrets, and valid during the call only.
type Deriver interface {
	Step(c *Connection, s *secrets.Step)
}

// A Summary is what was seen of a whole capture.
type Summary struct {
	packets.Summary
	Connections int // in which TLS was found
	Damaged     int // of these: with a message or record that could not be read, or with missing bytes
	NoTLS       int // TCP connections that carried bytes, and no TLS
	Secrets     int // Decryption Secrets Blocks

	Opened        int // connections of which something that crossed encrypted was opened
	Unfit         int // with a record that did not open under its keys
	Logged        int // of which a key log has a secret
	KeyTransports int // of which the suite is an RSA key transport: a server's key opens them
}

// add counts a connection.
func (s *Summary) add(r *Report) {
	for _, c := range []struct {
		n    *int
		what bool
	}{
		{&s.Damaged, r.Damaged}, {&s.Opened, r.Opened() > 0}, {&s.Unfit, r.Unfit}, {&s.Logged, r.Logged},
		{&s.KeyTransports, r.Version < registry.VersionTLS13 && strings.HasPrefix(r.CipherSuite.KeyExchange(), "RSA")},
	} {
		if c.what {
			*c.n++
		}
	}
}

// A Pauser is a visitor that wants to know when everything that was read is told
// and more may take time: one that writes, flushes. An error ends the reading.
type Pauser interface {
	Pause() error
}

// Options say how a capture is followed.
type Options struct {
	// Keys open what is protected; nil: only the secrets that the capture holds do,
	// in Decryption Secrets Blocks before the packets that need them. These go into
	// Captured of Keys.
	Keys *handshake.Keys

	// File is the capture once more, where it can be read at any place: secrets that
	// stand behind the packets that they open are then found before them. Of a
	// stream (nil) they are read in their turn.
	File io.ReaderAt
}

// Read follows every TLS connection of the capture that r gives, a pcap or pcapng
// file, until its end. All calls of v come from the goroutine of Read; r is read
// in another, which has ended when Read returns. The error is that of the
// capture, of ctx, or of v's Pause; what came before it was told.
func Read(ctx context.Context, r io.Reader, v Visitor, o Options) (Summary, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	full, free := make(chan *batch, batches), make(chan *batch, batches)
	for range batches {
		free <- &batch{calls: make([]call, 0, batchCalls), bytes: make([]byte, 0, batchBytes)}
	}
	if o.Keys == nil {
		o.Keys = new(handshake.Keys)
	}
	f := &follower{visitor: v, keys: o.Keys, early: o.File != nil, memory: handshake.NewMemory(), sender: &sender{full: full, free: free, now: <-free}}
	if o.File != nil {
		if err := f.lateSecrets(ctx, o.File); err != nil {
			return f.sum, err
		}
	}
	var sum packets.Summary
	var err error
	go func() {
		defer close(full)
		sum, err = packets.Read(ctx, waiting{r, f.sender}, f)
		f.sender.send(false)
	}()
	paused := f.tell(full, free, cancel)
	f.sum.Summary, f.sum.Secrets = sum, f.blocks
	if paused != nil {
		return f.sum, paused
	}
	return f.sum, err
}

// tell makes the calls as they come. After an error of the visitor it tells
// nothing more, and waits for the reader to end.
func (f *follower) tell(full <-chan *batch, free chan<- *batch, cancel func()) (err error) {
	pauser, _ := f.visitor.(Pauser)
	for b := range full {
		if err == nil {
			f.run(b)
			if b.pause && pauser != nil && len(full) == 0 {
				if err = pauser.Pause(); err != nil {
					cancel()
				}
			}
		}
		clear(b.calls) // they hold connections, and long data
		b.calls, b.bytes = b.calls[:0], b.bytes[:0]
		free <- b
	}
	return err
}

// A follower is one reading of a capture.
type follower struct {
	visitor Visitor
	keys    *handshake.Keys
	early   bool // all secrets that the capture holds for a connection are known when it begins
	memory  *handshake.Memory
	sum     Summary
	sender  *sender
	blocks  int // Decryption Secrets Blocks that came in their turn
}
