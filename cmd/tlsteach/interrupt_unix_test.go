//go:build unix

package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/lessons"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// nothingLeft notes what the process has, and returns a check that it has no
// goroutine of the program and no more files than that.
func nothingLeft(t *testing.T) func() {
	t.Helper()
	// The system's own, which stay once they are there: the poller, the signals.
	run([]string{"run", "1"}, strings.NewReader(""), io.Discard, io.Discard)
	runtime.GC()
	runtime.GC() // a file that nobody holds is closed when it is found out
	files := openFiles(t)
	return func() {
		t.Helper()
		var left []string
		for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); runtime.GC() {
			if left = ourGoroutines(); len(left) == 0 && openFiles(t) <= files {
				return
			}
		}
		t.Errorf("%d files, before it were %d; goroutines:\n%s", openFiles(t), files, strings.Join(left, "\n\n"))
	}
}

// ourGoroutines are the stacks of goroutines that run the program's functions or
// were started by them; a test's own goroutine is none.
func ourGoroutines() []string {
	stacks := make([]byte, 1<<20)
	var ours []string
	for _, g := range strings.Split(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
		if !strings.Contains(g, "testing.tRunner") && !strings.Contains(g, "testing.(*M).Run") &&
			(strings.Contains(g, "github.com/tlsteach/") || strings.Contains(g, "os/signal.NotifyContext")) {
			ours = append(ours, g)
		}
	}
	return ours
}

// openFiles counts the process's open files, sockets and listeners among them; 0
// where the system has no list of them.
func openFiles(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil && runtime.GOOS == "linux" {
		t.Fatal(err)
	}
	return len(list)
}

// However soon a run is interrupted, it ends with 130, prints nothing more, and
// leaves no goroutine and no socket.
func TestInterruptedRun(t *testing.T) {
	check := nothingLeft(t)
	interrupted := 0
	for _, exercise := range []bool{false, true} {
		for _, transport := range []lab.Transport{lab.TCP, lab.Memory} {
			for n := range 40 {
				// A signal is the cause of its context's end, as here.
				ctx, cancel := context.WithCancelCause(context.Background())
				time.AfterFunc(time.Duration(n)*200*time.Microsecond, func() { cancel(errors.New("a signal")) })
				var out, errs strings.Builder
				a := &app{in: strings.NewReader(""), out: &out, err: &errs}
				f := &runFlags{output: output{format: "html", color: "never"}, exercise: exercise}
				if exercise {
					f.format = "text"
				}
				err := a.runChosen(ctx, f, lessons.All(), lessons.Options{Lab: lab.Options{Transport: transport}})
				got := a.status(ctx, err)
				cancel(nil)
				switch {
				case got == exitInterrupted:
					interrupted++
					if errs.Len() > 0 || out.Len() > 0 && !exercise {
						t.Errorf("interrupted, and it prints %q, %q", out.String(), errs.String())
					}
				case got == exitDone && !exercise, exercise && errors.As(err, new(*hinted)): // it was faster
				default:
					t.Errorf("status %d: %v", got, err)
				}
			}
		}
	}
	if interrupted == 0 {
		t.Error("no run was interrupted: the test proves nothing")
	}
	check()
}

// Interrupted between two lessons, while the first is being printed.
func TestInterruptedWhilePrinting(t *testing.T) {
	check := nothingLeft(t)
	ctx, interrupt := context.WithCancel(context.Background())
	out := &interrupting{interrupt: interrupt}
	a := &app{in: strings.NewReader(""), out: out, err: io.Discard}
	f := &runFlags{output: output{format: "text", color: "never"}}
	if got := a.status(ctx, a.runChosen(ctx, f, lessons.All(), lessons.Options{})); got != exitInterrupted {
		t.Errorf("exit status %d, want %d", got, exitInterrupted)
	}
	if strings.Contains(out.String(), "2 · Hello") {
		t.Error("the second lesson ran")
	}
	check()
}

type interrupting struct {
	strings.Builder
	interrupt func()
}

func (w *interrupting) Write(b []byte) (int, error) {
	w.interrupt()
	return w.Builder.Write(b)
}

