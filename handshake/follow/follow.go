package follow

import (
	"context"
	"io"
	"net/netip"
	"time"

	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/handshake"
)

// A Visitor is told what stands in a capture.
type Visitor interface {
	// Begin says that TLS was found in a TCP connection.
	Begin(c *Connection)
	// Item gives what was read next of a connection, in the order of the wire. The
	// item and all its memory are valid during the call only.
	Item(c *Connection, it *handshake.Item)
	// End comes last of a connection; its Summary is whole.
	End(c *Connection)
}

// A Connection is a TCP connection in which TLS was found.
type Connection struct {
	Number         int            // from 1, in the order in which TLS was found
	Client, Server netip.AddrPort // where neither SYN nor hello tells them apart: the higher port is the client
	Began          time.Time      // the first packet; an Item's At counts from here
	Ended          time.Time      // the last packet; set at End
	Before         string         // what stood before TLS, for example "SMTP STARTTLS"; empty where TLS comes first
	Summary        Report         // what is known so far; whole at End
	Data           any            // the visitor's own
}

// A Summary is what was seen of a whole capture.
type Summary struct {
	packets.Summary
	Connections int // in which TLS was found
	Damaged     int // of these: with a message or record that could not be read, or with missing bytes
	NoTLS       int // TCP connections that carried bytes, and no TLS
	Secrets     int // Decryption Secrets Blocks
}

// Read follows every TLS connection of the capture that r gives, a pcap or pcapng
// file, until its end. The error is that of the capture; what came before it was
// told.
func Read(ctx context.Context, r io.Reader, v Visitor) (Summary, error) {
	f := &follower{visitor: v, memory: handshake.NewMemory()}
	var err error
	f.sum.Summary, err = packets.Read(ctx, r, f)
	return f.sum, err
}

// A follower is one reading of a capture.
type follower struct {
	visitor Visitor
	memory  *handshake.Memory
	sum     Summary
}

// Open implements packets.Handler.
func (f *follower) Open(c *packets.Connection) packets.Stream {
	return &stream{follower: f, tcp: *c, joined: !c.SYN}
}

// Secrets implements packets.Handler.
func (f *follower) Secrets(uint32, []byte) { f.sum.Secrets++ }
