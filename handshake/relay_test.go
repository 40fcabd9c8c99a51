package handshake_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// patience is how long a real program may take; a healthy one needs far less.
const patience = 30 * time.Second

// goServer answers every connection like a small web server that closes at once,
// and gives its recordings to the channel.
func goServer(t *testing.T, configure func(*tls.Config)) (addr string, recordings <-chan *capture.Recording) {
	t.Helper()
	config := &tls.Config{Certificates: []tls.Certificate{ecdsaCertificate()}}
	configure(config)
	return serve(t, func(conn net.Conn) {
		s := tls.Server(conn, config)
		defer s.Close()
		var request [512]byte
		if n, _ := s.Read(request[:]); n > 0 {
			_, _ = io.WriteString(s, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")
		}
	})
}

// relay records what a client and the server at backend say to each other.
func relay(t *testing.T, backend string) (addr string, recordings <-chan *capture.Recording) {
	t.Helper()
	return serve(t, func(conn net.Conn) {
		to, err := net.Dial("tcp", backend)
		if err != nil {
			return
		}
		defer to.Close()
		go func() {
			_, _ = io.Copy(to, conn)
			_ = to.(*net.TCPConn).CloseWrite()
		}()
		_, _ = io.Copy(conn, to)
	})
}

func serve(t *testing.T, answer func(net.Conn)) (addr string, recordings <-chan *capture.Recording) {
	t.Helper()
	l := peer.Listen(t)
	out := make(chan *capture.Recording, 16)
	go func() {
		for {
			inner, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_ = inner.SetDeadline(time.Now().Add(patience))
				r := capture.NewRecorder(capture.Options{})
				conn := r.Conn(inner, capture.Server)
				answer(conn)
				conn.Close()
				out <- r.Recording()
			}()
		}
	}()
	return l.Addr().String(), out
}

// next waits for the recording of a connection in which the client sent something.
func next(t *testing.T, recordings <-chan *capture.Recording) *capture.Recording {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case r := <-recordings:
			if len(r.Bytes(capture.Client)) > 0 {
				return r
			}
		case <-late:
			t.Fatal("the program did not connect")
		}
	}
}

// finish runs a program to its end. Its exit status is its own affair.
func finish(t *testing.T, stdin string, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, peertest.Need(t, program), args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, _ := cmd.CombinedOutput()
	return string(out)
}

// opensslServer starts openssl s_server on a port that the system chooses.
// What it reads on its standard input it says to its first client.
func opensslServer(t *testing.T, cert tls.Certificate, stdin string, args ...string) (addr string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, peertest.Need(t, "openssl"), append([]string{"s_server", "-accept", "127.0.0.1:0",
		"-cert", pemFile(t, cert)}, args...)...)
	cmd.WaitDelay = time.Second
	hold, release := io.Pipe() // s_server ends with its standard input
	cmd.Stdin = hold
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); release.Close(); _ = cmd.Wait() })
	go func() { _, _ = io.WriteString(release, stdin) }()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if addr, ok := strings.CutPrefix(lines.Text(), "ACCEPT "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return addr
		}
	}
	t.Fatal("openssl s_server did not say where it listens")
	return ""
}
