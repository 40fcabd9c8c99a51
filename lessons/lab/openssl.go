package lab

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// OpenSSL is the program of that name, as a peer of connections. It stays random,
// so a lab with a seed has none: its lessons play what was recorded.
type OpenSSL struct {
	Version string // as it says itself, for example "OpenSSL 3.0.19 27 Jan 2026"

	path string
	ctx  context.Context
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
		return nil, &NoOpenSSLError{"it is not installed, or not in the PATH"}
	}
	ctx, cancel := context.WithTimeout(l.ctx, patience)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "version").Output()
	version := strings.TrimSpace(firstLine(out))
	if err != nil {
		return nil, &NoOpenSSLError{fmt.Sprintf("%s does not start: %v", path, err)}
	}
	switch m := openSSLVersion.FindStringSubmatch(version); {
	case m == nil:
		return nil, &NoOpenSSLError{fmt.Sprintf("the openssl found says that it is %.60q", version)}
	case len(m[1]) == 1 && m[1] < "3":
		return nil, &NoOpenSSLError{version + " is too old: these lessons need 3.0"}
	}
	return &OpenSSL{Version: version, path: path, ctx: l.ctx}, nil
}

func firstLine(b []byte) string { line, _, _ := bytes.Cut(b, []byte("\n")); return string(line) }

// A Run is an OpenSSL that has ended.
type Run struct {
	Output string // what it printed, both streams
	Code   int    // its exit status
}

// Client is a peer that is `openssl s_client` with these arguments behind
// -connect. It gets input on its standard input, and its input ends when the
// connection does. What it did is in the Run once the peer has returned. An exit
// status that is not 0 is no error of the peer: a refused handshake has one.
func (o *OpenSSL) Client(run *Run, input string, args ...string) Peer {
	return func(c net.Conn) error {
		listener, err := listenLoopback(o.ctx)
		if err != nil {
			return err
		}
		defer listener.Close()
		p, err := o.start(append([]string{"s_client", "-connect", listener.Addr().String()}, args...), nil)
		if err != nil {
			return err
		}
		defer p.stop(run, patience)
		stopWaiting := context.AfterFunc(p.ended, func() { listener.Close() }) // one that does not come ends the wait
		conn, err := listener.Accept()
		stopWaiting()
		if err != nil {
			p.stop(run, 0)
			return fmt.Errorf("openssl s_client did not connect: %s", strings.TrimSpace(run.Output))
		}
		if _, err := io.WriteString(p.in, input); err != nil {
			conn.Close()
			return err
		}
		relay(conn, c)
		return nil
	}
}

// A Server is `openssl s_server` on a port of its own. It lives until Stop, so
// that it can remember sessions from one connection to the next.
type Server struct {
	p       *process
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
	s := &Server{p: p}
	select {
	case s.address = <-p.address:
		return s, nil
	case <-p.ended.Done():
		err = errors.New("it ended")
	case <-time.After(patience):
		err = errors.New("it does not accept")
	}
	p.stop(&s.run, 0)
	return nil, fmt.Errorf("openssl s_server: %w: %s", err, strings.TrimSpace(s.run.Output))
}

// Peer is the server on its next connection.
func (s *Server) Peer() Peer {
	return func(c net.Conn) error {
		conn, err := net.DialTimeout("tcp", s.address, patience)
		if err != nil {
			return err
		}
		relay(conn, c)
		return nil
	}
}

// Stop ends the server and says what it printed. It may be called again.
func (s *Server) Stop() Run {
	s.p.stop(&s.run, 0)
	return s.run
}

// relay passes bytes both ways until both sides have ended.
func relay(a, b net.Conn) {
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{a, b}, {b, a}} {
		both.Go(func() {
			// How it ends is in what the peers say; here it is only passed on.
			_, _ = io.Copy(way[0], way[1])
			_ = HalfClose(way[0])
		})
	}
	both.Wait()
	a.Close()
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

// A process is an OpenSSL that runs.
type process struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	address chan string     // where it accepts, once it says so
	ended   context.Context // done when it has ended
	once    sync.Once
	folder  string
	output  []byte // complete once ended
}

// start runs the program; a certificate is given to it in a folder that only this
// user can read, and that is removed with the process.
func (o *OpenSSL) start(args []string, cert *tls.Certificate) (*process, error) {
	p := &process{address: make(chan string, 1)}
	if cert != nil {
		files, err := p.files(cert)
		if err != nil {
			return nil, errors.Join(err, os.RemoveAll(p.folder))
		}
		args = append(args, files...)
	}
	p.cmd = exec.CommandContext(o.ctx, o.path, args...)
	p.cmd.Env = append(os.Environ(), "OPENSSL_CONF="+os.DevNull) // the lesson's settings, not the machine's
	out, w, err := os.Pipe()
	if err == nil {
		p.cmd.Stdout, p.cmd.Stderr = w, w
		p.in, err = p.cmd.StdinPipe()
	}
	if err == nil {
		err = p.cmd.Start()
	}
	if w != nil {
		w.Close()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(p.folder))
	}
	ended, end := context.WithCancel(context.Background())
	p.ended = ended
	go func() {
		defer end()
		lines := bufio.NewReader(out)
		for {
			line, err := lines.ReadString('\n')
			if len(p.output) < 1<<20 {
				p.output = append(p.output, line...)
			}
			if m := accepting.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
				select {
				case p.address <- m[1]:
				default:
				}
			}
			if err != nil {
				break
			}
		}
		out.Close()
		_ = p.cmd.Wait() // the status is in ProcessState
	}()
	return p, nil
}

func (p *process) files(cert *tls.Certificate) ([]string, error) {
	var err error
	if p.folder, err = os.MkdirTemp("", "tlsteach-"); err != nil {
		return nil, err
	}
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		return nil, err
	}
	var chain bytes.Buffer
	for _, der := range cert.Certificate {
		if err := pem.Encode(&chain, &pem.Block{Type: "CERTIFICATE", Bytes: der}); err != nil {
			return nil, err
		}
	}
	certFile, keyFile := filepath.Join(p.folder, "chain.pem"), filepath.Join(p.folder, "key.pem")
	return []string{"-cert", certFile, "-cert_chain", certFile, "-key", keyFile}, errors.Join(
		os.WriteFile(certFile, chain.Bytes(), 0o600),
		os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600))
}

// stop ends the process: its input first, and where it does not end by that within
// the grace, hard. A server that waits for a connection does not look at its input.
func (p *process) stop(run *Run, grace time.Duration) {
	p.once.Do(func() {
		p.in.Close()
		select {
		case <-p.ended.Done():
		case <-time.After(grace):
			_ = p.cmd.Process.Kill()
			<-p.ended.Done()
		}
		_ = os.RemoveAll(p.folder)
	})
	*run = Run{Output: string(p.output), Code: p.cmd.ProcessState.ExitCode()}
}
