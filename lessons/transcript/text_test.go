package transcript

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func printText(t testing.TB, o TextOptions, docs ...*Document) string {
	t.Helper()
	var out strings.Builder
	if err := Terminal(&out, docs, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestTextGolden prints the sample as a reader sees it and compares the result
// with testdata/text_*.txt.
func TestTextGolden(t *testing.T) {
	samples := map[string]TextOptions{
		"40":         {Width: 40},
		"80":         {Width: 80},
		"140":        {Width: 140},
		"80_ascii":   {Width: 80, ASCII: true},
		"80_verbose": {Width: 80, Verbose: true},
	}
	files, _ := filepath.Glob("testdata/text_*.txt")
	if len(files) != len(samples) && !*update {
		t.Fatalf("%d golden files, want %d: run go test -update", len(files), len(samples))
	}
	for name, o := range samples {
		t.Run(name, func(t *testing.T) {
			got, file := printText(t, o, sampleDocument(), sampleCommand()), "testdata/text_"+name+".txt"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("differs from %s:\n%s", file, firstDifference(got, string(want)))
			}
		})
	}
}

// TestTextWidthBelowLeast: no width is 80, and too little is 40.
func TestTextWidthBelowLeast(t *testing.T) {
	for _, c := range []struct{ width, like int }{{0, 80}, {-3, 80}, {1, 40}, {39, 40}} {
		if printText(t, TextOptions{Width: c.width}, sampleDocument()) != printText(t, TextOptions{Width: c.like}, sampleDocument()) {
			t.Errorf("width %d does not print like width %d", c.width, c.like)
		}
	}
}

// TestTextShowsQuestion: the lesson's question stands under its title, unless
// the title says it.
func TestTextShowsQuestion(t *testing.T) {
	for _, c := range []struct {
		question string
		want     int
	}{{"Who reads it?", 1}, {"One", 1}, {"", 0}} {
		d := &Document{Lesson: &Lesson{Title: "One lesson", Question: c.question}}
		got := printText(t, TextOptions{}, d)
		if n := strings.Count(got, c.question); c.question != "" && n != c.want {
			t.Errorf("%q is there %d times, want %d:\n%s", c.question, n, c.want, got)
		}
	}
}

// TestTextNotes: role and title are both said.
func TestTextNotes(t *testing.T) {
	for _, c := range []struct {
		note Note
		want string
	}{
		{Note{Role: "aside", Title: "GREASE"}, "GREASE"},
		{Note{Role: "aside"}, ""},
		{Note{Role: "warning"}, "Take care"},
		{Note{Role: "warning", Title: "A key log"}, "Take care: A key log"},
		{Note{Role: "summary"}, "To keep"},
		{Note{Role: "summary", Title: "Versions"}, "To keep: Versions"},
		{Note{Role: "misconception", Title: "It is safe."}, "✘ Not so: “It is safe.”"},
	} {
		n := c.note
		got := printText(t, TextOptions{}, &Document{Blocks: []Block{&n}})
		_, body, _ := strings.Cut(got, "─\n\n")
		if strings.TrimSpace(body) != c.want {
			t.Errorf("%+v prints %q, want %q", c.note, body, c.want)
		}
	}
}

// TestTextSaysWithoutColour: what a colour says, a sign or a word says, too.
func TestTextSaysWithoutColour(t *testing.T) {
	row := LadderRow{From: "client", Label: "ClientHello", Bytes: 3}
	field := Field{Name: "version", Length: 1, Value: Hex{3}, Text: "three"}
	message := func(from string, f Field) *Message {
		return &Message{Name: "Hello", From: from, Bytes: Hex{3}, Fields: []Field{f}}
	}
	with := func(change func(*LadderRow)) *Ladder {
		r := row
		change(&r)
		return &Ladder{Rows: []LadderRow{r}}
	}
	marked := field
	marked.Show = Marked
	for name, c := range map[string]struct{ a, b Block }{
		"an arrow that is pointed at": {with(func(*LadderRow) {}), with(func(r *LadderRow) { r.Mark = true })},
		"an arrow that is closed":     {with(func(*LadderRow) {}), with(func(r *LadderRow) { r.Closed = true })},
		"the side of an arrow":        {with(func(*LadderRow) {}), with(func(r *LadderRow) { r.From = "server" })},
		"a field that is pointed at":  {message("client", field), message("client", marked)},
		"the side of a message":       {message("client", field), message("server", field)},
		"a verdict":                   {&Check{Got: "1", Want: "1", Passed: true}, &Check{Got: "1", Want: "1"}},
		"bytes that are pointed at": {&Bytes{Data: Hex{1}, Spans: []ByteSpan{{Length: 1, Label: "a"}}},
			&Bytes{Data: Hex{1}, Spans: []ByteSpan{{Length: 1, Label: "a", Mark: true}}}},
	} {
		for _, o := range []TextOptions{{}, {ASCII: true}, {Width: 40}, {Width: 140}} {
			a, b := printText(t, o, &Document{Blocks: []Block{c.a}}), printText(t, o, &Document{Blocks: []Block{c.b}})
			if a == b {
				t.Errorf("%s, %+v: nothing says it:\n%s", name, o, a)
			}
		}
	}
}

// TestTextRefuses: what the printers for paper refuse, so does this one.
func TestTextRefuses(t *testing.T) {
	q := &Question{ID: "q", Choices: []Choice{{Key: "a"}}, Answer: "b"}
	for name, c := range map[string]struct {
		blocks []Block
		want   string
	}{
		"unknown block":         {[]Block{strange{}}, `"strange"`},
		"missing block":         {[]Block{nil}, "nil"},
		"arrow from nobody":     {[]Block{&Ladder{Rows: []LadderRow{{From: "nobody"}}}}, `"nobody"`},
		"answer to no question": {[]Block{&Note{Role: "answer", Question: "q"}}, "not asked"},
		"answer without choice": {[]Block{q, &Note{Role: "answer", Question: "q"}}, `no choice "b"`},
	} {
		var out strings.Builder
		err := Terminal(&out, []*Document{{Blocks: c.blocks}}, TextOptions{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %s", name, err, c.want)
		}
	}
}