// An exercise that waits for its answer is interrupted: by a signal to the
// program itself, with a pipe and with nothing that could be interrupted as input.
func TestInterruptedExercise(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	out := &onText{text: "your answer › ", do: func() {
		if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
			t.Error(err)
		}
	}}
	check := nothingLeft(t)
	if got := run([]string{"run", "1", "--exercise"}, read, out, io.Discard); got != exitInterrupted {
		t.Errorf("a pipe: exit status %d, want %d", got, exitInterrupted)
	}
	check() // the pipe is still open

	// A reader that cannot be interrupted holds nobody up.
	endless, end := io.Pipe()
	if got := run([]string{"run", "1", "--exercise"}, endless, out, io.Discard); got != exitInterrupted {
		t.Errorf("a reader: exit status %d, want %d", got, exitInterrupted)
	}
	end.Close()
	check()
}

// Lines that no exercise asked for hold nobody up, either.
func TestExerciseReadsAhead(t *testing.T) {
	check := nothingLeft(t)
	if got := run([]string{"run", "1", "--exercise"}, strings.NewReader("1\n2\n3\n"), io.Discard, io.Discard); got != exitFailed {
		t.Errorf("exit status %d, want %d", got, exitFailed)
	}
	check()
}

// show at a standard input that never ends is interrupted, too.
func TestInterruptedShow(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	check := nothingLeft(t)
	in := &onRead{from: read, do: func() {
		if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
			t.Error(err)
		}
	}}
	if got := run([]string{"show", "-"}, in, io.Discard, io.Discard); got != exitInterrupted {
		t.Errorf("exit status %d, want %d", got, exitInterrupted)
	}
	write.Close()
	check()
}

// onRead does something when it is read from.
type onRead struct {
	from io.Reader
	do   func()
}

func (r *onRead) Read(b []byte) (int, error) {
	r.do()
	return r.from.Read(b)
}

// onText does something when a text is written.
type onText struct {
	text string
	do   func()
}

func (w *onText) Write(b []byte) (int, error) {
	if strings.Contains(string(b), w.text) {
		w.do()
	}
	return len(b), nil
}

// The reader of a pipe has left: silent, status 0, nothing left.
func TestClosedPipe(t *testing.T) {
	check := nothingLeft(t)
	for _, args := range [][]string{{"run", "all"}, {"run", "all", "--format", "json"}, {"run", "1", "--format", "html"}, {"run", "1", "--exercise"}, {"list"}} {
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		read.Close()
		var errs strings.Builder
		if got := run(args, strings.NewReader(""), write, &errs); got != exitDone || errs.Len() > 0 {
			t.Errorf("%q: status %d, %q", args, got, errs.String())
		}
		write.Close()
	}
	check()
}

// A broken pipe of a lesson's connection is no reader that has left.
func TestBrokenConnectionIsSaid(t *testing.T) {
	var errs strings.Builder
	a := &app{out: io.Discard, err: &errs}
	err := &lab.ConnectError{Err: syscall.EPIPE}
	if got := a.status(context.Background(), advise(lessons.All()[0], err)); got != exitFailed || !strings.HasPrefix(errs.String(), "tlsteach: ") {
		t.Errorf("status %d, %q", got, errs.String())
	}
}

// A signal ends a program that waits for an answer with 130, and a second one
// ends a program that is stuck in writing to a pipe that nobody reads.
func TestSignals(t *testing.T) {
	program, err := exec.LookPath("tlsteach")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(program, "run", "1", "--exercise")
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer stdin.Close()
			var errs strings.Builder
			cmd.Stderr = &errs
			cmd.Stdout = &onText{text: "your answer › ", do: func() { _ = cmd.Process.Signal(s) }}
			err = cmd.Run()
			if got := cmd.ProcessState.ExitCode(); got != exitInterrupted || errs.Len() > 0 {
				t.Errorf("exit status %d (%v), %q", got, err, errs.String())
			}
		})
	}
	t.Run("stuck", func(t *testing.T) {
		t.Parallel()
		cmd := exec.Command(program, "run", "all", "--format", "html") // more than a pipe holds
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(stdout, make([]byte, 1)); err != nil { // it writes, and will be stuck
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_, _ = cmd.Process.Wait()
		}()
		deadline := time.After(15 * time.Second)
		again := time.NewTicker(20 * time.Millisecond)
		defer again.Stop()
		for {
			_ = cmd.Process.Signal(syscall.SIGINT)
			select {
			case <-ended:
				stdout.Close()
				return
			case <-again.C:
			case <-deadline:
				_ = cmd.Process.Kill()
				t.Fatal("Ctrl-C does not end it")
			}
		}
	})
}
