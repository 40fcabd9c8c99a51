package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// patience bounds every wait of these tests; a test that passes waits for events.
const patience = 15 * time.Second

// A tty is a pseudo-terminal: the tester holds its keys and sees its screen, a
// program has the other end.
type tty struct {
	t      *testing.T
	keys   *os.File // the end of the tester
	file   *os.File // the end of the program
	before unix.Termios

	mu     sync.Mutex
	change *sync.Cond
	screen bytes.Buffer // all that was ever shown
	seen   int          // how far the test has looked
	gone   bool
}

func newTTY(t *testing.T, width, height uint16) *tty {
	t.Helper()
	// Not blocking, so that it can be closed while somebody reads from it.
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	must(t, err)
	must(t, unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0))
	must(t, unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: width, Row: height}))
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	must(t, err)
	keys := os.NewFile(uintptr(fd), "/dev/ptmx")
	file, err := os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	must(t, err)
	c := &tty{t: t, keys: keys, file: file}
	c.change = sync.NewCond(&c.mu)
	c.before = c.state()
	go c.watch()
	t.Cleanup(func() { keys.Close(); file.Close() })
	return c
}

// watch reads what the program shows until the terminal has gone.
func (c *tty) watch() {
	buf := make([]byte, 4096)
	for {
		n, err := c.keys.Read(buf)
		c.mu.Lock()
		c.screen.Write(buf[:n])
		c.gone = err != nil
		c.change.Broadcast()
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (c *tty) state() unix.Termios {
	c.t.Helper()
	s, err := unix.IoctlGetTermios(int(c.file.Fd()), unix.TCGETS)
	must(c.t, err)
	return *s
}

// asBefore fails the test unless the terminal is exactly as it was at first.
func (c *tty) asBefore() {
	c.t.Helper()
	if now := c.state(); now != c.before {
		c.t.Errorf("the terminal is not as it was:\nbefore %+v\nnow    %+v", c.before, now)
	}
}

func (c *tty) raw() bool { return c.state().Lflag&unix.ICANON == 0 }

func (c *tty) press(keys string) {
	c.t.Helper()
	_, err := c.keys.WriteString(keys)
	must(c.t, err)
}

// expect waits until text is shown behind what was looked at before, and returns
// what was shown up to its end.
func (c *tty) expect(text string) string {
	c.t.Helper()
	var shown string
	if !c.wait(func() bool {
		all := c.screen.String()[c.seen:]
		at := strings.Index(all, text)
		if at < 0 {
			return false
		}
		shown = all[:at+len(text)]
		c.seen += len(shown)
		return true
	}) {
		c.t.Fatalf("%q was not shown, but:\n%s", text, c.screen.String()[c.seen:])
	}
	return shown
}

// prompt is what the screen ends with when the program waits for a key.
var prompt = regexp.MustCompile(`(  \[Enter [^\]\r\n]*\]? ?|your answer, [a-z] to [a-z]: )$`)

// asks waits until the program waits for a key, or has shown last, and returns
// what was shown since the test looked.
func (c *tty) asks(last string) string {
	c.t.Helper()
	var shown string
	if !c.wait(func() bool {
		shown = c.screen.String()[c.seen:]
		if !prompt.MatchString(shown) && (last == "" || !strings.Contains(shown, last)) {
			return false
		}
		c.seen += len(shown)
		return true
	}) {
		c.t.Fatalf("no key is asked for; shown:\n%s", shown)
	}
	return shown
}

// question says whether what was shown ends with a question.
func question(shown string) bool { return strings.HasSuffix(shown, ": ") }

// goOn presses what goes on behind what was shown.
func (c *tty) goOn(shown string) {
	c.t.Helper()
	if question(shown) {
		c.press("b")
		return
	}
	c.press("\r")
}

// wait waits until ok, which is asked whenever something was shown.
func (c *tty) wait(ok func() bool) bool {
	late := false
	stop := time.AfterFunc(patience, func() {
		c.mu.Lock()
		late = true
		c.change.Broadcast()
		c.mu.Unlock()
	})
	defer stop.Stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	for !ok() {
		if late || c.gone {
			return false
		}
		c.change.Wait()
	}
	return true
}

// all is everything that was shown, as lines.
func (c *tty) all() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.ReplaceAll(c.screen.String(), "\r\n", "\n")
}

// A job is the program, run on a terminal.
type job struct {
	*tty
	cmd  *exec.Cmd
	done chan error
}

// UTF8 is an environment with a terminal that can do all.
var utf8Terminal = []string{"TERM=xterm-256color", "LANG=C.UTF-8", "LC_ALL=", "LC_CTYPE=", "NO_COLOR=", "COLUMNS="}

// start runs the program as the leader of the terminal's session, as a shell
// that was replaced by it.
func start(t *testing.T, c *tty, env []string, args ...string) *job {
	t.Helper()
	program, err := exec.LookPath("tlsteach")
	must(t, err)
	j := &job{tty: c, cmd: exec.Command(program, args...), done: make(chan error, 1)}
	j.cmd.Env = append(os.Environ(), append(utf8Terminal, env...)...)
	j.cmd.Stdin, j.cmd.Stdout, j.cmd.Stderr = c.file, c.file, c.file
	j.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	must(t, j.cmd.Start())
	go func() { j.done <- j.cmd.Wait() }()
	t.Cleanup(func() { _ = j.cmd.Process.Kill() })
	return j
}

// exit waits for the end of the program and returns its status.
func (j *job) exit() int {
	j.t.Helper()
	select {
	case err := <-j.done:
		var status *exec.ExitError
		if err != nil && !errors.As(err, &status) {
			j.t.Fatal(err)
		}
		return j.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		j.t.Fatalf("the program does not end; it showed:\n%s", j.all())
	}
	return -1
}

// ends wants the program to end with this status and to leave the terminal as it
// was.
func (j *job) ends(status int) {
	j.t.Helper()
	if got := j.exit(); got != status {
		j.t.Errorf("exit status %d, want %d; shown:\n%s", got, status, j.all())
	}
	j.asBefore()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
