package telling

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/transcript"
	"github.com/yuin/goldmark/ast"
)

// fence tells one of our fenced blocks. The info string is a word, and what the
// word needs.
func (t *teller) fence(n *ast.FencedCodeBlock, source []byte) error {
	info := ""
	if n.Info != nil {
		info = string(n.Info.Segment.Value(source))
	}
	word, rest, _ := strings.Cut(strings.TrimSpace(info), " ")
	rest = strings.TrimSpace(rest)
	lines := strings.Split(strings.TrimRight(string(n.Lines().Value(source)), "\n"), "\n")
	switch word {
	case "show":
		for i, l := range lines {
			if err := t.show(l); err != nil {
				return &insideError{1 + i, err}
			}
		}
		return nil
	case "question":
		return t.question(rest, lines)
	case "note":
		return t.note(rest, lines)
	case "try":
		return t.try(rest, lines)
	}
	return fmt.Errorf("a fenced block is show, question, note or try, not %q", word)
}

// The roles that the printers know. The answer to a question is a note, too, but
// shown with `show`, because it names its question.
var (
	noteRoles     = []string{"misconception", "aside", "warning", "summary", "speaker"}
	tryRoles      = []string{"check", "break", "exercise", "export"}
	questionRoles = []string{"predict", "recall"}
)

func known(block, role string, roles []string) error {
	if slices.Contains(roles, role) {
		return nil
	}
	return fmt.Errorf("a %s is %s, not %q", block, strings.Join(roles, ", "), role)
}

// note: the role, then for a misconception the wrong sentence; its lines are one
// paragraph, then items that begin with "- ".
func (t *teller) note(info string, lines []string) error {
	role, title, _ := strings.Cut(info, " ")
	n := &transcript.Note{Role: role, Title: strings.TrimSpace(title)}
	if err := known("note", role, noteRoles); err != nil {
		return err
	}
	text, items, commands, err := t.body(lines)
	if err != nil {
		return err
	}
	if len(commands) > 0 {
		return errors.New("a note has a paragraph and items; commands stand in a try block")
	}
	n.Text, n.Items = text, items
	t.add(n)
	return nil
}

// try: the role; a paragraph, then commands that begin with "$ ".
func (t *teller) try(role string, lines []string) error {
	if err := known("try", role, tryRoles); err != nil {
		return err
	}
	text, items, commands, err := t.body(lines)
	if err != nil {
		return err
	}
	if len(items) > 0 {
		return errors.New("a try block has a paragraph and commands")
	}
	t.add(&transcript.TryIt{Role: role, Text: text, Commands: commands})
	return nil
}

// sorted parts the lines of a block into a paragraph and items, which begin with
// "- ". A line that begins with two spaces goes on with the item before.
func sorted(lines []string) (paragraph string, items []string, err error) {
	var first []string
	for _, l := range lines {
		switch {
		case strings.HasPrefix(l, "- "):
			items = append(items, l[2:])
		case strings.HasPrefix(l, "  ") && len(items) > 0:
			items[len(items)-1] += " " + strings.TrimSpace(l)
		case len(items) > 0 && strings.TrimSpace(l) != "":
			return "", nil, fmt.Errorf("%q stands behind the items: the paragraph comes first, and what goes on with an item begins with two spaces", l)
		default:
			first = append(first, l)
		}
	}
	return strings.Join(first, "\n"), items, nil
}

// body is the lines of a block: a paragraph, items, commands.
func (t *teller) body(lines []string) (text transcript.Text, items []transcript.Text, commands []string, err error) {
	var rest []string
	for _, l := range lines {
		typed, ok := strings.CutPrefix(l, "$ ")
		if !ok {
			if len(commands) > 0 && strings.TrimSpace(l) != "" {
				return nil, nil, nil, fmt.Errorf("%q stands behind the commands", l)
			}
			rest = append(rest, l)
			continue
		}
		c, err := t.command(typed)
		if err != nil {
			return nil, nil, nil, err
		}
		commands = append(commands, c)
	}
	paragraph, raw, err := sorted(rest)
	if err != nil {
		return nil, nil, nil, err
	}
	if text, err = t.phrase(paragraph); err != nil {
		return nil, nil, nil, err
	}
	for _, r := range raw {
		item, err := t.phrase(r)
		if err != nil {
			return nil, nil, nil, err
		}
		items = append(items, item)
	}
	return text, items, commands, nil
}
