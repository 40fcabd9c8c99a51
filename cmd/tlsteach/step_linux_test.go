package main

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/tlsteach/tlsteach/lessons"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

const (
	onward = "  [Enter goes on, q leaves] "
	unfold = "  [Enter goes on, v shows all fields, q leaves] "
	asked  = "your answer, a to "
)

// A whole lesson by Enter and space shows what the printed lesson shows, but for
// the answers.
func TestStepShowsTheWholeLesson(t *testing.T) {
	t.Parallel()
	j := start(t, newTTY(t, 80, 0), []string{"NO_COLOR=1"}, "run", "1", "--seed", "1")
	const last = "claims proven from the bytes of this run."
	keys := []string{"\r", " ", "\n"}
	for i := 0; ; i++ {
		shown := j.asks(last)
		if strings.Contains(shown, last) {
			break
		}
		if question(shown) {
			j.press("b")
		} else {
			j.press(keys[i%len(keys)])
		}
	}
	j.ends(exitDone)

	plain := printed(t, "run", "1", "--seed", "1")
	got := j.all()
	for _, taken := range regexp.MustCompile(` +\[Enter goes on[^\]]*\] \r *\r| +your answer, a to .: \r *\r`).FindAllString(got, -1) {
		got = strings.Replace(got, taken, "", 1)
	}
	got = strings.Replace(got, "              your answer: b\n\n", "", 1)
	got, plain = cutAnswer(t, got), cutAnswer(t, plain)
	if got != plain {
		t.Errorf("stepped and printed differ:\n%s", firstDifference(got, plain))
	}
}

// cutAnswer takes the answer to the prediction out of a lesson: it tells the
// choice again.
func cutAnswer(t *testing.T, s string) string {
	t.Helper()
	from := strings.Index(s, "  ✎ ")
	if from < 0 {
		t.Fatal("the lesson tells no answer")
	}
	to := strings.Index(s[from:], "\n\n")
	return s[:from] + s[from+to:]
}

// printed is the standard output of the program, run without a terminal.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("tlsteach")
	must(t, err)
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "COLUMNS=80", "NO_COLOR=", "TERM=xterm-256color")
	out, err := cmd.Output()
	must(t, err)
	return string(out)
}

// A question waits for one of its answers; Enter, space, other letters and
// arrows, also ones that come in pieces, are none. The choice is told again at
// the evidence.
func TestStepQuestionWaits(t *testing.T) {
	t.Parallel()
	j := start(t, newTTY(t, 80, 0), nil, "run", "2", "--seed", "1")
	j.expect(asked)
	for _, wrong := range []string{"\r", " ", "x", "v", "1", "\t"} {
		j.press(wrong)
		if shown := j.expect(asked); strings.Contains(shown, "answer: ") {
			t.Fatalf("%q was taken for an answer", wrong)
		}
	}
	// An arrow asks nothing again: what is pressed behind it is the next key.
	for _, arrow := range []string{"\x1b[A", "\x1bOA", "\x1b[1;5C", "\x1b[[A", "\x1b[15~"} {
		for _, piece := range arrow {
			j.press(string(piece))
		}
		j.press("x")
		if shown := j.expect(asked); strings.Contains(shown, "answer: ") {
			t.Fatalf("of %q something was taken for an answer", arrow)
		}
	}
	j.press("C") // the shift key does not matter
	j.expect("your answer: c")
	for !strings.Contains(j.all(), "You said c") {
		j.goOn(j.asks("claims proven"))
	}
	j.asks("claims proven")
	j.press("q")
	j.ends(exitDone)
}

