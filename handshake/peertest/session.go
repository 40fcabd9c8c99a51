package peertest

import (
	"crypto/tls"
	"io"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
)

// A Session is a server and a client that talk to each other, and a relay between
// them that records. Arguments may hold HOST and PORT (of the server, or for the
// client of the relay), DIR (the materials) and OWN (a folder of its own).
type Session struct {
	Name   string
	Server []string // program and arguments; the program "go" is crypto/tls
	Client []string
	Go     func(*tls.Config) // what a peer of Go changes; nil: nothing
	Fails  bool              // the handshake is to fail
}

const request = "GET / HTTP/1.0\r\n\r\n"

// Record runs the session and returns what crossed, one recording a connection.
// A test without the programs is skipped.
func (s Session) Record(t testing.TB, m *Materials) []*capture.Recording {
	t.Helper()
	var backend string
	if s.Server[0] == "go" {
		backend = goServer(t, m, s.Go)
	} else {
		backend, _ = Program{Args: s.fill(t, s.Server, m)}.Serve(t)
	}
	r := newRelay(t, backend)
	if s.Client[0] == "go" {
		goClient(r.Addr(), s.Go)
	} else {
		Need(t, s.Client[0])
		out := Program{Args: s.fill(t, s.Client, m)}.at(r.Addr()).Run(strings.NewReader(request))
		t.Cleanup(func() {
			if t.Failed() {
				t.Logf("%s said: %s", s.Client[0], out)
			}
		})
	}
	said := r.Finish()
	if len(said) == 0 {
		t.Errorf("%s did not connect", s.Client[0])
	}
	return said
}

// fill fills in DIR and OWN.
func (s Session) fill(t testing.TB, args []string, m *Materials) (filled []string) {
	t.Helper()
	own := ""
	if strings.Contains(strings.Join(args, " "), "OWN") {
		own = t.TempDir()
	}
	r := strings.NewReplacer("DIR", m.Dir, "OWN", own)
	for _, a := range args {
		filled = append(filled, r.Replace(a))
	}
	return filled
}

// goServer answers every connection like a small web server that closes at once.
func goServer(t testing.TB, m *Materials, change func(*tls.Config)) (addr string) {
	t.Helper()
	config := &tls.Config{Certificates: []tls.Certificate{m.RSA}, MinVersion: tls.VersionTLS10}
	if change != nil {
		change(config)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				var said [2048]byte
				if n, _ := conn.Read(said[:]); n > 0 {
					_, _ = io.WriteString(conn, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")
				}
			}()
		}
	}()
	return l.Addr().String()
}

func goClient(addr string, change func(*tls.Config)) {
	config := &tls.Config{ServerName: "example.com", InsecureSkipVerify: true, MinVersion: tls.VersionTLS10}
	if change != nil {
		change(config)
	}
	conn, err := tls.Dial("tcp", addr, config)
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, request)
	_, _ = io.Copy(io.Discard, conn)
}
