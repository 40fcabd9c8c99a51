package eavesdropper

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// exercise asks for the length of a password that nobody can read. The length
// is drawn for this run.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	draw := make([]byte, 2)
	if _, err := l.Rand("exercise").Read(draw); err != nil {
		return nil, err
	}
	// 8 to 23 letters: the form has two digits of Content-Length throughout.
	g, err := newLogin(l, bankHost, 8+int(draw[0])%16)
	if err != nil {
		return nil, err
	}
	session, _, err := g.overTLS13(l)
	if err := lab.BothFine(session, err); err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Add(overTLS, "", session)
	r := requestRecord(s.Act(overTLS))
	if !r.There() {
		return nil, fmt.Errorf("the request was not recorded")
	}
	template := login{host: g.host}.request() // Content-Length has two digits with a password, and here too
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			telling.Ladder(s, overTLS, "A login that you did not make"),
			telling.BytesOf("The request as the bank's form sends it, without a password", template, len(template)),
			&transcript.TryIt{Role: "exercise", Text: transcript.Plainly(fmt.Sprintf(
				"You recorded this login and hold no key. You know the bank's form: the request above has %d bytes when the password is empty. "+
					"The client's second protected record carries the real one; its body has %d bytes. How many characters does the password have? (a number)",
				len(template), r.Size()))},
		},
		Grade: func(answer string) anatomy.Grading {
			return grade(answer, len(g.password), len(template), r.Size())
		},
	}, nil
}

// grade explains a wrong answer by the step that was left out.
func grade(answer string, password, template, record int) anatomy.Grading {
	n, err := strconv.Atoi(strings.TrimSpace(answer))
	if err != nil {
		return anatomy.Grading{Says: fmt.Sprintf("%q is no number. Take the length of the record, and subtract all that is not password.", answer)}
	}
	path := fmt.Sprintf("%d − %d (tag) − %d (content type) − %d (the request without a password) = %d", record, tagLength, typeLength, template, password)
	switch n {
	case password:
		return anatomy.Grading{Right: true, Says: path + ". Nobody gave you a key. Length is not hidden."}
	case password + tagLength:
		return anatomy.Grading{Says: "You left the tag in: the cipher adds 16 bytes to every record, so that a change is noticed."}
	case password + typeLength:
		return anatomy.Grading{Says: "You left the content type in: TLS 1.3 encrypts one byte more than the data, which says what the record holds."}
	case password + overhead:
		return anatomy.Grading{Says: "That is what the record has beyond the empty request. 17 bytes of it are not password: 16 of tag and one of content type."}
	case password - 5:
		return anatomy.Grading{Says: "You subtracted the five bytes of the record's header. The length in the header does not count the header itself."}
	case record - overhead:
		return anatomy.Grading{Says: "That is the length of the whole request. Subtract what it has without a password."}
	}
	return anatomy.Grading{Says: "Part of the record is not password: what TLS adds to all that it encrypts (the lesson counts it), and the rest of the request."}
}
