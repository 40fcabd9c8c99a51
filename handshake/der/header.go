package der

import (
	"fmt"
	"math"

	"github.com/tlsteach/tlsteach/handshake/wire"
)

var (
	tagLength = wire.Field{Name: "tag_length", Ref: "X.690 §8.1.2", Text: headText,
		Mean: "What kind of element this is, and how many bytes its content has."}
	unusedBits = wire.Field{Name: "unused_bits", Ref: "X.690 §8.6.2", Filter: "ber.bitstring.padding", Text: wire.Number,
		Mean: "How many bits at the end of the last byte do not count: a BIT STRING need not fill whole bytes."}
)

// head reads the tag, which must be the element's, and the length. Where ok, the
// element around has that many bytes.
func (r *reader) head(e *element) (n int, ok bool) {
	v, more := r.Peek16()
	left := r.left()
	if !more || left < 2 {
		r.fail(&e.whole, 2, "")
		return 0, false
	}
	r.tag = byte(v >> 8)
	if e.tag != r.tag && e.tag != 0 {
		r.fail(&e.whole, 0, "its tag is that of "+tagText(r.tag)+", not of "+tagText(e.tag))
		return 0, false
	}
	if r.tag&0x1f == 0x1f {
		r.fail(&e.whole, 0, "its tag has a number above 30, which nothing at this place has")
		return 0, false
	}
	if n = int(v & 0xff); n >= 0x80 {
		return r.longHead(&e.whole, 1, n&0x7f)
	}
	r.Uint16(&tagLength)
	if n > left-2 {
		r.fail(&e.whole, n, "")
		return 0, false
	}
	return n, true
}

// longHead reads a tag of so many bytes and the length behind it, where that
// takes more bytes than one.
func (r *reader) longHead(f *wire.Field, tag, more int) (n int, ok bool) {
	switch {
	case more == 0:
		r.fail(f, 0, "its length is indefinite, which DER forbids")
		return 0, false
	case more == 0x7f:
		r.fail(f, 0, "its length is of a form that X.690 reserves")
		return 0, false
	case tag+1+more > min(r.left(), r.Len()):
		r.fail(f, tag+1+more, "")
		return 0, false
	}
	n = number(r.Bytes(&tagLength, tag+1+more)[tag+1:])
	if n > r.left() {
		r.fail(f, n, "")
		return 0, false
	}
	return n, true
}

// number reads a length. One that no input can have is the greatest int.
func number(b []byte) (n int) {
	for _, v := range b {
		if n > math.MaxInt32>>8 {
			return math.MaxInt32
		}
		n = n<<8 | int(v)
	}
	return n
}

// tagNames are the universal types (X.680 §8.4) by the number of their tag.
var tagNames = [...]string{1: "BOOLEAN", 2: "INTEGER", 3: "BIT STRING", 4: "OCTET STRING", 5: "NULL", 6: "OBJECT IDENTIFIER",
	7: "ObjectDescriptor", 8: "EXTERNAL", 9: "REAL", 10: "ENUMERATED", 11: "EMBEDDED PDV", 12: "UTF8String", 13: "RELATIVE-OID",
	16: "SEQUENCE", 17: "SET", 18: "NumericString", 19: "PrintableString", 20: "T61String", 21: "VideotexString", 22: "IA5String",
	23: "UTCTime", 24: "GeneralizedTime", 25: "GraphicString", 26: "VisibleString", 27: "GeneralString", 28: "UniversalString",
	29: "CHARACTER STRING", 30: "BMPString"}

// tagBytes is how many bytes the tag takes with which b begins (X.690 §8.1.2); more
// than b has where it does not end.
func tagBytes(b []byte) int {
	if len(b) == 0 || b[0]&0x1f != 0x1f {
		return 1
	}
	for i, v := range b[1:] {
		if v&0x80 == 0 {
			return i + 2
		}
	}
	return len(b) + 1
}

// tagText names an identifier octet: "INTEGER", "[3]".
func tagText(tag byte) string {
	number := tag & 0x1f
	if tag>>6 == 0 && int(number) < len(tagNames) && tagNames[number] != "" {
		return tagNames[number]
	}
	return classText(tag, uint64(number))
}

// highTagText names a tag whose number is above 30: "[APPLICATION 33]".
func highTagText(b []byte) string {
	if len(b) > 10 {
		return fmt.Sprintf("a tag of %d bytes", len(b))
	}
	var number uint64
	for _, v := range b[1:] {
		number = number<<7 | uint64(v&0x7f)
	}
	return classText(b[0], number)
}

func classText(tag byte, number uint64) string {
	return fmt.Sprintf([]string{"[UNIVERSAL %d]", "[APPLICATION %d]", "[%d]", "[PRIVATE %d]"}[tag>>6], number)
}

// headText is the text of a tag and a length: "INTEGER, 20 bytes".
func headText(b []byte) string {
	tag := tagBytes(b)
	if len(b) <= tag {
		return wire.Count(b)
	}
	name, n := tagText(b[0]), int(b[tag])
	if tag > 1 {
		name = highTagText(b[:tag])
	}
	if n >= 0x80 {
		n = number(b[tag+1:])
	}
	if n == 1 {
		return name + ", 1 byte"
	}
	return fmt.Sprintf("%s, %d bytes", name, n)
}

// split cuts an element at the end of its tag and length, and what follows it
// off; ok is false where it is none. Of a tag of several bytes, tag is the first.
func split(b []byte) (tag byte, content, rest []byte, ok bool) {
	start := tagBytes(b) + 1
	if len(b) < start || b[start-1] == 0x80 || b[start-1] == 0xff {
		return 0, nil, nil, false
	}
	n := int(b[start-1])
	if n > 0x80 {
		first := start
		if start += n & 0x7f; start > len(b) {
			return 0, nil, nil, false
		}
		n = number(b[first:start])
	}
	if n > len(b)-start {
		return 0, nil, nil, false
	}
	return b[0], b[start : start+n], b[start+n:], true
}
