package live

import (
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/verdict"
)

// A Connection is what is known of one when it is told.
type Connection struct {
	Command string // "inspect", "listen" or "tap"
	Number  int    // from 1

	// Recording is all that crossed, what came before TLS (STARTTLS) included.
	Recording *capture.Recording
	// KeyLog is an NSS key log with the secrets of the connection; nil: what is
	// protected stays closed.
	KeyLog []byte

	// Us is the side that this program is; 0: it only watches.
	Us capture.Side
	// Err is how our side ended; nil: as it should.
	Err error
	// Advice is what to try where our side could not begin TLS, or was not answered on
	// it, which only it can say.
	Advice string
	// Unread is how many of the server's last bytes are the beginning of a record that
	// our side did not wait for: they are not damage, and are not told.
	Unread int
	// Wanted is what the client of the connection checks; nil: its checks are not
	// known, and none are made.
	Wanted *Wanted

	Facts   []Fact // more lines of the headline
	Verbose bool   // every field of every message, with what it means
}

// A Fact is a line of a headline.
type Fact struct{ Name, Value string }

// Wanted is what a client demands of the server's certificates.
type Wanted struct {
	Name     string         // host name or IP address
	Roots    []verdict.Root // that it trusts
	Store    string         // what they are called: "the system's roots"
	Insecure bool           // it went on whatever the checks said
	Now      time.Time      // zero: when recording began
}
