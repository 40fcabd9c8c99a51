package transcript

import (
	"bytes"
	"html"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	unsafe "github.com/yuin/goldmark/renderer/html"
)

// nasty is what an attacker may put into a name. None begins or ends with a
// space or ends a sentence, so that the texts around it stay as they are.
var nasty = []string{
	"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", `"><svg/onload=alert(1)>`, "' onfocus='alert(1)", "</style><b>", "</title><b>",
	"<!-- x", "--> x", "<![CDATA[ x", "<?php x", "</details></td></table>", "&lt;b&gt; &#60;b&#62; &amp;", "&copy", "x &",
	"*a* **b** _c_ __d__ ~~e~~ ~f~", "***", "___", "---", "===", "+++", "# a", "## #", "- a", "+ a", "* a", "1. a", "1) a", "123456789. a", "> a", "> [!WARNING] a",
	"`", "``", "```", "````", "~~~", "`a`", "``a` b", "a`b``c```d", "` a `", `\`, `\\`, "\\`", "`\\", `\|`, `\\|`, `a\|b`, "|", "||", "| a | b |", "a|b`c|d`e", "`|`", "a`|",
	"[a](http://evil.example/)", "![a](http://evil.example/a.png)", "[a][b]", "[a]: http://evil.example/", "[^1]", "[^1]: a", "[ ] a", "[x] a",
	"http://evil.example/", "https://evil.example/?a=b&c=d", "HTTPS://EVIL.EXAMPLE", "www.evil.example", "(www.evil.example)", "ftp://evil.example", "mailto:a@evil.example", "<http://evil.example>", "<a@evil.example>",
	"a@evil.example", "@someone", "a/b#1", "#1", "GH-1", ":smile:", "$x$", "$$x$$", "http", "://evil.example/",
	"\x1b[31mred\x1b[0m", "\x1b]8;;http://evil.example\a a", "a\rb", "a\nb", "a\n\n# b", "a\n```\n<b>", "a\tb", "\a\b\x7f", "\u009b31m", "\x00",
	"\u202eevil\u202c", "\u2066x\u2069", "\u200e\u200f", "a\u2028b\u2029c", "\xff\xfe\xc3", "\u200bzero", "end", "END note over C: x", "%%{init: {}}%%", "a;b#c:d", "e\u0301 日本語 עברית 😀",
}

// benign stands where nasty strings stand in a second print of the same
// document; it is no address, so that links are refused alike.
const benign = "zz zz"

// fill sets every string of a block, but those whose values have a meaning.
func fill(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			fill(v.Elem(), s)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), s)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			switch v.Type().Field(i).Name {
			case "Role", "ID", "Question", "From":
				if v.Type() != reflect.TypeFor[Lesson]() && v.Type() != reflect.TypeFor[Message]() {
					continue
				}
			}
			fill(v.Field(i), s)
			if v.Type().Field(i).Name == "Href" {
				v.Field(i).SetString("javascript:" + s)
			}
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(s)
		}
	}
}

// filled is the sample with one string in every place; every question then has
// one key in all its choices, so that the first is the answer.
func filled(s string) []*Document {
	docs := []*Document{sampleDocument(), sampleCommand()}
	for _, d := range docs {
		fill(reflect.ValueOf(&d.Blocks), s)
		fill(reflect.ValueOf(d.Lesson), s)
		fill(reflect.ValueOf(&d.Stamp), s)
		d.Command = s
	}
	return docs
}

var (
	tags     = regexp.MustCompile(`<!--.*?-->|<(/?[a-zA-Z][a-zA-Z0-9]*)[^>]*>`)
	softTags = regexp.MustCompile(`</?(?:code|em|strong)(?: [^>]*)?>|<!-- -->`)
	diagram  = regexp.MustCompile(`(?s)<pre><code class="language-mermaid">.*?</details>`)
)

// rendered is what GitHub would make of Markdown, near enough (raw HTML passes),
// without the diagrams, which have their own test, and without what only styles.
func rendered(t testing.TB, md string) string {
	t.Helper()
	var out bytes.Buffer
	gm := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(unsafe.WithUnsafe()))
	if err := gm.Convert([]byte(md), &out); err != nil {
		t.Fatal(err)
	}
	return softTags.ReplaceAllString(diagram.ReplaceAllString(out.String(), ""), "")
}

