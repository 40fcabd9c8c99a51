package main

import (
	"os"
	"strings"
	"testing"
)

// Where one end is no terminal nothing waits for a key, and the terminal is left
// alone; --no-step and other formats do so on a terminal, too.
func TestNoStep(t *testing.T) {
	t.Parallel()
	whole := func(s string) bool {
		return strings.Contains(s, "claims proven") && !strings.Contains(s, "q leaves")
	}
	for _, args := range [][]string{{"run", "1", "--no-step"}, {"run", "1", "-o", "-"}} {
		j := start(t, newTTY(t, 80, 24), nil, args...)
		j.expect("claims proven from the bytes of this run.")
		j.ends(exitDone)
		if !whole(j.all()) {
			t.Errorf("%q is not the whole lesson", args)
		}
	}
	j := start(t, newTTY(t, 80, 24), nil, "run", "1", "--format", "json")
	j.expect(`"failed":0}}`)
	j.ends(exitDone)

	null, err := os.Open(os.DevNull)
	must(t, err)
	defer null.Close()
	c := newTTY(t, 80, 24)
	if got := run([]string{"run", "1"}, null, c.file, c.file); got != exitDone {
		t.Errorf("input from elsewhere: exit status %d", got)
	}
	c.expect("claims proven from the bytes of this run.")
	if !whole(c.all()) {
		t.Error("input from elsewhere: not the whole lesson")
	}
	c.asBefore()

	var out strings.Builder
	if got := run([]string{"run", "1"}, c.file, &out, c.file); got != exitDone || !whole(out.String()) {
		t.Errorf("output to elsewhere: exit status %d:\n%s", got, out.String())
	}
	c.asBefore()
}

// A terminal that can do little gets ASCII and no escape sequence.
func TestPlainTerminal(t *testing.T) {
	t.Parallel()
	poor := []string{"TERM=dumb", "LANG=C", "LC_ALL=C"}
	for _, args := range [][]string{
		{"run", "2", "--no-step", "-v"},
		{"run", "1", "--no-step", "--break", "host-name"},
		{"run", "1", "--exercise"},
	} {
		j := start(t, newTTY(t, 80, 0), poor, args...)
		status := exitDone
		if args[2] == "--exercise" {
			for range triesOnTerminal {
				j.expect("your answer > ")
				j.press("1\n")
				j.expect("x Not so.")
			}
			status = exitFailed
		}
		if status == exitDone {
			j.expect("claims proven")
		}
		j.ends(status)
		if bad := steering(j.all(), true); bad != "" {
			t.Errorf("%q: shown to a poor terminal: %q", args, bad)
		}
	}
	j := start(t, newTTY(t, 80, 0), poor, "run", "2")
	j.expect(asked)
	j.press("a")
	j.expect(onward)
	j.press("q")
	j.ends(exitDone)
	if bad := steering(strings.ReplaceAll(j.all(), "\r", ""), true); bad != "" {
		t.Errorf("stepping on a poor terminal shows %q", bad)
	}
	j = start(t, newTTY(t, 80, 0), nil, "run", "1", "--no-step")
	j.expect("claims proven")
	j.ends(exitDone)
	if !strings.Contains(j.all(), "\x1b[38;5;") || !strings.Contains(j.all(), "✔") {
		t.Error("a good terminal gets neither colour nor signs: the test above proves nothing")
	}
	j = start(t, newTTY(t, 80, 0), []string{"NO_COLOR=1"}, "run", "1", "--no-step")
	j.expect("claims proven")
	j.ends(exitDone)
	if strings.Contains(j.all(), "\x1b") {
		t.Error("NO_COLOR is not honoured")
	}
}

// A person has three tries at an exercise; Ctrl-C ends it on a line of its own.
func TestExerciseOnTerminal(t *testing.T) {
	t.Parallel()
	j := start(t, newTTY(t, 80, 24), []string{"NO_COLOR=1"}, "run", "1", "--exercise")
	j.expect("your answer › ")
	for range triesOnTerminal { // an empty line costs no try
		j.press("\n")
		j.expect("your answer › ")
	}
	j.press("1\n")
	j.expect("✘ Not so.")
	j.expect("your answer › ")
	j.press(eavesdropperAnswer(t, j.all()) + "\n")
	j.expect("✔ Right.")
	j.ends(exitDone)

	j = start(t, newTTY(t, 80, 24), []string{"NO_COLOR=1"}, "run", "1", "--exercise")
	j.expect("your answer › ")
	j.press("\x03")
	j.expect("\n") // or the shell's prompt would stand behind ours
	j.ends(exitInterrupted)
}
