package transcript

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestPaperGolden prints each sample in both formats and compares the result
// with testdata/paper_*.md and testdata/paper_*.html.
func TestPaperGolden(t *testing.T) {
	samples := map[string][]*Document{
		"lesson":  {sampleDocument()},
		"command": {sampleCommand()},
		"several": {sampleCommand(), sampleCommand()},
	}
	printers := map[string]func(io.Writer, []*Document) error{".md": Markdown, ".html": HTML}
	if *update {
		for name := range samples {
			for ext := range printers {
				if err := os.WriteFile("testdata/paper_"+name+ext, nil, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	files, _ := filepath.Glob("testdata/paper_*")
	if len(files) != len(samples)*len(printers) {
		t.Fatalf("%d golden files, want %d: run go test -update", len(files), len(samples)*len(printers))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			ext := filepath.Ext(file)
			name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "paper_"), ext)
			docs, print := samples[name], printers[ext]
			if docs == nil || print == nil {
				t.Fatal("no sample makes this file")
			}
			var out strings.Builder
			if err := print(&out, docs); err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if out.String() != string(want) {
				t.Errorf("differs from %s:\n%s", file, firstDifference(out.String(), string(want)))
			}
		})
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			other := "(end of file)"
			if i < len(w) {
				other = w[i]
			}
			return " got " + g[i] + "\nwant " + other
		}
	}
	return "the golden file is longer"
}

// strange is a block that no printer knows.
type strange struct{ *Heading }

func (strange) Kind() string { return "strange" }

func TestPaperUnknownBlock(t *testing.T) {
	for name, print := range map[string]func(io.Writer, []*Document) error{"markdown": Markdown, "html": HTML} {
		err := print(io.Discard, []*Document{{Blocks: []Block{&Prose{}, strange{}}}})
		if err == nil || !strings.Contains(err.Error(), `"strange"`) || !strings.Contains(err.Error(), "block 1") {
			t.Errorf("%s: %v, want an error that names the block", name, err)
		}
		if err := print(io.Discard, []*Document{{Blocks: []Block{nil}}}); err == nil {
			t.Errorf("%s: no error for a missing block", name)
		}
	}
}

// TestPaperRefuses holds documents that say what cannot be printed truly.
func TestPaperRefuses(t *testing.T) {
	q := &Question{ID: "q", Choices: []Choice{{Key: "a"}}, Answer: "b"}
	for name, blocks := range map[string][]Block{
		"arrow from nobody":      {&Ladder{Rows: []LadderRow{{From: "nobody"}}}},
		"answer to no question":  {&Note{Role: "answer", Question: "q"}},
		"answer without choice":  {q, &Note{Role: "answer", Question: "q"}},
		"arrow from an attacker": {&Ladder{Rows: []LadderRow{{From: `client" onclick="`}}}},
	} {
		docs := []*Document{{Blocks: blocks}}
		if Markdown(io.Discard, docs) == nil || HTML(io.Discard, docs) == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestPaperLies prints offsets and lengths that are not true: nothing panics.
func TestPaperLies(t *testing.T) {
	const huge = int(^uint(0) >> 1)
	var fields []Field
	for _, at := range []int{0, 1, -1, huge, -huge} {
		for _, n := range []int{0, 1, -1, huge, -huge} {
			fields = append(fields, Field{Name: "f", Offset: at, Length: n}, Field{Name: "g", Offset: at, Length: n, Show: Folded})
		}
	}
	blocks := []Block{&Message{Bytes: Hex{1, 2}, Fields: fields}, &Message{}, &Bytes{}, &Ladder{}, &Table{}, &Table{Rows: [][]Text{{}, {nil}}},
		&Heading{Level: -4}, &Heading{Level: 99}, &Question{Answer: "?"}, &Derivation{}, &TryIt{}, &Note{}, &Prose{}, &Check{}}
	for _, f := range fields {
		blocks = append(blocks, &Bytes{Data: Hex{1}, Base: f.Offset, Total: f.Length, Spans: []ByteSpan{{Offset: f.Offset, Length: f.Length}}})
	}
	docs := []*Document{{Lesson: &Lesson{}, Blocks: blocks}, {}}
	if err := Markdown(io.Discard, docs); err != nil {
		t.Error(err)
	}
	if err := HTML(io.Discard, docs); err != nil {
		t.Error(err)
	}
}

func TestAWiresharkNameIsSaidOnce(t *testing.T) {
	marked := func(name string, parts ...Field) Field { return Field{Show: Marked, Wireshark: name, Fields: parts} }
	got := markedFilters([]Field{marked("a", marked("b")), marked("b"), marked("a"), {Wireshark: "c", Fields: []Field{marked("d")}}, marked("")})
	if strings.Join(got, " ") != "a b d" {
		t.Errorf("names %q", got)
	}
}
