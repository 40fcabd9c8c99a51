package transcript

import (
	"math/rand/v2"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// TestChunksAreTheWholeText: what is revealed step by step is what is printed
// at once.
func TestChunksAreTheWholeText(t *testing.T) {
	reversed := sampleDocument()
	slices.Reverse(reversed.Blocks)
	reversed.Blocks = append([]Block{&Question{ID: "version", Answer: "b", Choices: []Choice{{Key: "b"}}}, &Question{ID: "recall", Answer: "a", Choices: []Choice{{Key: "a"}}}}, reversed.Blocks...)
	for name, d := range map[string]*Document{"lesson": sampleDocument(), "command": sampleCommand(), "long": longDocument(), "empty": {}, "reversed": reversed,
		"ladder alone": {Blocks: []Block{&Ladder{Rows: []LadderRow{{From: "client"}}}}}, "check alone": {Blocks: []Block{&Check{}, &Ladder{}}}} {
		for _, o := range []TextOptions{{}, {Width: 40, ASCII: true}, {Width: 150, Color: true, Verbose: true}} {
			var b strings.Builder
			blocks := 0
			for i, c := range Chunks(d) {
				s, err := c.Text(o)
				if err != nil {
					t.Fatal(err)
				}
				if s == "" {
					t.Errorf("%s: chunk %d reveals nothing", name, i)
				}
				b.WriteString(s)
				blocks += len(c.blocks)
				for _, at := range c.blocks {
					if q, ok := at.(*Question); ok && (c.Question != q || at != c.blocks[len(c.blocks)-1]) {
						t.Errorf("%s: chunk %d goes on behind a question", name, i)
					}
				}
			}
			if want := printText(t, o, d); b.String() != want {
				t.Errorf("%s, %+v: %s", name, o, firstDifference(b.String(), want))
			}
		}
	}
}

// TestLadderIsRevealedArrowByArrow: the first arrow comes with what leads to it,
// closed arrows of one side come together, all others alone.
func TestLadderIsRevealedArrowByArrow(t *testing.T) {
	l := &Ladder{Title: "Picture", Client: "client", Server: "server", Rows: []LadderRow{
		{From: "client", Label: "message-0"}, {From: "server", Label: "message-1"},
		{From: "server", Label: "message-2", Closed: true}, {From: "server", Label: "message-3", Closed: true},
		{From: "client", Label: "message-4", Closed: true}, {From: "client", Label: "message-5"},
	}}
	want := [][]string{{"before", "Picture", "message-0"}, {"message-1"}, {"message-2", "message-3"}, {"message-4"}, {"message-5"}, {"after"}}
	chunks := Chunks(&Document{Blocks: []Block{&Prose{Text: Plainly("before")}, l, &Prose{Text: Plainly("after")}}})
	if len(chunks) != len(want) {
		t.Fatalf("%d chunks, want %d", len(chunks), len(want))
	}
	for i, c := range chunks {
		s, err := c.Text(TextOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for j, words := range want {
			for _, w := range words {
				if strings.Contains(s, w) != (i == j) {
					t.Errorf("chunk %d: %q there: %t\n%s", i, w, i != j, s)
				}
			}
		}
	}
}

// TestLadderRows: posts stand in one column; what does not fit is not lost.
func TestLadderRows(t *testing.T) {
	l := longDocument().Blocks[2].(*Ladder)
	for _, width := range []int{40, 60, 80, 200} {
		text := printText(t, TextOptions{Width: width}, &Document{Blocks: []Block{l}})
		for _, word := range []string{"closed", "4611686018427387904 B", "-12345678.90 ms"} {
			if !strings.Contains(text, word) {
				t.Errorf("width %d: %q is lost:\n%s", width, word, text)
			}
		}
		flat := regexp.MustCompile(`[\s│]+`).ReplaceAllString(text, "")
		for _, s := range []string{l.Rows[0].Label, l.Rows[0].Note, l.Rows[1].Label, l.Client} {
			if !strings.Contains(flat, strings.ReplaceAll(s, " ", "")) {
				t.Errorf("width %d: %q is lost:\n%s", width, s, text)
			}
		}
		at := map[int]int{}
		for _, line := range strings.Split(text, "\n") {
			for i, r := range []rune(line) {
				if r == '│' {
					at[i]++
				}
			}
		}
		if len(at) != 2 {
			t.Errorf("width %d: posts in the columns %v:\n%s", width, at, text)
		}
	}
}

// TestFoldedFieldsAreCounted counts leaves, and says where they are.
func TestFoldedFieldsAreCounted(t *testing.T) {
	leaf := func(offset, n int, show Show) Field { return Field{Name: "f", Offset: offset, Length: n, Show: show} }
	group := func(show Show, fields ...Field) Field {
		last := fields[len(fields)-1]
		return Field{Name: "g", Offset: fields[0].Offset, Length: last.Offset + last.Length - fields[0].Offset, Show: show, Fields: fields}
	}
	for name, c := range map[string]struct {
		fields []Field
		want   []string
	}{
		"one":                 {[]Field{leaf(0, 1, Folded)}, []string{"1 more field, byte 0"}},
		"neighbours":          {[]Field{leaf(0, 1, Folded), leaf(1, 2, Folded), leaf(3, 1, "")}, []string{"2 more fields, bytes 0–2"}},
		"two runs":            {[]Field{leaf(0, 1, Folded), leaf(1, 2, Marked), leaf(3, 4, Folded)}, []string{"1 more field, byte 0", "1 more field, bytes 3–6"}},
		"a group":             {[]Field{group(Folded, leaf(0, 2, ""), leaf(2, 2, ""), leaf(4, 1, ""))}, []string{"3 more fields, bytes 0–4"}},
		"group and leaf":      {[]Field{leaf(0, 2, Folded), group(Folded, leaf(2, 2, ""), leaf(4, 1, ""))}, []string{"3 more fields, bytes 0–4"}},
		"inside a group":      {[]Field{group("", leaf(0, 2, Folded), leaf(2, 2, ""))}, []string{"1 more field, bytes 0–1"}},
		"held open by a sign": {[]Field{group(Folded, leaf(0, 2, Folded), leaf(2, 2, Marked))}, []string{"1 more field, bytes 0–1"}},
		"empty":               {[]Field{leaf(0, 0, Folded)}, []string{"1 more field, no byte"}},
		"nothing":             {[]Field{leaf(0, 1, ""), leaf(1, 1, Marked)}, nil},
	} {
		m := &Message{Name: "m", From: "client", Bytes: make(Hex, 8), Fields: c.fields}
		chunk := Chunks(&Document{Blocks: []Block{m}})[0]
		for _, width := range []int{80, 140} {
			text, err := chunk.Text(TextOptions{Width: width})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range regexp.MustCompile(`… (.*) \(-v shows them\)`).FindAllStringSubmatch(text, -1) {
				got = append(got, f[1])
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s, width %d: %q, want %q", name, width, got, c.want)
			}
		}
		if chunk.Folds() != (len(c.want) > 0) {
			t.Errorf("%s: Folds is %v", name, chunk.Folds())
		}
	}
}

var fieldLine = regexp.MustCompile(`^  (?:  |▸ )(\d{4})  `)

// TestVerboseShowsEveryField: a row each, groups too, and what each means.
func TestVerboseShowsEveryField(t *testing.T) {
	var count func([]Field) int
	count = func(fields []Field) int {
		n := len(fields)
		for _, f := range fields {
			n += count(f.Fields)
		}
		return n
	}
	m := sampleHello()
	m.Dump = false
	text := printText(t, TextOptions{Verbose: true}, &Document{Blocks: []Block{m}})
	rows := 0
	for _, l := range strings.Split(text, "\n") {
		if fieldLine.MatchString(l) {
			rows++
		}
	}
	if want := count(m.Fields); rows != want || strings.Contains(text, "more field") {
		t.Errorf("%d rows, want %d:\n%s", rows, want, text)
	}
	for _, s := range []string{"The true offer, newest first.", "tls.handshake.version", "draw one"} {
		if !strings.Contains(text, s) {
			t.Errorf("%q is not said", s)
		}
	}
}

// TestBytesBesideFields: in the wide layout each line of the hex view stands at
// most once and in order, and every byte of a field that is shown is there.
func TestBytesBesideFields(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 400 {
		m := randomMessage(r)
		width := wideText + r.IntN(70)
		text := printText(t, TextOptions{Width: width}, &Document{Blocks: []Block{m}})
		dump := newText(nil, TextOptions{}).hexLines(m.Bytes, 0, m.marked(), hexRow)
		there := map[int]bool{}
		last := -1
		for _, l := range strings.Split(text, "\n") {
			at := slices.IndexFunc(dump, func(d string) bool { return strings.HasPrefix(l, "    "+d) })
			if at < 0 {
				continue
			}
			if at <= last {
				t.Fatalf("message %d: line %d of the dump follows line %d:\n%s", n, at, last, text)
			}
			there[at], last = true, at
		}
		if m.Dump && len(there) != len(dump) {
			t.Fatalf("message %d: %d of %d lines:\n%s", n, len(there), len(dump), text)
		}
		for _, f := range shownLeaves(m.Fields) {
			for at := f.Offset; at < f.Offset+f.Length; at++ {
				if !there[at/hexRow] {
					t.Fatalf("message %d: byte %d of a shown field is not there:\n%s", n, at, text)
				}
			}
		}
	}
}

// TestCommandsCanBePasted gives a shell the broken lines: it must see the words
// of the whole command.
func TestCommandsCanBePasted(t *testing.T) {
	sh := peer.Need(t, "sh")
	for _, c := range []string{
		"tshark -r hello.pcapng -Y 'tls.handshake.type == 1 and tls.handshake.version == 0x0303' -T fields",
		`one "two  three four five six seven eight" nine\ ten\ eleven twelve thirteen`, `a 'it'"'"'s quoted, and is' long "with \" a quote inside of it" x`,
		"short", "two  spaces   and more of them, until the line is full at last", `back\\ slashes \\ and more of it to fill the line again`,
		strings.Repeat("unbreakable", 9) + " x y", "a " + strings.Repeat("unbreakable", 9) + " y",
		"echo " + strings.Repeat("0123456789abcdef", 20) + " | cat", strings.Repeat("x", 31), strings.Repeat("x", 32) + " y",
		`tshark -Y "tcp.stream == 0 && tls.handshake.type == 20 && \"a\" == \\"`, `printf '302e020100300506032b656e04220420%s and "more" of \it' x`,
		`a'b c d e f g h i j k l m n o p q r s t u v w x y z'b"c d e f g h i j k l m n o p q r s t u"c`, "'ä ö ü ä ö ü ä ö ü ä ö ü ä ö ü ä ö ü ä ö ü'",
	} {
		run := func(command string) string {
			out, err := exec.Command(sh, "-c", "printf '[%s]' "+command).CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %v: %s", command, err, out)
			}
			return string(out)
		}
		for _, width := range []int{20, 34, 60} {
			lines := shellLines(c, width)
			if got, want := run(strings.Join(lines, "\n")), run(c); got != want {
				t.Errorf("width %d:\n%s\nis read as %s, want %s", width, strings.Join(lines, "\n"), got, want)
			}
			for _, l := range lines {
				if w := ansi.StringWidth(l); w > 4+width {
					t.Errorf("width %d: a line has %d: %s", width, w, l)
				}
			}
		}
	}
}
