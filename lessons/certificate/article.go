package certificate

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/wire"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// articlePEM is the certificate in the article "A working understanding on SSL/TLS
// and HTTPS using Python" by Chaobin Tang (唐超斌), licensed CC BY 4.0, exactly as it
// stands in our copy. The copy is damaged; the article's own program read the
// certificate well, as what it printed shows.
//
//go:embed article.pem
var articlePEM string

// articleIssuer is what the article's program printed as O of this certificate's
// issuer.
const articleIssuer = "Symantec Corporation"

// decodable is what base64 gives for a PEM text before it stumbles, and at which
// character, counted from 0, it does: behind the last where it does not.
func decodable(text string) (b []byte, stumbles int) {
	return decodedGroups(strings.Join(bodyOf(text), ""))
}

// decodedGroups decodes the groups of four before the first that is no group.
func decodedGroups(body string) (b []byte, stumbles int) {
	b, err := base64.StdEncoding.DecodeString(body)
	stumbles = len(body)
	var corrupt base64.CorruptInputError
	if errors.As(err, &corrupt) {
		stumbles = int(corrupt)
		b = b[:min(len(b), stumbles/4*3)]
	}
	return b, stumbles
}

// missingBytes is how many bytes a copy lacks: its first four say how many there
// should be.
func missingBytes(s *anatomy.Scene) int {
	copied, _ := decodable(s.Facts["article"])
	if len(copied) < 4 {
		return -1
	}
	return 4 + promised(copied[:4]) - len(copied)
}

// lacking is how many characters lines have too few, those with too many
// subtracted. The last line may be short: it has what is left over.
func lacking(lines []string) int {
	n := 0
	for i, l := range lines {
		if i < len(lines)-1 {
			n += lineLength - len(l)
		}
	}
	return n
}

// wrongLines are the lines, counted from 1, that are not as long as they must be.
func wrongLines(lines []string) (wrong []int) {
	for i, l := range lines {
		if len(l) != lineLength && i < len(lines)-1 {
			wrong = append(wrong, i+1)
		}
	}
	return wrong
}

func firstWrong(lines []string) int {
	if w := wrongLines(lines); len(w) > 0 {
		return w[0]
	}
	return 0
}

// lineOf is the line, counted from 1, in which the character for a byte stands, in
// a text whose lines before it have the right length: 48 bytes each.
func lineOf(offset int) int { return offset/(lineLength/4*3) + 1 }

// filledUp reads a certificate that is cut, with zeros for what it lacks: its
// fields, and the first thing that is wrong then, or nil.
func filledUp(cut []byte) (whole []byte, t wire.Trace, wrong *wire.Error) {
	whole = append(whole, cut...)
	if len(cut) >= 4 {
		lacks := 4 + promised(cut[:4]) - len(cut)
		whole = append(whole, make([]byte, min(max(lacks, 0), 1<<16))...)
	}
	c := wire.Read(whole, &t)
	der.Certificate(&c)
	if err := c.Done(); err != nil {
		wrong = c.Err()
	}
	return whole, t, wrong
}

// issuerOrganization is the first O in a certificate that is cut, which is the
// issuer's, and where it stands.
func issuerOrganization(cut []byte) (name string, offset int) {
	whole, t, _ := filledUp(cut)
	for i, s := range t.Spans {
		if s.Field.Name == "organization_name" && i+2 < len(t.Spans) { // its tag and length, its value
			v := t.Spans[i+2]
			return string(whole[v.Offset : v.Offset+v.Length]), v.Offset
		}
	}
	return "", 0
}

// differing is how many letters of two texts of one length differ.
func differing(a, b string) int {
	n := 0
	for i := range len(a) {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

var wwwName = regexp.MustCompile(`www\.[a-z]+\.com`)

// lookAlike compares the two names in the lines of the copy, the subject's and that
// of subject_alt_name: which character of base64 stands in the second for which
// other, if it should say what the first says. lines are where they stand.
func lookAlike(text string) (swapped, first, second string, lines [2]int) {
	body := bodyOf(text)
	for i, l := range body {
		b, _ := decodedGroups(l[:min(len(l), lineLength)])
		name := wwwName.Find(b)
		switch {
		case name == nil:
		case first == "":
			first, lines[0] = string(name), i+1
		default:
			second, lines[1] = string(name), i+1
			honest := base64.StdEncoding.EncodeToString(bytes.Replace(b, name, []byte(first), 1))
			for at := range min(len(honest), len(l)) {
				if honest[at] != l[at] {
					swapped += fmt.Sprintf("%c for %c", l[at], honest[at])
				}
			}
			return swapped, first, second, lines
		}
	}
	return "", first, second, lines
}

// articleLines shows each line of the copy, and what it decodes to on its own: lines
// of the right length hold 48 bytes each, whatever happened to the others.
func articleLines(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "Our copy, line by line: how long each line is, and the letters in what it decodes to",
		Head: transcript.Cells("line", "characters", "decoded alone")}
	lines := bodyOf(s.Facts["article"])
	for i, l := range lines {
		length := fmt.Sprint(len(l))
		if n := len(l) - lineLength; n != 0 && i < len(lines)-1 {
			length += fmt.Sprintf(" (%+d)", n)
		}
		b, _ := decodedGroups(l)
		t.Rows = append(t.Rows, []transcript.Text{{{Style: transcript.RunValue, Text: fmt.Sprint(i + 1)}},
			{{Style: transcript.RunValue, Text: length}}, {{Style: transcript.Code, Text: printable(b)}}})
	}
	return t
}

// printable is bytes as the right side of a hex view has them.
func printable(b []byte) string {
	out := []byte(strings.Repeat(".", len(b)))
	for i, c := range b {
		if c >= ' ' && c < 0x7f {
			out[i] = c
		}
	}
	return string(out)
}
