package hello

import (
	"crypto/tls"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// targets are the extensions that an exercise may ask for: each stands in every
// hello of the lab's client, and behind the server's name, whose length is drawn.
var targets = []registry.ExtensionType{
	registry.ExtECPointFormats, registry.ExtStatusRequest, registry.ExtSupportedGroups, registry.ExtSignatureAlgorithms,
	registry.ExtALPN, registry.ExtSupportedVersions, registry.ExtKeyShare,
}

// exercise asks for the place of an extension in a fresh ClientHello. Which one,
// and how long the server's name is, is drawn for this run.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	draw := make([]byte, 2)
	if _, err := io.ReadFull(l.Rand("exercise"), draw); err != nil {
		return nil, err
	}
	name := strings.Repeat("x", 1+int(draw[0])%40) + ".example"
	target := targets[int(draw[1])%len(targets)]
	session, _, err := greet(l, name, tls.VersionTLS13, nil)
	if err := lab.BothFine(session, err); err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Add(with13, "", session)
	m := s.Message(with13, clientHello)
	place, ok := m.Extension(target)
	if !ok {
		return nil, fmt.Errorf("the hello has no %s", target)
	}
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			telling.BytesOf("A ClientHello, fresh from the wire: its header and its body", m.Bytes, len(m.Bytes)),
			&transcript.TryIt{Role: "exercise", Text: transcript.Plainly(fmt.Sprintf(
				"Each extension begins with two bytes of type and two bytes of length. The extension %s has the type %04x. At which byte does it begin, counted from 0 at the first byte of the message? (a decimal number)", target, uint16(target)))},
		},
		Grade: func(answer string) anatomy.Grading { return grade(answer, m, target, place) },
	}, nil
}

// grade explains a wrong answer by what stands at the place that was named.
func grade(answer string, m anatomy.Message, target registry.ExtensionType, want int) anatomy.Grading {
	kind := fmt.Sprintf("%02x %02x", uint16(target)>>8, uint16(target)&0xff)
	n, err := strconv.Atoi(strings.TrimSpace(answer))
	if err != nil {
		return anatomy.Grading{Says: fmt.Sprintf("%q is no decimal number. The numbers in front of the lines are decimal; count on from one of them.", answer)}
	}
	switch n {
	case want:
		return anatomy.Grading{Right: true, Says: fmt.Sprintf("Byte %d: %s, the type of %s; then the length of its body.", n, kind, target)}
	case want + 5:
		return anatomy.Grading{Says: "You counted the five bytes of the record's header. The dump begins behind it."}
	case want - 4:
		return anatomy.Grading{Says: "You began to count behind the message's header. Its four bytes are the first of the dump."}
	case want + 1:
		return anatomy.Grading{Says: "You counted from 1, or found the second byte of the type. The first byte of a message is byte 0."}
	}
	for _, s := range m.Trace.Spans {
		if !s.Group && n >= s.Offset && n < s.Offset+s.Length {
			return anatomy.Grading{Says: fmt.Sprintf("Byte %d belongs to the field %s, bytes %d–%d. Follow the lengths: where one extension ends, the next one begins. Look for %s there.", n, s.Field.Name, s.Offset, s.Offset+s.Length-1, kind)}
		}
	}
	return anatomy.Grading{Says: fmt.Sprintf("The message has no byte %d: its last is byte %d.", n, len(m.Bytes)-1)}
}
