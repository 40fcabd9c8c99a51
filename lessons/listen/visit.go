package listen

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/lessons/live"
)

// A visit is one connection while it lives.
type visit struct {
	server   *Server
	number   int
	recorder *capture.Recorder
	log      keylog.Collector
	over     chan struct{} // closed when the web server is done with it

	once    sync.Once
	hello   *live.Hello
	meeting live.Meeting

	mu       sync.Mutex
	answered bool
	calls    string // the client itself, by HTTP
}

// line is the recorded connection below TLS, and whose it is.
type line struct {
	*capture.Conn
	visit *visit
}

// visit is a connection from its first byte to its last.
func (s *Server) visit(ctx context.Context, n int, c net.Conn, ready *queue) {
	v := &visit{server: s, number: n, over: make(chan struct{})}
	client, server := c.RemoteAddr().String(), c.LocalAddr().String()
	events := &fork{}
	v.recorder = capture.NewRecorder(capture.Options{Limit: s.Limit, Told: events.told})
	began := v.recorder.Recording().Start
	ended := func(time.Time) {}
	if s.Wire != nil {
		events.packets, ended = s.Wire.Begin(client, server, began)
	}
	var watch *live.Watch
	if s.Watcher != nil {
		watch = s.Watcher.Connection(n, client, server, began, v.log.Bytes)
		events.lines = watch.Told
	}
	rec := v.recorder.Conn(c, capture.Server)
	limit := time.AfterFunc(lifetimes*s.Timeout, func() { rec.Close() })
	defer limit.Stop()
	defer context.AfterFunc(ctx, func() { rec.Close() })()

	secure := tls.Server(&line{rec, v}, s.config(v))
	err := v.handshake(ctx, secure)
	v.meet()
	switch {
	case err != nil:
		v.refuse(rec, err)
	case ready.put(secure):
		<-v.over
	}
	rec.Close()
	ended(time.Now())
	if watch != nil {
		watch.End()
	}
	if done := v.seen(err); len(done.Recording.Bytes(capture.Client)) > 0 && ctx.Err() == nil || done.TLS {
		s.tell(v.done(done), ctx.Err() != nil)
	}
}

// handshake ends within the time limit.
func (v *visit) handshake(ctx context.Context, c *tls.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, v.server.Timeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Now()) }) // recorded as what it is: nothing came in time
	defer stop()
	return c.HandshakeContext(context.WithoutCancel(ctx))
}

// aMoment is how long a client gets to read why it was refused.
const aMoment = time.Second

// refuse ends a connection whose handshake failed. What the client still sends is read
// and thrown away: closing with unread bytes would make TCP throw away our alert.
func (v *visit) refuse(c *capture.Conn, err error) {
	var record tls.RecordHeaderError
	if errors.As(err, &record) && record.Conn != nil && plainHTTP(record.RecordHeader[:]) {
		_ = c.SetWriteDeadline(time.Now().Add(aMoment))
		_, _ = io.WriteString(c, "HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain\r\n\r\nThis is a server of HTTPS: https:// instead of http://\n")
	}
	raw := c.NetConn() // not recorded
	if half, ok := raw.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		_ = raw.SetReadDeadline(time.Now().Add(aMoment))
		_, _ = io.Copy(io.Discard, io.LimitReader(raw, 1<<20))
	}
}

// plainHTTP says whether the first five bytes are those of a request.
func plainHTTP(b []byte) bool {
	return slices.ContainsFunc([]string{"GET /", "HEAD ", "POST ", "PUT /", "OPTIO", "PRI *"}, func(s string) bool { return strings.HasPrefix(string(b), s) })
}

// config is the server's, for one visit: its secrets are its own.
func (s *Server) config(v *visit) *tls.Config {
	c := s.TLS.Clone()
	c.KeyLogWriter = secretsWriter{v}
	if s.Strict {
		return c
	}
	c.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if slices.ContainsFunc(hello.SupportedProtos, func(p string) bool { return slices.Contains(c.NextProtos, p) }) {
			return nil, nil
		}
		other := c.Clone() // a client of another protocol gets its handshake, too
		other.NextProtos = nil
		return other, nil
	}
	return c
}

// secretsWriter takes the secrets of a visit.
type secretsWriter struct{ *visit }

// Write never fails: crypto/tls would end the connection that it logs.
func (w secretsWriter) Write(lines []byte) (int, error) {
	if w.server.Wire != nil {
		w.server.Wire.Secrets(lines)
	}
	return w.log.Write(lines)
}

// fork gives events to those who want them.
type fork struct{ packets, lines func(capture.Event, bool) }

func (f *fork) told(e capture.Event, kept bool) {
	if f.packets != nil {
		f.packets(e, kept)
	}
	if f.lines != nil {
		f.lines(e, kept)
	}
}

// meet compares the hello, once, as soon as it is there.
func (v *visit) meet() {
	v.once.Do(func() {
		if v.hello = v.seen(nil).Hello(); v.hello != nil {
			v.meeting = v.server.clients.Meet(v.number, v.hello)
		}
	})
}

// seen is the connection until now.
func (v *visit) seen(err error) *live.Seen {
	return live.Read(live.Connection{Command: "listen", Number: v.number, Recording: v.recording(), KeyLog: v.log.Bytes(),
		Us: capture.Server, Err: err, Facts: v.facts()})
}

// recording is what crossed. The web server ends the reading of a request that it has
// answered by a deadline in the past: nobody was silent then.
func (v *visit) recording() *capture.Recording {
	r := v.recorder.Recording()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.answered {
		r.Events = slices.DeleteFunc(r.Events, func(e capture.Event) bool {
			return e.Kind == capture.Failed && strings.Contains(e.Err, os.ErrDeadlineExceeded.Error())
		})
	}
	return r
}

func (v *visit) facts() (all []live.Fact) {
	if f := v.server.Fault; isBad(f) {
		all = append(all, live.Fact{Name: "certificate", Value: "bad on purpose: " + what[f]})
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.calls != "" {
		all = append(all, live.Fact{Name: "calls itself", Value: v.calls})
	}
	return all
}
