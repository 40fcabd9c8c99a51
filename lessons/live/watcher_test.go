package live_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A board is a writer that may be looked at meanwhile.
type board struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *board) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *board) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// hello is the beginning of a record with a ClientHello that is too short.
var hello = append([]byte{22, 3, 1, 0, 42, 1, 0, 0, 38, 3, 3}, make([]byte, 36)...)

// TestAHelloIsToldAtOnce while its server says nothing.
func TestAHelloIsToldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out board
		c := live.NewWatcher(&out, transcript.TextOptions{}).Connection(7, "a", "b", time.Now(), nil)
		c.Told(capture.Event{Kind: capture.Data, From: capture.Client, Data: hello}, true)
		time.Sleep(time.Second) // of the bubble's clock
		synctest.Wait()
		if got := out.String(); !strings.Contains(got, "   7 ") || !strings.Contains(got, "client ▶ ClientHello") {
			t.Errorf("told: %s", got)
		}
		c.End()
	})
}

// TestAFullRecordingIsSaidOnce, and what comes behind is not told.
func TestAFullRecordingIsSaidOnce(t *testing.T) {
	var out board
	c := live.NewWatcher(&out, transcript.TextOptions{}).Connection(1, "a", "b", time.Now(), nil)
	c.Told(capture.Event{Kind: capture.Data, From: capture.Client, Data: hello}, true)
	for range 10 {
		c.Told(capture.Event{Kind: capture.Data, From: capture.Server, Data: hello}, false)
	}
	c.End()
	if got := out.String(); strings.Count(got, "the recording is full") != 1 {
		t.Errorf("told: %s", got)
	}
}

// TestManyAtOnce tells of connections side by side; no line is broken by another, and
// a writer that fails disturbs nobody.
func TestManyAtOnce(t *testing.T) {
	var out board
	good, bad := live.NewWatcher(&out, transcript.TextOptions{}), live.NewWatcher(failing{}, transcript.TextOptions{})
	const n = 200
	var all sync.WaitGroup
	for i := range n {
		for _, w := range []*live.Watcher{good, bad} {
			all.Go(func() {
				c := w.Connection(i+1, fmt.Sprint("client", i), "server", time.Now(), nil)
				for _, b := range hello {
					c.Told(capture.Event{Kind: capture.Data, From: capture.Client, Data: []byte{b}}, true)
				}
				c.Told(capture.Event{Kind: capture.Closed, From: capture.Client}, true)
				c.End()
			})
		}
	}
	all.Wait()
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 3*n { // the addresses, the hello, how it went
		t.Errorf("%d lines", len(lines))
	}
	for _, l := range lines {
		if !strings.Contains(l, " ms  ") {
			t.Errorf("a line: %q", l)
		}
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("no more room") }
