package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
	"golang.org/x/sys/unix"
)

var rowDrawn = regexp.MustCompile(`\x1b\[(\d+);1H\x1b\[2K([^\x1b]*)`)

// slide is what stands on the screen now, drawn without colour.
func (c *tty) slide() string {
	rows := map[int]string{}
	last := 0
	for _, m := range rowDrawn.FindAllStringSubmatch(c.screen.String(), -1) {
		n, _ := strconv.Atoi(m[1])
		rows[n] = m[2]
		last = max(last, n)
	}
	var b strings.Builder
	for i := 1; i <= last; i++ {
		b.WriteString(strings.TrimRight(rows[i], "\r\n") + "\n")
	}
	return b.String()
}

// shows waits until all of these stand on the screen, and none of those behind
// "but": it returns the screen.
func (c *tty) shows(words ...string) string {
	c.t.Helper()
	var shown string
	if !c.wait(func() bool {
		shown = c.slide()
		not := false
		for _, w := range words {
			if w == "but" {
				not = true
			} else if strings.Contains(shown, w) == not {
				return false
			}
		}
		return true
	}) {
		c.t.Fatalf("not shown: %q, but:\n%s", words, shown)
	}
	return shown
}

// present starts a demonstration without colour.
func present(t *testing.T, width, height uint16, args ...string) *job {
	t.Helper()
	j := start(t, newTTY(t, width, height), []string{"NO_COLOR=1"}, append([]string{"run"}, append(args, "--demo")...)...)
	j.shows("slide 1 of ")
	return j
}

func (c *tty) resize(width, height uint16) {
	c.t.Helper()
	must(c.t, unix.IoctlSetWinsize(int(c.file.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: width, Row: height}))
}

// lastSlide reads the number of slides.
func (c *tty) lastSlide() int {
	c.t.Helper()
	m := regexp.MustCompile(`slide \d+ of (\d+)`).FindStringSubmatch(c.shows(" of "))
	n, err := strconv.Atoi(m[1])
	must(c.t, err)
	return n
}

// Every key that goes somewhere goes there.
func TestDemoKeys(t *testing.T) {
	t.Parallel()
	j := present(t, 80, 24, "2", "--seed", "1")
	last := j.lastSlide()
	at := 1
	for _, c := range []struct {
		keys []string
		move int
	}{
		{[]string{"\r", " ", "n", "N", "\n", "\x1b[C", "\x1bOC", "\x1b[6~", "\x1b[1;5C"}, 1},
		{[]string{"p", "P", "\x7f", "\b", "\x1b[D", "\x1bOD", "\x1b[5~"}, -1},
	} {
		for _, key := range c.keys {
			if j.shows("slide "); at == 1 && c.move < 0 {
				break
			}
			j.press(key)
			at += c.move
			j.shows(fmt.Sprintf("slide %d of", at))
		}
	}
	for _, c := range []struct {
		keys string
		want int
	}{{"G", last}, {"g", 1}, {"\x1b[F", last}, {"\x1b[H", 1}, {"\x1bOF", last}, {"\x1bOH", 1}, {"\x1b[4~", last}, {"\x1b[1~", 1},
		{"12\r", 12}, {"9999\r", last}, {"0\r", 1}, {"13\x7f\r", 1}, {"12g", 1}, {"\r", 2}, {"p", 1}, {"p", 1}} {
		j.press(c.keys)
		j.shows(fmt.Sprintf("slide %d of", c.want))
	}
	j.press("12")
	j.shows("go to slide 12, Enter")
	j.press("x") // no key, and the number is forgotten
	j.shows("slide 1 of")
	j.press("12")
	j.shows("go to slide 12, Enter")
	j.press("\x1b")
	j.shows("slide 1 of")
	j.press("\r")
	j.shows("slide 2 of")
	j.press("q")
	j.ends(exitDone)
	back := j.wait(func() bool { return strings.Contains(j.screen.String(), "\x1b[?1049l") }) // it may be read after the end
	if s := j.all(); !back || !strings.Contains(s, "\x1b[?1049h") || strings.Contains(s, "\x1b[38;5;") {
		t.Error("the other screen was not taken and given back, or NO_COLOR not honoured")
	}
}

// What a terminal sends for a key may come in pieces; Escape alone holds nothing up.
func TestDemoKeysInPieces(t *testing.T) {
	t.Parallel()
	j := present(t, 80, 24, "2", "--seed", "1")
	for _, piece := range []string{"\x1b", "[", "C"} {
		j.press(piece)
	}
	j.shows("slide 2 of", "? Recall")
	j.press("\x1b")
	j.press("\x1b")
	j.press("n")
	j.shows("slide 3 of")
	j.press("\x1b[1;")
	j.press("5D")
	j.shows("slide 2 of", "but", "chosen")
	for _, unknown := range []string{"\x1b[15~", "\x1b[A", "\x1b[B", "\x1bOA", "\x1b[[A", "\x1b[200~", "\x1bOP", "\x1b[99999999999999999~", "é", "\x00"} {
		j.press(unknown)
	}
	j.press("n")
	j.shows("slide 3 of")
	j.press("q")
	j.ends(exitDone)
}

