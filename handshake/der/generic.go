package der

import "github.com/tlsteach/tlsteach/handshake/wire"

// maxDepth bounds the nesting that a walk without a grammar follows.
const maxDepth = 32

// A kind is how an element without a grammar is described: by its tag alone.
type kind struct{ whole, value wire.Field }

func kindOf(name string, text func([]byte) string, mean string) kind {
	return kind{
		whole: wire.Field{Name: name, Ref: "X.690 §8", Text: anyText, Mean: mean},
		value: wire.Field{Name: "value", Ref: "X.690 §8", Text: text, Mean: mean},
	}
}

// universal are the kinds by the number of their tag.
var universal = [32]*kind{
	tagBoolean:     plain(tagBoolean, "boolean", "True or false."),
	tagInteger:     plain(tagInteger, "integer", "A number."),
	tagBitString:   plain(tagBitString, "bit_string", "A row of bits."),
	tagOctetString: plain(tagOctetString, "octet_string", "A row of bytes."),
	tagNull:        plain(tagNull, "null", "Nothing: it stands where something else could."),
	tagOID:         plain(tagOID, "object_identifier", "A number in parts that names a thing worldwide."),
	tagEnumerated:  plain(tagEnumerated, "enumerated", "One of a list of choices."),
	tagUTF8:        plain(tagUTF8, "utf8_string", "Text in Unicode (UTF-8)."),
	16:             plain(tagSequence, "sequence", "Several elements in a fixed order."),
	17:             plain(tagSet, "set", "Several elements whose order means nothing."),
	tagNumeric:     plain(tagNumeric, "numeric_string", "Text of digits and spaces."),
	tagPrintable:   plain(tagPrintable, "printable_string", "Text of letters, digits and a few signs."),
	tagT61:         plain(tagT61, "t61_string", "Text in an old coding, which most read as Latin-1."),
	tagIA5:         plain(tagIA5, "ia5_string", "Text in ASCII."),
	tagUTCTime:     plain(tagUTCTime, "utc_time", "A time whose year has two digits."),
	tagGeneralized: plain(tagGeneralized, "generalized_time", "A time whose year has four digits."),
	tagVisible:     plain(tagVisible, "visible_string", "Text in ASCII without control characters."),
	tagGeneral:     plain(tagGeneral, "general_string", "Text in any coding."),
	tagUniversal:   plain(tagUniversal, "universal_string", "Text of four bytes a character."),
	tagBMP:         plain(tagBMP, "bmp_string", "Text of two bytes a character."),
}

func plain(tag byte, name, mean string) *kind {
	k := kindOf(name, universalText(tag), mean)
	return &k
}

var (
	otherUniversal  = kindOf("universal", nil, "An element of a type that certificates do not use.")
	contextSpecific = kindOf("context_specific", nil, "An element whose number has a meaning only where it stands.")
	application     = kindOf("application", nil, "An element whose number has a meaning in one application.")
	private         = kindOf("private", nil, "An element whose number has a meaning in one enterprise.")

	someElement = wire.Field{Name: "element", Ref: "X.690 §8.1", Text: wire.Count, Mean: "A tag, a length and a content."}
	undivided   = wire.Field{Name: "undivided", Ref: "X.690 §8.1", Text: wire.Count, Mean: "Bytes that are not tag, length and content."}
	tooDeep     = wire.Field{Name: "nested", Ref: "X.690 §8.1", Text: wire.Count, Mean: "Elements that are nested too deeply to be divided here."}
)

func kindWith(tag byte) *kind {
	switch tag >> 6 {
	case 0:
		if k := universal[tag&0x1f]; k != nil {
			return k
		}
		return &otherUniversal
	case 1:
		return &application
	case 2:
		return &contextSpecific
	}
	return &private
}

// generic divides one element by its tags. Where the bytes may be something else
// than DER (lenient), what cannot be divided is a leaf and no error.
func (r *reader) generic(depth int, lenient bool) {
	tag, ok := r.peek()
	if !ok {
		r.stuck(&someElement, 2, lenient)
		return
	}
	k := kindWith(tag)
	group := r.Open(&k.whole)
	if n, ok := r.genericHead(k, lenient); ok {
		r.genericContent(k, tag, n, depth, lenient)
	}
	r.Close(group)
}

