package telling

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// question: its name and, where it recalls, the word recall. Its lines: what is
// asked; choices "- value :: text :: why"; "answer: value", usually a reference.
// The right choice is the one whose value the run supplies.
func (t *teller) question(info string, lines []string) error {
	id, role, _ := strings.Cut(info, " ")
	q := &transcript.Question{ID: id, Role: strings.TrimSpace(role)}
	if q.Role == "" {
		q.Role = "predict"
	}
	if id == "" {
		return fmt.Errorf("a question has a name")
	}
	if err := known("question", q.Role, questionRoles); err != nil {
		return err
	}
	if (&transcript.Document{Blocks: t.blocks}).Question(id) != nil {
		return fmt.Errorf("question %q: another one has this name", id)
	}
	var answers, body []string
	for _, l := range lines {
		if v, ok := strings.CutPrefix(l, "answer:"); ok {
			v, err := t.filled(strings.TrimSpace(v))
			if err != nil {
				return err
			}
			answers = append(answers, v)
			continue
		}
		body = append(body, l)
	}
	if len(answers) != 1 {
		return fmt.Errorf("question %q: one line says answer:, not %d", id, len(answers))
	}
	values, err := t.choices(q, body)
	if err != nil {
		return err
	}
	for i, v := range values {
		if v != answers[0] {
			continue
		}
		if q.Answer != "" {
			return fmt.Errorf("question %q: the run says %q, and so do two of its choices", id, v)
		}
		q.Answer = q.Choices[i].Key
	}
	if q.Answer == "" {
		return fmt.Errorf("question %q: the run says %q, which is none of its choices", id, answers[0])
	}
	t.add(q)
	return nil
}

// choices reads what is asked and the choices, and returns the choices' values.
func (t *teller) choices(q *transcript.Question, lines []string) (values []string, err error) {
	ask, raw, err := sorted(lines)
	if err != nil {
		return nil, fmt.Errorf("question %q: %w", q.ID, err)
	}
	if q.Ask, err = t.phrase(ask); err != nil {
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
