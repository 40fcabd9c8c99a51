package der

import "github.com/tlsteach/tlsteach/handshake/wire"

// An element is a line of an ASN.1 module: what may stand at a place, and the
// fields of its parts.
type element struct {
	shape   shape
	tag     byte // the identifier octet (X.690 §8.1.2); 0: any
	may     bool // OPTIONAL or DEFAULT
	parts   []*element
	leaves  *leaves    // a text's or a time's content by its tag
	open    *byOID     // what an open type holds
	whole   wire.Field // the group around tag, length and content
	content wire.Field // a primitive's content, or the group of a list's elements
}

// A shape says how an element's content is read.
type shape uint8

const (
	primitive    shape = iota // one leaf
	oidValue                  // a leaf that says what an open type behind it holds
	algorithm                 // likewise, and what a key or a signature behind it holds
	sequence                  // the parts in their order
	list                      // the first part, again and again
	byTag                     // one leaf, described by leaves
	bitString                 // a byte that counts unused bits, then one leaf
	bitWrapped                // likewise, with what the algorithm says inside
	octetWrapped              // an OCTET STRING with what the object identifier says inside
	address                   // a leaf that is an IP address
	sctList                   // an OCTET STRING that holds RFC 6962's list

	// Those from here on have no tag and length of their own.
	choice   // the part that has the tag
	open     // what the object identifier before it says
	params   // what the algorithm before it says
	raw      // what is left, as one leaf
	rawOrDER // likewise, unless it is an element with parts
)

// Identifier octets.
const (
	tagBoolean     = 0x01
	tagInteger     = 0x02
	tagBitString   = 0x03
	tagOctetString = 0x04
	tagNull        = 0x05
	tagOID         = 0x06
	tagEnumerated  = 0x0a
	tagUTF8        = 0x0c
	tagNumeric     = 0x12
	tagPrintable   = 0x13
	tagT61         = 0x14
	tagIA5         = 0x16
	tagUTCTime     = 0x17
	tagGeneralized = 0x18
	tagVisible     = 0x1a
	tagGeneral     = 0x1b
	tagUniversal   = 0x1c
	tagBMP         = 0x1e
	tagSequence    = 0x30
	tagSet         = 0x31

	contextual  = 0x80 // [0] IMPLICIT of a primitive type; |1 is [1]
	constructed = 0xa0 // [0] EXPLICIT, or IMPLICIT of a SEQUENCE; |1 is [1]
)

// value describes a primitive. The filter is that of its content: so Wireshark
// shows it.
func value(tag byte, name, ref, filter string, text func([]byte) string, mean string) *element {
	around := within(text)
	if text == nil {
		around = briefly(nil)
	}
	return &element{tag: tag,
		whole:   wire.Field{Name: name, Ref: ref, Text: around, Mean: mean},
		content: wire.Field{Name: "value", Ref: ref, Filter: filter, Text: text, Mean: mean}}
}

func (e element) shaped(s shape) *element {
	e.shape = s
	return &e
}

func integer(name, ref, filter, mean string) *element {
	return value(tagInteger, name, ref, filter, integerText, mean).shown(briefly(integerText))
}

func boolean(name, ref, filter, mean string) *element {
	return value(tagBoolean, name, ref, filter, booleanText, mean)
}

func octets(name, ref, filter, mean string) *element {
	return value(tagOctetString, name, ref, filter, nil, mean)
}

func null(name, ref, mean string) *element {
	return value(tagNull, name, ref, "", wire.Count, mean)
}

// oid describes an OBJECT IDENTIFIER; its content is the leaf oid.
func oid(name, ref, filter, mean string) *element {
	e := value(tagOID, name, ref, filter, oidText, mean)
	e.content.Name = "oid"
	return e.shaped(oidValue)
}

// bits describes a BIT STRING.
func bits(name, ref, filter string, text func([]byte) string, mean string) *element {
	return value(tagBitString, name, ref, filter, text, mean).shown(bitsWithin(text)).shaped(bitString)
}

// text describes a string of any type.
func text(name, ref, filter string, mean string) *element {
	return &element{shape: byTag, leaves: &stringLeaves,
		whole: wire.Field{Name: name, Ref: ref, Filter: filter, Text: anyText, Mean: mean}}
}

// in says which leaves describe the content.
func (e element) in(l *leaves) *element {
	e.leaves = l
	return &e
}

// fields describes a SEQUENCE, whose filter is that of the whole.
func fields(name, ref, filter, mean string, parts ...*element) *element {
	return &element{shape: sequence, tag: tagSequence, parts: parts,
		whole: wire.Field{Name: name, Ref: ref, Filter: filter, Text: wire.Count, Mean: mean}}
}

// repeated makes a SEQUENCE of one part a SEQUENCE OF without an inner group.
func (e element) repeated() *element { return e.shaped(list) }

// elements describes a SEQUENCE OF. Its elements are in a group of their own,
// which has the filter: so Wireshark shows it.
func elements(name, inner, ref, filter, mean string, of *element) *element {
	return &element{shape: list, tag: tagSequence, parts: []*element{of},
		whole:   wire.Field{Name: name, Ref: ref, Text: countText, Mean: mean},
		content: wire.Field{Name: inner, Ref: ref, Filter: filter, Text: partsText, Mean: mean}}
}

// oneOf describes a CHOICE.
func oneOf(alternatives ...*element) *element {
	return &element{shape: choice, parts: alternatives}
}

// openType describes what the object identifier before it decides.
func openType(by *byOID) *element {
	return &element{shape: open, open: by}
}

// optional is the element where it may be absent.
func (e element) optional() *element {
	e.may = true
	return &e
}

// tagged is the element under another tag.
func (e element) tagged(tag byte) *element {
	e.tag = tag
	return &e
}

// grouped puts what a SEQUENCE holds into a group of its own.
func (e element) grouped(name, filter string) *element {
	e.content = wire.Field{Name: name, Ref: e.whole.Ref, Filter: filter, Text: wire.Count, Mean: e.whole.Mean}
	return &e
}

// holding gives what the element holds a filter.
func (e element) holding(filter string) *element {
	e.content.Filter = filter
	return &e
}

// filtered gives the whole element a filter.
func (e element) filtered(filter string) *element {
	e.whole.Filter = filter
	return &e
}

// shown gives the whole element a text.
func (e element) shown(text func([]byte) string) *element {
	e.whole.Text = text
	return &e
}

// opening says what is inside an element that wraps another.
func (e element) opening(s shape, by *byOID) *element {
	e.shape, e.open = s, by
	return &e
}

// begins says whether an element of this kind may begin with the tag.
func (e *element) begins(tag byte) bool {
	if e.shape == choice {
		return e.alternative(tag) != nil
	}
	return e.tag == 0 || e.tag == tag
}

func (e *element) alternative(tag byte) *element {
	for _, p := range e.parts {
		if p.begins(tag) {
			return p
		}
	}
	return nil
}
