package certificate

import (
	"fmt"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A span names a field of the message in a view of its bytes.
type span struct {
	path, label string
	mark        bool
}

// view shows the bytes of a field, numbered as in the message, with spans in it.
func view(m anatomy.Message, title, path string, spans ...span) *transcript.Bytes {
	f, ok := m.Field(path)
	if !ok {
		return telling.BytesOf(title+": it was not recorded", nil, 0)
	}
	b := telling.BytesOf(title, f.Bytes, len(f.Bytes))
	b.Base = f.Offset
	for _, s := range spans {
		if part, ok := m.Field(s.path); ok {
			b.Spans = append(b.Spans, transcript.ByteSpan{Offset: part.Offset - f.Offset, Length: len(part.Bytes), Label: s.label, Mark: s.mark})
		}
	}
	return b
}

// nameBytes shows a name, with its attributes.
func nameBytes(s *anatomy.Scene, path, title string) anatomy.Figure {
	m := s.Message(fetched, "Certificate")
	spans := []span{{path + "/tag_length", "the header: tag 30 and the length", false}}
	for i := 0; ; i++ {
		part := fmt.Sprintf("%s/relative_distinguished_name[%d]", path, i)
		f, ok := m.Field(part)
		if !ok {
			return view(m, title, path, spans...)
		}
		spans = append(spans, span{part, f.Text(), true})
	}
}

// sanBytes shows the names that clients compare.
func sanBytes(s *anatomy.Scene) anatomy.Figure {
	m := s.Message(fetched, "Certificate")
	spans := []span{{sanPath + "/tag_length", "the header: tag 30 and the length", false}}
	for i, n := range dnsNames(m) {
		name := fmt.Sprintf("%s/dns_name[%d]", sanPath, i)
		spans = append(spans, span{name + "/tag_length", "tag 82, a DNS name, and its length", false}, span{name + "/value", n, true})
	}
	return view(m, "subject_alt_name", sanPath, spans...)
}

// keyBytes shows the public key, with what says of which kind it is.
func keyBytes(s *anatomy.Scene) anatomy.Figure {
	m := s.Message(fetched, "Certificate")
	const path = "subject_public_key_info"
	return view(m, path, path,
		span{path + "/tag_length", "the header: tag 30 and the length", false},
		span{path + "/algorithm/algorithm", "the kind: " + m.Text(path+"/algorithm/algorithm"), false},
		span{path + "/named_curve", "the curve: " + m.Text(path+"/named_curve"), false},
		span{path + "/subject_public_key/tag_length", "tag 03, a string of bits, and its length", false},
		span{path + "/unused_bits", "how many bits at the end do not count", false},
		span{pointPath, "the key: a point on the curve", true})
}
