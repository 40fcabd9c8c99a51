package transcript

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
)

func jsonOf(t testing.TB, docs ...*Document) string {
	t.Helper()
	var out strings.Builder
	for _, d := range docs {
		if err := JSON(&out, d); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

func readAll(t testing.TB, s string) []*Document {
	t.Helper()
	docs, err := Read(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

// bare is v with every empty list gone: JSON does not tell them from absent ones.
func bare(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			bare(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			bare(v.Field(i))
		}
	case reflect.Slice:
		if v.Len() == 0 {
			v.SetZero()
		}
		for i := range v.Len() {
			bare(v.Index(i))
		}
	}
}

// TestJSONRoundTrip: a document that is saved and read again is the same, and
// prints the same in every format.
func TestJSONRoundTrip(t *testing.T) {
	full := &Document{Lesson: &Lesson{Number: 1}}
	for _, b := range sampleDocument().Blocks { // with a value in every field
		fill(reflect.ValueOf(b), "<a> & \u2028 日本語 \x1b[0m")
		full.Blocks = append(full.Blocks, b)
	}
	kinds := map[string]bool{}
	for name, d := range map[string]*Document{"lesson": sampleDocument(), "command": sampleCommand(), "long": longDocument(), "full": full,
		"empty": {}, "zero values": {Blocks: []Block{&Heading{}, &Prose{}, &Ladder{}, &Message{}, &Bytes{}, &Derivation{}, &Check{}, &Question{}, &Table{}, &TryIt{}, &Note{}}}} {
		t.Run(name, func(t *testing.T) {
			saved := jsonOf(t, d)
			again := readAll(t, saved)[0]
			if s := jsonOf(t, again); s != saved {
				t.Errorf("saved again it differs: %s", firstDifference(s, saved))
			}
			for format, print := range printers {
				var was, is bytes.Buffer
				if err := errors.Join(print(&was, []*Document{d}), print(&is, []*Document{again})); err != nil {
					t.Fatal(format, err)
				}
				if was.String() != is.String() {
					t.Errorf("%s differs: %s", format, firstDifference(is.String(), was.String()))
				}
			}
			bare(reflect.ValueOf(d))
			bare(reflect.ValueOf(again))
			if !reflect.DeepEqual(d, again) {
				t.Errorf("read again it is\n%+v, was\n%+v", again, d)
			}
		})
		for _, b := range d.Blocks {
			kinds[b.Kind()] = true
		}
	}
	if len(kinds) != 11 {
		t.Errorf("the samples have %d kinds of blocks, want all 11", len(kinds))
	}
}

// TestJSONKeepsWhatItShows: every nasty string comes back as it was; bytes that
// are no UTF-8 come back as every printer shows them.
func TestJSONKeepsWhatItShows(t *testing.T) {
	for _, s := range append([]string{"\ufffd", "a\xffb\ufffdc\xc3", "\U000e0041 \U0010ffff"}, nasty...) {
		docs := filled(s)
		saved := jsonOf(t, docs...)
		again := readAll(t, saved)
		for i := range docs {
			o := TextOptions{Width: 100}
			if got, want := printText(t, o, again[i]), printText(t, o, docs[i]); got != want {
				t.Errorf("%q: %s", s, firstDifference(got, want))
			}
		}
		if h := again[0].Blocks[1].(*Heading); validString(s) == s && h.Text.String() != strings.Repeat(s, len(h.Text)) {
			t.Errorf("%q is read as %q", s, h.Text.String())
		}
		if !isVisible(strings.ReplaceAll(saved, "\n", "")) {
			t.Errorf("%q: saved with characters that are not seen", s)
		}
	}
}

func TestJSONDoesNotChangeTheDocument(t *testing.T) {
	d, same := filled("\xff"), filled("\xff")
	jsonOf(t, d...)
	if !reflect.DeepEqual(d, same) {
		t.Error("saving changed the document")
	}
}

// TestJSONIsOneLineEach, and many are read.
func TestJSONIsOneLineEach(t *testing.T) {
	saved := jsonOf(t, sampleCommand(), sampleDocument(), &Document{})
	if n := strings.Count(saved, "\n"); n != 3 {
		t.Errorf("%d lines, want 3", n)
	}
	for _, s := range []string{saved, strings.ReplaceAll(saved, "\n", ""), "\n \n" + saved + "\n\n"} {
		if docs := readAll(t, s); len(docs) != 3 || docs[1].Lesson.Slug != "hello" {
			t.Errorf("%d documents, want 3", len(docs))
		}
	}
	if docs := readAll(t, " \n"); len(docs) != 0 {
		t.Errorf("%d documents in an empty file", len(docs))
	}
}

func TestReadRefuses(t *testing.T) {
	good := strings.TrimSpace(jsonOf(t, &Document{}))
	with := func(blocks string) string { return `{"schema":1,"lesson":null,"blocks":[` + blocks + `]}` }
	for name, c := range map[string]struct{ in, want string }{
		"text":                   {"hello", "document 1 is not a saved transcript"},
		"a number":               {"12", "document 1 is not a saved transcript: it is no JSON object"},
		"a list":                 {"[]", "document 1 is not a saved transcript: it is no JSON object"},
		"null":                   {"null", "document 1 is not a saved transcript: it is no JSON object"},
		"no schema":              {`{"blocks":[]}`, "document 1 has schema 0, this program reads schema 1"},
		"a later schema":         {`{"schema":2,"lesson":"elsewhere","blocks":5}`, "document 1 has schema 2, this program reads schema 1"},
		"a later schema, last":   {`{"blocks":[{"kind":"hologram"}],"schema":2}`, "document 1 has schema 2"},
		"a large schema":         {`{"schema":1e99,"blocks":[]}`, "document 1 is not a saved transcript"},
		"no blocks":              {`{"schema":1,"kind":"handshake","connection":1}`, "document 1 is not a saved transcript: it has no blocks"},
		"blocks of another sort": {`{"schema":1,"blocks":{"a":1}}`, "its blocks are no list"},
		"second document":        {good + "\n" + `{"schema":7}`, "document 2 has schema 7"},
		"unknown kind":           {with(`{"kind":"prose"},{"kind":"hologram"}`), `document 1, block 1: unknown kind "hologram"`},
		"no kind":                {with(`{}`), `document 1, block 0: unknown kind ""`},
		"kind of another sort":   {with(`{"kind":7}`), "document 1, block 0: "},
		"null block":             {with(`null`), `document 1, block 0: unknown kind ""`},
		"block of another sort":  {with(`"prose"`), "document 1, block 0: "},
		"field of another sort":  {with(`{"kind":"heading","level":"two"}`), "document 1, block 0: heading: "},
		"half a byte":            {with(`{"kind":"bytes","data":"abc"}`), "document 1, block 0: bytes: "},
		"no hexadecimal digits":  {with(`{"kind":"prose"},{"kind":"bytes","data":"zz"}`), "document 1, block 1: bytes: "},
		"a large number":         {with(`{"kind":"ladder","rows":[{"bytes":1e400}]}`), "document 1, block 0: ladder: "},
		"no whole number":        {with(`{"kind":"ladder","rows":[{"bytes":1.5}]}`), "document 1, block 0: ladder: "},
		"a large seed":           {`{"schema":1,"stamp":{"seed":18446744073709551616},"blocks":[]}`, "document 1 is not a saved transcript"},
		"too deep":               {with(`{"kind":"message","fields":` + strings.Repeat(`[{"fields":`, 20000) + `[]` + strings.Repeat(`}]`, 20000) + `}`), "document 1, block 0: "},
		"two commas":             {`{"schema":1,,"blocks":[]}`, "document 1 is not a saved transcript"},
		"a comma too many":       {with(`{"kind":"prose"},`), "document 1, block 1: "},
	} {
		docs, err := Read(strings.NewReader(c.in))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) && !strings.HasPrefix(err.Error(), "document 1 is not a saved transcript: "+c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
		if want := strings.Count(c.want, "document 2"); len(docs) != want {
			t.Errorf("%s: %d documents were read, want %d", name, len(docs), want)
		}
	}
}

// TestReadAbsent: what is absent or null is empty; what is not known is left out.
func TestReadAbsent(t *testing.T) {
	const in = `{"schema":1,"blocks":[{"kind":"ladder"},{"kind":"ladder","rows":null,"title":null},{"kind":"table","head":null,"rows":[null,[null]]},
		{"kind":"message","fields":null,"bytes":null},{"kind":"message","fields":[{}]},{"kind":"question","choices":null},{"kind":"bytes","spans":null},
		{"kind":"derivation","steps":null},{"kind":"check","evidence":null,"claim":null},{"kind":"note","items":[null]},{"kind":"prose","hologram":[1]},
		{"kind":"heading","LEVEL":3},{"kind":"try_it"}],"later":{"a":[1,{}]}}{"schema":1,"blocks":null}`
	docs := readAll(t, in)
	if len(docs) != 2 || len(docs[0].Blocks) != 13 || docs[1].Blocks != nil {
		t.Fatalf("%d documents", len(docs))
	}
	for name, print := range printers {
		if err := print(io.Discard, docs); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestReadTruncated cuts a file at every byte: the error names the document
// and, inside its blocks, the block.
func TestReadTruncated(t *testing.T) {
	whole := jsonOf(t, sampleCommand(), sampleCommand())
	first := strings.Index(whole, "\n")
	starts := []int{} // of the blocks of the second document
	for i, b := range sampleCommand().Blocks {
		at := strings.LastIndex(whole, `{"kind":"`+b.Kind()+`"`)
		if starts = append(starts, at); at < first || i > 0 && at < starts[i-1] {
			t.Fatal("the sample has two blocks of one kind")
		}
	}
	end := strings.LastIndex(whole, `],"checks"`)
	for n := range whole[:len(whole)-1] {
		docs, err := Read(strings.NewReader(whole[:n]))
		if n == 0 || n == first || n == first+1 {
			if err != nil {
				t.Errorf("%d bytes: %v", n, err)
			}
			continue
		}
		if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "the file ends in the middle") {
			t.Fatalf("%d bytes: error %v", n, err)
		}
		if n < first {
			if len(docs) != 0 || !strings.HasPrefix(err.Error(), "document 1") {
				t.Fatalf("%d bytes: %d documents, error %v", n, len(docs), err)
			}
			continue
		}
		want := "document 2 is not a saved transcript"
		for i, at := range starts {
			if n > at && n < end {
				want = fmt.Sprintf("document 2, block %d: ", i)
			}
		}
		inBlock := len(docs) == 1 && strings.HasPrefix(err.Error(), want)
		between := strings.HasSuffix(whole[:n], "}") || strings.HasSuffix(whole[:n], "},")
		if !inBlock && !between {
			t.Fatalf("%d bytes, …%s: %d documents, error %v, want %s", n, whole[max(0, n-20):n], len(docs), err, want)
		}
	}
}
