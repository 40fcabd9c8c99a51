package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/tlsteach/tlsteach/lessons/transcript"
	"golang.org/x/term"
)

// A screen is a terminal that shows one page after another. One that cannot be
// told where to write gets as many lines as it is high.
type screen struct {
	out  *os.File
	dumb bool
}

func screenOf(out *os.File) screen { return screen{out, os.Getenv("TERM") == "dumb"} }

// begin takes the terminal's other screen and hides the cursor; end gives back
// what was there before.
func (s screen) begin() string {
	if s.dumb {
		return ""
	}
	return "\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J"
}

func (s screen) end() string {
	if s.dumb {
		return "\r\n"
	}
	return "\x1b[?25h\x1b[?1049l"
}

// size is that of the terminal now; one that does not know has 80 by 24.
func (s screen) size() (width, height int) {
	width, height, err := term.GetSize(int(s.out.Fd()))
	if err != nil || width <= 0 {
		width = 80
	}
	if err != nil || height <= 0 {
		height = 24
	}
	return width, height
}

// page is what shows these lines, and no others.
func (s screen) page(lines []string, width, height int) string {
	var b strings.Builder
	for row := range height {
		l := ""
		if row < len(lines) {
			l = ansi.Truncate(lines[row], width, "")
		}
		switch {
		case s.dumb:
			b.WriteString("\r\n" + l)
		default: // the line is emptied first: behind a full one, that would take its last character
			fmt.Fprintf(&b, "\x1b[%d;1H\x1b[2K%s", row+1, l)
		}
	}
	return b.String()
}

// rowsAround are the rows of header and footer, and an empty one below the header.
const rowsAround = 3

// screens are those of the slide, for the terminal as it is now; the place in
// them is kept.
func (p *presenter) screens() ([]transcript.Screen, error) {
	width, height := p.screen.size()
	s := p.current()
	o := transcript.SlideOptions{TextOptions: p.flags.textOptions(p.out), Height: max(1, height-rowsAround)}
	o.Width = width
	o.Verbose = o.Verbose || p.unfolded
	o.Answers = o.Answers || p.told[s.Question]
	screens, err := s.Screens(o)
	if err != nil {
		return nil, err
	}
	if p.page.width != width || p.page.height != height {
		if p.page.width > 0 { // another size: go where the first part is that was seen
			p.page.at = 0
			for i, sc := range screens {
				if sc.Part <= p.page.part {
					p.page.at = i
				}
			}
		}
		p.page.width, p.page.height = width, height
	}
	p.page.at = min(p.page.at, len(screens)-1)
	return screens, nil
}

// draw shows the slide, or what stands in its place.
func (p *presenter) draw() error {
	screens, err := p.screens()
	if err != nil {
		return err
	}
	t := p.flags.textOptions(p.out)
	pen := transcript.NewPen(t)
	var lines []string
	switch p.overlay {
	case helpOverlay:
		lines = helpLines(pen, p.page.width, p.page.height)
	case noOverlay:
		lines = append([]string{p.header(pen), ""}, screens[p.page.at].Lines...)
		for len(lines) < p.page.height-1 {
			lines = append(lines, "")
		}
		lines = append(lines[:max(0, p.page.height-1)], p.footer(pen))
	}
	_, err = io.WriteString(p.flags.colored(p.out, t), p.screen.page(lines, p.page.width, p.page.height))
	return err
}

// say shows a line in the place of the slide.
func (p *presenter) say(s string) error {
	width, height := p.screen.size()
	lines := make([]string, height/3)
	lines = append(lines, "      "+transcript.NewPen(p.flags.textOptions(p.out)).Say(s))
	_, err := io.WriteString(p.out, p.screen.page(lines, width, height))
	return err
}

// header names the lesson and, unless it is the title of the slide, the section.
func (p *presenter) header(pen *transcript.Pen) string {
	s, title := p.current(), p.slides()[0].Title
	if s.Title == title {
		title = ""
	}
	if s.Section != s.Title && s.Section != p.slides()[0].Title {
		title += " · " + s.Section
	}
	seed := ""
	if v := p.decks[p.deck].doc.Stamp.Seed; v != nil && title != "" {
		seed = fmt.Sprintf("seed %d", *v)
	}
	return bar(pen, title, seed, p.page.width)
}

// footer says where the teacher is, and which keys do something here.
func (p *presenter) footer(pen *transcript.Pen) string {
	where := fmt.Sprintf("slide %d of %d", p.slide+1, len(p.slides()))
	if p.typed != "" {
		return bar(pen, "go to slide "+p.typed+", Enter", "", p.page.width)
	}
	var keys []string
	if q := p.current().Question; q != nil {
		if !p.flags.answers && !p.told[q] {
			keys = append(keys, "a answer")
		}
		if n := len(q.Choices); n > 0 {
			keys = append(keys, strings.ToUpper(q.Choices[0].Key+"–"+q.Choices[n-1].Key)+" the class's choice")
		}
	}
	if p.current().Folds() && !p.flags.verbose {
		keys = append(keys, map[bool]string{false: "v all fields", true: "v fewer fields"}[p.unfolded])
	}
	if p.slide == len(p.slides())-1 && p.page.at == 0 {
		if p.deck+1 < len(p.decks) {
			keys = append(keys, "Enter next lesson")
		} else {
			keys = append(keys, "q leaves")
		}
	}
	if p.slide == 0 && p.deck == 0 {
		keys = append(keys, "Enter goes on")
	}
	keys = append(keys, "? keys")
	return bar(pen, where, strings.Join(keys, " · "), p.page.width)
}

// bar is a line with something at both ends, for who looks for it. What does not
// fit at the right is left out.
func bar(pen *transcript.Pen, left, right string, width int) string {
	left, right = pen.Say(left), pen.Say(right)
	room := width - 4
	if gap := room - ansi.StringWidth(left) - ansi.StringWidth(right); gap >= 2 {
		return "  " + pen.Dim(left+strings.Repeat(" ", gap)+right)
	}
	return "  " + pen.Dim(ansi.Truncate(left, max(1, room), ""))
}

// help is the keys; those that are needed most stand first, for low screens.
var help = [][2]string{
	{"Enter, space, →, PgDn, n", "on"},
	{"←, PgUp, backspace, p", "back"},
	{"a", "the answer to the question; again: hide it"},
	{"A, B, C, D (with Shift)", "what the class chose; again: nothing"},
	{"q", "leave"},
	{"v", "all fields of a message; again: fewer"},
	{"b or .", "empty screen; any key shows the slide again"},
	{"12 Enter", "slide 12"},
	{"Home or g, End or G", "first and last slide of the lesson"},
	{"Ctrl-L, Ctrl-Z", "draw again, suspend"},
}

// helpLines are the keys, as far apart as there is room.
func helpLines(pen *transcript.Pen, width, height int) []string {
	lines := []string{"", "  " + pen.Strong("Keys"), ""}
	for _, h := range help {
		key := pen.Say(h[0])
		row := "    " + key + strings.Repeat(" ", max(2, 32-ansi.StringWidth(key))) + pen.Say(h[1])
		if width < 76 && ansi.StringWidth(row) > width {
			lines = append(lines, "    "+key)
			row = "      " + pen.Say(h[1])
		}
		lines = append(lines, row)
		if height > 2*len(help)+5 {
			lines = append(lines, "")
		}
	}
	return append(lines, "", "  "+pen.Dim("any key: back to the slide"))
}
