package transcript

import (
	"fmt"
	"strconv"
	"strings"
)

// ladder writes a list of messages; the style draws it as posts and arrows.
func (p *htmlPrinter) ladder(l *Ladder) error {
	for i, r := range l.Rows {
		if otherSide(r.From) == "" {
			return badRow(i, r)
		}
	}
	p.WriteString("<figure class=\"ladder\">\n")
	if l.Title != "" {
		p.f("<figcaption>%s</figcaption>\n", esc(l.Title))
	}
	p.f("<div class=\"posts\"><span class=\"client\">%s</span><span class=\"server\">%s</span></div>\n", esc(l.Client), esc(l.Server))
	p.WriteString("<ol role=\"list\">\n")
	for _, r := range l.Rows {
		p.ladderRow(r)
	}
	p.WriteString("</ol>\n</figure>\n")
	return nil
}

func (p *htmlPrinter) ladderRow(r LadderRow) {
	class, how := r.From, "in the clear"
	if r.Closed {
		class, how = class+" closed", "protected"
	}
	if r.Mark {
		class += " mark"
	}
	p.f("<li class=\"%s\"><span class=\"wire\"><span class=\"vh\">%s to %s, %s: </span><span class=\"label\">%s%s</span> <span class=\"size\">%s</span></span>",
		class, r.From, otherSide(r.From), how, markSign(r.Mark), esc(r.Label), strconv.Itoa(r.Bytes)+" B")
	var behind []string
	if r.Millis != nil {
		behind = append(behind, fmt.Sprintf("%.2f ms", *r.Millis))
	}
	if r.Closed {
		behind = append(behind, r.State())
	}
	if r.Note != "" {
		behind = append(behind, r.Note)
	}
	p.f(" <span class=\"behind\">%s</span></li>\n", esc(strings.Join(behind, " · ")))
}
