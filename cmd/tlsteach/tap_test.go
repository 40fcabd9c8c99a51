package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// tapPatience is how long a connection through tap may take.
const tapPatience = 30 * time.Second

// A tapRun is `tlsteach tap` in this process.
type tapRun struct {
	*testing.T
	addr string
	out  safeBuffer
	err  safeBuffer
	code chan int
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
	on func(string) // told what stands in it so far
}

func (w *safeBuffer) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.b.Write(b)
	if w.on != nil {
		w.on(w.b.String())
	}
	return n, err
}

func (w *safeBuffer) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

var listensOn = regexp.MustCompile(`listening on (\S+): `)

func startTap(t *testing.T, args ...string) *tapRun {
	t.Helper()
	r := &tapRun{T: t, code: make(chan int, 1)}
	listening := make(chan string, 1)
	r.err.on = func(all string) {
		if m := listensOn.FindStringSubmatch(all); m != nil {
			select {
			case listening <- m[1]:
			default:
			}
		}
	}
	go func() { r.code <- run(append([]string{"tap"}, args...), strings.NewReader(""), &r.out, &r.err) }()
	select {
	case r.addr = <-listening:
	case code := <-r.code:
		t.Fatalf("exit status %d: %s", code, r.err.String())
	}
	return r
}

func (r *tapRun) wait(want int) {
	r.Helper()
	select {
	case got := <-r.code:
		if got != want {
			r.Fatalf("exit status %d, want %d: %s", got, want, r.err.String())
		}
	case <-time.After(tapPatience):
		r.Fatal("it does not end")
	}
}

// echoServer speaks TLS, and says again what it hears.
func echoServer(t *testing.T) (addr string) {
	t.Helper()
	l := tls.NewListener(peer.Listen(t), &tls.Config{Certificates: []tls.Certificate{peer.ECDSA()}})
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_, _ = io.Copy(c, c)
			}()
		}
	}()
	return l.Addr().String()
}

// greet says a line through a tap and hears it again; the connection stays open.
func greet(t *testing.T, addr string, log io.Writer) *tls.Conn {
	t.Helper()
	c, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true, ServerName: "example.com", KeyLogWriter: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_ = c.SetDeadline(time.Now().Add(tapPatience))
	if _, err := io.WriteString(c, "hello there\n"); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(c).ReadString('\n'); err != nil || line != "hello there\n" {
		t.Fatalf("%q, %v", line, err)
	}
	return c
}

// Every format tells every connection; JSON a line each as it ends, and show makes the
// text of it that tap prints.
func TestTapFormats(t *testing.T) {
	server := echoServer(t)
	for format, want := range map[string]string{"text": "1 · 127.0.0.1:", "markdown": "## 2 · 127", "html": "<!DOCTYPE html>", "json": `"command":"tap"`} {
		t.Run(format, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "out")
			r := startTap(t, "--connect", server, "--count", "2", "--format", format, "-o", file, "--color", "never")
			for range 2 {
				greet(t, r.addr, nil).Close()
			}
			r.wait(exitDone)
			out, err := os.ReadFile(file)
			if err != nil || !strings.Contains(string(out), want) {
				t.Fatalf("%v: %s", err, out)
			}
			if r.out.String() != "" || !strings.Contains(r.err.String(), "client ▶ ClientHello") || !strings.Contains(r.err.String(), "2 connections") {
				t.Errorf("%q on standard output; standard error:\n%s", r.out.String(), r.err.String())
			}
			if format != "json" {
				return
			}
			for line := range bytes.Lines(out) {
				var d struct {
					Lesson  any
					Command string
					Blocks  []any
				}
				if err := json.Unmarshal(line, &d); err != nil || d.Lesson != nil || d.Command != "tap" || len(d.Blocks) == 0 {
					t.Errorf("%v: %s", err, line)
				}
			}
			if n := bytes.Count(out, []byte("\n")); n != 2 {
				t.Errorf("%d lines", n)
			}
			var text, errs strings.Builder
			if code := run([]string{"show", file}, strings.NewReader(""), &text, &errs); code != exitDone || !strings.Contains(text.String(), "ClientHello") {
				t.Errorf("show: %d, %s", code, errs.String())
			}
		})
	}
}

