package transcript

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// The words that the printers share. None of them is escaped: each printer does
// that for its own format.

// paperTitle is the document's first heading.
func paperTitle(d *Document) string {
	if d.Lesson == nil {
		return "tlsteach " + d.Command
	}
	return strconv.Itoa(d.Lesson.Number) + " · " + d.Lesson.Title
}

// contentsTitle is a document among others. Those of a command have the same title:
// their first heading tells them apart.
func contentsTitle(d *Document) string {
	if d.Lesson == nil {
		for _, b := range d.Blocks {
			if h, ok := b.(*Heading); ok {
				return d.Command + ": " + h.Text.String()
			}
		}
	}
	return paperTitle(d)
}

// paperTally is the last line of a document, empty where it claims nothing.
func paperTally(d *Document) string {
	p, f := d.Passed(), d.Failed()
	switch {
	case f > 0:
		return fmt.Sprintf("%d of %s FALSE", f, countOf(p+f, "claim"))
	case p > 0:
		return countOf(p, "claim") + " proven"
	}
	return ""
}

// countOf is a number and the noun that fits it.
func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// byteRange names n bytes from offset on, as people count them: "4–5".
func byteRange(offset, n int) string {
	switch {
	case n <= 0:
		return "none"
	case n == 1:
		return strconv.Itoa(offset)
	}
	return strconv.Itoa(offset) + "–" + strconv.Itoa(offset+n-1)
}

// byteWords is byteRange in a sentence: "byte 4", "bytes 4–5".
func byteWords(offset, n int) string {
	switch {
	case n <= 0:
		return "no byte"
	case n == 1:
		return "byte " + byteRange(offset, n)
	}
	return "bytes " + byteRange(offset, n)
}

// hexCut writes bytes in hex, cut in the middle over 16.
func hexCut(b []byte) string {
	if len(b) <= 16 {
		return hexSpaced(b)
	}
	return fmt.Sprintf("%s … %s (%d bytes)", hexSpaced(b[:8]), hexSpaced(b[len(b)-4:]), len(b))
}

func hexSpaced(b []byte) string {
	s := hex.EncodeToString(b)
	var out strings.Builder
	for i := 0; i < len(s); i += 2 {
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(s[i : i+2])
	}
	return out.String()
}

// evidencePlace says where the bytes are that a claim rests on.
func evidencePlace(e Evidence) string {
	var place string
	switch {
	case e.Length > 0:
		place = byteWords(e.Offset, e.Length)
	case e.Field != "":
		place = e.Field
	}
	if e.Message != "" {
		place = strings.TrimPrefix(place+" of "+e.Message, " of ")
	}
	if e.Length > 0 && e.Field != "" {
		place += " (" + e.Field + ")"
	}
	if e.Text != "" {
		place = strings.TrimPrefix(place+" · "+e.Text, " · ")
	}
	return place
}

// otherSide is the peer that a message from this side goes to.
func otherSide(from string) string {
	switch from {
	case "client":
		return "server"
	case "server":
		return "client"
	}
	return ""
}

// messageTitle is the name over a message, and the facts behind it.
func messageTitle(m *Message) (title string, facts []string) {
	title = m.Title
	if title == "" {
		title = m.Name
	}
	if to := otherSide(m.From); to != "" {
		facts = append(facts, m.From+" → "+to)
	} else if m.From != "" {
		facts = append(facts, "from "+m.From)
	}
	facts = append(facts, countOf(len(m.Bytes), "byte"))
	if m.Where != "" {
		facts = append(facts, m.Where)
	}
	if m.Ref != "" {
		facts = append(facts, m.Ref)
	}
	return title, facts
}

// tryLead is what a TryIt says first.
func tryLead(role string) string {
	switch role {
	case "check":
		return "Check it yourself"
	case "break":
		return "Break it"
	case "exercise":
		return "Exercise"
	case "export":
		return "Keep it"
	}
	return "Try it"
}