// stuck ends a walk at bytes that are no element.
func (r *reader) stuck(f *wire.Field, need int, lenient bool) {
	if lenient && r.Err() == nil {
		r.unopened(&undivided)
		return
	}
	r.fail(f, need, "")
}

func (r *reader) genericHead(k *kind, lenient bool) (n int, ok bool) {
	v, _ := r.Peek16()
	n = int(v & 0xff)
	switch {
	case v>>8&0x1f == 0x1f:
		n, ok = r.highTag(k, lenient)
	case n < 0x80:
		r.Uint16(&tagLength)
		ok = true
	case !lenient:
		return r.longHead(&k.whole, n&0x7f)
	case n == 0x80 || n == 0xff || 2+n&0x7f > min(r.left(), r.Len()):
		r.unopened(&undivided)
	default:
		n, ok = number(r.Bytes(&tagLength, 2+n&0x7f)[2:]), true
	}
	if ok && n > r.left() {
		r.stuck(&k.whole, n, lenient)
		return 0, false
	}
	return n, ok
}

// highTag reads a tag whose number is above 30 (X.690 §8.1.2.4), and the length:
// each byte is a leaf, since their number shows only on the way.
func (r *reader) highTag(k *kind, lenient bool) (n int, ok bool) {
	r.Uint8(&tagPart)
	for more := true; more; {
		if min(r.left(), r.Len()) < 2 {
			r.stuck(&k.whole, 2, lenient)
			return 0, false
		}
		more = r.Uint8(&tagPart)&0x80 != 0
	}
	n = int(r.Uint8(&lengthPart))
	if n < 0x80 {
		return n, true
	}
	if n &= 0x7f; n == 0 || n == 0x7f || n > min(r.left(), r.Len()) {
		r.stuck(&k.whole, max(n, 1), lenient)
		return 0, false
	}
	return number(r.Bytes(&lengthPart, n)), true
}

func (r *reader) genericContent(k *kind, tag byte, n, depth int, lenient bool) {
	if n > r.Len() && (tag&0x20 == 0 || depth == maxDepth) {
		r.stuck(&k.whole, n, lenient)
		return
	}
	outer := r.narrow(n)
	switch {
	case tag == tagBitString && n > 0:
		r.Uint8(&unusedBits)
		r.Bytes(&k.value, n-1)
	case tag&0x20 == 0:
		r.Bytes(&k.value, n)
	case depth == maxDepth:
		r.Opaque(&tooDeep, n)
	default:
		for r.left() > 0 {
			r.generic(depth+1, lenient)
		}
	}
	r.widen(outer)
}

// unknown reads what an extension holds that has no grammar here. RFC 5280 §4.1
// says that it is DER; where it cannot be, it is one leaf.
func (r *reader) unknown() {
	v, ok := r.Peek16()
	if !ok || !fits(v, r.left()) {
		r.unopened(&undivided)
		return
	}
	r.generic(0, true)
}

// fits says whether an element that begins with these two bytes can have n bytes.
func fits(v uint16, n int) bool {
	tag, length := byte(v>>8), int(v&0xff)
	if k := kindWith(tag); k == &otherUniversal || k == &private || k == &application || tag&0x1f == 0x1f {
		return false
	}
	if tag < 0x40 && (tag&0x20 != 0) != (tag&0x1f == 16 || tag&0x1f == 17) {
		return false
	}
	switch tag {
	case tagBoolean:
		return n == 3 && length == 1
	case tagNull:
		return n == 2 && length == 0
	}
	switch length {
	case 0x81:
		return n >= 3+0x80 && n < 3+1<<8
	case 0x82:
		return n >= 4+1<<8 && n < 4+1<<16
	case 0x83:
		return n >= 5+1<<16
	}
	return length < 0x80 && n == 2+length
}
