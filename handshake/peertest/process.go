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
	"slices"
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

// Serve starts a server and returns where it takes connections. Its arguments hold
// HOST and PORT. s_server says which port the system gave it. Any other server has
// one that was free before: where it ends at once, it gets another, once. It sees a
// connection that says nothing.
func (p Program) Serve(t testing.TB) (addr string, r *Running) {
	t.Helper()
	if slices.Contains(p.Args, "s_server") {
		r = p.at("127.0.0.1:0").Start(t)
		return r.accepts(t), r
	}
	for range 2 {
		addr = freeAddr(t)
		if r = p.at(addr).Start(t); r.listens(t, addr) {
			return addr, r
		}
	}
	t.Fatalf("%s ended: %s", p.Args, r.Said())
	return "", nil
}

// at puts an address in the place of HOST and PORT.
func (p Program) at(addr string) Program {
	host, port, _ := net.SplitHostPort(addr)
	fill := strings.NewReplacer("HOST", host, "PORT", port)
	args := make([]string, len(p.Args))
	for i, a := range p.Args {
		args[i] = fill.Replace(a)
	}
	p.Args = args
	return p
}

// accepts waits until s_server says where it listens.
func (r *Running) accepts(t testing.TB) (addr string) {
	t.Helper()
	const says = "ACCEPT "
	r.Await(t, says, 1)
	for ended := false; ; {
		said := r.Said()
		if line, _, whole := strings.Cut(said[strings.Index(said, says)+len(says):], "\n"); whole || ended {
			return strings.TrimSpace(line)
		}
		select {
		case <-r.news:
		case <-r.ended:
			ended = true
		}
	}
}

// listens waits until a connection is taken; it is false where the program ended.
func (r *Running) listens(t testing.TB, addr string) bool {
	t.Helper()
	for late := time.Now().Add(patience); time.Now().Before(late); {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
		}
		select {
		case <-r.ended:
			return false
		default:
			if err == nil {
				return true
			}
		}
		select {
		case <-r.ended:
		case <-time.After(2 * time.Millisecond): // it says nothing when it is ready
		}
	}
	t.Fatalf("nobody takes connections at %s", addr)
	return false
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

// freeAddr is an address on which nothing listens, never the same twice.
func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := listen()
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
