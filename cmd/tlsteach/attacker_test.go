package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	nethtml "golang.org/x/net/html"
)

// evil is what an attacker may write into a name: it steers terminals, turns text
// round, and breaks out of cells, fences, attributes and comments.
const evil = "evil\x1b]0;owned\a\x1b[2J\u009b31m\x7f\r\n| a | b |\n```\n`x` **y** <script>alert(1)</script> " +
	`<img src=x onerror="alert(1)"> "onmouseover="alert(1)" [l](javascript:alert(1)) ` + "\u202e\u2066\u200b\ufeff &lt;script&gt; $(id)\n# h\n-->"

// evilDocuments is a saved transcript with every kind of block, whose every
// string is evil where the schema lets it be any string.
func evilDocuments(t *testing.T) string {
	t.Helper()
	type object = map[string]any
	type list = []any
	text := list{object{"text": evil, "style": "link", "href": "javascript:alert(1)//" + evil}}
	for _, style := range []string{"", "emph", "strong", "code", "rfc", "value", evil} {
		text = append(text, object{"text": evil, "style": style})
	}
	text = append(text, object{"text": evil, "style": "term", "href": "javascript:alert(1)//" + evil, "means": evil})
	field := func(more object) object {
		f := object{"name": evil, "offset": 0, "length": 2, "value": "0102", "text": evil, "wireshark": evil, "meaning": evil, "ref": evil}
		for k, v := range more {
			f[k] = v
		}
		return f
	}
	check := func(passed bool) object {
		return object{"kind": "check", "id": evil, "claim": text, "got": evil, "want": evil, "passed": passed,
			"evidence": object{"message": evil, "field": evil, "offset": 0, "length": 1, "text": evil}}
	}
	note := func(role string) object {
		return object{"kind": "note", "role": role, "title": evil, "text": text, "items": list{text}}
	}
	blocks := list{
		object{"kind": "heading", "level": 2, "text": text},
		object{"kind": "prose", "text": text, "items": list{text}, "ordered": true},
		object{"kind": "ladder", "title": evil, "client": evil, "server": evil, "rows": list{
			object{"from": "client", "label": evil, "bytes": 1, "note": evil, "mark": true},
			object{"from": "server", "label": evil, "bytes": 1, "note": evil, "closed": true, "opened": true}}},
		object{"kind": "message", "name": evil, "title": evil, "from": "client", "where": evil, "ref": evil, "bytes": "01020304", "dump": true, "error": evil,
			"fields": list{field(object{"show": "mark"}), field(object{"offset": 2, "show": "fold", "opaque": true})}},
		object{"kind": "message", "name": evil, "from": "server", "where": evil, "bytes": "0102", "fields": list{field(object{"fields": list{field(nil)}})}},
		object{"kind": "bytes", "title": evil, "data": "1b5b324a", "spans": list{object{"offset": 0, "length": 2, "label": evil, "mark": true}}},
		object{"kind": "derivation", "title": evil, "ref": evil, "steps": list{object{"label": evil, "expr": evil, "value": evil, "note": evil}}},
		check(false), check(true),
		object{"kind": "question", "id": evil, "role": evil, "ask": text, "answer": "a", "chosen": evil,
			"choices": list{object{"key": "a", "text": text, "why": text}, object{"key": evil, "text": text, "why": text}}},
		object{"kind": "note", "role": "answer", "question": evil},
		note("misconception"), note("warning"), note("summary"), note("aside"), note("speaker"), note(evil),
		object{"kind": "table", "title": evil, "head": list{text, text}, "rows": list{list{text, text}}},
		object{"kind": "try_it", "role": "check", "text": text, "commands": list{evil}},
		object{"kind": "try_it", "role": evil, "text": text},
	}
	var out strings.Builder
	for _, head := range []object{
		{"lesson": object{"number": 1, "slug": evil, "title": evil, "question": evil, "article": list{evil}}},
		{"lesson": nil, "command": evil},
	} {
		head["schema"] = 1
		head["stamp"] = object{"seed": 1, "go": evil, "transport": evil, "break": evil}
		head["blocks"] = blocks
		if err := json.NewEncoder(&out).Encode(head); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// In no string of a saved transcript does a control character, a bidirectional
// override or markup come through to an output.
func TestAttackerText(t *testing.T) {
	saved := evilDocuments(t)
	show := func(t *testing.T, args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		if got := run(append([]string{"show", "-"}, args...), strings.NewReader(saved), &out, &errs); got != exitFailed || errs.Len() > 0 {
			t.Fatalf("status %d, want %d for the false claim: %s", got, exitFailed, errs.String())
		}
		if bad := steering(out.String(), false); bad != "" {
			t.Errorf("%q is printed", bad)
		}
		if strings.Count(out.String(), "owned") < 50 {
			t.Error("the strings are missing: the test proves nothing")
		}
		return out.String()
	}
	for _, columns := range []string{"40", "80", "140"} {
		t.Run("text "+columns, func(t *testing.T) {
			t.Setenv("COLUMNS", columns)
			show(t)
			show(t, "-v")
		})
	}
	t.Run("markdown", func(t *testing.T) {
		// A renderer that lets HTML through, as some do.
		md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
		var page bytes.Buffer
		if err := md.Convert([]byte(show(t, "--format", "markdown")), &page); err != nil {
			t.Fatal(err)
		}
		noForeignMarkup(t, page.String())
	})
	t.Run("html", func(t *testing.T) { noForeignMarkup(t, show(t, "--format", "html")) })
	t.Run("json", func(t *testing.T) {
		text := show(t)
		saved = show(t, "--format", "json")
		if show(t) != text {
			t.Error("JSON does not keep the strings as they are")
		}
	})
}

// noForeignMarkup fails on an element or attribute that evil would make.
func noForeignMarkup(t *testing.T, page string) {
	t.Helper()
	root, err := nethtml.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == nethtml.CommentNode && strings.Contains(n.Data, "owned") {
			t.Errorf("a comment: %q", n.Data)
		}
		if n.Type != nethtml.ElementNode {
			continue
		}
		if n.Data == "img" || n.Data == "script" && n.FirstChild != nil && strings.Contains(n.FirstChild.Data, "alert(1)") {
			t.Errorf("an element <%s>", n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
}

// What was typed does not steer the terminal when an error tells it again.
func TestTypedTextDoesNotSteer(t *testing.T) {
	typed := "\x1b]0;owned\a\u009b31m\u202e\x7f\xff\n"
	for _, args := range [][]string{
		{typed}, {"--" + typed}, {"help", typed}, {"list", typed}, {"completion", typed},
		{"run", typed}, {"run", "1", "--break", typed}, {"run", "1", "--seed", typed}, {"run", "1", "--format", typed},
		{"run", "1", "--color", typed}, {"run", "1", "--transport", typed}, {"run", "1", "-o", t.TempDir() + "/" + typed + "/x"},
		{"show", typed}, {"show", "-" + typed},
	} {
		var out, errs strings.Builder
		if got := run(args, strings.NewReader(""), &out, &errs); got == exitDone || out.Len() > 0 || !strings.HasPrefix(errs.String(), "tlsteach: ") {
			t.Errorf("%q: status %d, %q, %q", args, got, out.String(), errs.String())
		}
		if bad := steering(errs.String(), false); bad != "" {
			t.Errorf("%q: %q is printed in %q", args, bad, errs.String())
		}
		if strings.Count(errs.String(), "\n") > 2 {
			t.Errorf("%q: an error of more than two lines: %q", args, errs.String())
		}
	}
}