// The answer is hidden until the teacher presses a, also where it is told beside
// the evidence; what the class chose stands beside it.
func TestDemoAnswers(t *testing.T) {
	t.Parallel()
	j := present(t, 80, 50, "2", "--seed", "1")
	j.press("n")
	j.shows("? Recall", "The answer is hidden: press a.", "a answer", "A–C the class's choice", "but", "✎")
	j.press("n")
	j.press("p") // passing it does not tell it
	j.shows("? Recall", "The answer is hidden: press a.", "but", "✎")
	j.press("C")
	j.shows("▸ c", "chosen")
	j.press("B")
	j.shows("▸ b", "chosen", "but", "▸ c")
	j.press("B") // the same again is none
	j.shows("? Recall", "but", "chosen", "▸")
	j.press("E") // no choice
	j.press("a")
	j.shows("✔ b", "The answer is b:", "but", "a answer")
	j.press("a")
	j.shows("The answer is hidden", "but", "✎")
	j.press("4\rA")
	j.shows("? Predict", "▸ a", "chosen")
	// The evidence has the question again.
	evidence := slideWith(t, 2, "Answer to the prediction")
	j.press(fmt.Sprintf("%d\r", evidence))
	j.shows("✎ Answer to the prediction", "▸ a", "The answer is hidden: press a.")
	j.press("a")
	j.shows("The class said a. The bytes say b:", "✔ b")
	j.press("4\r") // the question itself is answered by now
	j.shows("? Predict", "✔ b", "▸ a")
	j.press("q")
	j.ends(exitDone)
}

// slideWith is the number of the first slide of a lesson with this title.
func slideWith(t *testing.T, lesson int, title string) int {
	t.Helper()
	seed := uint64(1)
	d, err := lessons.Run(context.Background(), lessons.All()[lesson-1], lessons.Options{Lab: lab.Options{Seed: &seed, Transport: lab.Memory}})
	must(t, err)
	for i, s := range transcript.Slides(d) {
		if strings.Contains(s.Title, title) {
			return i + 1
		}
	}
	t.Fatalf("lesson %d has no slide %q", lesson, title)
	return 0
}

// On a low screen the answer is a screen of its own, and a goes there.
func TestDemoAnswerOnItsScreen(t *testing.T) {
	t.Parallel()
	j := present(t, 80, 18, "2", "--seed", "1")
	j.press("na")
	j.shows("? Recall (2 of 2)", "✎ The answer is b", "but", "From lesson 1")
	j.press("p")
	j.shows("? Recall (1 of 2)", "✔ b")
	j.press("q")
	j.ends(exitDone)
}

// With --answers nothing is hidden.
func TestDemoAllAnswers(t *testing.T) {
	t.Parallel()
	j := present(t, 80, 50, "2", "--seed", "1", "--answers")
	j.press("na")
	j.shows("? Recall", "✎ The answer is b", "but", "a answer")
	j.press("q")
	j.ends(exitDone)
}

// v, the help, and the empty screen.
func TestDemoOverlays(t *testing.T) {
	t.Parallel()
	j := present(t, 80, 60, "2", "--seed", "1")
	j.press("v?")
	j.shows("Keys", "what the class chose", "but", "slide 1 of")
	j.press("n") // any key ends it, and does nothing else
	j.shows("slide 1 of", "but", "Keys")
	j.press("b")
	j.shows("\n\n", "but", "slide", "Hello")
	j.press("\x1b[D")
	j.shows("slide 1 of")
	j.press(".")
	j.shows("\n\n", "but", "slide")
	j.press(" ")
	j.shows("slide 1 of")
	at := slideWith(t, 2, "TLS 1.3 record 0 of the client") + 4
	j.press(fmt.Sprintf("%d\r", at))
	j.shows("v all fields", "more fields")
	j.press("v")
	j.shows("v fewer fields", "but", "more fields")
	j.press("v")
	j.shows("v all fields", "more fields")
	j.press("v")
	j.shows("v fewer fields")
	j.press("1\r")
	j.shows("slide 1 of")
	j.press(fmt.Sprintf("%d\r", at)) // elsewhere it is folded again
	j.shows("v all fields", "more fields")
	j.press("q")
	j.ends(exitDone)
}

