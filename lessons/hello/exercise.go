package hello

import (
	"crypto/tls"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// exercise asks for the place of an extension in a ClientHello whose server name
// has a length drawn for this run, so that every place behind it is new.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	draw := make([]byte, 2)
	if _, err := io.ReadFull(l.Rand("exercise"), draw); err != nil {
		return nil, err
	}
	name := strings.Repeat("x", 1+int(draw[0])%40) + ".example"
	session, err := greet(l, name, tls.VersionTLS13, nil)
	if err := lab.BothFine(session, err); err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Add(with13, "", session)
	m := s.Message(with13, clientHello)
	f, ok := m.Field("supported_versions/extension_type")
	if !ok {
		return nil, fmt.Errorf("the hello has no supported_versions")
	}
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			telling.BytesOf("A ClientHello, fresh from the wire: its header and its body", m.Bytes, len(m.Bytes)),
			&transcript.TryIt{Role: "exercise", Text: transcript.Plainly(
				"The extension supported_versions has the type 002b. At which byte does it begin, counted from 0 at the first byte of the message? (a decimal number)")},
		},
		Grade: func(answer string) anatomy.Grading { return grade(answer, m, f.Offset) },
	}, nil
}

// grade explains a wrong answer by what stands at the place that was named.
func grade(answer string, m anatomy.Message, want int) anatomy.Grading {
	n, err := strconv.Atoi(strings.TrimSpace(answer))
	if err != nil {
		return anatomy.Grading{Says: fmt.Sprintf("%q is no decimal number. Look for the two bytes 00 2b, and count from the 0000 at the left.", answer)}
	}
	switch n {
	case want:
		return anatomy.Grading{Right: true, Says: fmt.Sprintf("Byte %d: 00 2b, the type; then the length of the body, then the list that offers 0304.", n)}
	case want + 5:
		return anatomy.Grading{Says: "You counted the five bytes of the record's header. The dump begins behind it."}
	case want - 4:
		return anatomy.Grading{Says: "You began to count behind the message's header. Its four bytes are the first of the dump."}
	case want + 1:
		return anatomy.Grading{Says: "You counted from 1, or found the second byte of the type, 2b. The first byte of a message is byte 0."}
	}
	for _, s := range m.Trace.Spans {
		if !s.Group && n >= s.Offset && n < s.Offset+s.Length {
			return anatomy.Grading{Says: fmt.Sprintf("Byte %d belongs to the field %s, bytes %d–%d. Look for the two bytes 00 2b where an extension begins.", n, s.Field.Name, s.Offset, s.Offset+s.Length-1)}
		}
	}
	return anatomy.Grading{Says: fmt.Sprintf("The message has no byte %d: its last is byte %d.", n, len(m.Bytes)-1)}
}
