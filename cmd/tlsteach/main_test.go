package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
)

// The test binary is the program under test: under the name tlsteach it is
// main, and under the other names a program that runs it in some plight.
func TestMain(m *testing.M) {
	// The race detector would let every program of these tests wait a second
	// before it ends.
	os.Setenv("GORACE", strings.TrimSpace(os.Getenv("GORACE")+" atexit_sleep_ms=0"))
	commands := map[string]func(){"tlsteach": main}
	for name, f := range plights {
		commands[name] = f
	}
	testscript.Main(m, commands)
}

// plights are programs that run their arguments as a program in trouble; each
// file for a system adds its own.
var plights = map[string]func(){}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			// What the terminal of the tester is like decides nothing here.
			for _, name := range []string{"TERM", "LANG", "LC_ALL", "LC_CTYPE", "NO_COLOR", "COLUMNS", "GODEBUG", "COLORTERM", "CLICOLOR", "CLICOLOR_FORCE"} {
				env.Setenv(name, "")
			}
			env.Setenv("GORACE", os.Getenv("GORACE"))
			// A PATH of this folder alone has the program under test, and no other.
			program, err := exec.LookPath("tlsteach")
			env.Setenv("BIN", filepath.Dir(program))
			return err
		},
		Condition: func(name string) (bool, error) {
			_, ok := plights[name]
			return ok, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"remarks": remarks,
			"edit":    edit,
			"clean":   clean,
			"mode":    mode,
			"alone":   alone,
			"serve":   serve,
		},
	})
}

// remarks N COMMAND…: as exits, with remarks before the error, if there is one: each
// in the form of an error.
func remarks(ts *testscript.TestScript, _ bool, args []string) {
	ends(ts, args)
	last := "hint: "
	for line := range strings.Lines(ts.ReadFile("stderr")) {
		isHint := strings.HasPrefix(line, "hint: ") && strings.HasPrefix(last, "tlsteach: ")
		if !isHint && !strings.HasPrefix(line, "tlsteach: ") {
			ts.Fatalf("a remark is not in the form of an error: %s", line)
		}
		last = line
	}
	if last == "hint: " {
		ts.Fatalf("there is no remark")
	}
}

// ends runs a command, which ends with exactly this status.
func ends(ts *testscript.TestScript, args []string) (want int) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		ts.Fatalf("%s: %v", args[1], err)
	}
	got := 0
	if status != nil {
		got = status.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
	return want
}

// exits N COMMAND…: the command ends with exactly this status, and its error
// stream has the form that the contract gives it: "tlsteach: …" and perhaps
// "hint: …", and nothing where the status says that all went well.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want := ends(ts, args)
	stderr := ts.ReadFile("stderr")
	lines := strings.Split(strings.TrimSuffix(stderr, "\n"), "\n")
	ok := stderr == "" || want != 0 && strings.HasSuffix(stderr, "\n") && strings.HasPrefix(lines[0], "tlsteach: ") &&
		(len(lines) == 1 || len(lines) == 2 && strings.HasPrefix(lines[1], "hint: "))
	if !ok {
		ts.Fatalf("standard error is not in the form of an error:\n%s", stderr)
	}
	if want == exitUsage && (stderr == "" || ts.ReadFile("stdout") != "") {
		ts.Fatalf("wrong usage must be said on standard error, and nothing on standard output")
	}
}

// edit FILE OLD NEW: every OLD becomes NEW, and there is one at least.
func edit(ts *testscript.TestScript, _ bool, args []string) {
	file := ts.MkAbs(args[0])
	old, replacement := unquoted(ts, args[1]), unquoted(ts, args[2])
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, old) {
		ts.Fatalf("%s does not contain %q", args[0], old)
	}
	ts.Check(os.WriteFile(file, []byte(strings.ReplaceAll(text, old, replacement)), 0o666))
}

// unquoted reads \n, \x1b and the like as Go does.
func unquoted(ts *testscript.TestScript, s string) string {
	out, err := strconv.Unquote(`"` + strings.ReplaceAll(s, `"`, `\"`) + `"`)
	ts.Check(err)
	return out
}

// clean [ascii] FILE…: nothing in the file steers a terminal or turns text round.
// ! clean: something does.
func clean(ts *testscript.TestScript, neg bool, args []string) {
	ascii := args[0] == "ascii"
	if ascii {
		args = args[1:]
	}
	for _, file := range args {
		found := steering(ts.ReadFile(file), ascii)
		if (found != "") != neg {
			ts.Fatalf("%s: characters that steer: %q", file, found)
		}
	}
}

// steering returns the first character that steers a terminal, turns text round,
// or is no text at all; with ascii also the first outside of ASCII.
func steering(s string, ascii bool) string {
	for i, r := range s {
		_, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1, // no UTF-8
			r < ' ' && r != '\n', r >= 0x7f && r < 0xa0, // C0, DEL, C1
			r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff, r == 0x061c, // bidi, zero width
			ascii && r >= 0x80:
			return s[i : i+n]
		}
	}
	return ""
}

// mode FILE PERMISSIONS: what the file may be used for, in octal.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := fmt.Sprintf("%03o", info.Mode().Perm()); got != args[1] {
		ts.Fatalf("%s has permissions %s, want %s", args[0], got, args[1])
	}
}

// alone FOLDER [FILE…]: the folder holds these files and nothing else, hidden
// ones included.
func alone(ts *testscript.TestScript, _ bool, args []string) {
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	var got []string
	for _, e := range entries {
		got = append(got, filepath.Base(e.Name()))
	}
	if strings.Join(got, " ") != strings.Join(args[1:], " ") {
		ts.Fatalf("%s holds %q, want %q", args[0], got, args[1:])
	}
}
