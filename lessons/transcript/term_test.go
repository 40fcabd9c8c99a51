package transcript

import (
	"bytes"
	"strings"
	"testing"
)

// TestATermSaysWhatItMeans: as emphasis where nothing can be pointed at, as a link
// with its meaning where it can; and a hostile one is text.
func TestATermSaysWhatItMeans(t *testing.T) {
	const page = "https://a.example/glossary.md#record"
	for name, c := range map[string]struct {
		term                 Inline
		text, markdown, html string
	}{
		"plain": {Inline{Text: "records", Href: page, Means: "A piece."},
			"see records here", "see [*records*](" + page + ") here",
			`<a class="term" href="` + page + `"><dfn title="A piece.">records</dfn></a>`},
		"without a page": {Inline{Text: "records", Means: "A piece."}, "see records here", "see *records* here", `<dfn title="A piece.">records</dfn>`},
		"hostile": {Inline{Text: `<b>](x)`, Href: "javascript:alert(1)", Means: `"><script>`}, `see <b>](x) here`, `see <em>\<b>\](x)</em> here`,
			`<dfn title="&#34;&gt;&lt;script&gt;">&lt;b&gt;](x)</dfn>`},
	} {
		t.Run(name, func(t *testing.T) {
			c.term.Style = Term
			docs := []*Document{{Command: "demo", Blocks: []Block{&Prose{Text: Text{{Text: "see "}, c.term, {Text: " here"}}}}}}
			var text, markdown, html bytes.Buffer
			for _, err := range []error{Terminal(&text, docs, TextOptions{Width: 80}), Markdown(&markdown, docs), HTML(&html, docs)} {
				if err != nil {
					t.Fatal(err)
				}
			}
			for in, want := range map[*bytes.Buffer]string{&text: c.text, &markdown: c.markdown, &html: c.html} {
				if !strings.Contains(in.String(), want) {
					t.Errorf("no %q in\n%s", want, in)
				}
			}
			for _, printed := range []string{markdown.String(), html.String()} {
				if strings.Contains(printed, "javascript:") || strings.Contains(printed, `"><script>`) {
					t.Errorf("an attack came through:\n%s", printed)
				}
			}
		})
	}
}
