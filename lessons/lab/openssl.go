package lab

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// OpenSSL is the program of that name, as a peer of connections. It stays random,
// so a lab with a seed has none: its lessons play what was recorded.
type OpenSSL struct {
	Version string // as it says itself, for example "OpenSSL 3.0.19 27 Jan 2026"

	path string
	lab  *Lab
}

// A NoOpenSSLError says why no OpenSSL takes part in a run.
type NoOpenSSLError struct{ Reason string }

func (e *NoOpenSSLError) Error() string { return "no OpenSSL: " + e.Reason }

var openSSLVersion = regexp.MustCompile(`^OpenSSL ([0-9]+)\.`)

// OpenSSL finds the program: version 3 or newer, in the PATH. Its errors are
// *NoOpenSSLError. The transport of memory joins nothing outside of the process.
func (l *Lab) OpenSSL() (*OpenSSL, error) {
	switch {
	case l.Seeded():
		return nil, &NoOpenSSLError{"a seed cannot fix what another program draws"}
	case l.opts.Transport == Memory:
		return nil, &NoOpenSSLError{"another program cannot be joined in memory"}
	}
	path, err := exec.LookPath("openssl")
	if err != nil {
		return nil, &NoOpenSSLError{"the program openssl is not installed, or not in the PATH"}
	}
	out, answers, err := says(l.ctx, path, "version")
	version := strings.TrimSpace(firstLine(out))
	if !answers {
		return nil, &NoOpenSSLError{path + " does not answer"}
	}
	if err != nil {
		return nil, &NoOpenSSLError{fmt.Sprintf("%s does not start: %v", path, err)}
	}
	switch m := openSSLVersion.FindStringSubmatch(version); {
	case m == nil:
		return nil, &NoOpenSSLError{fmt.Sprintf("the openssl found says that it is %.60q", version)}
	case len(m[1]) == 1 && m[1] < "3":
		return nil, &NoOpenSSLError{strings.Join(strings.Fields(version)[:2], " ") + " is too old: these lessons need 3.0"}
	}
	return &OpenSSL{Version: version, path: path, lab: l}, nil
}

func firstLine(b []byte) string { line, _, _ := bytes.Cut(b, []byte("\n")); return string(line) }

// A Run is an OpenSSL that has ended.
type Run struct {
	Output string // what it printed, both streams
	Code   int    // its exit status
}

// brief is the output for an error: its beginning, in a line.
func (r *Run) brief() string {
	return fmt.Sprintf("%.400s", strings.Join(strings.Fields(r.Output), " "))
}

// Client is a peer that is `openssl s_client` with these arguments behind
// -connect. It gets input on its standard input, and its input ends when the
// connection does. Input that begins with Q ends the connection once the handshake
// is complete. What it did is in the Run once the peer has returned, and the
// secrets that it logged are in the session. An exit status that is not 0 is no
// error of the peer: a refused handshake has one.
//
// Any program of the machine could connect before OpenSSL does. It gets what a
// server of the lab says to everybody, and the lesson's claims turn false.
func (o *OpenSSL) Client(run *Run, input string, args ...string) Peer {
	return func(c net.Conn) error {
		listener, err := listenLoopback(o.lab.ctx)
		if err != nil {
			return err
		}
		defer listener.Close()
		p, err := o.start(append([]string{"s_client", "-connect", listener.Addr().String()}, args...), nil)
		if err != nil {
			return err
		}
		defer p.stop(run, patience)
		conn, err := p.connects(listener)
		if err != nil {
			p.stop(run, 0)
			return fmt.Errorf("openssl s_client did not connect: %s", run.brief())
		}
		if _, err := io.WriteString(p.in, input); err != nil {
			conn.Close()
			return err
		}
		if err := o.lab.relay(conn, c); err != nil {
			return err
		}
		p.stop(run, patience)
		return o.lab.logs(capture.Client, p.log)
	}
}

// A Server is `openssl s_server` on a port of its own. It lives until Stop, so
// that it can remember sessions from one connection to the next.
type Server struct {
	p       *process
	lab     *Lab
	address string
	run     Run
}

var accepting = regexp.MustCompile(`^ACCEPT (.+)$`)

// Server starts `openssl s_server` with this certificate and these arguments.
func (o *OpenSSL) Server(cert tls.Certificate, args ...string) (*Server, error) {
	p, err := o.start(append([]string{"s_server", "-accept", "127.0.0.1:0"}, args...), &cert)
	if err != nil {
		return nil, err
	}
	s := &Server{p: p, lab: o.lab}
	select {
	case s.address = <-p.address:
		if at, e := netip.ParseAddrPort(s.address); e == nil && at.Addr().IsLoopback() {
			return s, nil
		}
		err = fmt.Errorf("it accepts at %q, which is not of the loopback interface", s.address)
	case <-p.ended.Done():
		err = errors.New("it ended")
	case <-o.lab.ctx.Done():
		err = o.lab.ctx.Err()
	case <-time.After(patience):
		err = errors.New("it does not accept")
	}
	p.stop(&s.run, 0)
	return nil, fmt.Errorf("openssl s_server: %w: %s", err, s.run.brief())
}

// Peer is the server on its next connection. The secrets that it logged are in the
// session.
func (s *Server) Peer() Peer {
	return func(c net.Conn) error {
		conn, err := net.DialTimeout("tcp", s.address, patience)
		if err != nil {
			return err
		}
		if err := s.lab.relay(conn, c); err != nil {
			return err
		}
		lines, err := s.p.logged()
		return errors.Join(err, s.lab.logs(capture.Server, lines))
	}
}

// Stop ends the server and says what it printed. It may be called again.
func (s *Server) Stop() Run {
	s.p.stop(&s.run, 0)
	return s.run
}

// relay passes bytes both ways between a program and an end of the lab's connection,
// until both have ended. It closes the program's side; one that stands still ends
// with the lab's patience, or with the lab.
func (l *Lab) relay(program, end net.Conn) error {
	defer program.Close()
	if err := program.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	stop := context.AfterFunc(l.ctx, func() { program.Close() })
	defer stop()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{program, end}, {end, program}} {
		both.Go(func() {
			// How it ends is in what the peers say; here it is only passed on.
			_, _ = io.Copy(way[0], way[1])
			_ = HalfClose(way[0])
		})
	}
	both.Wait()
	return nil
}

func listenLoopback(ctx context.Context) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, &ConnectError{err}
	}
	if t, ok := l.(*net.TCPListener); ok {
		if err := t.SetDeadline(time.Now().Add(patience)); err != nil {
			l.Close()
			return nil, err
		}
	}
	return l, nil
}
