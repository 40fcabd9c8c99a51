//go:build unix

package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// A listening is a program that listens.
type listening struct {
	t       *testing.T
	cmd     *exec.Cmd
	folder  string
	address string
	said    chan string // what it said on standard error behind the address
	out     strings.Builder
}

// startListen starts listen in a folder of its own, where it writes ca.pem.
func startListen(t *testing.T, args ...string) *listening {
	t.Helper()
	program, err := exec.LookPath("tlsteach")
	if err != nil {
		t.Fatal(err)
	}
	l := &listening{t: t, folder: t.TempDir(), said: make(chan string, 1)}
	l.cmd = exec.Command(program, append([]string{"listen", "--listen", "0", "--ca-file", "ca.pem"}, args...)...)
	l.cmd.Dir, l.cmd.Stdout = l.folder, &l.out
	stderr, err := l.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := l.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.cmd.Process.Kill() })
	lines := bufio.NewReader(stderr)
	for l.address == "" {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("it does not say where it listens: %v", err)
		}
		if rest, ok := strings.CutPrefix(line, "tlsteach listens on "); ok {
			l.address, _, _ = strings.Cut(rest, " ")
		}
	}
	go func() {
		rest, _ := io.ReadAll(lines)
		l.said <- string(rest)
	}()
	return l
}

// get asks for a page as a client that trusts what ca.pem holds.
func (l *listening) get(path string) (string, error) {
	pem, err := os.ReadFile(filepath.Join(l.folder, "ca.pem"))
	if err != nil {
		l.t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	c := http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	answer, err := c.Get("https://" + l.address + path)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return string(body), err
}

// end waits for the end, and returns the status and what was said.
func (l *listening) end() (status int, said string) {
	l.t.Helper()
	said = <-l.said
	if err := l.cmd.Wait(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		l.t.Fatal(err)
	}
	return l.cmd.ProcessState.ExitCode(), said
}

// One connection: told on standard output, a line a message before on standard error.
func TestListenOnce(t *testing.T) {
	l := startListen(t, "--once")
	page, err := l.get("/")
	if err != nil || !strings.Contains(page, "The hello, byte by byte") {
		t.Fatalf("%v: %s", err, page)
	}
	status, said := l.end()
	if status != exitDone || !strings.Contains(said, "client ▶ ClientHello") || !strings.Contains(said, "curl --cacert ca.pem https://localhost:") {
		t.Errorf("status %d: %s", status, said)
	}
	if out := l.out.String(); !strings.Contains(out, "What the hello says of the client") || !strings.Contains(out, "Go-http-client") {
		t.Errorf("it tells %s", out)
	}
	pem, err := os.ReadFile(filepath.Join(l.folder, "ca.pem"))
	if err != nil || strings.Contains(string(pem), "KEY") {
		t.Errorf("ca.pem: %v", err)
	}
}

// A client that refuses a bad certificate is the way it should be; one that accepts it
// is a false claim; one that does not trust a good one is a failure.
func TestListenStatus(t *testing.T) {
	for _, test := range []struct {
		name, flag string
		trusting   bool
		status     int
		remark     string
	}{
		{"refused", "--expired", false, exitDone, ""},
		{"accepted", "--expired", true, exitFailed, ""},
		{"distrusted", "--quiet", false, exitFailed, "tlsteach: 1 of 1 connections failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			args := []string{"--once"}
			if test.flag != "--quiet" {
				args = append(args, test.flag)
			}
			l := startListen(t, args...)
			c, err := tls.Dial("tcp", l.address, &tls.Config{InsecureSkipVerify: test.trusting, RootCAs: x509.NewCertPool()})
			if (err == nil) != test.trusting {
				t.Fatal(err)
			}
			if err == nil {
				io.WriteString(c, "GET / HTTP/1.0\r\n\r\n")
				io.Copy(io.Discard, c)
				c.Close()
			}
			status, said := l.end()
			if status != test.status || !strings.Contains(said, test.remark) {
				t.Errorf("status %d: %s", status, said)
			}
		})
	}
}

// Ctrl-C ends it with 130, and what was recorded is saved: the page, the packets, the
// secrets, for their owner alone.
func TestListenInterrupted(t *testing.T) {
	l := startListen(t, "-o", "page.html", "--pcap", "all.pcapng", "--keylog", "keys.log")
	if _, err := l.get("/hello.json"); err != nil {
		t.Fatal(err)
	}
	if err := l.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if status, said := l.end(); status != exitInterrupted {
		t.Errorf("status %d: %s", status, said)
	}
	page, err := os.ReadFile(filepath.Join(l.folder, "page.html"))
	if err != nil || !strings.HasSuffix(string(page), "</html>\n") {
		t.Errorf("the page: %v", err)
	}
	for _, name := range []string{"all.pcapng", "keys.log"} {
		if info, err := os.Stat(filepath.Join(l.folder, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	decrypts(t, filepath.Join(l.folder, "all.pcapng"))
}

// Killed, it leaves packets that can be read and opened.
func TestListenKilled(t *testing.T) {
	l := startListen(t, "--pcap", "all.pcapng")
	if _, err := l.get("/hello.json"); err != nil {
		t.Fatal(err)
	}
	if err := l.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	l.end()
	decrypts(t, filepath.Join(l.folder, "all.pcapng"), "cut short") // in the middle of a write
}

// decrypts checks that TShark finds the request in a file, by the secrets in it, and
// complains of nothing else than it may.
func decrypts(t *testing.T, file string, complaints ...string) {
	t.Helper()
	out, err := exec.Command(peer.Need(t, "tshark"), "-r", file, "-Y", "http2.headers.path || http.request.uri", "-T", "fields", "-e", "http2.headers.path", "-e", "http.request.uri").Output()
	var status *exec.ExitError
	may := errors.As(err, &status) && slices.ContainsFunc(complaints, func(c string) bool { return strings.Contains(string(status.Stderr), c) })
	if err != nil && !may || !strings.Contains(string(out), "/hello.json") {
		t.Errorf("%v: TShark finds %q", err, out)
	}
}

// Where the default port is taken it is another one; one that was asked for is not.
func TestListenElsewhere(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, asked := range []bool{false, true} {
		f := listenFlags{address: taken.Addr().String(), addressSet: asked}
		l, err := f.bind()
		if err == nil {
			l.Close()
		}
		if (err != nil) != asked {
			t.Errorf("asked %t: %v", asked, err)
		}
	}
}

// A client's certificate is held against the authorities of a file: what fails is told,
// and the status is 1.
func TestListenClientCA(t *testing.T) {
	strangers := startListen(t, "--once") // an authority that signed no client
	l := startListen(t, "--once", "--client-ca", filepath.Join(strangers.folder, "ca.pem"))
	if page, err := l.get("/hello.txt"); err != nil || !strings.Contains(page, "it was asked for one, and showed none") {
		t.Errorf("%v: %s", err, page)
	}
	if status, said := l.end(); status != exitFailed || !strings.Contains(l.out.String(), "the client shows a certificate") {
		t.Errorf("status %d: %s", status, said)
	}
}
