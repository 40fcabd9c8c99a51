package transcript

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// A Cue is what the teacher sees of a slide, apart from the class.
type Cue struct {
	Number, Of int
	Slide      *Slide
	Next       string        // what comes next; empty: nothing
	Told       bool          // the class sees the answer
	Elapsed    time.Duration // since the beginning
}

// Text writes the cue: where the class is, what to say, the answer, what comes next.
func (c Cue) Text(o TextOptions) (string, error) {
	t := newText(c.Slide.doc, o)
	t.sides(t.strong(fmt.Sprintf("slide %d of %d", c.Number, c.Of)), t.dim(t.say(fmt.Sprintf("%d min · %s", int(c.Elapsed.Minutes()), paperTitle(c.Slide.doc)))))
	t.line("  " + t.dim(strings.Repeat("─", t.column()-2)))
	t.gap()
	t.wrapped(t.strong(t.say(c.Slide.About())), 2)
	t.gap()
	for i, n := range c.Slide.Notes {
		if i == 0 {
			t.wrapped(t.dim("Say"), 2)
		}
		says := *n
		says.Role, says.Title = "aside", ""
		t.noteBody(&says)
	}
	if err := t.cueAnswer(c); err != nil {
		return "", err
	}
	if c.Next == "" {
		c.Next = "the end"
	}
	t.line("  " + t.dim("Next") + "  " + ansi.Truncate(t.say(c.Next), t.column()-8, t.say("…")))
	return t.b.String(), nil
}

// cueAnswer tells the answer, before the class sees it.
func (t *text) cueAnswer(c Cue) error {
	q := c.Slide.Question
	if q == nil {
		return nil
	}
	state := "Answer, hidden: a shows it"
	if c.Told {
		state = "Answer, shown"
	}
	t.wrapped(t.dim(state), 2)
	right := q.Choice(q.Answer)
	if right == nil {
		return fmt.Errorf("question %q has no choice %q", q.ID, q.Answer)
	}
	t.marked(t.strong(t.say(right.Key))+"  ", t.inline(right.Text), 2)
	t.wrapped(t.inline(right.Why), 5)
	for _, choice := range q.Choices {
		if choice.Key != right.Key && len(choice.Why) > 0 {
			t.marked("not "+t.say(choice.Key)+": ", t.inline(choice.Why), 5)
		}
	}
	if q.Chosen != "" {
		t.gap()
		t.wrapped(t.say("The class says "+q.Chosen+"."), 2)
	}
	t.gap()
	return nil
}
