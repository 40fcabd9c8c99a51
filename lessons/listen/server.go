package listen

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/live"
)

// A Server answers clients and tells of them. Its fields do not change while it
// serves.
type Server struct {
	TLS     *tls.Config       // with the certificate that is shown
	Fault   lab.Fault         // of this certificate
	Root    *x509.Certificate // that its clients have to trust: /ca.pem gives it
	Timeout time.Duration     // for a handshake, a request, and an answer
	Limit   int64             // bytes that are recorded of a connection; 0: capture.DefaultLimit
	Most    int               // connections at once; the others wait
	Count   int               // how many are told before it takes no more; 0: there is no end
	Strict  bool              // a client that offers none of TLS.NextProtos is refused
	Wanted  *live.Wanted      // of a client's certificate, Roots and Store; nil: any is as good
	Watcher *live.Watcher     // nil: nobody watches
	Wire    Wire              // nil: nothing is kept

	// Ended is called with each connection on which the client said something, as it
	// ends, one at a time.
	Ended func(*Visit)

	clients live.Clients
	telling sync.Mutex
	told    int
	enough  func() // ends the server
}

// A Wire takes what crosses, while it does. It is safe for concurrent use.
type Wire interface {
	// Begin is told of a connection. It returns what takes its events, as the Told of
	// capture.Options does, and what is called when it is over.
	Begin(client, server string, began time.Time) (event func(capture.Event, bool), end func(time.Time))
	Secrets(lines []byte) // lines of an NSS key log
}

// lifetimes is how many times Timeout a connection may take in all.
const lifetimes = 6

// grace is how long the connections that are open get when Count were told. A browser
// opens two at once and asks on one of them: the other may end first.
const grace = 2 * time.Second

// Serve serves until the context ends, which is its error then, or until Count
// connections were told. Those that are open then may end, and are told, too.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	outer := ctx
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	accepting, enough := context.WithCancel(ctx)
	defer enough()
	s.enough = enough
	ready := newQueue(l.Addr())
	web := s.web()
	served := make(chan struct{})
	go func() { defer close(served); _ = web.Serve(ready) }() // it ends with the queue
	defer context.AfterFunc(accepting, func() { l.Close() })()

	var visits sync.WaitGroup
	places := make(chan struct{}, max(1, s.Most))
	err := s.accept(accepting, l, func(n int, c net.Conn) {
		visits.Go(func() {
			defer func() { <-places }()
			s.visit(ctx, n, c, ready)
		})
	}, places)
	over := make(chan struct{})
	go func() { visits.Wait(); close(over) }()
	select {
	case <-over:
	case <-ctx.Done():
	case <-time.After(grace):
	}
	cancel()
	web.Close()
	ready.Close()
	<-served
	<-over
	if outer.Err() != nil {
		return outer.Err()
	}
	return err
}

// accept takes connections, and numbers them.
func (s *Server) accept(ctx context.Context, l net.Listener, begin func(int, net.Conn), places chan struct{}) error {
	for n := 1; ; n++ {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		c, err := l.Accept()
		var passing interface{ Temporary() bool }
		switch {
		case ctx.Err() != nil:
			if err == nil {
				c.Close()
			}
			return nil
		case errors.As(err, &passing) && passing.Temporary(): // too many open files, a client that has gone
			<-places
			n--
			select {
			case <-time.After(100 * time.Millisecond):
			case <-ctx.Done():
			}
			continue
		case err != nil:
			return err
		}
		begin(n, c)
	}
}

// web is what answers when a handshake is over.
func (s *Server) web() *http.Server {
	return &http.Server{
		Handler:           http.HandlerFunc(s.answer),
		ReadHeaderTimeout: s.Timeout, ReadTimeout: s.Timeout, WriteTimeout: s.Timeout, IdleTimeout: s.Timeout,
		MaxHeaderBytes: 64 << 10,
		HTTP2:          &http.HTTP2Config{MaxConcurrentStreams: 4}, // the first answer is the last
		ErrorLog:       log.New(io.Discard, "", 0),                 // what went wrong is in the recording
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, visitKey{}, visitOf(c))
		},
		ConnState: func(c net.Conn, state http.ConnState) {
			if v := visitOf(c); v != nil && (state == http.StateClosed || state == http.StateHijacked) {
				close(v.over)
			}
		},
	}
}

type visitKey struct{}

// visitOf is the visit that a connection of TLS belongs to.
func visitOf(c net.Conn) *visit {
	if t, ok := c.(*tls.Conn); ok {
		if l, ok := t.NetConn().(*line); ok {
			return l.visit
		}
	}
	return nil
}

// tell hands a connection on that is over. One that was cut because there were enough
// is no news.
func (s *Server) tell(v *Visit, cut bool) {
	s.telling.Lock()
	defer s.telling.Unlock()
	if cut && s.Count > 0 && s.told >= s.Count {
		return
	}
	s.told++
	s.Ended(v)
	if s.told == s.Count {
		s.enough()
	}
}
