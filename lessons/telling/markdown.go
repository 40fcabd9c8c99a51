package telling

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/transcript"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown reads CommonMark with tables, and nothing of HTML: a story has none.
func markdown(source []byte) ast.Node {
	p := parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(extension.NewTableParagraphTransformer(), 200),
		),
		parser.WithASTTransformers(
			util.Prioritized(extension.NewTableASTTransformer(), 0),
		),
	)
	return p.Parse(text.NewReader(source))
}

// story turns every block of the Markdown into blocks of the document.
func (t *teller) story(source []byte) error {
	for n := markdown(source).FirstChild(); n != nil; n = n.NextSibling() {
		if err := t.node(n, source); err != nil {
			return fmt.Errorf("line %d: %w", lineOf(n, source), err)
		}
	}
	return nil
}

func (t *teller) node(n ast.Node, source []byte) error {
	switch n := n.(type) {
	case *ast.Heading:
		text, err := t.inlines(n, source)
		if err != nil {
			return err
		}
		if n.Level == 1 { // the title, which the document has already
			return t.sameTitle(text.String())
		}
		t.add(&transcript.Heading{Level: n.Level, Text: text})
	case *ast.Paragraph:
		text, err := t.inlines(n, source)
		if err != nil {
			return err
		}
		t.add(&transcript.Prose{Text: text})
	case *ast.List:
		items, err := t.list(n, source)
		if err != nil {
			return err
		}
		t.add(&transcript.Prose{Items: items, Ordered: n.IsOrdered()})
	case *extast.Table:
		return t.table(n, source)
	case *ast.FencedCodeBlock:
		return t.fence(n, source)
	default:
		return fmt.Errorf("a story has no %s", n.Kind())
	}
	return nil
}

func (t *teller) sameTitle(title string) error {
	if title != t.lesson.Title {
		return fmt.Errorf("the story is titled %q, the lesson %q", title, t.lesson.Title)
	}
	return nil
}

func (t *teller) list(n *ast.List, source []byte) ([]transcript.Text, error) {
	var items []transcript.Text
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		if item.ChildCount() != 1 {
			return nil, fmt.Errorf("an item of a list is one paragraph")
		}
		text, err := t.inlines(item.FirstChild(), source)
		if err != nil {
			return nil, err
		}
		items = append(items, text)
	}
	return items, nil
}

func (t *teller) table(n *extast.Table, source []byte) error {
	out := &transcript.Table{}
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []transcript.Text
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			text, err := t.inlines(c, source)
			if err != nil {
				return err
			}
			cells = append(cells, text)
		}
		if _, ok := row.(*extast.TableHeader); ok {
			out.Head = cells
			continue
		}
		out.Rows = append(out.Rows, cells)
	}
	t.add(out)
	return nil
}

// phrase is a text that stands on one line of a fenced block.
func (t *teller) phrase(s string) (transcript.Text, error) {
	source := []byte(strings.TrimSpace(s))
	first := markdown(source).FirstChild()
	if first == nil {
		return nil, nil
	}
	if _, ok := first.(*ast.Paragraph); !ok || first.NextSibling() != nil {
		return nil, fmt.Errorf("%q is no line of prose", s)
	}
	return t.inlines(first, source)
}

// inlines reads the text of a node, its references resolved.
func (t *teller) inlines(n ast.Node, source []byte) (transcript.Text, error) {
	var flat transcript.Text
	if err := flatten(n, source, transcript.Plain, &flat); err != nil {
		return nil, err
	}
	return t.resolve(flat)
}

// flatten turns nested emphasis into runs, the innermost role winning, and puts
// neighbours of one role together, so that a reference is never cut in two.
func flatten(n ast.Node, source []byte, style transcript.Style, out *transcript.Text) error {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			s := string(c.Segment.Value(source))
			if c.SoftLineBreak() || c.HardLineBreak() {
				s += " "
			}
			push(out, style, s)
		case *ast.String:
			push(out, style, string(c.Value))
		case *ast.CodeSpan:
			if err := flatten(c, source, transcript.Code, out); err != nil {
				return err
			}
		case *ast.Emphasis:
			role := transcript.Emph
			if c.Level == 2 {
				role = transcript.Strong
			}
			if err := flatten(c, source, role, out); err != nil {
				return err
			}
		case *ast.Link:
			var label transcript.Text
			if err := flatten(c, source, transcript.Plain, &label); err != nil {
				return err
			}
			*out = append(*out, transcript.Inline{Style: transcript.Link, Text: label.String(), Href: string(c.Destination)})
		default:
			return fmt.Errorf("a line of prose has no %s", c.Kind())
		}
	}
	return nil
}

func push(out *transcript.Text, style transcript.Style, s string) {
	if last := len(*out) - 1; last >= 0 && (*out)[last].Style == style && style != transcript.Link {
		(*out)[last].Text += s
		return
	}
	*out = append(*out, transcript.Inline{Style: style, Text: s})
}

// lineOf is the line of the story in which a node begins, counted from 1.
func lineOf(n ast.Node, source []byte) int {
	at := -1
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
			at = n.Lines().At(0).Start
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	if at < 0 {
		return 1
	}
	return 1 + strings.Count(string(source[:at]), "\n")
}
