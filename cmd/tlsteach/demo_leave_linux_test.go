package main

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/tlsteach/tlsteach/lessons"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// However a demonstration is left, the terminal is as it was: its mode and its
// screen.
func TestDemoLeaves(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		leave  func(*job)
		status int
	}{
		{"q", func(j *job) { j.press("q") }, exitDone},
		{"Q", func(j *job) { j.press("Q") }, exitDone},
		{"Ctrl-D", func(j *job) { j.press("\x04") }, exitDone},
		{"Ctrl-C", func(j *job) { j.press("\x03") }, exitInterrupted},
		{"SIGINT", func(j *job) { must(j.t, j.cmd.Process.Signal(syscall.SIGINT)) }, exitInterrupted},
		{"SIGTERM", func(j *job) { must(j.t, j.cmd.Process.Signal(syscall.SIGTERM)) }, exitInterrupted},
		{"SIGHUP", func(j *job) { must(j.t, j.cmd.Process.Signal(syscall.SIGHUP)) }, exitInterrupted},
	} {
		for where, keys := range map[string]string{"a slide": "n", "the help": "n?", "nothing": "nb"} {
			t.Run(c.name+" at "+where, func(t *testing.T) {
				t.Parallel()
				j := present(t, 80, 24, "2", "--seed", "1")
				if !j.raw() {
					t.Fatal("the terminal is not raw: the test would prove nothing")
				}
				j.press(keys)
				if where == "the help" {
					j.shows("Keys")
				} else if where == "a slide" {
					j.shows("slide 2 of")
				}
				if where != "a slide" && strings.HasPrefix(strings.ToLower(c.name), "q") {
					j.press("x") // the first key ends what stands before the slide
				}
				c.leave(j)
				j.expect("\x1b[?25h\x1b[?1049l") // the cursor, and the screen
				j.ends(c.status)
			})
		}
	}
}

// A terminal that goes away ends it.
func TestDemoHangUp(t *testing.T) {
	t.Parallel()
	j := present(t, 80, 24, "2", "--seed", "1")
	must(t, j.keys.Close())
	if got := j.exit(); got != exitInterrupted {
		t.Errorf("exit status %d, want %d", got, exitInterrupted)
	}
}

// Ctrl-Z gives the terminal back to the shell, and takes it again when the shell
// brings the program back, at the same slide.
func TestDemoStops(t *testing.T) {
	t.Parallel()
	c := newTTY(t, 80, 24)
	cmd := exec.Command("shell", "tlsteach", "run", "2", "--seed", "1", "--demo")
	cmd.Env = append(os.Environ(), append(utf8Terminal, "NO_COLOR=1")...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.file, c.file, c.file
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	j := &job{tty: c, cmd: cmd, done: make(chan error, 1)}
	must(t, cmd.Start())
	go func() { j.done <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	j.shows("slide 1 of")
	j.press("n")
	j.shows("slide 2 of")
	for range 2 {
		j.press("\x1a")
		j.expect("\x1b[?1049l")
		j.expect("[stopped]")
		j.asBefore()
		j.press("fg\n")
		j.expect("\x1b[?1049h")
		j.expect("slide 2 of")
		if !j.raw() {
			t.Error("the terminal is not raw again")
		}
	}
	j.press("\x03")
	j.expect("[status 130]")
	j.ends(0)
}

// A panic puts the terminal back before it goes on, and nothing is left.
func TestDemoPanics(t *testing.T) {
	check := nothingLeft(t)
	c := newTTY(t, 80, 24)
	first, second := *lessons.All()[0], *lessons.All()[1]
	second.Perform = func(*lab.Lab) (*anatomy.Scene, error) { panic("as asked") }
	f := &runFlags{output: output{format: "text", color: "never"}, demo: true}
	a := &app{in: c.file, out: c.file, err: c.file}
	recovered := make(chan any, 1)
	go func() {
		defer func() { recovered <- recover() }()
		_ = a.demo(context.Background(), f, []*anatomy.Lesson{&first, &second}, lessons.Options{Lab: lab.Options{Transport: lab.Memory}})
	}()
	c.shows("slide 1 of")
	c.press("Gn")
	if r := <-recovered; r != "as asked" {
		t.Errorf("the panic did not arrive: %v", r)
	}
	c.asBefore()
	c.expect("\x1b[?1049l")
	must(t, c.keys.Close())
	must(t, c.file.Close())
	check()
}

// Ctrl-C reaches the second lesson when it hangs: the terminal is not raw while it
// runs.
func TestDemoInterruptsALessonThatHangs(t *testing.T) {
	c := newTTY(t, 80, 24)
	ctx, interrupt := context.WithCancel(context.Background())
	first, second := *lessons.All()[0], *lessons.All()[1]
	running := make(chan bool, 1)
	second.Perform = func(*lab.Lab) (*anatomy.Scene, error) {
		running <- c.raw()
		<-ctx.Done()
		return nil, ctx.Err()
	}
	f := &runFlags{output: output{format: "text", color: "never"}, demo: true}
	a := &app{in: c.file, out: c.file, err: c.file}
	ended := make(chan int, 1)
	go func() {
		ended <- a.status(ctx, a.demo(ctx, f, []*anatomy.Lesson{&first, &second}, lessons.Options{}))
	}()
	c.shows("slide 1 of")
	c.press("Gn")
	if <-running {
		t.Error("the terminal is raw, so that Ctrl-C is a key that nobody reads")
	}
	interrupt()
	if got := <-ended; got != exitInterrupted {
		t.Errorf("exit status %d, want %d", got, exitInterrupted)
	}
	c.asBefore()
	c.expect("\x1b[?1049l")
}
