package der

import "github.com/tlsteach/tlsteach/handshake/wire"

// leaves describe the content of an element that may have one of several types,
// by the number of its tag.
type leaves [32]*wire.Field

func leaf(ref, filter string, text func([]byte) string, mean string) *wire.Field {
	return &wire.Field{Name: "value", Ref: ref, Filter: filter, Text: text, Mean: mean}
}

const stringRef = "RFC 5280 §4.1.2.4"

// stringLeaves are strings for which Wireshark has no name.
var stringLeaves = textLeaves("", "", "", "", "", "")

// directoryLeaves are the CHOICE DirectoryString of RFC 5280 §4.1.2.4.
var directoryLeaves = textLeaves("x509sat.uTF8String", "x509sat.printableString", "x509sat.teletexString", "", "x509sat.universalString", "x509sat.bmpString")

// syntaxLeaves are attributes whose type is one kind of string.
var syntaxLeaves = textLeaves("x509sat.UTF8String", "x509sat.PrintableString", "x509sat.TeletexString", "x509sat.IA5String", "x509sat.UniversalString", "x509sat.BMPString")

// countryLeaves are a country's two letters.
var countryLeaves = textLeaves("", "x509sat.CountryName", "", "", "", "")

// userLeaves are a user's name, and qualifiedLeaves what RFC 3739 says of a person.
var (
	userLeaves      = textLeaves("x509af.Userid", "x509af.Userid", "", "", "", "")
	qualifiedLeaves = textLeaves("", "pkixqualified.Printablestring", "", "", "", "")
)

// timeLeaves are RFC 5280's Time.
var timeLeaves = leaves{
	tagUTCTime: leaf("RFC 5280 §4.1.2.5.1", "x509af.utcTime", utcTimeText,
		"A time whose year has two digits: 50 to 99 are of the years 1950 to 1999."),
	tagGeneralized: leaf("RFC 5280 §4.1.2.5.2", "x509af.generalizedTime", timeText,
		"A time whose year has four digits: certificates use it from the year 2050 on."),
}

func textLeaves(utf8, printable, t61, ia5, universal, bmp string) leaves {
	return leaves{
		tagUTF8:      leaf(stringRef, utf8, utf8Text, "Text in Unicode (UTF-8)."),
		tagNumeric:   leaf(stringRef, "", latinText, "Text of digits and spaces."),
		tagPrintable: leaf(stringRef, printable, latinText, "Text of letters, digits and a few signs."),
		tagT61:       leaf(stringRef, t61, latinText, "Text in an old coding, which most read as Latin-1."),
		tagIA5:       leaf(stringRef, ia5, latinText, "Text in ASCII."),
		tagVisible:   leaf(stringRef, "", latinText, "Text in ASCII without control characters."),
		tagUniversal: leaf(stringRef, universal, utf32Text, "Text of four bytes a character."),
		tagBMP:       leaf(stringRef, bmp, utf16Text, "Text of two bytes a character."),
	}
}

// described reads a content of n bytes whose type the tag says. One that is of no
// type expected here is divided by its own tags.
func (r *reader) described(e *element, n int) {
	if r.tag < 0x20 {
		if f := e.leaves[r.tag]; f != nil {
			r.take(e, f, n)
			return
		}
	}
	r.genericContent(kindWith(r.tag), r.tag, n, 0)
}
