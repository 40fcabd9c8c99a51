package articlesclient

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// getLine is the same in one line: all that it needs to know of TLS is whom to
// trust, which the lab says in config. conn stands for what it would dial.
func getLine(conn net.Conn, config *tls.Config, url string) (page, error) {
	dialed := &watched{Conn: conn, closed: make(chan struct{})}
	transport := &http.Transport{TLSClientConfig: config,
		DialContext: func(context.Context, string, string) (net.Conn, error) { return dialed, nil }}
	client := &http.Client{Transport: transport}
	defer func() {
		transport.CloseIdleConnections()
		<-dialed.closed // the transport says goodbye in a goroutine of its own
	}()

	resp, err := client.Get(url)
	if err != nil {
		return page{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return page{resp.StatusCode, resp.Header, string(body)}, err
}

// watched says when a connection has been closed. One that has ended takes no more
// bytes: where somebody cuts a connection, he cuts it both ways. (Whether crypto/tls
// tries to say goodbye then depends on which goroutine comes first.)
type watched struct {
	net.Conn
	ended   atomic.Bool
	writing sync.Mutex
	once    sync.Once
	closed  chan struct{}
}

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	if err == io.EOF {
		w.ended.Store(true)
	}
	return n, err
}

func (w *watched) Write(b []byte) (int, error) {
	w.writing.Lock()
	defer w.writing.Unlock()
	if w.ended.Load() {
		return 0, net.ErrClosed
	}
	return w.Conn.Write(b)
}

// Close waits for a Write that has crossed and not returned yet: the recorder files
// it when it returns.
func (w *watched) Close() error {
	w.writing.Lock()
	defer w.writing.Unlock()
	err := w.Conn.Close()
	w.once.Do(func() { close(w.closed) })
	return err
}
