package certificate

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// elements are the parts of tbs_certificate in their order: RFC 5280 §4.1.
var elements = []string{"version", "serial_number", "signature", "issuer", "validity", "subject", "subject_public_key_info", "extensions"}

// firstTarget is the first element that an exercise may ask for: the place of those
// before it is the same in every certificate of the lab.
const firstTarget = 4

// exercise asks where a part of a fresh certificate begins. Which part, and how long
// the two names are, is drawn for this run.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	draw := make([]byte, 64)
	if _, err := io.ReadFull(l.Rand("exercise"), draw); err != nil {
		return nil, err
	}
	nth := firstTarget + int(draw[0])%(len(elements)-firstTarget)
	root, err := l.Authority(word(draw[1:32]) + " root")
	if err != nil {
		return nil, err
	}
	name := word(draw[32:]) + ".example"
	cert, err := root.Issue(name)
	if err != nil {
		return nil, err
	}
	session, _, err := fetch(l, root, name, cert)
	if err := lab.BothFine(session, err); err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Add(fetched, "", session)
	m, der, start := onWire(s, fetched)
	place, ok := m.Field("tbs_certificate/" + elements[nth])
	if !ok {
		return nil, fmt.Errorf("the certificate has no %s", elements[nth])
	}
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			telling.BytesOf("A certificate, fresh from the wire: its DER", der, len(der)),
			&transcript.TryIt{Role: "exercise", Text: transcript.Plainly(fmt.Sprintf(
				"The header of the certificate is followed by that of tbs_certificate, and that by its elements, each with a tag and a length: %s. "+
					"At which byte does %s begin, counted from 0 at the first byte of the certificate? (a decimal number)",
				strings.Join(elements, ", "), elements[nth]))},
		},
		Grade: func(answer string) anatomy.Grading { return grade(answer, m, nth, place.Offset-start) },
	}, nil
}

// word is 3 to 18 letters, drawn.
func word(draw []byte) string {
	letters := make([]byte, 3+int(draw[0])%16)
	for i := range letters {
		letters[i] = 'a' + draw[1+i]%26
	}
	return string(letters)
}

// grade explains a wrong answer by what stands at the place that was named.
func grade(answer string, m anatomy.Message, nth, want int) anatomy.Grading {
	n, err := strconv.Atoi(strings.TrimSpace(answer))
	if err != nil {
		return anatomy.Grading{Says: fmt.Sprintf("%q is no decimal number. The numbers in front of the lines are decimal; count on from one of them.", answer)}
	}
	_, start := begin(m, "certificate")
	header, _ := begin(m, "tbs_certificate/"+elements[nth]+"/tag_length")
	switch n {
	case want:
		return anatomy.Grading{Right: true, Says: fmt.Sprintf("Byte %d: the tag of %s. You stepped over %d elements, each by its length.", n, elements[nth], nth)}
	case want + header:
		return anatomy.Grading{Says: fmt.Sprintf("There its content begins. The element itself begins with its tag and its length, %d bytes before.", header)}
	case want + start:
		return anatomy.Grading{Says: fmt.Sprintf("You counted from the first byte of the TLS message. The certificate begins %d bytes behind it, and the dump shows the certificate.", start)}
	case want + 1:
		return anatomy.Grading{Says: "You counted from 1, or took the length for the tag. The first byte is byte 0."}
	case want - 4, want - 8:
		return anatomy.Grading{Says: "Count from the very first byte: the certificate and tbs_certificate have a header of four bytes each. And no length counts the header that it stands in."}
	case want - 2*nth:
		return anatomy.Grading{Says: fmt.Sprintf("You added the lengths alone. No length counts the header that it stands in: two bytes more for each of the %d elements before.", nth)}
	}
	for i, e := range elements {
		length, at := begin(m, "tbs_certificate/"+e)
		if at -= start; n >= at && n < at+length {
			hint := fmt.Sprintf("Step over it: behind the last of its %d bytes, header included, the next element begins.", length)
			if i > nth {
				hint = "That is too far: you stepped over the one that was asked for."
			}
			return anatomy.Grading{Says: fmt.Sprintf("Byte %d stands in %s, which begins at byte %d. %s", n, e, at, hint)}
		}
	}
	if n >= 0 && n < m.Size()-start {
		return anatomy.Grading{Says: fmt.Sprintf("Byte %d is outside of the elements of tbs_certificate: in one of the two headers before them, or in the signature behind.", n)}
	}
	return anatomy.Grading{Says: fmt.Sprintf("The certificate has no byte %d: its last is byte %d.", n, m.Size()-start-1)}
}

// begin is how long a field of the message is, and where it begins.
func begin(m anatomy.Message, path string) (length, offset int) {
	f, _ := m.Field(path)
	return len(f.Bytes), f.Offset
}