// v shows all fields of a message and then asks again; where nothing is folded it
// does nothing.
func TestStepUnfolds(t *testing.T) {
	t.Parallel()
	j := start(t, newTTY(t, 80, 0), nil, "run", "2", "--seed", "1")
	j.expect(asked)
	j.press("a")
	j.expect(onward)
	j.press("v")
	if shown := j.expect(onward); strings.Contains(shown, "\n") {
		t.Errorf("v shows something where nothing is folded: %q", shown)
	}
	j.press("\r")
	shown := j.asks("")
	for ; !strings.HasSuffix(shown, unfold); shown = j.asks("") {
		j.goOn(shown)
	}
	folded := regexp.MustCompile(`… (\d+) more field`).FindStringSubmatch(shown)
	if folded == nil {
		t.Fatalf("v is offered where nothing is folded:\n%s", shown)
	}
	more, err := strconv.Atoi(folded[1])
	must(t, err)
	j.press("v")
	unfolded := j.asks("")
	if strings.Contains(unfolded, "more field") || strings.Count(unfolded, "\n") < strings.Count(shown, "\n")+more-1 {
		t.Errorf("v does not show all fields:\n%s", unfolded)
	}
	if !strings.HasSuffix(unfolded, unfold) {
		t.Errorf("v goes on by itself: %q", unfolded[len(unfolded)-60:])
	}
	j.press("\r")
	j.asks("")
	j.press("Q")
	j.ends(exitDone)
}

// A chunk longer than the screen stops before its beginning scrolls away, and v
// ends what v unfolded.
func TestStepPages(t *testing.T) {
	t.Parallel()
	const height = 20
	j := start(t, newTTY(t, 80, height), nil, "run", "2", "--seed", "1")
	more, less := "  [Enter shows more, q leaves] ", "  [Enter shows more, v no more of it, q leaves] "
	paged, verbose := false, false
	for range 200 {
		shown := j.asks("")
		if n := strings.Count(shown, "\n"); n >= height {
			t.Errorf("%d lines at once on a screen of %d:\n%s", n, height, shown)
		}
		switch {
		case strings.HasSuffix(shown, more):
			paged = true
		case strings.HasSuffix(shown, unfold) && !verbose:
			verbose = true
			j.press("v")
			j.expect(less)
			j.press("\r")
			j.expect(less)
			j.press("v")
			j.expect(unfold)
		case verbose && paged:
			j.press("q")
			j.ends(exitDone)
			return
		}
		j.goOn(shown)
	}
	t.Errorf("paged %v, unfolded %v", paged, verbose)
}

// On a narrow terminal a prompt is no wider than the terminal, or it could not be
// taken away.
func TestStepNarrow(t *testing.T) {
	t.Parallel()
	j := start(t, newTTY(t, 40, 0), nil, "run", "2", "--seed", "1")
	for range 30 {
		j.goOn(j.asks(""))
	}
	j.asks("")
	for _, piece := range regexp.MustCompile(`  \[Enter[^\r\n]*`).FindAllString(j.all(), -1) {
		if len(piece) >= 40 {
			t.Errorf("a prompt of %d columns: %q", len(piece), piece)
		}
	}
	j.press("q")
	j.ends(exitDone)
}

// With --answers a question waits for no choice: its answer is there at once.
func TestStepAnswers(t *testing.T) {
	t.Parallel()
	j := start(t, newTTY(t, 80, 0), []string{"NO_COLOR=1"}, "run", "2", "--seed", "1", "--answers")
	for shown := j.asks(""); !strings.Contains(shown, "? Predict"); shown = j.asks("") {
		if question(shown) {
			t.Fatalf("a question waits:\n%s", shown)
		}
		j.goOn(shown)
	}
	if !strings.Contains(j.all(), "✎ The answer is b: 0303, TLS 1.2.") {
		t.Error("the answer is not there with the question")
	}
	j.press("q")
	j.ends(exitDone)
}