// questionLead is what a Question says first.
func questionLead(role string) string {
	switch role {
	case "predict":
		return "Predict"
	case "recall":
		return "Recall"
	}
	return role
}

// answerOf finds the question of an answer's note, and its right choice.
func answerOf(d *Document, n *Note) (*Question, *Choice, error) {
	q := d.Question(n.Question)
	if q == nil {
		return nil, nil, fmt.Errorf("an answer to the question %q, which is not asked", n.Question)
	}
	right := q.Choice(q.Answer)
	if right == nil {
		return nil, nil, fmt.Errorf("question %q has no choice %q", q.ID, q.Answer)
	}
	return q, right, nil
}

// answerLead is what an answer says first.
func answerLead(q *Question) string {
	if q.Role == "predict" {
		return "Answer to the prediction:"
	}
	return "Answer to the question:"
}

// chosenWords compares what the student chose with what the run showed.
func chosenWords(q *Question) string {
	switch q.Chosen {
	case "":
		return ""
	case q.Answer:
		return "You said " + q.Chosen + ", and so do the bytes."
	}
	return "You said " + q.Chosen + ". The bytes say " + q.Answer + "."
}

// noteLead is what a Note says first, in bold; a misconception's title, the
// sentence that is wrong, stands behind it.
func noteLead(n *Note) string {
	lead := n.Title
	switch n.Role {
	case "misconception":
		return "Not so:"
	case "warning":
		lead = strings.TrimSuffix("Take care: "+n.Title, ": ")
	case "summary":
		lead = strings.TrimSuffix("To keep: "+n.Title, ": ")
	}
	if lead == "" || strings.HasSuffix(lead, ".") || strings.HasSuffix(lead, "?") || strings.HasSuffix(lead, "!") {
		return lead
	}
	return lead + "."
}

// notTrue is the sentence that a misconception's note refutes.
func notTrue(n *Note) string {
	if n.Role != "misconception" || n.Title == "" {
		return ""
	}
	return "“" + n.Title + "”"
}

// fieldText is a field's value, with a word where its structure was not opened.
func fieldText(f Field) string {
	if f.Opaque {
		return strings.TrimPrefix(f.Text+" (not opened)", " ")
	}
	return f.Text
}

// A fieldRun is one field, or neighbours that are folded together.
type fieldRun struct {
	fields []Field
	folded bool
}

// fieldRuns puts folded neighbours together. A field that holds a marked one
// is never folded away: the text points at it.
func fieldRuns(fields []Field) []fieldRun {
	var runs []fieldRun
	for i, f := range fields {
		folded := f.Show == Folded && !anyMarked(f.Fields)
		if last := len(runs) - 1; folded && last >= 0 && runs[last].folded {
			runs[last].fields = append(runs[last].fields, f)
			continue
		}
		runs = append(runs, fieldRun{fields: fields[i : i+1 : i+1], folded: folded})
	}
	return runs
}

func anyMarked(fields []Field) bool {
	for _, f := range fields {
		if f.Show == Marked || anyMarked(f.Fields) {
			return true
		}
	}
	return false
}

// extent is the first byte and the number of bytes of a run.
func (r fieldRun) extent() (offset, n int) {
	first, last := r.fields[0], r.fields[len(r.fields)-1]
	return first.Offset, last.Offset + last.Length - first.Offset
}

// leaves counts the fields without sub-fields.
func leaves(fields []Field) int {
	n := 0
	for _, f := range fields {
		if len(f.Fields) == 0 {
			n++
		} else {
			n += leaves(f.Fields)
		}
	}
	return n
}

// foldCount says how many fields a run of folded fields hides.
func foldCount(r fieldRun) string { return countOf(leaves(r.fields), "more field") }

// foldNames names folded fields where they are few enough to be named.
func foldNames(r fieldRun) string {
	if len(r.fields) > 4 {
		return ""
	}
	var names []string
	for _, f := range r.fields {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}
