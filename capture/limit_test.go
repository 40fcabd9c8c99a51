package capture

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestTheLimitKeepsAPrefix(t *testing.T) {
	tests := map[string]struct {
		calls          string // upper case is written, lower case is read; a call a word
		client, server string
		lost           Lost
	}{
		"below":              {"ABC de", "ABC", "de", Lost{}},
		"exactly":            {"ABC def GH", "ABCGH", "def", Lost{}},
		"a write crosses":    {"ABC def GHIJ", "ABCGH", "def", Lost{Client: 2}},
		"a read crosses":     {"ABC def ghij", "ABC", "defgh", Lost{Server: 2}},
		"everything after":   {"ABCDEFGHIJ K l m", "ABCDEFGH", "", Lost{Client: 3, Server: 2, Events: 3}},
		"nothing fits":       {"ABCDEFGH IJ k", "ABCDEFGH", "", Lost{Client: 2, Server: 1, Events: 2}},
		"no small one after": {"ABC defghij K", "ABC", "defgh", Lost{Client: 1, Server: 2, Events: 1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var word string
			r := NewRecorder(Options{Limit: 8})
			c := r.Conn(scripted{read: func(b []byte) (int, error) { return copy(b, word), nil }}, Client)
			for _, word = range strings.Fields(tt.calls) {
				n, err := 0, error(nil)
				if word == strings.ToUpper(word) {
					n, err = c.Write([]byte(word))
				} else {
					n, err = c.Read(make([]byte, 16))
				}
				if n != len(word) || err != nil {
					t.Fatalf("the connection was disturbed: %d, %v", n, err)
				}
			}
			got := r.Recording()
			if string(got.Bytes(Client)) != tt.client || string(got.Bytes(Server)) != tt.server {
				t.Errorf("kept %q and %q", got.Bytes(Client), got.Bytes(Server))
			}
			if got.Lost != tt.lost {
				t.Errorf("lost %+v, want %+v", got.Lost, tt.lost)
			}
			if (got.Err() != nil) != (tt.lost != Lost{}) {
				t.Errorf("Err: %v", got.Err())
			}
		})
	}
}

func TestTheLimitErrorSaysWhatIsMissing(t *testing.T) {
	err := (&Recording{Limit: 100, Lost: Lost{Client: 12, Server: 34, Events: 5}}).Err()
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Limit != 100 || limit.Lost.Client != 12 {
		t.Fatalf("got %#v", err)
	}
	want := "capture: the recording is full (limit: 100 bytes of data, 1024 events): " +
		"12 bytes from the client and 34 bytes from the server were not kept (events left out: 5); " +
		"the connection itself was not disturbed"
	if err.Error() != want {
		t.Errorf("got %q", err)
	}
}

func TestTheNumberOfEventsIsBounded(t *testing.T) {
	const calls = 1_000_000
	broken := errors.New("broken")
	failing := false
	r := NewRecorder(Options{Limit: 2_000_000})
	c := r.Conn(scripted{read: func([]byte) (int, error) {
		if failing {
			return 0, broken
		}
		return 0, io.EOF
	}}, Client)
	for range calls {
		c.Write([]byte("x"))
	}
	failing = true
	for range calls {
		c.Read(make([]byte, 1))
	}
	failing = false
	c.Read(make([]byte, 1))
	c.Close()

	got := r.Recording()
	kept := 2_000_000 / bytesPerEvent
	if len(got.Events) != kept+2 || len(got.Bytes(Client)) != kept {
		t.Errorf("kept %d events", len(got.Events))
	}
	if want := (Lost{Client: int64(calls - kept), Events: int64(2*calls - kept)}); got.Lost != want {
		t.Errorf("lost %+v, want %+v", got.Lost, want)
	}
	// How it ended is known all the same.
	if end := summary(got.Events[kept:]); end[0] != "server end" || end[1] != "client closed" {
		t.Errorf("got %q", end)
	}
}

// A place that is given back makes room again, but a direction that has lost
// bytes must not go on after the hole.
func TestNothingIsKeptBehindAHole(t *testing.T) {
	sent, answered := make(chan struct{}), make(chan struct{})
	r := NewRecorder(Options{Limit: 2000})
	c := r.Conn(scripted{
		read:  func(b []byte) (int, error) { return copy(b, "x"), nil },
		write: func([]byte) (int, error) { close(sent); <-answered; return 0, nil },
	}, Client)
	for range minEvents - 1 {
		c.Read(make([]byte, 1))
	}
	written := make(chan struct{})
	go func() {
		c.Write([]byte("the last place"))
		close(written)
	}()
	<-sent
	c.Read(make([]byte, 1)) // finds no place
	close(answered)
	<-written
	c.Read(make([]byte, 1))
	got := r.Recording()
	if n := len(got.Bytes(Server)); n != minEvents-1 {
		t.Errorf("kept %d bytes", n)
	}
	if want := (Lost{Server: 2, Events: 2}); got.Lost != want {
		t.Errorf("lost %+v, want %+v", got.Lost, want)
	}
}

func TestNoLimitMeansTheDefault(t *testing.T) {
	for _, limit := range []int64{0, -1} {
		if got := NewRecorder(Options{Limit: limit}).Recording().Limit; got != DefaultLimit {
			t.Errorf("%d: got %d", limit, got)
		}
	}
}
