package starttls

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Why a dialogue did not come to TLS, for errors.Is. What failed below it (a deadline,
// a reset) is wrapped, too.
var (
	ErrNotOffered = errors.New("the server does not offer TLS")
	ErrRefused    = errors.New("the server refused")
	ErrGarbage    = errors.New("what the server said is not of this protocol")
	ErrTooLong    = errors.New("the server said more than a dialogue has room for")
	ErrEarly      = errors.New("the server sent bytes before they were asked for")
	ErrClosed     = errors.New("the server closed the connection")
	ErrSilent     = errors.New("the server said nothing in time")
)

// An Error is how a dialogue failed.
type Error struct {
	Protocol string // as people write it: SMTP
	Step     string // what was waited for or asked: "greeting", "EHLO", "STARTTLS"
	Reason   error  // one of the variables above, or nil where the connection failed
	Said     string // what the server said to it, byte for byte, at most 512 of them; often empty
	Err      error  // what the connection said; nil where the server's words were the failure
}

// mostSaid is how much of what a server said an error keeps.
const mostSaid = 512

// Error is one line. What the server said stands in it quoted.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s: ", e.Protocol, e.Step)
	switch {
	case e.Reason != nil:
		b.WriteString(e.Reason.Error())
	default:
		b.WriteString(e.Err.Error())
	}
	if e.Said != "" {
		fmt.Fprintf(&b, ": %q", e.Said)
	}
	if e.TLS() {
		b.WriteString(", which is TLS: here it begins with the first byte")
	}
	return b.String()
}

// Unwrap gives both reasons.
func (e *Error) Unwrap() []error {
	var all []error
	for _, err := range []error{e.Reason, e.Err} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

// TLS is whether the server answered with a TLS alert: it speaks TLS from the first
// byte, and there is nothing to ask for.
func (e *Error) TLS() bool {
	return len(e.Said) >= 3 && e.Said[0] == 21 && e.Said[1] == 3 && e.Said[2] <= 4
}

// fail makes the error of a step in which the server said something.
func (d *dialogue) fail(step string, reason error, said []byte) error {
	said = bytes.TrimRight(said, "\r\n")
	return &Error{Protocol: d.title, Step: step, Reason: reason, Said: string(said[:min(len(said), mostSaid)])}
}

// broken makes the error of a step in which the connection failed. What has come of an
// answer until then is kept.
func (d *dialogue) broken(step string, err error, said []byte) error {
	e := d.fail(step, nil, said).(*Error)
	e.Err = err
	switch {
	case errors.Is(err, ErrTooLong), errors.Is(err, ErrGarbage): // those of the reader
		e.Reason, e.Err = err, nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		e.Reason = ErrSilent
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Reason = ErrClosed
	}
	return e
}
