package transcript

import (
	"crypto/sha256"
	_ "embed" // the page's style and script
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"
)

//go:embed html/page.css
var pageCSS string

//go:embed html/page.js
var pageJS string

// HTML writes the documents as one page that stands alone: it asks for nothing
// from anywhere, and its Content-Security-Policy lets a browser run and style
// nothing but the page's own script and style, known by their hashes.
//
// All of it can be read without the script, which only ties bytes to fields.
func HTML(w io.Writer, docs []*Document) error {
	var page strings.Builder
	htmlHead(&page, docs)
	if len(docs) > 1 {
		htmlContents(&page, docs)
	}
	for i, d := range docs {
		p := &htmlPrinter{doc: d, top: 1}
		if len(docs) > 1 {
			p.top = 2
		}
		if err := p.document(docID(i)); err != nil {
			return fmt.Errorf("html: document %d: %w", i+1, err)
		}
		page.WriteString(p.String())
	}
	page.WriteString("</main>\n<script>" + pageJS + "</script>\n</body>\n</html>\n")
	_, err := io.WriteString(w, page.String())
	return err
}

func docID(i int) string { return "document-" + strconv.Itoa(i+1) }

func htmlHead(page *strings.Builder, docs []*Document) {
	title := "tlsteach"
	if len(docs) == 1 {
		title = paperTitle(docs[0])
	} else if len(docs) > 1 {
		title = "tlsteach: " + countOf(len(docs), "transcript")
	}
	fmt.Fprintf(page, `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="%s">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>%s</title>
<style>%s</style>
</head>
<body>
<main>
`, HTMLPolicy(), esc(title), pageCSS)
}

// HTMLPolicy is the Content-Security-Policy of all pages, for a server that sends one
// as a header, too.
func HTMLPolicy() string {
	return fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'", cspHash(pageCSS), cspHash(pageJS))
}

// cspHash is the name by which a policy knows an inline style or script.
func cspHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

func htmlContents(page *strings.Builder, docs []*Document) {
	page.WriteString("<header>\n<h1>tlsteach: " + countOf(len(docs), "transcript") + "</h1>\n<nav aria-label=\"Contents\">\n<ol>\n")
	for i, d := range docs {
		fmt.Fprintf(page, "<li><a href=\"#%s\">%s</a>", docID(i), esc(contentsTitle(d)))
		if tally := paperTally(d); tally != "" {
			page.WriteString(" <span class=\"facts\">" + esc(tally) + "</span>")
		}
		page.WriteString("</li>\n")
	}
	page.WriteString("</ol>\n</nav>\n</header>\n")
}

// esc escapes a string for HTML, in text and in a quoted attribute.
func esc(s string) string { return html.EscapeString(visible(s)) }

// An htmlPrinter holds what is written of one document.
type htmlPrinter struct {
	strings.Builder
	doc   *Document
	top   int // level of the document's title
	level int // level of the last heading
}

func (p *htmlPrinter) f(format string, args ...any) { fmt.Fprintf(p, format, args...) }

func (p *htmlPrinter) document(id string) error {
	p.f("<article id=\"%s\">\n<h%d>%s</h%d>\n", id, p.top, esc(paperTitle(p.doc)), p.top)
	p.level = p.top
	if stamp := p.doc.Stamp.words(p.doc.Lesson); stamp != "" {
		p.f("<p class=\"facts stamp\">%s</p>\n", esc(stamp))
	}
	if l := p.doc.Lesson; l != nil && !strings.Contains(l.Title, l.Question) {
		p.f("<p class=\"lead\">%s</p>\n", esc(l.Question))
	}
	checks := false
	for i, b := range p.doc.onPaper() {
		_, check := b.(*Check)
		if check && !checks {
			p.WriteString("<ul class=\"checks\">\n")
		} else if checks && !check {
			p.WriteString("</ul>\n")
		}
		checks = check
		if err := p.block(b); err != nil {
			return fmt.Errorf("block %d: %w", i, err)
		}
	}
	if checks {
		p.WriteString("</ul>\n")
	}
	if tally := paperTally(p.doc); tally != "" {
		p.f("<p class=\"tally\"><strong>%s</strong></p>\n", esc(tally))
	}
	p.WriteString("</article>\n")
	return nil
}

func (p *htmlPrinter) block(b Block) error {
	switch b := b.(type) {
	case *Heading:
		// One level deeper than the last heading at most: no gap in the outline.
		p.level = min(max(b.Level, 2)+p.top-1, p.level+1, 6)
		p.f("<h%d>%s</h%d>\n", p.level, htmlInline(b.Text), p.level)
	case *Prose:
		p.para("", b.Text)
		p.list(b.Items, b.Ordered)
	case *Ladder:
		return p.ladder(b)
	case *Message:
		p.message(b)
	case *Bytes:
		p.bytes(b)
	case *Derivation:
		p.derivation(b)
	case *Check:
		p.check(b)
	case *Question:
		p.question(b)
	case *Table:
		p.table(b)
	case *TryIt:
		p.tryIt(b)
	case *Note:
		return p.note(b)
	default:
		return fmt.Errorf("the HTML printer does not know the block %s", kindOf(b))
	}
	return nil
}

// para writes a paragraph: a lead-in, which is already escaped, and a text.
func (p *htmlPrinter) para(lead string, t Text) {
	text := htmlInline(t)
	if lead != "" && text != "" {
		lead += " "
	}
	if lead+text != "" {
		p.f("<p>%s%s</p>\n", lead, text)
	}
}

func (p *htmlPrinter) list(items []Text, ordered bool) {
	if len(items) == 0 {
		return
	}
	tag := "ul"
	if ordered {
		tag = "ol"
	}
	p.f("<%s>\n", tag)
	for _, t := range items {
		p.f("<li>%s</li>\n", htmlInline(t))
	}
	p.f("</%s>\n", tag)
}

func htmlInline(t Text) string {
	var b strings.Builder
	for _, r := range t {
		text := esc(r.Text)
		switch r.Style {
		case Emph:
			b.WriteString("<em>" + text + "</em>")
		case Strong:
			b.WriteString("<strong>" + text + "</strong>")
		case Code:
			b.WriteString("<code>" + text + "</code>")
		case RunValue:
			b.WriteString(htmlRun(r.Text))
		case RFC:
			b.WriteString("<span class=\"ref\">" + text + "</span>")
		case Term:
			b.WriteString(htmlTerm(r))
		case Link:
			href, ok := safeHref(r.Href)
			if !ok {
				b.WriteString(esc(linkAsText(r)))
				continue
			}
			if r.Text == "" {
				text = esc(r.Href)
			}
			b.WriteString("<a href=\"" + esc(href) + "\">" + text + "</a>")
		default:
			b.WriteString(text)
		}
	}
	return b.String()
}

// htmlTerm writes a term: pointing at it shows what it means.
func htmlTerm(r Inline) string {
	text := "<dfn title=\"" + esc(r.Means) + "\">" + esc(r.Text) + "</dfn>"
	if href, ok := safeHref(r.Href); ok && href != "" {
		return "<a class=\"term\" href=\"" + esc(href) + "\">" + text + "</a>"
	}
	return text
}

// htmlRun writes a value that the run supplied; a long one may be broken.
func htmlRun(s string) string {
	class := "run"
	if len(s) > 32 {
		class = "run long"
	}
	return "<code class=\"" + class + "\">" + esc(s) + "</code>"
}
