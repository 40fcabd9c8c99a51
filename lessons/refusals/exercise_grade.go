package refusals

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A riddleOf is an exercise: a message, and the field at fault in it.
type riddleOf struct {
	scene    *anatomy.Scene
	message  anatomy.Message
	field    string
	from, to int
}

// considered are the fields that a client looks at. For each, why it is in order
// where it is not the one at fault.
var considered = []struct{ path, fine string }{
	{"issuer/common_name", "a common name: %s. Names of issuers lead to the next certificate, and do here."},
	{"not_before", "the time from which the certificate is valid: %s, and by the client's clock that is over. It is in order."},
	{"not_after", "the time until which the certificate is valid: %s, and by the client's clock that is still to come. It is in order."},
	{"subject/common_name", "a common name: %s. In a server's certificate it is compared with nothing, and in an issuer's it is what the certificate before names."},
	{"key_usage", "what the key may do: %s. It is in order."},
	{"key_purpose_id", "a purpose: %s. The certificate is shown by a server, so it is in order."},
	{"basic_constraints", "what says whether the key may sign certificates. This one may, so it is in order."},
	{"dns_name", "the name that the certificate is for: %s, letter by letter what the client wanted. It is in order."},
}

// places finds these fields in the message, in their order there.
func (x *riddleOf) places(yes func(path, fine string, f handshake.Found)) {
	for i := range shown(x.scene, "it") {
		for _, c := range considered {
			path := fmt.Sprintf("certificate[%d]/%s", i, c.path)
			if f, ok := x.message.Field(path); ok {
				yes(path, c.fine, f)
			}
		}
	}
}

// bytes are the message, with the fields that a client looks at.
func (x *riddleOf) bytes() *transcript.Bytes {
	b := telling.BytesOf("The server's Certificate message, and what a client looks at in it", x.message.Bytes, len(x.message.Bytes))
	x.places(func(path, _ string, f handshake.Found) {
		b.Spans = append(b.Spans, transcript.ByteSpan{Offset: f.Offset, Length: len(f.Bytes), Label: path + ": " + x.text(f)})
	})
	return b
}

// text is the value of a field; of one that has no value of its own, that of its
// last part.
func (x *riddleOf) text(f handshake.Found) (text string) {
	if own := f.Text(); own != "" {
		return own
	}
	for _, s := range x.message.Trace.Spans {
		if !s.Group && s.Offset >= f.Offset && s.Offset+s.Length <= f.Offset+len(f.Bytes) {
			text = s.Field.Value(x.message.Bytes[s.Offset : s.Offset+s.Length])
		}
	}
	return text
}

// grade explains a wrong answer by the field that was named.
func (x *riddleOf) grade(answer string) anatomy.Grading {
	n, err := strconv.Atoi(strings.TrimSpace(answer))
	if err != nil {
		return anatomy.Grading{Says: fmt.Sprintf("%q is no number of a byte. Find the field that is wrong; the number in front of it is the answer.", answer)}
	}
	j, _ := judged(x.scene, "it", byGo)
	if n >= x.from && n < x.to {
		says := fmt.Sprintf("Byte %d. ", x.from)
		for _, v := range failures(j) {
			says += v.Text + " (" + v.Ref + ")"
		}
		return anatomy.Grading{Right: true, Says: says}
	}
	if start, ok := x.message.Field(strings.SplitN(x.field, "/", 2)[0]); ok && n+start.Offset == x.from {
		return anatomy.Grading{Says: fmt.Sprintf("You counted from the first byte of the certificate. That is byte %d of the message.", start.Offset)}
	}
	var fine string
	x.places(func(_, why string, f handshake.Found) {
		if n >= f.Offset && n < f.Offset+len(f.Bytes) {
			fine = fmt.Sprintf("Byte %d belongs to ", n) + strings.Replace(why, "%s", x.text(f), 1)
		}
	})
	if fine != "" {
		return anatomy.Grading{Says: fine}
	}
	name := ""
	for _, s := range x.message.Trace.Spans {
		if s.Group && s.Field.Name == "extension" && n >= s.Offset && n < s.Offset+s.Length && x.from >= s.Offset && x.to <= s.Offset+s.Length {
			return anatomy.Grading{Says: fmt.Sprintf("Close: byte %d belongs to the extension in which that field stands. The answer is the number in front of the field's own line.", n)}
		}
		if inner := s.Field.Name; n >= s.Offset && n < s.Offset+s.Length && inner != "tag_length" && inner != "value" {
			name = inner
		}
	}
	if name != "" {
		return anatomy.Grading{Says: fmt.Sprintf("Byte %d belongs to the field %s, for which no client refuses here. Compare the dates with the clock, the name with the one wanted, and the usages with what they are used for.", n, name)}
	}
	return anatomy.Grading{Says: fmt.Sprintf("The message has no byte %d: its last is byte %d.", n, len(x.message.Bytes)-1)}
}
