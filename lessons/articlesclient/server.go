package articlesclient

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"

	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The page, in the two pieces in which the server sends it.
const (
	firstHalf  = "Your order: one book.\n"
	secondHalf = "Cancelled: the book is sold out.\n"
)

// An answer is how a server answers one request. It returns what it received.
type answer func(c *tls.Conn, hand *scissors) error

// serve is a server that answers one request and keeps the connection open for the
// next, as HTTP/1.1 has it, until the client ends it.
func serve(config *tls.Config, received *string, a answer) lab.Peer {
	return func(conn net.Conn) error {
		hand := &scissors{Conn: conn}
		c := tls.Server(hand, config)
		if err := c.Handshake(); err != nil {
			if half := lab.HalfClose(conn); half == nil {
				_, _ = io.Copy(io.Discard, conn) // until the refused client has gone
			}
			return err
		}
		var raw bytes.Buffer
		if _, err := http.ReadRequest(bufio.NewReader(io.TeeReader(c, &raw))); err != nil {
			return err
		}
		*received = raw.String()
		if err := a(c, hand); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, c); err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, conn) // behind a goodbye, until the client has gone
		return nil
	}
}

// whole answers with the page and its length.
func whole(c *tls.Conn, _ *scissors) error {
	_, err := io.WriteString(c, head("Content-Length: %d", len(firstHalf)+len(secondHalf))+firstHalf+secondHalf)
	return err
}

// inPieces answers in two writes and says goodbye. Behind the first, the hand on the
// wire cuts: the server does not notice.
func inPieces(header string) answer {
	return func(c *tls.Conn, hand *scissors) error {
		if _, err := io.WriteString(c, head("%s", header)+firstHalf); err != nil {
			return err
		}
		if err := hand.cut(); err != nil {
			return err
		}
		if _, err := io.WriteString(c, secondHalf); err != nil {
			return err
		}
		return c.CloseWrite()
	}
}

func head(format string, a any) string {
	return "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n" + fmt.Sprintf(format, a) + "\r\n\r\n"
}

// scissors are a hand on the wire that can cut what a server sends.
type scissors struct {
	net.Conn
	done bool
}

// cut ends the connection towards the client, as a TCP of the server's would.
func (s *scissors) cut() error {
	s.done = true
	return lab.HalfClose(s.Conn)
}

// Write says that all was sent, and behind the cut sends nothing.
func (s *scissors) Write(b []byte) (int, error) {
	if s.done {
		return len(b), nil
	}
	return s.Conn.Write(b)
}
