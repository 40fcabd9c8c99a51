package peertest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A Program is how a peer is run.
type Program struct {
	Args []string // the program first
	Env  []string // besides that of the test
	Dir  string   // empty: that of the test
}

func (p Program) command(ctx context.Context) *exec.Cmd {
	cmd := exec.CommandContext(ctx, p.Args[0], p.Args[1:]...)
	cmd.Dir, cmd.WaitDelay = p.Dir, time.Second
	if len(p.Env) > 0 {
		cmd.Env = append(os.Environ(), p.Env...)
	}
	return cmd
}

// Run runs it to its end and returns what it said. Its exit status is its own
// affair.
func (p Program) Run(stdin io.Reader) (output string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := p.command(ctx)
	cmd.Stdin = stdin
	out, _ := cmd.CombinedOutput()
	return string(out)
}

// A Running program was started and ends with the test.
type Running struct {
	io.WriteCloser // its standard input
	ended          chan struct{}
	mu             sync.Mutex
	said           bytes.Buffer
	news           chan struct{}
}

// Start starts it. A test without the program is skipped.
func (p Program) Start(t testing.TB) *Running {
	t.Helper()
	Need(t, p.Args[0])
	ctx, cancel := context.WithCancel(context.Background())
	cmd := p.command(ctx)
	r := &Running{ended: make(chan struct{}), news: make(chan struct{}, 1)}
	out := output{r}
	cmd.Stdout, cmd.Stderr = out, out
	stdin, err := cmd.StdinPipe() // s_server ends with its standard input
	if err != nil {
		t.Fatal(err)
	}
	r.WriteCloser = stdin
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = cmd.Wait(); close(r.ended) }()
	t.Cleanup(func() {
		cancel()
		stdin.Close()
		<-r.ended
		if t.Failed() {
			t.Logf("%s said: %s", p.Args[0], r.Said())
		}
	})
	return r
}

// Serve starts a server and returns when it takes connections on its port. It sees
// one connection that says nothing.
func (p Program) Serve(t testing.TB, addr string) *Running {
	t.Helper()
	r := p.Start(t)
	for late := time.Now().Add(patience); time.Now().Before(late); {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
			return r
		}
		select {
		case <-r.ended:
			t.Fatalf("%s ended: %s", p.Args, r.Said())
		case <-time.After(2 * time.Millisecond): // it says nothing when it is ready
		}
	}
	t.Fatalf("%s takes no connections", p.Args)
	return nil
}

// ServeAnywhere starts a server on a port that is free, and returns where and what
// when it says that it is ready: no port that was free must still be so.
func ServeAnywhere(t testing.TB, ready string, program func(addr string) Program) (addr string, r *Running) {
	t.Helper()
	for range 5 {
		addr = FreeAddr(t)
		r = program(addr).Start(t)
		if r.says(ready, "bind() failed") {
			return addr, r
		}
	}
	t.Fatalf("%s: %s", program(addr).Args, r.Said())
	return "", nil
}

// says waits until it says one text; false: it ended, or said the other.
func (r *Running) says(text, other string) bool {
	for late := time.After(patience); ; {
		said := r.Said()
		if strings.Contains(said, other) {
			return false
		}
		if strings.Contains(said, text) {
			return true
		}
		select {
		case <-r.news:
		case <-r.ended:
			return strings.Contains(r.Said(), text)
		case <-late:
			return false
		}
	}
}

// Said is what it said until now.
func (r *Running) Said() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.said.String()
}

// Ended is closed when it has ended.
func (r *Running) Ended() <-chan struct{} { return r.ended }

// Await waits until it has said something that is there n times in all.
func (r *Running) Await(t testing.TB, text string, n int) {
	t.Helper()
	for late := time.After(patience); ; {
		if bytes.Count([]byte(r.Said()), []byte(text)) >= n {
			return
		}
		select {
		case <-r.news:
		case <-r.ended:
			if bytes.Count([]byte(r.Said()), []byte(text)) < n {
				t.Fatalf("it ended and did not say %q", text)
			}
		case <-late:
			t.Fatalf("it does not say %q", text)
		}
	}
}

// An output files what a program says.
type output struct{ r *Running }

func (o output) Write(b []byte) (int, error) {
	o.r.mu.Lock()
	defer o.r.mu.Unlock()
	o.r.said.Write(b)
	select {
	case o.r.news <- struct{}{}:
	default:
	}
	return len(b), nil
}

// Ports of servers stand below those that systems give to clients and to listeners
// without a port of their own: between the choice and its use nobody else gets it.
const firstPort, ports = 12000, 20000

var nextPort = sync.OnceValue(func() *atomic.Uint32 {
	var n atomic.Uint32
	n.Store(rand.Uint32N(ports)) // another test may choose at the same time
	return &n
})

// listen listens where nobody does, never twice on the same port.
func listen() (l net.Listener, err error) {
	for range ports {
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", firstPort+nextPort().Add(1)%ports)); err == nil {
			return l, nil
		}
	}
	return nil, err
}

// FreeAddr is an address on which nothing listens, never the same twice.
func FreeAddr(t testing.TB) string {
	t.Helper()
	l, err := listen()
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
