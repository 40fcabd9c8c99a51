package matrix

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// A party is one end of a talk: what is written to it, it says or does; what it
// says of that and hears can be waited for.
type party interface {
	Write(b []byte) (int, error)
	Close() error // no more is written; a client then ends
	Await(t testing.TB, text string, n int)
	Ended() <-chan struct{}
}

// A talk is a client and a server that say lines to each other, and do what their
// programs can be told to, in one connection or several.
type talk struct {
	*testing.T
	lab            *lab
	dir            string // of its own: "OWN" in arguments
	client, server party
	byOpenSSL      bool // the client is s_client
	echo           bool // the server says nothing of its own
	relay          *peertest.Relay
	heard          map[party]map[string]int
	sessions       tls.ClientSessionCache // of its clients of Go
	draws          *capture.Draws         // what they draw, if it is recorded

	connections []*connection
}

// A connection is one of a talk.
type connection struct {
	name       string
	recording  *capture.Recording
	up, down   []byte // what the sides said
	handshakes int    // how many Finished each side sends; 0: one
	later      int    // and how many the client sends for authentications behind the handshake
	refused    int    // records of the client that nobody can read, for early data was refused
	broken     bool   // it ends by an alert

	items []*handshake.Item // as its key log opens them
	state handshake.State
}

// newTalk makes a talk with a server: "openssl", "gnutls" or "go", and arguments.
func newTalk(t *testing.T, l *lab, server string) *talk {
	t.Helper()
	k := &talk{T: t, lab: l, dir: t.TempDir(), heard: map[party]map[string]int{}, sessions: tls.NewLRUClientSessionCache(0)}
	addr := k.serve(server)
	k.relay = newRelay(t, addr)
	return k
}

func (k *talk) clientLog() string { return filepath.Join(k.dir, "client.log") }

// fill makes arguments of a line.
func (k *talk) fill(line string) []string {
	return strings.Fields(strings.ReplaceAll(line, "OWN", k.dir))
}

func (k *talk) serve(line string) (addr string) {
	k.Helper()
	program, rest, _ := strings.Cut(line, " ")
	args := k.fill(rest)
	log := filepath.Join(k.dir, "server.log")
	switch peer(program) {
	case openssl:
		all := append([]string{"openssl", "s_server", "-accept", "HOST:PORT", "-min_protocol", "TLSv1", "-cipher", everything12, "-cert", "rsa.pem", "-CAfile", "rsa.crt", "-keylogfile", log}, args...)
		addr, k.server = peertest.Program{Args: all, Dir: k.lab.Dir}.Serve(k)
	case gnutls:
		all := append([]string{"gnutls-serv", "--echo", "-p", "PORT", "--x509certfile=rsa.crt", "--x509keyfile=rsa.key", "--priority=NORMAL:+VERS-TLS1.0:+VERS-TLS1.1"}, args...)
		addr, k.server = peertest.Program{Args: all, Dir: k.lab.Dir, Env: []string{"SSLKEYLOGFILE=" + log}}.Serve(k)
		k.echo = true
	case goTLS:
		addr = k.echoGo(goServers[rest])
		k.echo = true
	default:
		k.Fatalf("no server %q", line)
	}
	return addr
}

// connect begins a connection with a client: "openssl", "gnutls" or "go", and
// arguments.
func (k *talk) connect(line string) {
	k.Helper()
	program, rest, _ := strings.Cut(line, " ")
	args := k.fill(rest)
	k.byOpenSSL = peer(program) == openssl
	addr := k.relay.Addr()
	host, port, _ := net.SplitHostPort(addr)
	switch peer(program) {
	case openssl:
		all := append([]string{"openssl", "s_client", "-connect", addr, "-servername", "example.com", "-no-CAfile", "-no-CApath", "-no-CAstore", "-keylogfile", k.clientLog()}, args...)
		k.client = peertest.Program{Args: all, Dir: k.lab.Dir}.Start(k)
	case gnutls:
		all := append([]string{"gnutls-cli", "--insecure", "--no-ca-verification", "--inline-commands", "-p", port, host}, args...)
		k.client = peertest.Program{Args: all, Dir: k.lab.Dir, Env: []string{"SSLKEYLOGFILE=" + k.clientLog()}}.Start(k)
	case goTLS:
		k.client = k.dialGo(addr, goClients[rest])
	default:
		k.Fatalf("no client %q", line)
	}
	k.begin()
}

// begin is the next connection of the client that is there.
func (k *talk) begin() {
	k.connections = append(k.connections, &connection{name: fmt.Sprintf("%s, connection %d", k.Name(), len(k.connections)+1)})
}

func (k *talk) now() *connection { return k.connections[len(k.connections)-1] }