// Two lessons: the second begins when the reader says so, behind an empty line.
func TestStepTwoLessons(t *testing.T) {
	t.Parallel()
	j := start(t, newTTY(t, 80, 0), []string{"NO_COLOR=1"}, "run", "1", "2", "--seed", "1")
	next := "  [Enter begins the next lesson, q leaves] "
	for shown := j.asks(""); !strings.HasSuffix(shown, next); shown = j.asks("") {
		if strings.Contains(shown, "2 · Hello") {
			t.Fatal("the second lesson began by itself")
		}
		j.goOn(shown)
	}
	j.press("\r")
	if shown := j.expect("2 · Hello"); !strings.HasSuffix(shown, " \r\r\n  2 · Hello") {
		t.Errorf("where the prompt was, no empty line is left: %q", shown)
	}
	j.expect(asked)
	j.press("q")
	j.ends(exitDone)
}

// However the program is left, it says so in its status, and the terminal is as
// it was.
func TestStepLeaves(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		leave  func(*job)
		status int
	}{
		{"q", func(j *job) { j.press("q") }, exitDone},
		{"Ctrl-D", func(j *job) { j.press("\x04") }, exitDone},
		{"Ctrl-C", func(j *job) { j.press("\x03") }, exitInterrupted},
		{"SIGINT", func(j *job) { must(j.t, j.cmd.Process.Signal(syscall.SIGINT)) }, exitInterrupted},
		{"SIGTERM", func(j *job) { must(j.t, j.cmd.Process.Signal(syscall.SIGTERM)) }, exitInterrupted},
		{"SIGHUP", func(j *job) { must(j.t, j.cmd.Process.Signal(syscall.SIGHUP)) }, exitInterrupted},
	} {
		for _, where := range []string{onward, asked} {
			t.Run(c.name+" at "+strings.Fields(where)[0], func(t *testing.T) {
				t.Parallel()
				j := start(t, newTTY(t, 80, 0), nil, "run", "2", "--seed", "1")
				j.expect(asked)
				if where == onward {
					j.press("a")
					j.expect(onward)
				}
				if !j.raw() {
					t.Fatal("the terminal is not raw: the test would prove nothing")
				}
				c.leave(j)
				j.ends(c.status)
			})
		}
	}
}

// A second signal may come when the program is about to end, and then ends it:
// the terminal is as it was all the same.
func TestStepTwoSignals(t *testing.T) {
	t.Parallel()
	j := start(t, newTTY(t, 80, 0), nil, "run", "2", "--seed", "1")
	j.expect(asked)
	must(t, j.cmd.Process.Signal(syscall.SIGTERM))
	_ = j.cmd.Process.Signal(syscall.SIGINT) // it may have ended
	got := j.exit()
	killed, _ := j.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if got != exitInterrupted && !(killed.Signaled() && killed.Signal() == syscall.SIGINT) {
		t.Errorf("exit status %d, want %d, or the end by the second signal", got, exitInterrupted)
	}
	j.asBefore()
}

// A terminal that goes away ends the program.
func TestStepHangUp(t *testing.T) {
	t.Parallel()
	j := start(t, newTTY(t, 80, 0), nil, "run", "2", "--seed", "1")
	j.expect(asked)
	must(t, j.keys.Close())
	if got := j.exit(); got != exitInterrupted {
		t.Errorf("exit status %d, want %d", got, exitInterrupted)
	}
}

// The same for a program that gets no signal of it, because the terminal is not
// that of its session: the input ends.
func TestStepEndOfInput(t *testing.T) {
	t.Parallel()
	c := newTTY(t, 80, 0)
	a := &app{in: c.file, out: c.file, err: c.file}
	ended := make(chan int, 1)
	go func() { ended <- run([]string{"run", "2", "--seed", "1"}, a.in, a.out, a.err) }()
	c.expect(asked)
	must(t, c.keys.Close())
	if got := <-ended; got != exitInterrupted {
		t.Errorf("exit status %d, want %d", got, exitInterrupted)
	}
}

