package transcript

import "strings"

func (p *htmlPrinter) derivation(d *Derivation) {
	p.WriteString("<figure class=\"derivation\">\n")
	if d.Title+d.Ref != "" {
		p.f("<figcaption><strong>%s</strong> <span class=\"facts\">%s</span></figcaption>\n", esc(d.Title), esc(d.Ref))
	}
	p.WriteString("<ol>\n")
	for _, s := range d.Steps {
		p.f("<li><code>%s</code>", esc(s.Label))
		if s.Expr != "" {
			p.f(" = <code>%s</code>", esc(s.Expr))
		}
		p.f(" = %s", htmlRun(s.Value))
		if s.Note != "" {
			p.f(" <span class=\"facts\">%s</span>", esc(s.Note))
		}
		p.WriteString("</li>\n")
	}
	p.WriteString("</ol>\n</figure>\n")
}

func (p *htmlPrinter) check(c *Check) {
	if c.Passed {
		p.WriteString("<li class=\"proven\"><strong>✔ proven</strong> ")
	} else {
		p.WriteString("<li class=\"false\"><strong>✘ FALSE</strong> ")
	}
	p.f("<span class=\"claim\">%s</span> <span class=\"facts\">got %s", htmlInline(c.Claim), htmlValue(c.Got))
	if !c.Passed {
		p.f(", want %s", htmlValue(c.Want))
	}
	if place := evidencePlace(c.Evidence); place != "" {
		p.f(" · %s", esc(place))
	}
	p.WriteString("</span></li>\n")
}

func htmlValue(s string) string {
	if s == "" {
		return "nothing"
	}
	return "<code>" + esc(s) + "</code>"
}

func (p *htmlPrinter) question(q *Question) {
	p.WriteString("<section class=\"question\">\n")
	p.para("<strong class=\"sign\">? "+esc(questionLead(q.Role))+"."+"</strong>", q.Ask)
	p.WriteString("<ul class=\"choices\" role=\"list\">\n")
	for _, c := range q.Choices {
		p.f("<li>%s</li>\n", htmlChoice(&c))
	}
	p.WriteString("</ul>\n<details>\n<summary>Answer</summary>\n")
	if right := q.Choice(q.Answer); right != nil {
		p.f("<p>%s%s</p>\n", htmlChoice(right), htmlWhy(right))
	} else {
		p.f("<p><strong>%s</strong></p>\n", esc(q.Answer))
	}
	p.WriteString("<ul class=\"choices\" role=\"list\">\n")
	for _, c := range q.Choices {
		if c.Key != q.Answer && len(c.Why) > 0 {
			p.f("<li>%s%s</li>\n", htmlChoice(&c), htmlWhy(&c))
		}
	}
	p.WriteString("</ul>\n")
	p.para("", Plainly(chosenWords(q)))
	p.WriteString("</details>\n</section>\n")
}

func htmlChoice(c *Choice) string {
	return "<strong class=\"key\">" + esc(c.Key) + "</strong> " + htmlInline(c.Text)
}

func htmlWhy(c *Choice) string {
	if len(c.Why) == 0 {
		return ""
	}
	return " — " + htmlInline(c.Why)
}

func (p *htmlPrinter) table(t *Table) {
	width := len(t.Head)
	for _, r := range t.Rows {
		width = max(width, len(r))
	}
	p.WriteString("<div class=\"scroll\"><table>\n")
	if t.Title != "" {
		p.f("<caption>%s</caption>\n", esc(t.Title))
	}
	if len(t.Head) > 0 {
		p.WriteString("<thead><tr>")
		for _, c := range t.Head {
			p.f("<th scope=\"col\">%s</th>", htmlInline(c))
		}
		p.WriteString("</tr></thead>\n")
	}
	p.WriteString("<tbody>\n")
	for _, r := range t.Rows {
		p.WriteString("<tr>")
		for _, c := range r {
			p.f("<td>%s</td>", htmlInline(c))
		}
		p.WriteString(strings.Repeat("<td></td>", width-len(r)))
		p.WriteString("</tr>\n")
	}
	p.WriteString("</tbody>\n</table></div>\n")
}

func (p *htmlPrinter) tryIt(t *TryIt) {
	p.WriteString("<section class=\"try\">\n")
	p.para("<strong>"+esc(tryLead(t.Role))+"."+"</strong>", t.Text)
	if len(t.Commands) > 0 {
		var lines []string
		for _, c := range t.Commands {
			lines = append(lines, esc(c))
		}
		p.f("<pre><code>%s</code></pre>\n", strings.Join(lines, "\n"))
	}
	p.WriteString("</section>\n")
}

func (p *htmlPrinter) note(n *Note) error {
	if n.Role == "answer" {
		return p.answer(n)
	}
	class := "note"
	if n.Role == "misconception" || n.Role == "warning" || n.Role == "summary" {
		class += " " + n.Role
	}
	p.f("<aside class=\"%s\">\n", class)
	lead := noteLead(n)
	if lead != "" {
		lead = "<strong>" + esc(lead) + "</strong>"
	}
	if not := notTrue(n); not != "" {
		lead += " " + esc(not)
	}
	p.para(lead, n.Text)
	p.list(n.Items, false)
	p.WriteString("</aside>\n")
	return nil
}

// answer is the line that repeats a question's answer.
func (p *htmlPrinter) answer(n *Note) error {
	q, right, err := answerOf(p.doc, n)
	if err != nil {
		return err
	}
	p.WriteString("<section class=\"answer\">\n")
	p.f("<p><strong>%s</strong> %s</p>\n", answerLead(q), htmlChoice(right))
	if words := esc(chosenWords(q)); words != "" {
		if chosen := q.Choice(q.Chosen); chosen != nil && q.Chosen != q.Answer {
			words += " (" + htmlChoice(chosen) + ")"
		}
		p.f("<p><span aria-hidden=\"true\">✎</span> %s</p>\n", words)
	}
	p.para("", n.Text)
	p.list(n.Items, false)
	p.WriteString("</section>\n")
	return nil
}