// asks lets the client say a line, and waits until the server, or its echo, has it.
func (k *talk) asks(line string) {
	k.Helper()
	line += "\n"
	k.write(k.client, line)
	k.now().up = append(k.now().up, line...)
	if k.echo {
		k.now().down = append(k.now().down, line...)
		k.await(k.client, line)
		return
	}
	k.await(k.server, line)
}

// answers lets the server say a line.
func (k *talk) answers(line string) {
	k.Helper()
	line += "\n"
	k.write(k.server, line)
	k.now().down = append(k.now().down, line...)
	k.await(k.client, line)
}

// tells tells a program to do something, and waits until it says that it did.
func (k *talk) tells(p party, command, done string) {
	k.Helper()
	k.write(p, command+"\n")
	k.await(p, done)
}

func (k *talk) write(p party, text string) {
	k.Helper()
	if _, err := p.Write([]byte(text)); err != nil {
		k.Fatal(err)
	}
}

// await waits until a party has said a text once more than it was waited for.
func (k *talk) await(p party, text string) {
	k.Helper()
	if k.heard[p] == nil {
		k.heard[p] = map[string]int{}
	}
	k.heard[p][text]++
	p.Await(k, text, k.heard[p][text])
}

// ends ends the client, and collects what it said in all its connections.
func (k *talk) ends() {
	k.Helper()
	if k.byOpenSSL { // others are told by the end of their input
		k.write(k.client, "Q\n")
	}
	k.client.Close()
	<-k.client.Ended()
	said := k.relay.Take()
	waiting := k.connections[:0:0]
	for _, c := range k.connections {
		if c.recording == nil {
			waiting = append(waiting, c)
		}
	}
	if len(said) != len(waiting) {
		k.Fatalf("%d connections, not %d", len(said), len(waiting))
	}
	for i, c := range waiting {
		c.recording = said[i]
	}
}

// readKeys reads the clients' key log.
func (k *talk) readKeys() *handshake.Keys {
	k.Helper()
	keys, err := readLog(k.clientLog())
	if err != nil {
		k.Fatal(err)
	}
	return keys
}

// judge decodes all connections and holds them against what was said.
func (k *talk) judge(keys *handshake.Keys) {
	k.Helper()
	for _, c := range k.connections {
		c.items, c.state = handshake.DecodeWith(c.recording, keys)
		if err := c.opened(c.items); err != nil {
			k.Errorf("%s: %v", c.name, err)
		}
	}
}

// opened says whether everything was opened and is what was said.
func (c *connection) opened(items []*handshake.Item) error {
	var finished [3]int
	closed := 0
	for _, it := range items {
		switch {
		case it.Err != nil:
			return fmt.Errorf("%s %s: %v", it.From, it.Kind, it.Err)
		case it.Protected && !it.Decrypted && it.Kind != handshake.KindRecord:
			if closed++; it.From != capture.Client || closed > c.refused {
				return fmt.Errorf("%s %s in record %d is closed, and wants %s", it.From, it.Kind, it.Record, it.Missing)
			}
		case it.Verify == handshake.Differs:
			return fmt.Errorf("the Finished of the %s differs", it.From)
		case it.Verify == handshake.Matches:
			finished[it.From]++
		}
	}
	if closed != c.refused {
		return fmt.Errorf("%d records are closed, not %d", closed, c.refused)
	}
	if want := max(c.handshakes, 1); !c.broken && (finished[capture.Client] != want+c.later || finished[capture.Server] != want) {
		return fmt.Errorf("%d Finished of the client match, and %d of the server, not %d", finished[capture.Client], finished[capture.Server], want+c.later)
	}
	for _, side := range []struct {
		from capture.Side
		want []byte
	}{{capture.Client, c.up}, {capture.Server, c.down}} {
		if got := data(items, side.from); !bytes.Equal(got, side.want) {
			return fmt.Errorf("the %s said %.200q, not %.200q", side.from, got, side.want)
		}
	}
	return nil
}

// count is how many items have a name.
func (c *connection) count(from capture.Side, name string) (n int) {
	for _, it := range c.items {
		if it.From == from && it.Name == name && it.Decrypted {
			n++
		}
	}
	return n
}

// wants says that a side sent so many messages of a name, encrypted.
func (k *talk) wants(c *connection, from capture.Side, name string, n int) {
	k.Helper()
	if got := c.count(from, name); got != n {
		k.Errorf("%s: the %s sent %d %s, not %d", c.name, from, got, name, n)
	}
}

// log appends the talk's key log to a file.
func (k *talk) appendLog(file string) {
	k.Helper()
	b, err := os.ReadFile(k.clientLog())
	if err != nil {
		k.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		k.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(b); err != nil {
		k.Fatal(err)
	}
}
