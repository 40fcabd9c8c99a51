package report

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// lines draws ladders as transcript.Terminal does, without a document: a capture
// has thousands.
type lines struct {
	pen                     *transcript.Pen
	posts                   int       // columns between the posts
	tail                    bool      // there is room behind the right one
	paint                   [3]colour // by side; what is from nobody has none
	strong, dimmed, mark    colour
	post, solid, dots       string // the last two as long as a row may need
	left, right             string // the heads of the arrows
	cross, dot, arrow, rule string
}

// A colour is what opens and what closes it.
type colour struct{ on, off string }

// nobody is the side of what is not one side's alone.
const nobody capture.Side = 0

const (
	indent    = 6
	tailWidth = 18
)

func newLines(pen *transcript.Pen) lines {
	l := lines{pen: pen, tail: pen.Column() >= 60}
	l.posts = pen.Column() - indent - 2
	if l.tail {
		l.posts = pen.Column() - indent - tailWidth
	}
	cut := func(painted string) colour {
		on, off, _ := strings.Cut(painted, "x")
		return colour{on, off}
	}
	l.paint = [3]colour{capture.Client: cut(pen.Peer("client", "x")), capture.Server: cut(pen.Peer("server", "x"))}
	l.strong, l.dimmed, l.mark = cut(pen.Strong("x")), cut(pen.Dim("x")), cut(pen.Mark("x"))
	l.left, l.right, l.cross, l.dot, l.arrow = pen.Say("◀"), pen.Say("▶"), pen.Say("✘"), pen.Say(" · "), pen.Say(" → ")
	l.rule = pen.Dim(strings.Repeat(pen.Say("─"), pen.Column()-2))
	l.post = pen.Dim(pen.Say("│"))
	l.solid = strings.Repeat(pen.Say("─"), l.posts)
	l.dots = strings.Repeat(pen.Say("┄"), l.posts)
	return l
}

func (l *lines) ladder(dst []byte, c *follow.Connection, what *ladder) []byte {
	client, server := "client :"+strconv.Itoa(int(c.Client.Port())), "server :"+strconv.Itoa(int(c.Server.Port()))
	dst = append(dst, "   "...)
	dst = l.colored(dst, l.paint[capture.Client], client)
	dst = spaces(dst, max(2, min(l.posts+8, l.pen.Column()-1)-len(client)-len(server)))
	dst = l.colored(dst, l.paint[capture.Server], server)
	dst = append(dst, '\n')
	dst = l.between(dst, nobody, "")
	hidden := c.Report.Version >= registry.VersionTLS13 || c.Report.Version == 0
	for i := range what.rows {
		dst = l.row(dst, &what.rows[i], hidden)
	}
	if r := &what.rest; r.records > 0 {
		dst = l.between(dst, nobody, "and "+thousands(r.records)+" more messages and records, "+thousands(r.bytes)+" B")
	}
	dst = l.between(dst, nobody, "")
	return append(dst, '\n')
}

// row draws an arrow. A label that does not fit stands above it, and what does
// not fit behind the post below.
func (l *lines) row(dst []byte, r *row, hidden bool) []byte {
	label := r.label
	if label == "" {
		label = protectedName(r.kind, hidden)
	}
	if r.records > 1 {
		label += ", " + thousands(r.records) + " records"
	}
	size := thousands(r.bytes) + " B"
	if r.from == nobody {
		return l.between(dst, nobody, label+" both ways, "+size)
	}
	line := l.solid
	if r.closed || r.opened {
		line = l.dots
	}
	// ─── label ─────── size ───▶
	room := l.posts - len(size) - 10 // of four dashes at each end and a space on each side of the size
	if utf8.RuneCountInString(label)+2 > room {
		dst = l.between(dst, r.from, label)
		label = ""
	} else {
		room -= utf8.RuneCountInString(label) + 2
	}
	if r.hurt {
		dst = spaces(dst, indent-2)
		dst = l.colored(dst, l.mark, l.cross)
		dst = append(dst, ' ')
	} else {
		dst = spaces(dst, indent)
	}
	dst = append(dst, l.post...)
	paint := l.paint[r.from]
	dst = append(dst, paint.on...)
	if r.from == capture.Server {
		dst = append(dst, l.left...)
		dst = l.dash(dst, line, 3)
	} else {
		dst = l.dash(dst, line, 4)
	}
	if label != "" {
		dst = append(dst, ' ')
		dst = append(dst, label...)
		dst = append(dst, ' ')
	}
	dst = l.dash(dst, line, room)
	dst = append(dst, ' ')
	dst = append(dst, size...)
	dst = append(dst, ' ')
	if r.from == capture.Server {
		dst = l.dash(dst, line, 4)
	} else {
		dst = l.dash(dst, line, 3)
		dst = append(dst, l.right...)
	}
	dst = append(dst, paint.off...)
	dst = append(dst, l.post...)
	if l.tail {
		dst = append(dst, l.dimmed.on...)
		dst = append(dst, ' ', ' ')
		dst = since(dst, r.at)
		if r.hurt && !r.closed {
			dst = append(dst, " damaged"...)
		} else if r.closed {
			dst = append(dst, " closed"...)
		} else if r.opened {
			dst = append(dst, " opened"...)
		}
		dst = append(dst, l.dimmed.off...)
	}
	return append(dst, '\n')
}

// between writes text between the posts.
func (l *lines) between(dst []byte, from capture.Side, s string) []byte {
	for _, part := range l.pen.Wrap(s, l.posts-10) {
		dst = spaces(dst, indent)
		dst = append(dst, l.post...)
		n := l.posts
		if part != "" {
			dst = spaces(dst, 5)
			dst = l.colored(dst, l.paint[from], part)
			n -= 5 + utf8.RuneCountInString(part)
		}
		dst = spaces(dst, n)
		dst = append(dst, l.post...)
		dst = append(dst, '\n')
	}
	return dst
}

func (l *lines) dash(dst []byte, line string, n int) []byte {
	if n <= 0 {
		return dst
	}
	return append(dst, line[:n*len(line)/l.posts]...)
}

func (*lines) colored(dst []byte, c colour, s string) []byte {
	dst = append(dst, c.on...)
	dst = append(dst, s...)
	return append(dst, c.off...)
}

const blank = "                                                                                "

func spaces(dst []byte, n int) []byte {
	for n > len(blank) {
		dst, n = append(dst, blank...), n-len(blank)
	}
	return append(dst, blank[:max(n, 0)]...)
}

// since writes a time in at most eight columns. Clocks of captures jump.
func since(dst []byte, d time.Duration) []byte {
	n, unit, digits := float64(d.Microseconds())/1000, " ms", 2
	switch {
	case d < 0:
		return append(dst, "earlier"...)
	case d >= 1e6*time.Second:
		n, unit, digits = d.Hours()/24, " d", 0
	case d >= 1000*time.Second:
		n, unit, digits = d.Seconds(), " s", 0
	case d >= time.Second:
		n, unit = d.Seconds(), " s"
	case d >= 100*time.Millisecond:
		digits = 1
	}
	return append(strconv.AppendFloat(dst, n, 'f', digits, 64), unit...)
}

// thousands writes a number with its thousands apart.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
