package main

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// eavesdropperAnswer works out the length of the password from what lesson 1's
// exercise shows: the record, without the tag (16 bytes), the content type (1
// byte) and the request without a password.
func eavesdropperAnswer(t *testing.T, shown string) string {
	t.Helper()
	shown = strings.Join(strings.Fields(shown), " ")
	m := regexp.MustCompile(`request above has (\d+) bytes .* its body has (\d+) bytes`).FindStringSubmatch(shown)
	if m == nil {
		t.Fatalf("the exercise does not say its lengths: %s", shown)
	}
	template, _ := strconv.Atoi(m[1])
	record, _ := strconv.Atoi(m[2])
	return strconv.Itoa(record - 16 - 1 - template)
}

var dumpLine = regexp.MustCompile(`(?m)^ {4}\d{4}  ((?:[0-9a-f]{2} {1,2}){0,15}[0-9a-f]{2})`)

// helloAnswer finds the extension that is asked for in the ClientHello that lesson 2's
// exercise shows, by the lengths of RFC 8446 §4.1.2.
func helloAnswer(t *testing.T, shown string) string {
	t.Helper()
	asked := regexp.MustCompile(`type ([0-9a-f]{4})\.`).FindStringSubmatch(shown)
	if asked == nil {
		t.Fatalf("the exercise does not say which extension it asks for: %s", shown)
	}
	wanted, err := strconv.ParseUint(asked[1], 16, 16)
	if err != nil {
		t.Fatal(err)
	}
	var hello []byte
	for _, line := range dumpLine.FindAllStringSubmatch(shown, -1) {
		for _, pair := range strings.Fields(line[1]) {
			b, err := strconv.ParseUint(pair, 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			hello = append(hello, byte(b))
		}
	}
	number := func(at int) int { return int(hello[at])<<8 | int(hello[at+1]) }
	at := 4 + 2 + 32         // header, version, random
	at += 1 + int(hello[at]) // session ID
	at += 2 + number(at)     // cipher suites
	at += 1 + int(hello[at]) // compression methods
	for at += 2; number(at) != int(wanted); at += 4 + number(at+2) {
	}
	return strconv.Itoa(at)
}

// answered runs an exercise in process, gives one answer that is worked out from
// what is shown, and returns the status and all that was printed.
func answered(t *testing.T, answer func(t *testing.T, shown string) string, args ...string) (status int, out, errs string) {
	t.Helper()
	input, answers := io.Pipe()
	output, printing := io.Pipe()
	var stderr strings.Builder
	ended := make(chan int, 1)
	go func() {
		ended <- run(args, input, printing, &stderr)
		printing.Close()
		input.Close()
	}()
	var shown strings.Builder
	r := bufio.NewReader(io.TeeReader(output, &shown))
	for !strings.HasSuffix(shown.String(), "your answer › ") {
		if _, err := r.ReadByte(); err != nil {
			t.Fatalf("no question was asked: %s%s", shown.String(), stderr.String())
		}
	}
	if _, err := fmt.Fprintln(answers, answer(t, shown.String())); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		t.Fatal(err)
	}
	return <-ended, shown.String(), stderr.String()
}

// The right answer, worked out from the bytes that are shown, is right, in any
// run; with a seed it is the same each time.
func TestExerciseRight(t *testing.T) {
	for _, c := range []struct {
		lesson string
		answer func(*testing.T, string) string
	}{{"1", eavesdropperAnswer}, {"2", helloAnswer}} {
		for _, more := range [][]string{nil, {"--seed", "1"}, {"--seed", "2"}, {"--transport", "memory"}} {
			args := append([]string{"run", c.lesson, "--exercise"}, more...)
			status, out, errs := answered(t, c.answer, args...)
			if status != exitDone || !strings.Contains(out, "✔ Right. ") || errs != "" {
				t.Errorf("%q: status %d\n%s\n%s", args, status, out, errs)
			}
		}
	}
}

// A wrong answer is explained, wrapped as the exercise is, and its status is 1.
// It is no error: standard error is empty.
func TestExerciseWrong(t *testing.T) {
	off := func(answer func(*testing.T, string) string, by int) func(*testing.T, string) string {
		return func(t *testing.T, shown string) string {
			n, err := strconv.Atoi(answer(t, shown))
			if err != nil {
				t.Fatal(err)
			}
			return strconv.Itoa(n + by)
		}
	}
	says := func(s string) func(*testing.T, string) string {
		return func(*testing.T, string) string { return s }
	}
	for _, c := range []struct {
		lesson string
		answer func(*testing.T, string) string
		says   string
	}{
		{"1", off(eavesdropperAnswer, 16), "tag"},
		{"1", off(eavesdropperAnswer, 1), "content type"},
		{"1", off(eavesdropperAnswer, 1000), ""},
		{"1", says("a lot"), `"a lot" is no number`},
		{"1", says(""), `"" is no number`},
		{"1", says("\x1b]0;x\a"), "is no number"},
		{"2", off(helloAnswer, 5), "header"},
		{"2", off(helloAnswer, 1), ""},
		{"2", says("5"), "Byte 5 belongs to the field legacy_version, bytes 4–5"},
		{"2", says("99999"), "The message has no byte 99999"},
		{"2", says("-1"), "The message has no byte -1"},
		{"2", says("99999999999999999999"), "is no decimal number"},
	} {
		status, out, errs := answered(t, c.answer, "run", c.lesson, "--exercise", "--seed", "3")
		_, verdict, _ := strings.Cut(out, "your answer › ")
		if status != exitFailed || !strings.HasPrefix(verdict, "\n  ✘ Not so. ") || !strings.Contains(strings.Join(strings.Fields(verdict), " "), c.says) || errs != "" {
			t.Errorf("want %q: status %d, %q, %q", c.says, status, verdict, errs)
		}
		if bad := steering(out, false); bad != "" {
			t.Errorf("want %q: %q is printed", c.says, bad)
		}
		for _, line := range strings.Split(verdict, "\n") {
			if len([]rune(line)) > 80 {
				t.Errorf("a line of %d columns: %s", len([]rune(line)), line)
			}
		}
	}
}

// Two exercises take an answer each, and one that is wrong decides the status.
func TestExerciseTwo(t *testing.T) {
	var out, errs strings.Builder
	if status := run([]string{"run", "1", "2", "--exercise", "--seed", "1"}, strings.NewReader("1\n2\n"), &out, &errs); status != exitFailed {
		t.Errorf("status %d: %s", status, errs.String())
	}
	if n := strings.Count(out.String(), "✘ Not so."); n != 2 {
		t.Errorf("%d verdicts, want 2:\n%s", n, out.String())
	}
	out.Reset()
	errs.Reset()
	if status := run([]string{"run", "1", "2", "--exercise", "--seed", "1"}, strings.NewReader("1\n"), &out, &errs); status != exitFailed {
		t.Errorf("status %d", status)
	}
	if !strings.HasPrefix(errs.String(), "tlsteach: there was no answer\nhint: ") {
		t.Errorf("one answer to two exercises: %q", errs.String())
	}
}
