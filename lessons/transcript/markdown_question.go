package transcript

import "strings"

func mdCheck(c *Check) string {
	s := "✔ **proven** "
	if !c.Passed {
		s = "✘ **FALSE** "
	}
	s += mdInline(c.Claim, false, false) + " — got " + mdValue(c.Got)
	if !c.Passed {
		s += ", want " + mdValue(c.Want)
	}
	if place := evidencePlace(c.Evidence); place != "" {
		s += " · " + mdPlainly(place)
	}
	return s
}

func mdValue(s string) string {
	if s == "" {
		return "nothing"
	}
	return mdCode(s, false)
}

func (p *mdPrinter) question(q *Question) {
	p.para(mdBold(questionLead(q.Role)+"."), " ", mdInline(q.Ask, false, false))
	var choices []string
	for _, c := range q.Choices {
		choices = append(choices, mdChoice(&c))
	}
	p.list(choices, false)
	p.para("<details><summary>Answer</summary>")
	if right := q.Choice(q.Answer); right != nil {
		p.para(mdChoice(right), mdWhy(right))
	} else {
		p.para(mdBold(q.Answer))
	}
	var wrong []string
	for _, c := range q.Choices {
		if c.Key != q.Answer && len(c.Why) > 0 {
			wrong = append(wrong, mdChoice(&c)+mdWhy(&c))
		}
	}
	p.list(wrong, false)
	p.para(mdPlainly(chosenWords(q)))
	p.para("</details>")
}

func mdChoice(c *Choice) string { return mdBold(c.Key) + " " + mdInline(c.Text, false, false) }

func mdWhy(c *Choice) string {
	if len(c.Why) == 0 {
		return ""
	}
	return " — " + mdInline(c.Why, false, false)
}

func (p *mdPrinter) tryIt(t *TryIt) {
	p.para(mdLead(tryLead(t.Role)+".", t.Text))
	if len(t.Commands) > 0 {
		p.WriteString(mdFence("sh", t.Commands))
	}
}

// mdLead writes a bold lead-in before a text.
func mdLead(lead string, t Text) string {
	if lead = mdBold(lead); lead == "" {
		return mdInline(t, true, false)
	}
	return strings.TrimRight(lead+" "+mdInline(t, false, false), " ")
}

func (p *mdPrinter) note(n *Note) error {
	if n.Role == "answer" {
		if err := p.answer(n); err != nil {
			return err
		}
		p.para(mdInline(n.Text, true, false))
		p.list(mdItems(n.Items), false)
		return nil
	}
	lead := strings.TrimSpace(mdBold(noteLead(n)) + " " + mdPlainly(notTrue(n)))
	text := mdInline(n.Text, lead == "", false)
	p.quote(strings.Trim(lead+" "+text, " "), mdItems(n.Items))
	return nil
}

// answer is the line that repeats a question's answer.
func (p *mdPrinter) answer(n *Note) error {
	q, right, err := answerOf(p.doc, n)
	if err != nil {
		return err
	}
	line := mdBold(answerLead(q)) + " " + mdBold(right.Key) + " — " + mdInline(right.Text, false, false)
	if words := chosenWords(q); words != "" {
		line += " · " + mdPlainly(words)
		if chosen := q.Choice(q.Chosen); chosen != nil && q.Chosen != q.Answer {
			line += " (" + mdBold(chosen.Key) + " is " + mdInline(chosen.Text, false, false) + ")"
		}
	}
	p.para(line)
	return nil
}

// quote writes a text and a list as a block quotation.
func (p *mdPrinter) quote(text string, items []string) {
	if text != "" {
		p.WriteString("> " + text + "\n")
		if len(items) > 0 {
			p.WriteString(">\n")
		}
	}
	for _, s := range items {
		p.WriteString("> - " + s + "\n")
	}
	p.WriteString("\n")
}
