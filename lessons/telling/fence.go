package telling

import (
	"errors"
	"fmt"
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
		for _, l := range lines {
			if err := t.show(l); err != nil {
				return err
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

// note: the role, then for a misconception the wrong sentence; its lines are one
// paragraph, then items that begin with "- ".
func (t *teller) note(info string, lines []string) error {
	role, title, _ := strings.Cut(info, " ")
	n := &transcript.Note{Role: role, Title: strings.TrimSpace(title)}
	text, items, _, err := t.parts(lines)
	if err != nil {
		return err
	}
	n.Text, n.Items = text, items
	t.add(n)
	return nil
}

// try: the role; a paragraph, then commands that begin with "$ ".
func (t *teller) try(role string, lines []string) error {
	text, items, commands, err := t.parts(lines)
	if err != nil {
		return err
	}
	if len(items) > 0 {
		return errors.New("a try block has a paragraph and commands")
	}
	t.add(&transcript.TryIt{Role: role, Text: text, Commands: commands})
	return nil
}

// parts sorts the lines of a block: a paragraph, items, commands. A line that
// begins with two spaces goes on with the one before.
func (t *teller) parts(lines []string) (text transcript.Text, items []transcript.Text, commands []string, err error) {
	var paragraph []string
	var raw []string
	for _, l := range lines {
		switch {
		case strings.HasPrefix(l, "$ "):
			c, err := t.filled(l[2:])
			if err != nil {
				return nil, nil, nil, err
			}
			commands = append(commands, c)
		case strings.HasPrefix(l, "- "):
			raw = append(raw, l[2:])
		case strings.HasPrefix(l, "  ") && len(raw) > 0:
			raw[len(raw)-1] += " " + strings.TrimSpace(l)
		default:
			paragraph = append(paragraph, l)
		}
	}
	if text, err = t.phrase(strings.Join(paragraph, "\n")); err != nil {
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

// question: its name and, where it recalls, the word recall. Its lines: what is
// asked; choices "- value :: text :: why"; "answer: value", usually a reference.
// The right choice is the one whose value the run supplies.
func (t *teller) question(info string, lines []string) error {
	id, role, _ := strings.Cut(info, " ")
	q := &transcript.Question{ID: id, Role: strings.TrimSpace(role)}
	if q.Role == "" {
		q.Role = "predict"
	}
	var answer string
	var body []string
	for _, l := range lines {
		if v, ok := strings.CutPrefix(l, "answer:"); ok {
			var err error
			if answer, err = t.filled(strings.TrimSpace(v)); err != nil {
				return err
			}
			continue
		}
		body = append(body, l)
	}
	values, err := t.choices(q, body)
	if err != nil {
		return err
	}
	for i, v := range values {
		if v == answer {
			q.Answer = q.Choices[i].Key
		}
	}
	if q.Answer == "" {
		return fmt.Errorf("question %q: the run says %q, which is none of its choices", id, answer)
	}
	t.add(q)
	return nil
}

// choices reads what is asked and the choices, and returns the choices' values.
func (t *teller) choices(q *transcript.Question, lines []string) (values []string, err error) {
	var ask, raw []string
	for _, l := range lines {
		switch {
		case strings.HasPrefix(l, "- "):
			raw = append(raw, l[2:])
		case strings.HasPrefix(l, "  ") && len(raw) > 0:
			raw[len(raw)-1] += " " + strings.TrimSpace(l)
		default:
			ask = append(ask, l)
		}
	}
	if q.Ask, err = t.phrase(strings.Join(ask, "\n")); err != nil {
		return nil, err
	}
	for i, r := range raw {
		parts := strings.SplitN(r, "::", 3)
		if len(parts) != 3 {
			return nil, fmt.Errorf("question %q: a choice is value :: text :: why", q.ID)
		}
		value, err := t.filled(strings.TrimSpace(parts[0]))
		if err != nil {
			return nil, err
		}
		c := transcript.Choice{Key: string(rune('a' + i))}
		if c.Text, err = t.phrase(parts[1]); err != nil {
			return nil, err
		}
		if c.Why, err = t.phrase(parts[2]); err != nil {
			return nil, err
		}
		q.Choices = append(q.Choices, c)
		values = append(values, value)
	}
	return values, nil
}