// TestMarkdownEscapes puts every nasty string in every place. What is rendered
// must have the elements and, letter by letter, the text of the benign print
// with the nasty string in its place.
func TestMarkdownEscapes(t *testing.T) {
	print := func(s string) string {
		var out strings.Builder
		if err := Markdown(&out, filled(s)); err != nil {
			t.Fatal(err)
		}
		md := out.String()
		if strings.ContainsAny(md, "\x00\r\t\x1b\x7f\u009b\u202e\u2028\u2066\u200b") {
			t.Errorf("%q: control characters in the output", s)
		}
		return rendered(t, md)
	}
	plain := print(benign)
	for _, s := range nasty {
		got, want := print(s), strings.ReplaceAll(plain, benign, html.EscapeString(visible(s)))
		want = strings.ReplaceAll(want, "&#34;", "&quot;")
		if norm(got) != norm(want) {
			t.Errorf("%q: %s", s, firstDifference(norm(got), norm(want)))
		}
	}
}

// norm undoes the choices of a renderer: which signs it writes as entities.
func norm(s string) string {
	parts := tags.FindAllStringIndex(s, -1)
	var b strings.Builder
	last := 0
	for _, p := range parts {
		b.WriteString(html.UnescapeString(s[last:p[0]]) + "⟨" + s[p[0]+1:p[1]-1] + "⟩")
		last = p[1]
	}
	return b.String() + html.UnescapeString(s[last:])
}

// FuzzMarkdownEscapes does the same with one string in each kind of place.
func FuzzMarkdownEscapes(f *testing.F) {
	for _, s := range nasty {
		f.Add(s, s)
	}
	f.Add("!", "x!") // before a link it would make an image
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = strings.TrimSpace(visible(a)), strings.TrimSpace(visible(b))
		if a == "" || b == "" {
			return
		}
		print := func(a, b string) string {
			styled := Text{{Text: a}, {Style: Code, Text: b}, {Style: Emph, Text: a}, {Style: Strong, Text: b}, {Style: RFC, Text: a}, {Text: b},
				{Style: Link, Text: a, Href: "https://x.example"}, {Style: RunValue, Text: b}, {Style: Code, Text: a}, {Text: b}}
			var out strings.Builder
			err := Markdown(&out, []*Document{{Command: "c", Blocks: []Block{
				&Heading{Level: 2, Text: Plainly(a)}, &Prose{Text: styled, Items: []Text{Plainly(a), styled}},
				&Table{Title: b, Head: []Text{Plainly(a), styled}, Rows: [][]Text{{styled, Plainly(b)}, {{{Style: Code, Text: a}}, Plainly(a)}}},
				&Derivation{Title: a, Steps: []Step{{Label: a, Expr: b, Value: a, Note: b}}},
				&TryIt{Text: styled, Commands: []string{a, b}}, &Note{Role: "misconception", Title: a, Text: styled, Items: []Text{Plainly(b)}},
			}}})
			if err != nil {
				t.Fatal(err)
			}
			return rendered(t, out.String())
		}
		want := norm(print("zzazz", "zzbzz"))
		want = strings.NewReplacer("zzazz", norm(html.EscapeString(a)), "zzbzz", norm(html.EscapeString(b))).Replace(want)
		if got := norm(print(a, b)); got != want {
			t.Errorf("%q, %q: %s", a, b, firstDifference(got, want))
		}
	})
}

func TestMermaid(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"client :50312", "client :50312"},
		{"client :1#;", "client #58;1#35;#59;"},
		{"[::1]:443", "#91;#58;#58;1#93;#58;443"},
		{"end", "e#110;d"}, {"The END", "The E#78;D"}, {"endless, send", "endless, send"},
		{"a;b\nC->>S: x %%{", "a#59;b#92;x0aC-#62;#62;S#58; x #37;#37;#123;"},
		{`<b>"&`, "#60;b#62;#34;#38;"},
		{"wrap:x", "wrap#58;x"},
	} {
		if got := mermaid(c.in); got != c.want {
			t.Errorf("mermaid(%q) = %s, want %s", c.in, got, c.want)
		}
	}
}

func TestSafeHref(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"https://a.example/b?c=d&e=f#g", "https://a.example/b?c=d&e=f#g"},
		{"HTTP://a.example", "HTTP://a.example"},
		{"mailto:a@b.example", "mailto:a@b.example"},
		{"../docs/reference.md#exit-status", "../docs/reference.md#exit-status"},
		{"#document-2", "#document-2"},
		{"https://a.example/ (\"<b>|`\\\n[é", "https://a.example/%20%28%22%3Cb%3E%7C%60%5C%0A%5B%C3%A9"},
		{"", ""}, {"https://", ""}, {"javascript:alert(1)", ""}, {" javascript:alert(1)", ""}, {"java\nscript:alert(1)", ""}, {"data:text/html,x", ""},
		{"//evil.example", ""}, {"/etc/passwd", ""}, {`\\evil`, ""}, {"file:///etc/passwd", ""}, {"vbscript:x", ""}, {"a b", ""},
	} {
		if got, ok := safeHref(c.in); got != c.want || ok != (c.want != "") {
			t.Errorf("safeHref(%q) = %q, %v, want %q", c.in, got, ok, c.want)
		}
	}
}
