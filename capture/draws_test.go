package capture_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// A script is a source that answers as it is told.
type script []func(p []byte) (int, error)

func (s *script) Read(p []byte) (int, error) {
	f := (*s)[0]
	*s = (*s)[1:]
	return f(p)
}

func give(b string, err error) func([]byte) (int, error) {
	return func(p []byte) (int, error) { return copy(p, b), err }
}

func TestDrawsHandOnWhatTheSourceGave(t *testing.T) {
	broken := errors.New("broken")
	source := script{give("abcd", nil), give("", nil), give("", broken), give("e", broken), give("fg", io.EOF),
		func([]byte) (int, error) { return -1, nil }, func(p []byte) (int, error) { return len(p) + 1, nil }}
	tick := time.Time{}
	d := capture.NewDraws(&source, capture.DrawOptions{Now: func() time.Time { tick = tick.Add(time.Second); return tick }})
	p := make([]byte, 4)
	for i, want := range []struct {
		n   int
		err error
		b   string
	}{{4, nil, "abcd"}, {0, nil, ""}, {0, broken, ""}, {1, broken, "e"}, {2, io.EOF, "fg"}, {-1, nil, ""}, {5, nil, ""}} {
		n, err := d.Read(p)
		if n != want.n || err != want.err || n > 0 && n <= 4 && string(p[:n]) != want.b {
			t.Errorf("call %d: %d, %v, %q", i, n, err, p)
		}
		clear(p) // the caller's buffer is the caller's own again
	}
	all := d.All()
	for i, want := range []string{"abcd", "e", "fg"} {
		if i >= len(all) || string(all[i].Bytes) != want || all[i].Number != i || all[i].At != time.Duration(i+1)*time.Second {
			t.Fatalf("draw %d: %+v", i, all)
		}
	}
	if len(all) != 3 || d.Len() != 3 || d.Err() != nil {
		t.Errorf("%d draws, %v", len(all), d.Err())
	}
	all[0].Bytes[0] = 'x'
	if again := d.From(0); string(again[0].Bytes) != "abcd" || len(d.From(2)) != 1 || len(d.From(3)) != 0 || len(d.From(99)) != 0 || len(d.From(-1)) != 3 {
		t.Errorf("draws from a number: %+v", again)
	}
}

// TestDrawsAreBounded: what is over is counted, the caller gets its bytes, and
// nothing is kept behind a hole.
func TestDrawsAreBounded(t *testing.T) {
	for name, o := range map[string]capture.DrawOptions{"bytes": {Bytes: 40}, "count": {Count: 2}} {
		d := capture.NewDraws(rand.Reader, o)
		for _, n := range []int{16, 16, 16, 1, 2} {
			p := make([]byte, n)
			if got, err := d.Read(p); got != n || err != nil || n == 16 && bytes.Equal(p, make([]byte, n)) {
				t.Errorf("%s: %d, %v", name, got, err)
			}
		}
		var full *capture.DrawsError
		if !errors.As(d.Err(), &full) || full.Lost != (capture.LostDraws{Draws: 3, Bytes: 19}) || len(d.All()) != 2 || d.Len() != 5 || len(d.From(4)) != 0 {
			t.Errorf("%s: %v, %d kept of %d", name, d.Err(), len(d.All()), d.Len())
		}
		if !strings.Contains(d.Err().Error(), "3 draws of 19 bytes") {
			t.Error(d.Err())
		}
	}
}

// A counter gives each byte once, and is not safe for concurrent use.
type counter byte

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(*c)
		*c++
	}
	return len(p), nil
}

func TestDrawsStandInTheOrderOfTheSource(t *testing.T) {
	d := capture.NewDraws(new(counter), capture.DrawOptions{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if _, err := d.Read(make([]byte, 3)); err != nil {
					t.Error(err)
				}
				d.All()
			}
		})
	}
	wg.Wait()
	next := byte(0)
	for i, draw := range d.All() {
		for _, b := range draw.Bytes {
			if b != next || draw.Number != i {
				t.Fatalf("draw %d is number %d and has byte %d, want %d", i, draw.Number, b, next)
			}
			next++
		}
	}
	if d.Len() != 800 {
		t.Errorf("%d draws", d.Len())
	}
}

// TestDrawsBlockNobodyWhoLooks: while the source blocks, what is known can be read.
func TestDrawsBlockNobodyWhoLooks(t *testing.T) {
	r, w := io.Pipe()
	d := capture.NewDraws(r, capture.DrawOptions{})
	done := make(chan error)
	go func() { _, err := d.Read(make([]byte, 1)); done <- err }()
	if len(d.All()) != 0 || d.Len() != 0 {
		t.Error("a draw that has not been given")
	}
	if _, err := w.Write([]byte{7}); err != nil || <-done != nil || d.Len() != 1 {
		t.Errorf("%v, %d draws", err, d.Len())
	}
}

func TestDrawsSurviveAPanickingSource(t *testing.T) {
	source := script{func([]byte) (int, error) { panic("source") }, give("a", nil)}
	d := capture.NewDraws(&source, capture.DrawOptions{})
	func() {
		defer func() {
			if recover() != "source" {
				t.Error("the panic did not reach the caller")
			}
		}()
		_, _ = d.Read(make([]byte, 1))
	}()
	if n, err := d.Read(make([]byte, 1)); n != 1 || err != nil || d.Len() != 1 {
		t.Errorf("%d, %v", n, err)
	}
}
