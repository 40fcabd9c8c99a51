package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// How long a read may take without a line, and how often it is drawn again.
const (
	quietTime = time.Second
	redraw    = 200 * time.Millisecond
)

// A progress is a line on the terminal that says how far a read has come. The
// nil progress draws nothing.
type progress struct {
	tty    io.Writer
	from   *source
	ascii  bool
	mu     sync.Mutex
	drawn  bool
	over   sync.Once
	ending chan struct{}
	ended  chan struct{}
}

// progress begins to watch a read, where standard error is a terminal.
func (a *app) progress(from *source, quiet bool) *progress {
	if quiet || terminal(a.err) == nil || os.Getenv("TERM") == "dumb" {
		return nil
	}
	p := &progress{tty: a.err, from: from, ascii: !unicodeTerminal(), ending: make(chan struct{}), ended: make(chan struct{})}
	go p.watch(time.After(quietTime))
	return p
}

func (p *progress) watch(first <-chan time.Time) {
	defer close(p.ended)
	select {
	case <-first:
	case <-p.ending:
		return
	}
	tick := time.NewTicker(redraw)
	defer tick.Stop()
	for {
		p.draw()
		select {
		case <-tick.C:
		case <-p.ending:
			return
		}
	}
}

// stop takes the line away. It may be called again.
func (p *progress) stop() {
	if p == nil {
		return
	}
	p.over.Do(func() {
		close(p.ending)
		<-p.ended
		p.mu.Lock()
		defer p.mu.Unlock()
		p.erase()
	})
}

func (p *progress) draw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.drawn = true
	fmt.Fprintf(p.tty, "\r%s\x1b[K", barText(p.from.taken.Load(), p.from.size, p.ascii))
}

func (p *progress) erase() {
	if p.drawn {
		io.WriteString(p.tty, "\r\x1b[K")
		p.drawn = false
	}
}

// around makes a writer that takes the line away before it writes, where both
// stand on a terminal.
func (p *progress) around(w io.Writer) io.Writer {
	if p == nil || terminal(w) == nil {
		return w
	}
	return &aboveProgress{w, p}
}

type aboveProgress struct {
	w io.Writer
	p *progress
}

// Write implements io.Writer.
func (a *aboveProgress) Write(b []byte) (int, error) {
	a.p.mu.Lock()
	defer a.p.mu.Unlock()
	a.p.erase()
	return a.w.Write(b)
}

const barWidth = 40

// barText is the line: a bar where the size is known.
func barText(taken, size int64, ascii bool) string {
	if size <= 0 {
		return fmt.Sprintf("  %s read", megabytes(taken))
	}
	taken = min(taken, size)
	full := int(taken * barWidth / size)
	bar := strings.Repeat("━", full) + strings.Repeat("┄", barWidth-full)
	if ascii {
		bar = strings.Repeat("#", full) + strings.Repeat(".", barWidth-full)
	}
	return fmt.Sprintf("  %s %3d %%  %s of %s", bar, taken*100/size, megabytes(taken), megabytes(size))
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
