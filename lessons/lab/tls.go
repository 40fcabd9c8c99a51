package lab

import (
	"crypto/tls"
	"io"
	"net"
)

// TLSClient is a peer that greets, talks and says goodbye.
func TLSClient(config *tls.Config, talk func(*tls.Conn) error) Peer {
	return func(c net.Conn) error {
		conn := tls.Client(c, config)
		if err := conn.Handshake(); err != nil {
			return err
		}
		if err := talk(conn); err != nil {
			return err
		}
		return conn.Close()
	}
}

// TLSServer is a peer that answers, talks, says goodbye and waits until the
// client has done so too: no reset cuts the client's last bytes.
func TLSServer(config *tls.Config, talk func(*tls.Conn) error) Peer {
	return func(c net.Conn) error {
		conn := tls.Server(c, config)
		if err := conn.Handshake(); err != nil {
			drain(c)
			return err
		}
		if err := talk(conn); err != nil {
			return err
		}
		if err := conn.CloseWrite(); err != nil {
			return err
		}
		_, err := io.Copy(io.Discard, conn)
		return err
	}
}

// drain reads what a refused client still sends, until it closes: closing with
// unread bytes would make TCP throw away the alert on its way.
func drain(c net.Conn) {
	if half, ok := c.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		_, _ = io.Copy(io.Discard, c) // its end is all that matters here
	}
}