// Many connections are told shorter and shorter, and a line says so.
func TestTapOfMany(t *testing.T) {
	l := peer.Listen(t)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	r := startTap(t, "--connect", l.Addr().String(), "--count", "102", "--color", "never")
	for range 102 {
		c, err := net.Dial("tcp", r.addr)
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
	}
	r.wait(exitDone)
	if n := strings.Count(r.out.String(), " → "); n < 102 {
		t.Errorf("%d connections are told", n)
	}
	for _, want := range []string{"from here on connections are told without their messages", "from here on connections are told without their ladders"} {
		if n := strings.Count(r.err.String(), want); n != 1 {
			t.Errorf("%q is said %d times", want, n)
		}
	}
}

// A server that is not there, a listener that is taken, a tap of itself.
func TestTapInTrouble(t *testing.T) {
	taken := peer.Listen(t)
	var out, errs strings.Builder
	code := run([]string{"tap", "--connect", "127.0.0.1:1", "--listen", taken.Addr().String()}, strings.NewReader(""), &out, &errs)
	want := "tlsteach: cannot listen on " + taken.Addr().String() + ": another program does already\nhint: --listen 127.0.0.1:0 takes a port that is free\n"
	if code != exitFailed || errs.String() != want {
		t.Errorf("exit status %d, %s", code, errs.String())
	}

	gone := peer.Listen(t)
	addr := gone.Addr().String()
	gone.Close()
	r := startTap(t, "--connect", addr, "--count", "1")
	if c, err := net.Dial("tcp", r.addr); err == nil {
		c.Close()
	}
	r.wait(exitFailed)
	if got := r.err.String(); !strings.Contains(got, "tlsteach: connection 1: 127.0.0.1 refuses the connection: nothing listens at port ") || !strings.Contains(got, "did not reach the server") {
		t.Error(got)
	}

	free := peer.Listen(t)
	addr = free.Addr().String()
	free.Close()
	r = startTap(t, "--connect", addr, "--listen", addr, "--count", "1")
	if c, err := net.Dial("tcp", r.addr); err == nil {
		c.Close()
	}
	r.wait(exitFailed)
	if got := r.err.String(); !strings.Contains(got, "is this tap itself") {
		t.Error(got)
	}
}

// An address of more than the loopback interface is warned of, with -q too.
func TestTapWarnsOfOpenAddresses(t *testing.T) {
	server := echoServer(t)
	r := startTap(t, "--connect", server, "--listen", "0.0.0.0:0", "--count", "1")
	_, port, _ := net.SplitHostPort(r.addr)
	greet(t, "127.0.0.1:"+port, nil).Close()
	r.wait(exitDone)
	if got := r.err.String(); !strings.Contains(got, "can be reached from other machines: whoever connects is relayed to "+server+", and recorded\nhint: --listen "+port+" listens for this machine alone\n") {
		t.Error(got)
	}
}

// Who reads standard output has left: tap ends, and says nothing of it.
func TestTapWithoutReader(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer write.Close()
	read.Close()
	listening := make(chan string, 1)
	errs := safeBuffer{on: func(all string) {
		if m := listensOn.FindStringSubmatch(all); m != nil {
			select {
			case listening <- m[1]:
			default:
			}
		}
	}}
	server, code := echoServer(t), make(chan int, 1)
	go func() { code <- run([]string{"tap", "--connect", server}, strings.NewReader(""), write, &errs) }()
	greet(t, <-listening, nil).Close()
	if got := <-code; got != exitDone {
		t.Errorf("exit status %d: %s", got, errs.String())
	}
}

func TestSizes(t *testing.T) {
	for in, want := range map[string]int64{"1": 1, "64KiB": 64 << 10, "1mib": 1 << 20, "2GiB": 2 << 30, "10 B": 10, "0": 0, "-1": 0, "": 0, "KiB": 0, "99999999GiB": 0} {
		var s sizeValue
		err := s.Set(in)
		if int64(s) != want || (err == nil) != (want > 0) {
			t.Errorf("%q is %d, %v", in, s, err)
		}
		var again sizeValue
		if err == nil && (again.Set(s.String()) != nil || again != s) {
			t.Errorf("%q prints as %q", in, s.String())
		}
	}
}
