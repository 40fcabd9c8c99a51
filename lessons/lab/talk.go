package lab

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// patience bounds a connection of the lab, so that a peer that waits for ever
// ends the lesson instead of hanging it.
const patience = 20 * time.Second

// A Session is what a connection left: its bytes, how it ended for each side, and
// what the peers knew and the wire does not say.
type Session struct {
	Recording *capture.Recording
	ClientErr error
	ServerErr error

	// What each side drew while the connection lived, from the first draw for its
	// hello on; times count from Recording.Start. DrawsErr says that there was
	// more (*capture.DrawsError).
	ClientDraws, ServerDraws []capture.Draw
	DrawsErr                 error

	// KeyLog is the NSS key log of this connection, a line a secret.
	KeyLog []byte

	// Client and Server are the Configs of the lab through which was drawn; nil
	// where a side has none.
	Client, Server *tls.Config

	ech []tls.EncryptedClientHelloKey // all keys of the lab
}

// A Peer is one side of a connection. It need not close the connection.
type Peer func(net.Conn) error

// errGone stands for a peer that ended its goroutine instead of returning.
var errGone = errors.New("the peer ended without saying how")

// Talk joins a client and a server and waits until both are done. The recorder
// watches the client's end. The errors of the peers stand in the session: a
// lesson may want them. An error of Talk itself means that there was no
// connection, that the run was interrupted, or that more crossed than the
// recording may hold (*capture.LimitError; then there is a session, too).
//
// Cancelling the lab's context closes the connection under both peers. A peer
// that waits for something else than the connection must see to it itself.
//
// A peer that panics ends the connection. The panic goes on in the caller of
// Talk, once the other peer has ended, too: the caller's deferred calls run.
func (l *Lab) Talk(client, server Peer) (*Session, error) {
	return l.TalkEdited(client, server, nil)
}

// TalkEdited is Talk with a hand on the wire: every write of the client passes
// through edit before it is recorded and sent. n counts the writes from 0.
func (l *Lab) TalkEdited(client, server Peer, edit func(n int, b []byte) []byte) (*Session, error) {
	return l.talk(client, server, edit, nil)
}

// TalkInside is Talk for a peer of a connection, which opens another one while its
// own lives, as a proxy does. own are the Configs of the lab that the inner
// connection's peers use: what they draw and log is filed with the inner session,
// and nothing else is. Only one peer of a connection may do so.
func (l *Lab) TalkInside(client, server Peer, own ...*tls.Config) (*Session, error) {
	if own == nil {
		own = []*tls.Config{}
	}
	return l.talk(client, server, nil, own)
}

// talk is a connection. own are the Configs of its peers; nil: all that are not
// those of a connection inside.
func (l *Lab) talk(client, server Peer, edit func(n int, b []byte) []byte, own []*tls.Config) (*Session, error) {
	c, s, err := l.join()
	if cause := context.Cause(l.ctx); cause != nil && err != nil {
		err = cause
	}
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(patience)
	for _, end := range []net.Conn{c, s} {
		if err := end.SetDeadline(deadline); err != nil {
			return nil, errors.Join(err, c.Close(), s.Close())
		}
	}
	closed := make(chan struct{})
	stop := context.AfterFunc(l.ctx, func() { defer close(closed); c.Close(); s.Close() })
	defer func() {
		if !stop() {
			<-closed
		}
	}()

	marks := l.marks(own)
	rec := l.recorder()
	watched := rec.Conn(c, capture.Client)
	var end net.Conn = watched
	if edit != nil {
		end = &editor{Conn: watched, edit: edit}
	}
	served := make(chan struct{})
	var answer answer
	go func() { defer close(served); answer.by(server, s) }()
	session := &Session{}
	func() {
		defer func() { end.Close(); <-served }() // also when the client panics
		session.ClientErr = client(end)
	}()
	if answer.panicked != "" {
		panic(answer.panicked)
	}
	session.ServerErr = answer.err
	session.Recording = rec.Recording()
	session.since(l, marks, own)
	if l.opts.Ended != nil {
		l.opts.Ended(session)
	}
	if err := context.Cause(l.ctx); err != nil {
		return nil, err
	}
	return session, session.Recording.Err()
}

// Played takes a connection that was recorded earlier for one of this lab's: who
// is told of each connection is told of it, too.
func (l *Lab) Played(s *Session) {
	if l.opts.Ended != nil {
		l.opts.Ended(s)
	}
}

// An answer is how a server ended.
type answer struct {
	err      error
	panicked string // the panic and where it was; empty: none
}

func (a *answer) by(server Peer, s net.Conn) {
	a.err = errGone
	defer func() {
		s.Close() // the peer may have closed it: what matters is that it is closed
		if v := recover(); v != nil {
			a.panicked = fmt.Sprintf("the server of a connection: %v\n\n%s", v, debug.Stack())
		}
	}()
	a.err = server(s)
}

// Edited is a peer with a hand on the wire behind it: every write passes through
// edit before it is sent. n counts the writes from 0. What TalkEdited does to the
// client, Edited does to a server: the recorder keeps the edited bytes.
func Edited(peer Peer, edit func(n int, b []byte) []byte) Peer {
	return func(c net.Conn) error { return peer(&editor{Conn: c, edit: edit}) }
}

// An editor changes what a peer writes.
type editor struct {
	net.Conn
	edit   func(n int, b []byte) []byte
	writes int
}

// Write sends the edited bytes and reports the caller's own as written.
func (e *editor) Write(b []byte) (int, error) {
	out := e.edit(e.writes, append([]byte(nil), b...))
	e.writes++
	if _, err := e.Conn.Write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}

// CloseWrite says that the peer will send no more.
func (e *editor) CloseWrite() error { return HalfClose(e.Conn) }

// HalfClose says that this side will send no more.
func HalfClose(c net.Conn) error {
	half, ok := c.(interface{ CloseWrite() error })
	if !ok {
		return fmt.Errorf("half-close: %w", errors.ErrUnsupported)
	}
	return half.CloseWrite()
}

// BothFine is nil where there was a session and both peers ended without error.
func BothFine(s *Session, err error) error {
	if err != nil {
		return err
	}
	return errors.Join(side("client", s.ClientErr), side("server", s.ServerErr))
}

func side(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", name, err)
}
