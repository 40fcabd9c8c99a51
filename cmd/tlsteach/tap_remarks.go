package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"

	"github.com/tlsteach/tlsteach/capture/relay"
	"github.com/tlsteach/tlsteach/lessons/tap"
)

// remarksMost is how many remarks of one kind are written; more are counted.
const remarksMost = 10

// tapRemarks is what tap says on standard error, apart from lines of messages.
type tapRemarks struct {
	app    *app
	f      *tapFlags
	server string

	mu        sync.Mutex
	over      int
	unreached int
	turned    int // away
	accepting int // errors
	tls       int
	logged    int // of these: the key log has a secret
}

// begin says where it listens, and what to do there.
func (r *tapRemarks) begin(l net.Listener) {
	r.app.warnOpen("--listen", l, "whoever connects is relayed to "+r.server+", and recorded")
	if r.f.quiet {
		return
	}
	host, port, _ := net.SplitHostPort(r.server)
	url := "https://" + host
	if port != "443" {
		url = "https://" + r.server
	}
	at := l.Addr().String()
	if tcp, ok := l.Addr().(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		at = fmt.Sprintf("127.0.0.1:%d", tcp.Port)
	}
	r.app.complain(fmt.Sprintf("listening on %s: what connects there is relayed to %s", l.Addr(), r.server), fmt.Sprintf("curl --connect-to ::%s %s/; Ctrl-C ends this", at, url))
	if r.f.keylog != "" {
		if _, err := os.Stat(r.f.keylog); errors.Is(err, os.ErrNotExist) {
			r.app.complain(r.f.keylog+" is not there yet: it is read when a client or the server writes it", "SSLKEYLOGFILE="+r.f.keylog+" makes browsers, curl and others do so")
		}
	}
}

// told counts a connection, and says that a server was not reached.
func (r *tapRemarks) told(t *tap.Told) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over++
	if t.TLS {
		r.tls++
	}
	if t.Report.Logged || t.Report.Opened() > 0 {
		r.logged++
	}
	if t.End.How != relay.Unreached {
		return
	}
	if r.unreached++; r.unreached <= remarksMost {
		why := r.why(t.End.Err)
		r.app.complain(fmt.Sprintf("connection %d: %v", t.Number, why), why.hint)
	}
}

// why says why there is no connection to the server.
func (r *tapRemarks) why(err error) *hinted {
	switch {
	case errors.Is(err, relay.ErrSelf):
		return &hinted{errors.New(r.server + " is this tap itself"), "--connect names the server, --listen another address for its clients"}
	case errors.Is(err, syscall.EMFILE):
		return &hinted{errors.New("no more files may be open: each connection takes up to six"), "ulimit -n 8192 before tlsteach allows more; --max-connections fewer connections"}
	}
	return unreachable(r.server, r.f.timeout, err)
}

// refused says that a client was turned away.
func (r *tapRemarks) refused(client net.Addr, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if errors.Is(err, relay.ErrTooMany) {
		if r.turned++; r.turned == 1 {
			r.app.complain(fmt.Sprintf("%s was turned away: %d connections are open", client, r.f.most), "--max-connections allows more")
		}
		return
	}
	if r.accepting++; r.accepting == 1 {
		r.app.complain(fmt.Sprintf("a client could not be accepted: %v", err), "ulimit -n 8192 before tlsteach allows more open files")
	}
}

func (r *tapRemarks) trouble(of string, err error) {
	if of == tap.OfKeyLog {
		r.app.complain(fmt.Sprintf("the key log cannot be read: %v", err), "what passes stays closed")
		return
	}
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	r.app.complain(fmt.Sprintf("cannot go on writing %s: %v", r.f.pcap, err), "what stands in it can be read; the connections go on")
}

// end sums up.
func (r *tapRemarks) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.f.quiet {
		return
	}
	sum := plural(r.over, "connection", "connections")
	if r.unreached > 0 {
		sum += fmt.Sprintf("; %d did not reach the server", r.unreached)
	}
	if r.turned > 0 {
		sum += "; " + plural(r.turned, "client was", "clients were") + " turned away"
	}
	r.app.complain(sum, "")
	if r.f.keylog != "" && r.tls > 0 && r.logged == 0 {
		r.app.complain(r.f.keylog+" has no secret of what passed", "the client or the server must write it while it talks: SSLKEYLOGFILE="+r.f.keylog)
	}
}

// failed is the error of a counted run: a connection failed that should not have.
func (r *tapRemarks) failed() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.unreached == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d connections did not reach the server", r.unreached, r.over)
}
