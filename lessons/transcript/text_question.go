package transcript

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// check writes a claim with its verdict: two lines, what is claimed and where
// it stands.
func (t *text) check(c *Check) {
	sign, word := "✔", "proven"
	if !c.Passed {
		sign, word = "✘", "FALSE "
	}
	t.marked(t.strong(sign+" "+word)+"  ", t.inline(c.Claim), 2)
	under := visible(c.Got)
	if !c.Passed {
		under = fmt.Sprintf("got %s, want %s", visible(c.Got), visible(c.Want))
	}
	if place := evidencePlace(c.Evidence); place != "" {
		under += " · " + visible(place)
	}
	for _, l := range t.wrap(under, t.column()-12) {
		t.line(strings.Repeat(" ", 12) + t.dim(l))
	}
}

func (t *text) question(q *Question) {
	word := strings.TrimSuffix(questionLead(q.Role), ".")
	t.marked(t.strong("? "+visible(word))+"   ", t.inline(q.Ask), 2)
	for _, c := range q.Choices {
		t.marked(t.strong(visible(c.Key))+"  ", t.inline(c.Text), 14)
	}
	t.gap()
}

// note writes what stands apart from the story.
func (t *text) note(n *Note) error {
	switch n.Role {
	case "answer":
		if err := t.answer(n); err != nil {
			return err
		}
	case "misconception":
		t.marked(t.strong("✘ Not so:")+" ", t.strong("“"+visible(n.Title)+"”"), 2)
		t.gap()
	case "summary":
		t.line("  " + t.strong("To keep"))
		t.gap()
	case "warning":
		t.line("  " + t.strong("Take care"))
	default:
		if n.Title != "" {
			t.line("  " + t.strong(visible(n.Title)))
		}
	}
	if len(n.Text) > 0 {
		t.wrapped(t.inline(n.Text), 2, 2)
	}
	t.items(n.Items, false, 4)
	if len(n.Text) > 0 || len(n.Items) > 0 {
		t.gap()
	}
	return nil
}

// answer tells the reader's choice again beside the evidence.
func (t *text) answer(n *Note) error {
	q := t.doc.Question(n.Question)
	if q == nil {
		return fmt.Errorf("an answer to the question %q, which is not asked", n.Question)
	}
	right := q.Choice(q.Answer)
	if right == nil {
		return fmt.Errorf("question %q has no choice %q", q.ID, q.Answer)
	}
	chosen := q.Choice(q.Chosen)
	var s string
	switch {
	case chosen == nil:
		s = fmt.Sprintf("The answer is %s: ", right.Key)
	case chosen.Key == right.Key:
		s = fmt.Sprintf("You said %s, and so do the bytes: ", right.Key)
	default:
		s = fmt.Sprintf("You said %s. The bytes say %s: ", chosen.Key, right.Key)
	}
	t.marked(t.strong("✎")+" ", t.strong(s)+t.inline(right.Text), 2)
	t.wrapped(t.inline(right.Why), 4, 4)
	for _, c := range q.Choices {
		// All wrong choices are explained to who did not choose; otherwise the chosen one.
		if c.Key == right.Key || len(c.Why) == 0 || (chosen != nil && c.Key != chosen.Key) {
			continue
		}
		t.marked("not "+visible(c.Key)+": ", t.inline(c.Why), 4)
	}
	t.gap()
	return nil
}

func (t *text) tryIt(y *TryIt) {
	word := visible(strings.TrimSuffix(tryLead(y.Role), "."))
	t.line("  " + t.strong(word))
	t.wrapped(t.inline(y.Text), 2, 2)
	for _, c := range y.Commands {
		for _, l := range shellLines("$ "+visible(c), t.column()-4) {
			t.line("    " + t.mark(l))
		}
	}
	t.gap()
}

// shellLines breaks a command at spaces, so that it can still be pasted.
func shellLines(command string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Split(command, " ") {
		if line != "" && ansi.StringWidth(line)+1+ansi.StringWidth(word)+2 > width {
			lines = append(lines, line+" \\")
			line = "    " + word
			continue
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
