package transcript

import (
	"fmt"
	"regexp"
	"strings"
)

// slide prints what is below the title, and returns where the answer begins: -1
// where it does not.
func (t *text) slide(s *Slide) (answer int, err error) {
	answer = -1
	switch {
	case s.opening:
		t.openingSlide()
	case s.closing:
		says := "From the bytes of this run."
		if s.doc.Failed() > 0 {
			says = "The bytes of this run say something else."
		}
		t.wrapped(says, 2)
	}
	for _, b := range s.blocks {
		t.seam(blockSeam)
		switch b := b.(type) {
		case *Message:
			t.messageBody(b)
		case *Bytes:
			v := *b
			v.Title = ""
			t.bytes(&v)
		case *Derivation:
			v := *b
			v.Title, v.Ref = "", ""
			t.derivation(&v)
		case *Table:
			v := *b
			v.Title = ""
			t.table(&v)
		case *TryIt:
			t.trySlide(b)
		case *Question:
			t.questionSlide(b)
			if !t.o.Answers {
				break
			}
			if answer = t.b.Len(); !answeredNext(s.doc, b) {
				t.seam(blockSeam)
				err = t.answer(&Note{Question: b.ID})
			}
		case *Note:
			at := t.b.Len()
			shows := false
			if shows, err = t.noteSlide(s, b); shows {
				answer = at
			}
		default:
			err = t.block(b)
		}
		if err != nil {
			return -1, err
		}
	}
	return answer, nil
}

// openingSlide says what the lesson asks, and how a class gets the same bytes.
func (t *text) openingSlide() {
	l, stamp := t.doc.Lesson, t.doc.Stamp
	if l == nil {
		return
	}
	if !strings.Contains(l.Title, l.Question) {
		t.wrapped(t.strong(t.say(l.Question)), 2)
		t.gap()
	}
	t.wrapped(t.dim(t.say(stamp.words(l))), 2)
	if stamp.Seed == nil {
		return
	}
	t.gap()
	t.gap()
	command := fmt.Sprintf("tlsteach run %s --seed %d", l.Slug, *stamp.Seed)
	if stamp.Break != "" {
		command += " --break " + stamp.Break
	}
	t.wrapped("The same bytes on your machine:", 2)
	t.gap()
	t.line("    " + t.mark(t.say("$ "+command)))
}

// questionSlide asks, the choices apart from each other.
func (t *text) questionSlide(q *Question) {
	t.wrapped(t.inline(q.Ask), 2)
	t.gap()
	for _, c := range q.Choices {
		t.seam(partSeam)
		mark, word := "  ", ""
		switch {
		case t.o.Answers && c.Key == q.Answer:
			mark, word = "✔ ", "right"
		case c.Key == q.Chosen:
			mark = "▸ "
		}
		if c.Key == q.Chosen {
			word = strings.TrimPrefix(word+", chosen", ", ")
		}
		says := t.inline(c.Text)
		if word != "" {
			says += t.dim(t.say(" · " + word))
		}
		t.marked(t.mark(mark)+t.strong(t.say(c.Key))+"  ", says, t.indent(slideChoices)-2)
	}
	t.gap()
}

// noteSlide writes a note; an answer that is hidden says how to show it.
func (t *text) noteSlide(s *Slide, n *Note) (answers bool, err error) {
	if n.Role != "answer" {
		t.noteBody(n)
		return false, nil
	}
	if q := t.doc.Question(n.Question); q != nil && !s.asks() {
		t.questionSlide(q)
		t.seam(blockSeam)
	}
	if !t.o.Answers {
		t.wrapped(t.dim("The answer is hidden: press a."), 2)
		t.gap()
		return false, nil
	}
	err = t.answer(n)
	t.noteBody(n)
	return true, err
}

// longValue is what nobody types from a wall: a certificate, a secret.
var longValue = regexp.MustCompile(`[A-Za-z0-9+/=]{40,}`)

// trySlide writes commands with their long values cut in the middle.
func (t *text) trySlide(y *TryIt) {
	t.wrapped(t.inline(y.Text), 2)
	t.gap()
	cut := false
	for _, c := range y.Commands {
		short := longValue.ReplaceAllStringFunc(c, func(v string) string { return v[:8] + "…" + v[len(v)-8:] })
		cut = cut || short != c
		t.seam(partSeam)
		t.command(short)
	}
	if cut {
		t.gap()
		t.wrapped(t.dim(t.say("Values are cut at …: the printed lesson has the whole commands.")), 4)
	}
	t.gap()
}
