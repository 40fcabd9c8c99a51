package live_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A meeting is a connection of two peers in memory, recorded at the client's end.
type meeting struct {
	live.Connection
	lines string // of a Watcher
}

// meet lets a client of crypto/tls talk to a server.
func meet(t *testing.T, client *tls.Config, server func(net.Conn)) meeting {
	t.Helper()
	var lines bytes.Buffer
	watcher := live.NewWatcher(&lines, transcript.TextOptions{})
	var log keylog.Collector
	client.KeyLogWriter = &log
	a, b := capture.Pipe()
	var watch *live.Watch
	rec := capture.NewRecorder(capture.Options{Told: func(e capture.Event, kept bool) { watch.Told(e, kept) }})
	watch = watcher.Connection(1, "127.0.0.1:50000", "127.0.0.1:443", rec.Recording().Start, log.Bytes)
	go server(b)
	c := tls.Client(rec.Conn(a, capture.Client), client)
	err := c.Handshake()
	if err == nil {
		c.CloseWrite()
		_, err = io.Copy(io.Discard, c)
	}
	c.Close()
	watch.End()
	return meeting{live.Connection{Command: "inspect", Number: 1, Recording: rec.Recording(), KeyLog: log.Bytes(), Us: capture.Client, Err: err}, lines.String()}
}

// serve is a server of crypto/tls that answers nothing.
func serve(config *tls.Config) func(net.Conn) {
	return func(c net.Conn) {
		s := tls.Server(c, config)
		io.Copy(io.Discard, s)
		s.Close()
	}
}

// authority makes a root and a certificate of it for school.example.
func authority(t *testing.T) (*lab.Authority, tls.Certificate) {
	t.Helper()
	l, err := lab.New(t.Context(), lab.Options{Transport: lab.Memory})
	if err != nil {
		t.Fatal(err)
	}
	root, err := l.Authority("root")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := root.Issue("school.example")
	if err != nil {
		t.Fatal(err)
	}
	return root, cert
}

func printed(t *testing.T, d *transcript.Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := transcript.Terminal(&b, []*transcript.Document{d}, transcript.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTellsAConnection(t *testing.T) {
	root, cert := authority(t)
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			m := meet(t, &tls.Config{ServerName: "school.example", RootCAs: root.Pool(), MinVersion: version, MaxVersion: version},
				serve(&tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: version}))
			m.Wanted = &live.Wanted{Name: "school.example", Roots: verdict.RootsOf(root.Certificate), Store: "the lab's root"}
			s := live.Read(m.Connection)
			if s.Failure != nil || s.Refused() || !s.Report.Complete || len(s.Certificates) != 1 {
				t.Errorf("failure %+v, refused %t, %+v", s.Failure, s.Refused(), s.Report)
			}
			text := printed(t, s.Tell())
			for _, want := range []string{tls.VersionName(version), "school.example", "──── ClientHello", "Certificate 0, the server's own", "✔ proven  host name", "ECDSA, P-256", "of Certificate (certificate[0]/"} {
				if !strings.Contains(text, want) {
					t.Errorf("%q does not stand in\n%s", want, text)
				}
			}
			for _, want := range []string{"client ▶ ClientHello", "server ◀ ServerHello", "server ◀ Finished", "client ▶ Finished", "client ▶ Alert: close_notify", "The handshake was completed"} {
				if !strings.Contains(m.lines, want) {
					t.Errorf("%q does not stand in\n%s", want, m.lines)
				}
			}
		})
	}
}
