package ssl30

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// Talked is a connection that is over.
type Talked struct {
	Recording *capture.Recording
	KeyLog    []byte   // a line of NSS's key log
	Session   *Session // that another connection can go on with
	Resumed   bool
}

// Talk lets a client and a server talk in memory: after the handshake the client
// says up, the server answers down, and both close. With a session they go on with
// it.
func Talk(suite registry.CipherSuite, certificate tls.Certificate, session *Session, up, down []byte) (*Talked, error) {
	inner, peer := capture.Pipe()
	recorder := capture.NewRecorder(capture.Options{})
	var keylog bytes.Buffer
	suites := []registry.CipherSuite{suite}
	client := Client(recorder.Conn(inner, capture.Client), &Config{Suites: suites, Session: session, KeyLog: &keylog})
	server := Server(peer, &Config{Suites: suites, Session: session, Certificate: certificate})

	served := make(chan error, 1)
	go func() { served <- server.exchange(up, down) }()
	err := client.exchange(down, up)
	if err := errors.Join(err, <-served); err != nil {
		return nil, err
	}
	return &Talked{recorder.Recording(), keylog.Bytes(), client.Session, client.Resumed}, nil
}

// exchange is what one end does: the client speaks first, and closes when it has
// heard all, upon which the server closes.
func (c *Conn) exchange(hear, say []byte) error {
	defer c.Conn.Close()
	if err := c.Handshake(); err != nil {
		return err
	}
	if c.side == capture.Client {
		if _, err := c.Write(say); err != nil {
			return err
		}
	}
	heard := make([]byte, len(hear))
	if _, err := io.ReadFull(c, heard); err != nil || !bytes.Equal(heard, hear) {
		return errors.Join(fmt.Errorf("the %s hears something else", c.side), err)
	}
	if c.side == capture.Client {
		return c.Close()
	}
	if _, err := c.Write(say); err != nil {
		return err
	}
	if n, err := c.Read(heard[:1]); n > 0 || err != io.EOF {
		return errors.Join(errors.New("the client does not close"), err)
	}
	return nil
}
