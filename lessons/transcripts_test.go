package lessons

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var update = flag.Bool("update", false, "write docs/transcripts anew")

const transcripts = "../docs/transcripts"

// transcriptSeed makes the committed transcripts the same on every run.
const transcriptSeed uint64 = 1

func seeded(t *testing.T, l *anatomy.Lesson, o Options) *transcript.Document {
	t.Helper()
	seed := transcriptSeed
	o.Lab.Seed = &seed
	d, err := Run(context.Background(), l, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// told is a lesson, or a break of it, run once for all tests that only read it.
func told(t *testing.T, l *anatomy.Lesson, breaks string) *transcript.Document {
	t.Helper()
	name := l.Slug + " " + breaks
	if toldOnce[name] == nil {
		toldOnce[name] = seeded(t, l, Options{Break: breaks})
	}
	return toldOnce[name]
}

var toldOnce = map[string]*transcript.Document{}

// page is the committed Markdown of a lesson, and saved the JSON that it can be
// rendered from.
func page(l *anatomy.Lesson) string {
	return filepath.Join(transcripts, fmt.Sprintf("%02d-%s.md", l.Number, l.Slug))
}

func saved(l *anatomy.Lesson) string {
	return filepath.Join(transcripts, fmt.Sprintf("%02d-%s.json", l.Number, l.Slug))
}

func render(t *testing.T, d *transcript.Document) (markdown, json []byte) {
	t.Helper()
	var m, j bytes.Buffer
	if err := transcript.Markdown(&m, []*transcript.Document{d}); err != nil {
		t.Fatal(err)
	}
	if err := transcript.JSON(&j, d); err != nil {
		t.Fatal(err)
	}
	return m.Bytes(), j.Bytes()
}

func TestCommittedTranscriptsSayWhatTheLessonsSay(t *testing.T) {
	for _, l := range All() {
		t.Run(l.Slug, func(t *testing.T) {
			d := told(t, l, "")
			markdown, json := render(t, d)
			if *update {
				write(t, page(l), markdown)
				write(t, saved(l), json)
				return
			}
			old := readSaved(t, l)
			oldMarkdown, _ := render(t, old)
			if !bytes.Equal(oldMarkdown, read(t, page(l))) {
				t.Errorf("%s is not what its JSON renders to: run go test ./lessons -update", page(l))
			}
			if sameMaker(old.Stamp, d.Stamp) || os.Getenv("CI") != "" {
				if !bytes.Equal(json, read(t, saved(l))) {
					t.Errorf("the lesson of %s, AES %t, is no longer what %s says (made with %s, AES %t): run go test ./lessons -update and read the difference",
						d.Stamp.Go, *d.Stamp.AES, saved(l), old.Stamp.Go, *old.Stamp.AES)
				}
				return
			}
			t.Logf("made with %s, AES %t; here are %s, AES %t: comparing claims, structure and prose, not bytes",
				old.Stamp.Go, *old.Stamp.AES, d.Stamp.Go, *d.Stamp.AES)
			if got, want := outline(d), outline(old); !slices.Equal(got, want) {
				t.Errorf("the lesson has changed: run go test ./lessons -update\n got %q\nwant %q", got, want)
			}
		})
	}
}

// TestOutlineSeesAChange holds the comparison that stands in for bytes against
// documents that differ.
func TestOutlineSeesAChange(t *testing.T) {
	l := All()[0]
	base := outline(seeded(t, l, Options{}))
	other := uint64(2)
	fresh, err := Run(context.Background(), l, Options{Lab: lab.Options{Seed: &other}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(base, outline(fresh)) {
		t.Error("another seed changes the outline")
	}
	changes := map[string]func(*transcript.Document){
		"a claim turns false": func(d *transcript.Document) { first[*transcript.Check](d).Passed = false },
		"a claim's sentence":  func(d *transcript.Document) { first[*transcript.Check](d).Claim = transcript.Plainly("other") },
		"prose":               func(d *transcript.Document) { first[*transcript.Prose](d).Text[0].Text += "." },
		"an answer":           func(d *transcript.Document) { first[*transcript.Question](d).Answer = "a" },
		"a message":           func(d *transcript.Document) { first[*transcript.Message](d).Name = "ServerHello" },
		"a block is missing":  func(d *transcript.Document) { d.Blocks = d.Blocks[1:] },
	}
	for name, change := range changes {
		d := seeded(t, l, Options{})
		change(d)
		if slices.Equal(base, outline(d)) {
			t.Errorf("%s: not seen", name)
		}
	}
}

func first[B transcript.Block](d *transcript.Document) (found B) {
	for _, b := range d.Blocks {
		if f, ok := b.(B); ok {
			return f
		}
	}
	return found
}

func TestEveryTranscriptHasItsLesson(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(transcripts, "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts in %s: %v", transcripts, err)
	}
	var want []string
	for _, l := range All() {
		want = append(want, page(l))
	}
	if !slices.Equal(files, want) {
		t.Errorf("transcripts %q, lessons %q", files, want)
	}
}

func TestSeededRunsAreTheSameOverTCPAndMemory(t *testing.T) {
	for _, l := range All() {
		names := []string{""}
		for _, b := range l.Breaks {
			names = append(names, b.Name)
		}
		for _, name := range names {
			t.Run(l.Slug+name, func(t *testing.T) {
				a, b := told(t, l, name), seeded(t, l, Options{Break: name, Lab: lab.Options{Transport: lab.Memory}})
				b.Stamp.Transport = a.Stamp.Transport
				_, x := render(t, a)
				_, y := render(t, b)
				if !bytes.Equal(x, y) {
					t.Error("the transport changes what is said")
				}
			})
		}
	}
}

func TestStampNamesTheMaker(t *testing.T) {
	d := seeded(t, All()[0], Options{})
	if d.Stamp.Go != runtime.Version() || d.Stamp.AES == nil || d.Stamp.Seed == nil || *d.Stamp.Seed != transcriptSeed {
		t.Errorf("stamp %+v", d.Stamp)
	}
}

func sameMaker(a, b transcript.Stamp) bool { return a.Go == b.Go && *a.AES == *b.AES }

var numbers = regexp.MustCompile(`[0-9]+`)

// outline is what a lesson says, without what its bytes decide: the prose with
// the run's values left out, the claims with their verdicts, the questions with
// their answers, and what every other block is called.
func outline(d *transcript.Document) []string {
	var out []string
	for _, b := range d.Blocks {
		s := b.Kind() + ": "
		switch b := b.(type) {
		case *transcript.Heading:
			s += words(b.Text)
		case *transcript.Prose:
			s += words(b.Text)
			for _, i := range b.Items {
				s += " / " + words(i)
			}
		case *transcript.Check:
			s += fmt.Sprint(b.ID, " ", words(b.Claim), " ", b.Passed)
		case *transcript.Question:
			s += words(b.Ask) + " " + b.Answer
			for _, c := range b.Choices {
				s += " / " + words(c.Text) + " " + words(c.Why)
			}
		case *transcript.Note:
			s += b.Role + " " + b.Title + " " + words(b.Text)
			for _, i := range b.Items {
				s += " / " + words(i)
			}
		case *transcript.TryIt:
			s += b.Role + " " + words(b.Text) + fmt.Sprint(b.Commands)
		case *transcript.Message:
			s += b.Name + " " + b.From
		case *transcript.Ladder:
			s += b.Title
		case *transcript.Bytes:
			s += numbers.ReplaceAllString(b.Title, "N")
		case *transcript.Derivation:
			s += b.Title
		case *transcript.Table:
			s += b.Title
		}
		out = append(out, s)
	}
	return out
}

// words is a text without what the run supplied.
func words(t transcript.Text) string {
	s := ""
	for _, r := range t {
		if r.Style != transcript.RunValue {
			s += r.Text
		}
	}
	return s
}

func readSaved(t *testing.T, l *anatomy.Lesson) *transcript.Document {
	t.Helper()
	docs, err := transcript.Read(bytes.NewReader(read(t, saved(l))))
	if err != nil || len(docs) != 1 {
		t.Fatalf("%s: %d documents, %v", saved(l), len(docs), err)
	}
	return docs[0]
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v: run go test ./lessons -update", err)
	}
	return b
}

func write(t *testing.T, file string, b []byte) {
	t.Helper()
	if err := os.WriteFile(file, b, 0o644); err != nil {
		t.Fatal(err)
	}
}
