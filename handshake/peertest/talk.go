package peertest

import (
	"crypto/tls"
	"io"

	"github.com/tlsteach/tlsteach/capture"
)

// Talk lets two peers of crypto/tls greet, send a line each way, and close. What
// crossed is returned also where the handshake failed.
func Talk(client, server *tls.Config) *capture.Recording {
	a, b := capture.Pipe()
	recorder := capture.NewRecorder(capture.Options{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		s := tls.Server(b, server)
		defer b.Close()
		defer s.Close()
		var line [5]byte
		if _, err := io.ReadFull(s, line[:]); err == nil {
			_, _ = s.Write(line[:])
			_ = s.CloseWrite()
			_, _ = io.ReadAll(s) // until the client's close_notify
		}
	}()
	c := tls.Client(recorder.Conn(a, capture.Client), client)
	if _, err := c.Write([]byte("hello")); err == nil {
		_, _ = io.ReadAll(c)
	}
	c.Close()
	<-done
	return recorder.Recording()
}
