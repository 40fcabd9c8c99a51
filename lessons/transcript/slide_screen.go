package transcript

import "strings"

// SlideOptions say how slides are laid out. Of the [TextOptions], Answers shows
// the answer of each question.
type SlideOptions struct {
	TextOptions
	Height int // rows that a slide may have; 0: as many as it needs
}

// A Screen is a slide, or as much of one as fits.
type Screen struct {
	Lines  []string
	Part   int  // how many parts of the slide stand before it: the same at every width
	Answer bool // the answer begins here
}

const (
	slideFigure  = 80 // columns of a figure, with its margins
	slideWords   = 72 // columns of words: a class reads no longer lines
	slideChoices = 6  // column of the choices
)

// Screens lays a slide out. What does not fit is cut where it can be cut best, and
// the title is shown again; where there is room, parts stand apart.
func (s *Slide) Screens(o SlideOptions) ([]Screen, error) {
	margin := s.frame(&o)
	t := newText(s.doc, o.TextOptions)
	t.seams = &seams{at: map[int]seam{}, head: map[int]string{}}
	p := &slidePage{t: t, height: o.Height, margin: strings.Repeat(" ", margin), middle: s.opening || s.closing}
	p.title(s)
	if s.ladder != nil {
		return p.ladder(s)
	}
	answer, err := t.slide(s)
	if err != nil {
		return nil, err
	}
	lines := t.lines()
	return p.screens(lines, answerLine(lines, t.b.String(), answer)), nil
}

// frame leaves room at both sides: o gets the width of what stands between.
func (s *Slide) frame(o *SlideOptions) (margin int) {
	if o.Width <= 0 {
		o.Width = 80
	}
	screen, most := o.Width, slideWords
	if s.ladder != nil {
		most = slideFigure
	}
	for _, b := range s.blocks {
		switch b.(type) {
		case *Message:
			if screen >= wideText { // its bytes stand beside its fields
				margin = min(2, screen-wideText)
				o.Width = screen - margin
				return margin
			}
			most = slideFigure
		case *Bytes, *Derivation, *Table, *TryIt:
			most = slideFigure
		}
	}
	if screen < 60 {
		return 0
	}
	margin = max(2, (screen-most)/2)
	o.Width = min(most, screen-margin)
	return margin
}

// answerLine is the line of a slide at which what stands from so many characters
// on begins.
func answerLine(lines []slideLine, printed string, at int) int {
	if at < 0 || at > len(printed) {
		return -1
	}
	return min(strings.Count(printed[:at], "\n"), len(lines)-1)
}
