package starttls_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture/starttls"
)

// A script is what a server does: it says a text, hears one, and so on. It hears what
// has the length of the text that is expected.
type script []turn

type turn struct {
	says  string
	hears string
	more  int // further times that it says it, until nobody listens
}

func says(text string) turn  { return turn{says: text} }
func hears(text string) turn { return turn{hears: text} }

// An ending is what a server does behind its script.
type ending int

const (
	goesOn  ending = iota // hears a hello, and no byte before it
	closes                // at once
	isQuiet               // until the client's deadline, which comes as soon as it is quiet
)

const hello = "<the client hello>"

// play runs a script against Start, and a hello where that succeeded. A client that
// waits longer than a test may take fails it.
func play(t *testing.T, protocol string, s script, end ending) error {
	t.Helper()
	client, server := net.Pipe()
	defer client.Close()
	if err := client.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	played := make(chan error, 1)
	go func() {
		defer server.Close()
		played <- s.play(server, client, end)
	}()
	err := starttls.Start(client, protocol, "example.com")
	if err == nil {
		_, err := io.WriteString(client, hello)
		if err != nil {
			t.Errorf("hello: %v", err)
		}
	}
	client.Close()
	if serverErr := <-played; err == nil && serverErr != nil {
		t.Errorf("server: %v", serverErr)
	} else if errors.Is(serverErr, errHeard) {
		t.Error(serverErr)
	}
	return err
}

var errHeard = errors.New("the server did not hear what it should")

func (s script) play(server, client net.Conn, end ending) error {
	for _, turn := range s {
		if turn.more > 0 { // who does not stop does not listen
			go func() { _, _ = io.Copy(io.Discard, server) }()
		}
		for range turn.more + 1 {
			if turn.says == "" {
				break // a pipe waits for the reader of nothing, too
			}
			if _, err := io.WriteString(server, turn.says); err != nil {
				return err
			}
		}
		if err := hear(server, turn.hears); err != nil {
			return err
		}
	}
	switch end {
	case closes:
		return nil
	case isQuiet:
		if err := client.SetDeadline(time.Unix(1, 0)); err != nil {
			return err
		}
		_, err := io.Copy(io.Discard, server) // until the client has gone: a closed pipe is not quiet
		return err
	}
	return hear(server, hello)
}

func hear(conn net.Conn, want string) error {
	got := make([]byte, len(want))
	n, err := io.ReadFull(conn, got)
	if !strings.HasPrefix(want, string(got[:n])) {
		return fmt.Errorf("%w: got %q, want %q", errHeard, got[:n], want)
	}
	return err
}

// failed takes what every failure has.
func failed(t *testing.T, err error) *starttls.Error {
	t.Helper()
	var e *starttls.Error
	switch {
	case err == nil:
		t.Fatal("no error")
	case !errors.As(err, &e):
		t.Fatalf("%T: %v", err, err)
	case e.Protocol == "", e.Step == "", e.Reason == nil && e.Err == nil:
		t.Errorf("parts are missing: %+v", e)
	case len(e.Said) > 512:
		t.Errorf("it holds %d bytes of what the server said", len(e.Said))
	case strings.ContainsAny(err.Error(), "\r\n\x1b\x00"):
		t.Errorf("its text is not escaped: %q", err)
	case errors.Is(err, starttls.ErrSilent) != errors.Is(err, os.ErrDeadlineExceeded):
		t.Errorf("silence and the deadline are not the same: %v", err)
	}
	return e
}