// Ctrl-Z where no shell could bring the program back: it goes on, and asks again.
func TestStepCannotStop(t *testing.T) {
	t.Parallel()
	j := start(t, newTTY(t, 80, 0), nil, "run", "2", "--seed", "1")
	j.expect(asked)
	j.press("\x1a")
	j.expect(asked)
	j.press("a")
	j.expect("your answer: a")
	j.expect(onward)
	j.press("q")
	j.ends(exitDone)
}

// Ctrl-Z gives the terminal back to the shell, and takes it again when the shell
// brings the program back.
func TestStepStops(t *testing.T) {
	t.Parallel()
	c := newTTY(t, 80, 0)
	cmd := exec.Command("shell", "tlsteach", "run", "2", "--seed", "1")
	cmd.Env = append(os.Environ(), utf8Terminal...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.file, c.file, c.file
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	j := &job{tty: c, cmd: cmd, done: make(chan error, 1)}
	must(t, cmd.Start())
	go func() { j.done <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	j.expect(asked)
	for range 2 {
		j.press("\x1a")
		j.expect("[stopped]")
		j.asBefore()
		j.press("fg\n")
		j.expect(asked)
		if !j.raw() {
			t.Error("the terminal is not raw again")
		}
	}
	j.press("\x03")
	j.expect("[status 130]")
	j.ends(0)
}

// A panic puts the terminal back before it goes on.
func TestStepPanics(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*anatomy.Lesson)
		keys   string
	}{
		{"while the lesson runs", func(l *anatomy.Lesson) { l.Perform = func(*lab.Lab) (*anatomy.Scene, error) { panic("as asked") } }, ""},
		{"at a key", nil, "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			term := newTTY(t, 80, 0)
			l := *lessons.All()[1]
			f := &runFlags{output: output{format: "text", color: "never"}}
			a := &app{in: term.file, out: term.file, err: term.file}
			recovered := make(chan any, 1)
			go func() {
				defer func() { recovered <- recover() }()
				if c.change != nil {
					c.change(&l)
					_ = a.step(context.Background(), f, []*anatomy.Lesson{&l}, lessons.Options{})
					return
				}
				s := &stepper{rawTerminal: rawTerminal{tty: term.file}, flags: f, out: term.file, keys: &keyboard{from: panics{term.file}}}
				d, err := perform(context.Background(), &l, lessons.Options{Lab: lab.Options{Transport: lab.Memory}})
				if err == nil {
					_ = s.lesson(d, true)
				}
			}()
			if c.keys != "" {
				term.expect(asked)
				if !term.raw() {
					t.Error("the terminal is not raw: the test proves nothing")
				}
				term.press(c.keys)
			}
			if r := <-recovered; r != "as asked" {
				t.Errorf("the panic did not arrive: %v", r)
			}
			term.asBefore()
		})
	}
}

// panics reads, and panics.
type panics struct{ from *os.File }

func (p panics) Read(b []byte) (int, error) {
	_, _ = p.from.Read(b)
	panic("as asked")
}

// Ctrl-C reaches a lesson that hangs: the terminal is not raw while it runs.
func TestStepInterruptsALessonThatHangs(t *testing.T) {
	c := newTTY(t, 80, 0)
	ctx, interrupt := context.WithCancel(context.Background())
	l := *lessons.All()[1]
	running := make(chan bool, 1)
	l.Perform = func(*lab.Lab) (*anatomy.Scene, error) {
		running <- c.raw()
		<-ctx.Done()
		return nil, ctx.Err()
	}
	a := &app{in: c.file, out: c.file, err: c.file}
	f := &runFlags{output: output{format: "text", color: "never"}}
	ended := make(chan int, 1)
	go func() { ended <- a.status(ctx, a.step(ctx, f, []*anatomy.Lesson{&l}, lessons.Options{})) }()
	if <-running {
		t.Error("the terminal is raw, so that Ctrl-C is a key that nobody reads")
	}
	interrupt()
	if got := <-ended; got != exitInterrupted {
		t.Errorf("exit status %d, want %d", got, exitInterrupted)
	}
	c.asBefore()
}
