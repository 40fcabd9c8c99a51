package telling

import (
	"bytes"
	"errors"
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

// markdown reads CommonMark with tables and references. What a story does not
// have, HTML first, is read, too, so that it can be refused.
func markdown(source []byte) ast.Node {
	p := parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewHTMLBlockParser(), 900),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(referenceParser{}, 50),
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
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

// A referenceParser takes a reference as it stands: what in it looks like
// emphasis or a link is none.
type referenceParser struct{}

func (referenceParser) Trigger() []byte { return []byte{'{'} }

func (referenceParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	at := braces.FindIndex(line)
	if at == nil || at[0] != 0 {
		return nil
	}
	block.Advance(at[1])
	return ast.NewRawTextSegment(segment.WithStop(segment.Start + at[1]))
}

// story turns every block of the Markdown into blocks of the document.
func (t *teller) story(source []byte) error {
	for n := markdown(source).FirstChild(); n != nil; n = n.NextSibling() {
		if err := t.node(n, source); err != nil {
			line := lineOf(n, source)
			var inside *insideError
			if errors.As(err, &inside) {
				line, err = line+inside.lines, inside.err
			}
			return fmt.Errorf("line %d: %w", line, err)
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
		body := item.FirstChild()
		if item.ChildCount() != 1 || body.Kind() != ast.KindTextBlock && body.Kind() != ast.KindParagraph {
			return nil, &insideError{lineOf(item, source) - lineOf(n, source), errors.New("an item of a list is one paragraph")}
		}
		text, err := t.inlines(body, source)
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
			push(out, style, textOf(c, source))
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

// textOf is the characters of a text: escapes and entities are what they stand
// for, but not in code and references; the end of a line is a space.
func textOf(c *ast.Text, source []byte) string {
	b := c.Segment.Value(source)
	if !c.IsRaw() {
		b = util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(b)))
	}
	s := string(b)
	if c.SoftLineBreak() || c.HardLineBreak() {
		s += " "
	}
	return strings.ReplaceAll(s, "\n", " ")
}

func push(out *transcript.Text, style transcript.Style, s string) {
	if last := len(*out) - 1; last >= 0 && (*out)[last].Style == style && style != transcript.Link {
		(*out)[last].Text += s
		return
	}
	*out = append(*out, transcript.Inline{Style: style, Text: s})
}

// An insideError is an error some lines below the beginning of a block.
type insideError struct {
	lines int
	err   error
}

func (e *insideError) Error() string { return e.err.Error() }

// lineOf is the line of the story in which a node begins, counted from 1.
func lineOf(n ast.Node, source []byte) int {
	return 1 + bytes.Count(source[:max(n.Pos(), 0)], []byte("\n"))
}
