//go:build linux

package services

import (
	"bytes"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a server may take to start, or to end; a healthy one needs
// about a second.
const patience = 30 * time.Second

// A process is a server that was started.
type process struct {
	server Server
	path   string
	owner  *user.User // nil: this one
	dir    string
	fill   *strings.Replacer

	cmd   *exec.Cmd
	ended chan struct{}
	out   output
}

// start starts it. It is ended with the test, and by the system where the test is
// killed.
func (p *process) start(t testing.TB) {
	t.Helper()
	args := append([]string{p.path}, p.server.args...)
	if _, err := os.Stat(filepath.Join(p.dir, "cert.pem")); err == nil {
		args = append(args, p.server.tls...)
	}
	p.cmd, p.ended = p.command(args), make(chan struct{})
	started := make(chan error)
	go func() {
		// The system's signal comes when the thread that started a process ends.
		runtime.LockOSThread()
		var err error
		if len(p.server.make) > 0 {
			err = p.command(p.server.make).Run()
		}
		if err == nil {
			err = p.cmd.Start()
		}
		started <- err
		if err == nil {
			_ = p.cmd.Wait()
		}
		close(p.ended)
	}()
	if err := <-started; err != nil {
		t.Fatalf("%s: %v\n%s", p.server.Name, err, p.out.String())
	}
	t.Cleanup(func() {
		p.end()
		p.awaitGone(t)
		if t.Failed() {
			t.Logf("%s said: %s", p.server.Name, p.out.String())
		}
	})
}

// command runs as its user, in a session of its own, which Postfix wants to have.
func (p *process) command(args []string) *exec.Cmd {
	filled := make([]string, len(args))
	for i, a := range args {
		filled[i] = p.fill.Replace(a)
	}
	cmd := exec.Command(filled[0], filled[1:]...)
	cmd.Dir, cmd.WaitDelay = p.dir, time.Second
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + p.dir, "TMPDIR=" + p.dir, "LC_ALL=C.UTF-8", "TZ=UTC", "OPENSSL_CONF=" + os.DevNull}
	cmd.Stdout, cmd.Stderr = &p.out, &p.out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGTERM}
	if p.owner != nil && !p.server.root {
		uid, gid := p.ids()
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	return cmd
}

func (p *process) ids() (uid, gid int) {
	uid, _ = strconv.Atoi(p.owner.Uid)
	gid, _ = strconv.Atoi(p.owner.Gid)
	return uid, gid
}

// giveAway makes its user the owner of all in the folder.
func (p *process) giveAway(t testing.TB) {
	t.Helper()
	err := os.Chmod(p.dir, 0o755)
	if err == nil && p.owner != nil {
		uid, gid := p.ids()
		err = filepath.WalkDir(p.dir, func(path string, _ fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			return os.Chown(path, uid, gid)
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// end ends it, and what it has started.
func (p *process) end() {
	stop := p.server.stop
	if stop == 0 {
		stop = syscall.SIGTERM
	}
	_ = p.cmd.Process.Signal(stop)
	select {
	case <-p.ended:
	case <-time.After(patience):
	}
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.ended
}

// awaitGone waits until nothing of it runs: who was killed goes in its own time.
func (p *process) awaitGone(t testing.TB) {
	t.Helper()
	for late := time.Now().Add(patience); len(p.running()) > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(late) {
			t.Errorf("%s has left processes: %q", p.server.Name, p.running())
			return
		}
	}
}

// running are the processes that have to do with its folder.
func (p *process) running() (commands []string) {
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, process := range all {
		command, _ := os.ReadFile(process + "/cmdline")
		environ, _ := os.ReadFile(process + "/environ")
		cwd, _ := os.Readlink(process + "/cwd")
		if strings.Contains(string(command)+string(environ)+cwd, p.dir) {
			commands = append(commands, strings.ReplaceAll(string(command), "\x00", " "))
		}
	}
	return commands
}

// awaitListening waits until it takes a connection.
func (p *process) awaitListening(t testing.TB, address string) {
	t.Helper()
	for late := time.Now().Add(patience); time.Now().Before(late); {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-p.ended:
			t.Fatalf("%s has ended", p.server.Name)
		case <-time.After(5 * time.Millisecond): // it says nothing when it is ready
		}
	}
	t.Fatalf("%s takes no connections at %s", p.server.Name, address)
}

// An output files what a server says.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