// Another size of the terminal is another layout, at the same place.
func TestDemoResize(t *testing.T) {
	t.Parallel()
	j := present(t, 80, 24, "2", "--seed", "1")
	at := slideWith(t, 2, "TLS 1.3 record 0 of the client") + 4
	j.press(fmt.Sprintf("%d\r", at))
	j.shows("TLS 1.3 ClientHello (1 of 2)", "0272  f4")
	j.press("n")
	j.shows("TLS 1.3 ClientHello (2 of 2)", "legacy_version")
	j.resize(140, 40)
	shown := j.shows("  TLS 1.3 ClientHello\n", "0272  f4", fmt.Sprintf("slide %d of", at))
	if !regexp.MustCompile(`0000  01 00 .* 0000  01 +msg_type`).MatchString(shown) {
		t.Errorf("140 columns, and the bytes do not stand beside the fields:\n%s", shown)
	}
	j.resize(80, 24)
	j.shows("TLS 1.3 ClientHello (", fmt.Sprintf("slide %d of", at))
	j.resize(70, 14)
	j.shows("TLS 1.3 ClientHello (", fmt.Sprintf("slide %d of", at))
	j.resize(3, 2)
	j.press("x")
	j.resize(80, 24)
	j.shows("TLS 1.3 ClientHello (", fmt.Sprintf("slide %d of", at))
	j.press("q")
	j.ends(exitDone)
}

// Several lessons: forward and back over their border.
func TestDemoSeveralLessons(t *testing.T) {
	t.Parallel()
	j := present(t, 80, 24, "1", "2", "--seed", "1")
	j.press("G")
	last := j.shows("claims proven", "Enter next lesson")
	j.press("n")
	j.shows("2 · Hello", "tlsteach run hello --seed 1", "slide 1 of")
	j.press("p")
	if shown := j.shows("Enter next lesson"); shown != last {
		t.Errorf("back is elsewhere:\n%s\n%s", shown, last)
	}
	j.press("nG")
	j.shows("14 claims proven", "q leaves")
	j.press("n") // there is nothing behind it
	j.press("p")
	j.press("q")
	j.ends(exitDone)
}

// A false claim is plain on its slide, at the end, and in the exit status.
func TestDemoFalseClaim(t *testing.T) {
	c := newTTY(t, 80, 24)
	liar := *lessons.All()[1]
	liar.Claims = append([]anatomy.Claim(nil), liar.Claims...)
	judge := liar.Claims[0].Judge
	liar.Claims[0].Judge = func(s *anatomy.Scene) anatomy.Verdict {
		v := judge(s)
		v.Want = "something else"
		return v
	}
	f := &runFlags{output: output{format: "text", color: "never"}, demo: true}
	a := &app{in: c.file, out: c.file, err: c.file}
	ended := make(chan int, 1)
	go func() {
		err := a.demo(context.Background(), f, []*anatomy.Lesson{&liar}, lessons.Options{Lab: lab.Options{Transport: lab.Memory}})
		ended <- a.status(context.Background(), err)
	}()
	c.shows("slide 1 of")
	c.press("G")
	c.shows("✘ 1 of 14 claims FALSE", "something else")
	c.press("q")
	if got := <-ended; got != exitFailed {
		t.Errorf("exit status %d, want %d", got, exitFailed)
	}
	c.asBefore()
}

// A break has its own slides, and says on the first how to get the same bytes.
func TestDemoBreak(t *testing.T) {
	t.Parallel()
	j := present(t, 80, 24, "hello", "--seed", "1", "--break", "length")
	j.shows("$ tlsteach run hello --seed 1 --break length", "broken: length")
	j.press("q")
	j.ends(exitDone)
}

// A poor terminal gets ASCII, and no escape sequence at all.
func TestDemoPoorTerminal(t *testing.T) {
	t.Parallel()
	j := start(t, newTTY(t, 80, 24), []string{"TERM=dumb", "LANG=C", "LC_ALL=C"}, "run", "2", "--seed", "1", "--demo")
	j.expect("slide 1 of")
	j.press("n")
	j.expect("a answer - A-C the class's choice")
	j.press("a")
	j.expect("+ b  In the client's first message")
	j.press("?")
	j.expect("any key: back")
	j.press("xq")
	j.ends(exitDone)
	if bad := steering(strings.ReplaceAll(j.all(), "\r", ""), true); bad != "" {
		t.Errorf("shown to a poor terminal: %q", bad)
	}
	j = start(t, newTTY(t, 80, 24), []string{"LANG=C", "LC_ALL=C"}, "run", "2", "--seed", "1", "--demo")
	j.expect("slide 1 of")
	j.press("nan")
	j.expect("slide 3 of")
	j.press("q")
	j.ends(exitDone)
	if i := strings.IndexFunc(j.all(), func(r rune) bool { return r >= 0x80 }); i >= 0 {
		t.Errorf("not ASCII: %q", j.all()[i:i+10])
	}
	if !strings.Contains(j.all(), "\x1b[2m") {
		t.Error("no colour, though there is some: the test proves little")
	}
}
