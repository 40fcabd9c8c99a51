package inspect

import (
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

// How much is read behind the handshake, in all.
const (
	maxAnswer  = 1 << 20 // bytes
	maxRecords = 4096    // a server may send its bytes one by one
)

// errEnough says that the server had more to say than is read.
var errEnough = errors.New("enough was read")

// A RequestError says that the handshake was completed, and the request not answered.
type RequestError struct {
	Text string
	Hint string // what to try
	Err  error  // of the connection; nil where it did not fail
}

func (e *RequestError) Error() string { return e.Text }

func (e *RequestError) Unwrap() error { return e.Err }

// get asks for a page, and reads what comes.
func (v *Visit) get(c *tls.Conn) error {
	if p := c.ConnectionState().NegotiatedProtocol; p != "" && p != "http/1.1" {
		return &RequestError{Text: fmt.Sprintf("the server chose the protocol %q, and the request is one of HTTP/1.1", p), Hint: "--alpn http/1.1, or none of --alpn"}
	}
	if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: tlsteach\r\nAccept: */*\r\nConnection: close\r\n\r\n", v.Get, v.host()); err != nil {
		return unanswered(0, err)
	}
	n, err := drain(c)
	switch {
	case errors.Is(err, errEnough):
		_ = c.CloseWrite() // the answer is there, whatever comes of it
		return err
	case n > 0 && (err == nil || errors.Is(err, io.ErrUnexpectedEOF)):
		return nil // many servers close without a close_notify
	case err == nil:
		err = io.EOF
	}
	return unanswered(n, err)
}

// host is the field Host of the request: RFC 9110 §7.2, RFC 3986 §3.2.2.
func (v *Visit) host() string {
	_, port, err := net.SplitHostPort(v.Address)
	switch {
	case err == nil && port != "443":
		return net.JoinHostPort(v.Name, port)
	case strings.Contains(v.Name, ":"):
		return "[" + v.Name + "]"
	}
	return v.Name
}

// unanswered is the error of a request; an alert, of either side, says more than any
// word about it.
func unanswered(n int, err error) error {
	if isAlert(err) {
		return err
	}
	e := &RequestError{Err: err, Hint: "is it a server of HTTP?"}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded) && n > 0:
		e.Text, e.Hint = fmt.Sprintf("the answer did not end in time: %d bytes of it came", n), "--timeout 60s waits longer"
	case errors.Is(err, os.ErrDeadlineExceeded):
		e.Text, e.Hint = "the request was not answered in time", "is it a server of HTTP? --timeout 60s waits longer"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Text = "the server closed the connection, and did not answer the request"
	case n > 0:
		e.Text, e.Hint = fmt.Sprintf("the connection broke in the middle of the answer: %v", err), "try again"
	default:
		e.Text = fmt.Sprintf("the connection broke before the request was answered: %v", err)
	}
	return e
}

// isAlert says whether an alert ended a connection, the server's or our own.
func isAlert(err error) bool {
	var alert tls.AlertError
	var op *net.OpError
	return errors.As(err, &alert) || errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error")
}

// goodbye says that no more is sent, and reads what the server still says. Only an
// alert of it is a failure: servers that cut the connection are many.
func goodbye(c *tls.Conn) error {
	if err := c.CloseWrite(); err != nil {
		return nil // the server has closed already
	}
	_ = c.SetReadDeadline(time.Now().Add(patience))
	_, err := drain(c)
	var alert tls.AlertError
	var remote *net.OpError
	switch {
	case errors.As(err, &alert), errors.As(err, &remote) && remote.Op == "remote error":
		return err
	}
	return nil
}

// unread is how many bytes stand behind the last whole record: all begins with the
// first record.
func unread(all []byte) int {
	const header = 5
	for len(all) >= header {
		n := header + int(binary.BigEndian.Uint16(all[3:]))
		if n > len(all) {
			break
		}
		all = all[n:]
	}
	return len(all)
}

// drain reads what comes, up to the end (nil) or to as much as is wanted (errEnough).
func drain(c *tls.Conn) (n int, err error) {
	b := make([]byte, 16<<10) // as much as a record has
	for range maxRecords {
		more, err := c.Read(b)
		switch n += more; {
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return n, err
		case n >= maxAnswer:
			return n, errEnough
		}
	}
	return n, errEnough
}
