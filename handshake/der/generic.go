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
	undivided   = wire.Field{Name: "undivided", Ref: "X.690 §8.1", Text: wire.Count, Mean: "Bytes that are not DER, or not DER alone."}
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

// generic divides one element by its tags.
func (r *reader) generic(depth int) {
	tag, ok := r.peek()
	if !ok {
		r.fail(&someElement, 2, "")
		return
	}
	k := kindWith(tag)
	group := r.Open(&k.whole)
	if n, ok := r.genericHead(&k.whole); ok {
		r.genericContent(k, tag, n, depth)
	}
	r.Close(group)
}

func (r *reader) genericHead(f *wire.Field) (n int, ok bool) {
	v, _ := r.Peek16()
	n = int(v & 0xff)
	switch {
	case v>>8&0x1f == 0x1f:
		return r.highHead(f)
	case n >= 0x80:
		return r.longHead(f, 1, n&0x7f)
	}
	r.Uint16(&tagLength)
	if n > r.left() {
		r.fail(f, n, "")
		return 0, false
	}
	return n, true
}

// highHead reads tag and length where the number of the tag is above 30: X.690
// §8.1.2.4.
func (r *reader) highHead(f *wire.Field) (n int, ok bool) {
	b := r.Ahead()
	b = b[:min(len(b), r.left())]
	tag := tagBytes(b)
	if tag >= len(b) {
		r.fail(f, tag+1, "")
		return 0, false
	}
	if n = int(b[tag]); n >= 0x80 {
		return r.longHead(f, tag, n&0x7f)
	}
	r.Bytes(&tagLength, tag+1)
	if n > r.left() {
		r.fail(f, n, "")
		return 0, false
	}
	return n, true
}

func (r *reader) genericContent(k *kind, tag byte, n, depth int) {
	if n > r.Len() && (tag&0x20 == 0 || depth == maxDepth) {
		r.fail(&k.whole, n, "")
		return
	}
	outer := r.narrow(n)
	switch {
	case tag&0x20 == 0:
		if tag == tagBitString && n > 0 {
			r.Uint8(&unusedBits)
		}
		r.simple(k, depth)
	case depth == maxDepth:
		r.Opaque(&tooDeep, n)
	default:
		for r.left() > 0 {
			r.generic(depth + 1)
		}
	}
	r.widen(outer)
}

// simple reads what a primitive holds: a leaf, unless its type says nothing of
// its content and that is an element with parts.
func (r *reader) simple(k *kind, depth int) {
	n := r.left()
	if k.value.Text == nil && depth < maxDepth && divides(r.Ahead()[:n]) {
		r.generic(depth + 1)
		return
	}
	r.Bytes(&k.value, n)
}

// unknown reads what an extension holds that has no grammar here. RFC 5280 §4.1
// says that it is DER; where it is not, it is one leaf.
func (r *reader) unknown() {
	if b := r.Ahead(); r.left() == len(b) && isElement(b) {
		r.generic(0)
		return
	}
	r.unopened(&undivided)
}

// divides says whether the bytes are one element that has parts.
func divides(b []byte) bool { return len(b) > 1 && b[0]&0x20 != 0 && isElement(b) }

// isElement says whether the bytes are one element, down to its last part and
// with nothing behind it. A primitive is taken for one only where its type is one
// that certificates use: two bytes fit by chance too easily.
func isElement(b []byte) bool {
	tag, content, rest, ok := split(b)
	if !ok || len(rest) > 0 || tag&0x20 == 0 && tag>>6 != 2 && usual>>tag&1 == 0 {
		return false
	}
	return isContent(tag, content, 0)
}

// usual has a bit for each primitive type that certificates use, and alwaysParts
// one for each that has parts (X.680 §8.4).
const (
	usual = 1<<tagBoolean | 1<<tagInteger | 1<<tagBitString | 1<<tagOctetString | 1<<tagNull | 1<<tagOID | 1<<tagEnumerated | 1<<tagUTF8 |
		1<<tagNumeric | 1<<tagPrintable | 1<<tagT61 | 1<<tagIA5 | 1<<tagUTCTime | 1<<tagGeneralized | 1<<tagVisible | 1<<tagGeneral | 1<<tagUniversal | 1<<tagBMP
	alwaysParts = 1<<8 | 1<<11 | 1<<16 | 1<<17 | 1<<29
)

func isContent(tag byte, content []byte, depth int) bool {
	parts := tag&0x20 != 0
	switch {
	case tag < 0x40 && (tag&0x1f == 0 || parts != (alwaysParts>>(tag&0x1f)&1 == 1)):
		return false
	case tag == tagBoolean && len(content) != 1, tag == tagNull && len(content) != 0, tag == tagInteger && len(content) == 0:
		return false
	case !parts || depth > maxDepth:
		return true
	}
	for len(content) > 0 {
		tag, inner, rest, ok := split(content)
		if !ok || !isContent(tag, inner, depth+1) {
			return false
		}
		content = rest
	}
	return true
}
