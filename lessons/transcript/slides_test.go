package transcript

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// slideDocuments are documents of every kind.
func slideDocuments() map[string]*Document {
	reversed := sampleDocument()
	slices.Reverse(reversed.Blocks)
	reversed.Blocks = append([]Block{&Question{ID: "version", Answer: "b", Choices: []Choice{{Key: "b"}}}, &Question{ID: "recall", Answer: "a", Choices: []Choice{{Key: "a"}}}}, reversed.Blocks...)
	return map[string]*Document{"lesson": sampleDocument(), "command": sampleCommand(), "long": longDocument(), "empty": {}, "reversed": reversed,
		"ladder alone": {Blocks: []Block{&Ladder{Rows: []LadderRow{{From: "client"}}}}}, "check alone": {Blocks: []Block{&Check{}, &Ladder{}}},
		"heading alone": {Blocks: []Block{&Heading{Text: Plainly("a")}, &Heading{Text: Plainly("b")}}}}
}

// TestSlidesHoldEveryBlockOnce: in order, and of a ladder each arrow.
func TestSlidesHoldEveryBlockOnce(t *testing.T) {
	for name, d := range slideDocuments() {
		var got []Block
		for _, s := range Slides(d) {
			if s.heading != nil && s.from == 0 {
				got = append(got, s.heading)
			}
			got = append(got, s.blocks...)
			for i := s.from; i < s.to; i++ {
				got = append(got, s.ladder)
			}
			if len(s.blocks) > 0 && s.ladder != nil {
				t.Errorf("%s: a ladder that does not stand still: %s", name, s.About())
			}
		}
		var want []Block
		for _, b := range d.Shown() {
			n := 1
			if l, ok := b.(*Ladder); ok {
				n = max(1, len(l.Rows))
			}
			want = append(want, slices.Repeat([]Block{b}, n)...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d blocks and arrows on slides, want %d", name, len(got), len(want))
		}
	}
}

// TestSlidesFit at every size, with every answer shown and with all hidden.
func TestSlidesFit(t *testing.T) {
	for name, d := range slideDocuments() {
		for _, o := range []SlideOptions{
			{TextOptions{Width: 80}, 21}, {TextOptions{Width: 80, Color: true, Answers: true}, 21}, {TextOptions{Width: 140, Verbose: true}, 37},
			{TextOptions{Width: 40, ASCII: true, Answers: true}, 15}, {TextOptions{Width: 131, ASCII: true, Verbose: true}, 12}, {TextOptions{Width: 59, Color: true}, 9},
			{TextOptions{Width: 200}, 60}, {TextOptions{Width: 80}, 0}, {TextOptions{}, 21},
		} {
			for _, s := range Slides(d) {
				screens, err := s.Screens(o)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if len(screens) == 0 || o.Height == 0 && s.ladder == nil && len(screens) > 1 {
					t.Errorf("%s, %+v: %q on %d screens", name, o, s.About(), len(screens))
				}
				for _, sc := range screens {
					// What cannot be cut stays whole: a row of a ladder, a name that is all there is.
					if n := len(sc.Lines); o.Height > 0 && n > o.Height && name != "long" {
						t.Errorf("%s, %+v: %d lines:\n%s", name, o, n, strings.Join(sc.Lines, "\n"))
					}
					o := o
					o.Width = max(o.Width, 40)
					if err := checkLines(o.TextOptions, strings.Join(sc.Lines, "\n")); err != nil && o.Width > 40 {
						t.Errorf("%s, %+v: %v", name, o, err)
					}
				}
			}
		}
	}
}

// TestSlidesAttacks puts every nasty string in every place.
func TestSlidesAttacks(t *testing.T) {
	for i, s := range nasty {
		o := SlideOptions{TextOptions{Width: []int{80, 140}[i%2], ASCII: i%3 == 0, Color: i%2 == 0, Answers: true}, 21}
		for _, d := range filled(s) {
			for _, slide := range Slides(d) {
				slide.Notes = []*Note{{Text: Plainly(s), Items: []Text{Plainly(s)}}}
				screens, err := slide.Screens(o)
				if err != nil {
					t.Fatal(err)
				}
				for _, sc := range screens {
					if err := checkLines(o.TextOptions, strings.Join(sc.Lines, "\n")); err != nil {
						t.Fatalf("with %q: %v", s, err)
					}
				}
				cue, err := Cue{Slide: &slide, Next: slide.About()}.Text(o.TextOptions)
				if err != nil {
					t.Fatal(err)
				}
				if err := checkLines(o.TextOptions, cue); err != nil {
					t.Fatalf("a cue with %q: %v", s, err)
				}
			}
		}
	}
}

// slideText is what a class sees of a document, screen by screen.
func slideText(t *testing.T, d *Document, o SlideOptions) []string {
	t.Helper()
	var out []string
	for _, s := range Slides(d) {
		screens, err := s.Screens(o)
		if err != nil {
			t.Fatal(err)
		}
		for _, sc := range screens {
			out = append(out, strings.Join(sc.Lines, "\n"))
		}
	}
	return out
}

// TestAnswersAreHidden: of a question the class sees which choice is right, and why,
// when it is told; who chose what it sees before.
func TestAnswersAreHidden(t *testing.T) {
	d := sampleDocument()
	o := SlideOptions{TextOptions{Width: 80}, 21}
	why := []string{"frozen, because", "in an extension.", "Look at the SNI again", "✎ The", "right"}
	hidden := strings.Join(slideText(t, d, o), "\n")
	for _, w := range why {
		if strings.Contains(hidden, w) && w != "in an extension." {
			t.Errorf("%q is told before it is asked for", w)
		}
	}
	if n := strings.Count(hidden, "The answer is hidden: press a."); n != 2 {
		t.Errorf("%d answers say how to show them", n)
	}
	if !strings.Contains(hidden, "▸ a  0304, TLS 1.3 · chosen") {
		t.Error("what the class chose is not shown")
	}
	o.Answers = true
	told := strings.Join(slideText(t, d, o), "\n")
	for _, w := range append(why, "The class said a. The bytes say b:", "✔ b  0303, TLS 1.2 · right") {
		if !strings.Contains(told, w) {
			t.Errorf("%q is not told:\n%s", w, told)
		}
	}
	for _, s := range Slides(d) {
		screens, err := s.Screens(o)
		if err != nil {
			t.Fatal(err)
		}
		begins := 0
		for _, sc := range screens {
			if sc.Answer {
				begins++
				if !strings.Contains(strings.Join(sc.Lines, "\n"), "✎") {
					t.Errorf("the answer does not begin here:\n%s", strings.Join(sc.Lines, "\n"))
				}
			}
		}
		if (s.Question != nil) != (begins == 1) {
			t.Errorf("%s: the answer begins on %d screens", s.About(), begins)
		}
	}
}

// TestAnswersWithTheirQuestions: on paper the answer stands with the question, where
// it is asked for, and once where it follows at once.
func TestAnswersWithTheirQuestions(t *testing.T) {
	d := sampleDocument()
	text := printText(t, TextOptions{Width: 80, Answers: true}, d)
	if at := strings.Index(text, "✎ The answer is b: 0303, TLS 1.2"); at < 0 || at > strings.Index(text, "ClientHello · client") {
		t.Errorf("the answer is not with the question:\n%s", text)
	}
	if n := strings.Count(text, "the server's name"); n != 2 { // the choice, and its answer
		t.Errorf("the recalled answer stands there %d times", n-1)
	}
	if strings.Contains(printText(t, TextOptions{Width: 80}, d), "The answer is b") {
		t.Error("without the option it is there, too")
	}
}

// TestLadderStandsStill: from slide to slide an arrow more, the new ones marked, and
// nothing moves.
func TestLadderStandsStill(t *testing.T) {
	for _, height := range []int{21, 60} {
		d := &Document{Lesson: &Lesson{Title: "T", Slug: "t"}, Blocks: []Block{&Heading{Text: Plainly("Section")}, &Ladder{Title: "L", Client: "client", Server: "server", Rows: []LadderRow{
			{From: "client", Label: "message-0"}, {From: "server", Label: "message-1", Mark: true}, {From: "server", Label: "message-2", Closed: true}, {From: "server", Label: "message-3", Closed: true}, {From: "client", Label: "message-4"}}}}}
		screens := slideText(t, d, SlideOptions{TextOptions{Width: 80}, height})[1:]
		if len(screens) != 4 {
			t.Fatalf("%d screens", len(screens))
		}
		for i, want := range [][]string{{"0"}, {"1"}, {"2", "3"}, {"4"}} {
			var marked []string
			for _, m := range regexp.MustCompile(`▸ │.* message-(\d) `).FindAllStringSubmatch(screens[i], -1) {
				marked = append(marked, m[1])
			}
			if !slices.Equal(marked, want) {
				t.Errorf("screen %d marks %q:\n%s", i, marked, screens[i])
			}
			if i == 0 {
				continue
			}
			now, before := strings.Split(screens[i], "\n"), strings.Split(strings.ReplaceAll(screens[i-1], "▸", " "), "\n")
			for at, l := range before[:len(before)-1] {
				if strings.ReplaceAll(now[at], "▸", " ") != l {
					t.Errorf("height %d: line %d moves:\n%s\n%s", height, at, l, now[at])
				}
			}
		}
	}
}

// TestLongLadder shows its last arrows, and says how many stand before.
func TestLongLadder(t *testing.T) {
	l := &Ladder{Title: "L", Client: "c", Server: "s"}
	for i := range 30 {
		l.Rows = append(l.Rows, LadderRow{From: "client", Label: fmt.Sprintf("message-%02d", i), Closed: i >= 5})
	}
	screens := slideText(t, &Document{Blocks: []Block{l}}, SlideOptions{TextOptions{Width: 80}, 15})
	last := screens[len(screens)-1]
	if !strings.Contains(last, "▸ │┄┄┄┄ message-29") || !regexp.MustCompile(`… \d+ arrows before`).MatchString(last) {
		t.Errorf("the last screen:\n%s", last)
	}
	all := strings.Join(screens, "\n")
	for i := range l.Rows {
		if n := len(regexp.MustCompile(fmt.Sprintf(`▸ │.*message-%02d `, i)).FindAllString(all, -1)); n != 1 {
			t.Errorf("arrow %d is new %d times", i, n)
		}
	}
}

// TestTableIsCutBetweenRows, and its head stands over each part.
func TestTableIsCutBetweenRows(t *testing.T) {
	v := &Table{Title: "Rows", Head: []Text{Plainly("name"), Plainly("value")}}
	for i := range 40 {
		v.Rows = append(v.Rows, []Text{Plainly(fmt.Sprintf("row-%02d", i)), Plainly(strings.Repeat("words that are many ", 6) + fmt.Sprintf("end-%02d", i))})
	}
	screens := slideText(t, &Document{Blocks: []Block{v}}, SlideOptions{TextOptions{Width: 80}, 21})[1:]
	if len(screens) < 2 {
		t.Fatalf("%d screens", len(screens))
	}
	for i, s := range screens {
		if !strings.Contains(s, fmt.Sprintf("Rows (%d of %d)", i+1, len(screens))) || !regexp.MustCompile(`(?m)^ +name +value$`).MatchString(s) {
			t.Errorf("screen %d has no title or no head:\n%s", i, s)
		}
		begun, ended := regexp.MustCompile(`row-(\d+)`).FindAllString(s, -1), regexp.MustCompile(`end-(\d+)`).FindAllString(s, -1)
		if len(begun) == 0 || len(begun) != len(ended) {
			t.Errorf("a row is cut:\n%s", s)
		}
	}
}

// TestSlideCommandsAreShort: a long value is cut, and that is said; words are whole.
func TestSlideCommandsAreShort(t *testing.T) {
	secret := strings.Repeat("0123456789abcdef", 6)
	y := &TryIt{Role: "check", Text: Plainly("Try."), Commands: []string{"openssl kdf -kdfopt hexkey:" + secret + " HKDF", "tshark -Y tls.handshake.extensions_server_name -r run.pcapng"}}
	text := strings.Join(slideText(t, &Document{Blocks: []Block{y}}, SlideOptions{TextOptions{Width: 80}, 21}), "\n")
	for _, want := range []string{"$ openssl kdf -kdfopt hexkey:01234567…89abcdef HKDF", "tls.handshake.extensions_server_name", "Values are cut"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	y.Commands = y.Commands[1:]
	if text = strings.Join(slideText(t, &Document{Blocks: []Block{y}}, SlideOptions{TextOptions{Width: 80}, 21}), "\n"); strings.Contains(text, "cut") {
		t.Errorf("nothing was cut:\n%s", text)
	}
}

// TestSentenceStandsWithWhatItAnnounces: a figure, a list; but not a ladder, which
// stands still.
func TestSentenceStandsWithWhatItAnnounces(t *testing.T) {
	says := &Prose{Text: Plainly("Here it is:")}
	for name, c := range map[string]struct {
		next   Block
		slides int
	}{
		"bytes": {&Bytes{Data: Hex{1}}, 1}, "table": {&Table{}, 1}, "list": {&Prose{Items: []Text{Plainly("one")}}, 1},
		"prose": {&Prose{Text: Plainly("More.")}, 2}, "ladder": {&Ladder{Rows: []LadderRow{{From: "client"}}}, 2}, "heading": {&Heading{}, 2}, "question": {&Question{}, 2},
	} {
		d := &Document{Blocks: []Block{&Prose{Text: Plainly("Before.")}, says, c.next}}
		if got := len(Slides(d)) - 2; got != c.slides {
			t.Errorf("%s: on %d slides, want %d", name, got, c.slides)
		}
	}
}

// TestSlideIsCutWell: where blocks meet rather than inside of one, and a hex view
// rather whole.
func TestSlideIsCutWell(t *testing.T) {
	lines := func(seams ...seam) (out []slideLine) {
		for _, s := range seams {
			out = append(out, slideLine{text: "x", seam: s})
		}
		return out
	}
	hex := slices.Repeat([]seam{lineSeam}, 9)
	fields := []seam{partSeam, innerSeam, partSeam, outerSeam, innerSeam, partSeam}
	for name, c := range map[string]struct {
		lines []slideLine
		room  int
		want  []int
	}{
		"fits":                 {lines(noSeam, noSeam), 2, []int{2}},
		"hex view, fields":     {lines(append(hex, fields...)...), 10, []int{9, 15}},
		"between groups":       {lines(fields...), 4, []int{3, 6}},
		"no seam":              {lines(slices.Repeat([]seam{noSeam}, 5)...), 2, []int{2, 4, 5}},
		"claims have room":     {lines(blockSeam, noSeam, blockSeam, noSeam, blockSeam, noSeam, blockSeam, noSeam), 8, []int{4, 8}},
		"a row higher than it": {lines(partSeam, noSeam, noSeam, noSeam, partSeam), 2, []int{2, 4, 5}},
		"no room at all":       {lines(partSeam, partSeam), 0, []int{1, 2}},
	} {
		if got := cutSlide(c.lines, c.room, c.room); !slices.Equal(got, c.want) {
			t.Errorf("%s: cut at %v, want %v", name, got, c.want)
		}
	}
}

// TestPartsKeepTheirNumbers: a place in a slide is the same place at another width.
func TestPartsKeepTheirNumbers(t *testing.T) {
	m := sampleHello()
	for i := range Slides(&Document{Blocks: []Block{m}}) {
		s := &Slides(&Document{Blocks: []Block{m}})[i]
		for _, width := range []int{80, 100} {
			screens, err := s.Screens(SlideOptions{TextOptions{Width: width, Verbose: true}, 12})
			if err != nil {
				t.Fatal(err)
			}
			for k, sc := range screens {
				if k > 0 && sc.Part < screens[k-1].Part {
					t.Errorf("width %d: part %d behind %d", width, sc.Part, screens[k-1].Part)
				}
			}
		}
	}
}

// TestCueTellsTheTeacher what the class does not see.
func TestCueTellsTheTeacher(t *testing.T) {
	d := sampleDocument()
	d.Blocks = append(d.Blocks[:4:4], append([]Block{&Note{Role: "speaker", Text: Plainly("Wait for all hands."), Items: []Text{Plainly("then count")}}}, d.Blocks[4:]...)...)
	slides := Slides(d)
	at := slices.IndexFunc(slides, func(s Slide) bool { return s.Question != nil })
	c := Cue{Number: at + 1, Of: len(slides), Slide: &slides[at], Next: slides[at+1].About(), Elapsed: 750e9}
	text, err := c.Text(TextOptions{Width: 80})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{fmt.Sprintf("slide %d of %d", at+1, len(slides)), "12 min", "Predict: This client speaks", "Wait for all hands.", "• then count",
		"Answer, hidden", "b  0303, TLS 1.2", "not a: The field was frozen", "The class says a.", "Next  ClientHello"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	c.Told, c.Next = true, ""
	if text, _ = c.Text(TextOptions{Width: 80}); !strings.Contains(text, "Answer, shown") || !strings.Contains(text, "Next  the end") {
		t.Errorf("told, and at the end:\n%s", text)
	}
}

// TestLadderNotesComeInTime: with the first arrow, not behind the last.
func TestLadderNotesComeInTime(t *testing.T) {
	note := func(s string) *Note { return &Note{Role: "speaker", Text: Plainly(s)} }
	l := &Ladder{Rows: []LadderRow{{From: "client"}, {From: "server"}, {From: "client"}}}
	d := &Document{Blocks: []Block{note("title"), &Heading{Text: Plainly("h")}, note("heading"), l, note("ladder"), &Prose{Text: Plainly("p")}, note("prose")}}
	var got []string
	for _, s := range Slides(d) {
		var words []string
		for _, n := range s.Notes {
			words = append(words, n.Text.String())
		}
		got = append(got, strings.Join(words, " "))
	}
	if want := []string{"title", "heading ladder", "ladder", "ladder", "prose"}; !slices.Equal(got, want) {
		t.Errorf("notes %q, want %q", got, want)
	}
}

// TestSlideWidths: words are no wider than a class reads, a wide screen has the bytes
// of a message beside its fields.
func TestSlideWidths(t *testing.T) {
	d := sampleDocument()
	for _, s := range Slides(d) {
		for _, width := range []int{80, 140, 200} {
			screens, err := s.Screens(SlideOptions{TextOptions{Width: width, Answers: true}, 37})
			if err != nil {
				t.Fatal(err)
			}
			least, most := width, 0
			for _, sc := range screens {
				for _, l := range sc.Lines {
					if l != "" {
						least = min(least, len(l)-len(strings.TrimLeft(l, " ")))
						most = max(most, ansi.StringWidth(l))
					}
				}
			}
			_, message := any(first(s.blocks)).(*Message)
			if wide := most-least > slideFigure; wide != (message && width >= wideText) {
				t.Errorf("%s: columns %d to %d of %d", s.About(), least, most, width)
			}
			if least < 4 {
				t.Errorf("%s: no margin at %d", s.About(), width)
			}
		}
	}
}

func first(blocks []Block) Block {
	if len(blocks) == 0 {
		return nil
	}
	return blocks[0]
}
