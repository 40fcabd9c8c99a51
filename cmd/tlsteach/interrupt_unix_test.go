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
// more than that.
func nothingLeft(t *testing.T) func() {
	t.Helper()
	// The system's own, which stay once they are there: the poller, the signals.
	run([]string{"run", "1"}, strings.NewReader(""), io.Discard, io.Discard)
	settled := func(want func(goroutines, files int) bool) bool {
		for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); runtime.Gosched() {
			runtime.GC() // a file that nobody holds is closed by its finalizer
			if want(runtime.NumGoroutine(), openFiles(t)) {
				return true
			}
		}
		return false
	}
	goroutines, files := runtime.NumGoroutine(), openFiles(t)
	return func() {
		t.Helper()
		if !settled(func(g, f int) bool { return g <= goroutines && f <= files }) {
			stacks := make([]byte, 1<<16)
			t.Errorf("%d goroutines and %d files, before it were %d and %d:\n%s", runtime.NumGoroutine(), openFiles(t),
				goroutines, files, stacks[:runtime.Stack(stacks, true)])
		}
	}
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
				ctx, cancel := context.WithCancel(context.Background())
				time.AfterFunc(time.Duration(n)*200*time.Microsecond, cancel)
				var out, errs strings.Builder
				a := &app{in: strings.NewReader(""), out: &out, err: &errs}
				f := &runFlags{output: output{format: "html", color: "never"}, exercise: exercise}
				if exercise {
					f.format = "text"
				}
				err := a.runChosen(ctx, f, lessons.All(), lessons.Options{Lab: lab.Options{Transport: transport}})
				got := a.status(ctx, err)
				cancel()
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
	check := nothingLeft(t)
	for _, pipe := range []bool{true, false} {
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		inner, innerWrite := io.Pipe()
		var in io.Reader = inner
		if pipe {
			in = read
		}
		out := &onText{text: "your answer › ", do: func() {
			if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
				t.Error(err)
			}
		}}
		if got := run([]string{"run", "1", "--exercise"}, in, out, io.Discard); got != exitInterrupted {
			t.Errorf("exit status %d, want %d", got, exitInterrupted)
		}
		read.Close()
		write.Close()
		innerWrite.Close()
	}
	check()
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
