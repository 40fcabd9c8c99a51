package der

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Texts for people. They run only when something is rendered, and take any bytes.

// within makes the text of a content that of the whole element.
func within(text func([]byte) string) func([]byte) string {
	return func(b []byte) string {
		_, content, _, ok := split(b)
		if !ok {
			return wire.Count(b)
		}
		f := wire.Field{Text: text}
		return f.Value(content)
	}
}

// longest is how many bytes an element's text shows of a content that is digits
// only: a number of 521 bits, a hash. What is longer is shown at the content alone.
const longest = 66

// briefly is within for contents that are digits only.
func briefly(text func([]byte) string) func([]byte) string {
	return within(func(b []byte) string {
		if len(b) > longest {
			return wire.Count(b)
		}
		f := wire.Field{Text: text}
		return f.Value(b)
	})
}

// bitCount is how many bytes a BIT STRING holds behind its count of unused bits.
func bitCount(b []byte) string {
	return within(func(content []byte) string { return wire.Count(content[1:]) })(b)
}

// anyText is the text of an element by its tag.
func anyText(b []byte) string {
	tag, content, _, ok := split(b)
	if !ok {
		return wire.Count(b)
	}
	if tag&0x20 != 0 {
		return countText(b)
	}
	f := wire.Field{Text: universalText(tag)}
	if tag == tagBitString && len(content) > 0 {
		content = content[1:]
	}
	switch {
	case f.Text == nil && divides(content):
		return headText(content)
	case (f.Text == nil || tag == tagInteger) && len(content) > longest:
		return wire.Count(content)
	}
	return f.Value(content)
}

// universalText is how the content of a universal type is shown.
func universalText(tag byte) func([]byte) string {
	switch tag {
	case tagBoolean:
		return booleanText
	case tagInteger, tagEnumerated:
		return integerText
	case tagOID:
		return oidText
	case tagUTF8:
		return utf8Text
	case tagNumeric, tagPrintable, tagT61, tagIA5, tagVisible, tagGeneral:
		return latinText
	case tagUTCTime:
		return utcTimeText
	case tagGeneralized:
		return timeText
	case tagUniversal:
		return utf32Text
	case tagBMP:
		return utf16Text
	}
	return nil
}

// countText says how many elements stand in one.
func countText(b []byte) string {
	_, content, _, ok := split(b)
	if !ok {
		return wire.Count(b)
	}
	return partsText(content)
}

// partsText says how many elements stand side by side.
func partsText(b []byte) string {
	count := 0
	for rest := b; len(rest) > 0; count++ {
		var ok bool
		if _, _, rest, ok = split(rest); !ok {
			return wire.Count(b)
		}
	}
	if count == 1 {
		return "1 element"
	}
	return strconv.Itoa(count) + " elements"
}

func booleanText(b []byte) string {
	if len(b) != 1 {
		return hex.EncodeToString(b)
	}
	return strconv.FormatBool(b[0] != 0)
}

// integerText is decimal up to eight bytes, and hexadecimal beyond.
func integerText(b []byte) string {
	if len(b) > 8 {
		return "0x" + hex.EncodeToString(b)
	}
	v := int64(wire.Uint(b))
	shift := 64 - 8*len(b)
	return strconv.FormatInt(v<<shift>>shift, 10)
}

// serialText is hexadecimal, as people compare serial numbers.
func serialText(b []byte) string { return "0x" + hex.EncodeToString(b) }

// utf8Text, latinText, utf16Text and utf32Text decode the string types.
func utf8Text(b []byte) string { return strings.ToValidUTF8(string(b), "\uFFFD") }

func latinText(b []byte) string {
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
	}
	return string(out)
}

func utf16Text(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units)) + odd(len(b)%2)
}

func utf32Text(b []byte) string {
	runes := make([]rune, len(b)/4)
	for i := range runes {
		runes[i] = rune(binary.BigEndian.Uint32(b[4*i:]))
	}
	return string(runes) + odd(len(b)%4)
}

// odd stands for bytes that are no whole character.
func odd(left int) string {
	if left == 0 {
		return ""
	}
	return "\uFFFD"
}

// utcTimeText reads a UTCTime: RFC 5280 §4.1.2.5.1. A year of two digits from 50 on
// is of the last century.
func utcTimeText(b []byte) string {
	t, ok := parsedTime(b, "060102150405Z", "0601021504Z", "060102150405-0700", "0601021504-0700")
	if !ok {
		return noTime(b)
	}
	if t.Year() >= 2050 {
		t = t.AddDate(-100, 0, 0)
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// timeText reads a GeneralizedTime: RFC 5280 §4.1.2.5.2, and the forms of X.680 §46
// that say how far they are from UTC.
func timeText(b []byte) string {
	t, ok := parsedTime(b, "20060102150405Z", "200601021504Z", "2006010215Z", "20060102150405-0700", "200601021504-0700", "20060102150405-07")
	if !ok {
		return noTime(b)
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// parsedTime reads a time in one of these layouts; fractions of a second may stand
// in any of them.
func parsedTime(b []byte, layouts ...string) (t time.Time, ok bool) {
	for _, layout := range layouts {
		if t, err := time.Parse(layout, string(b)); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func noTime(b []byte) string { return "no time that certificates may have: " + latinText(b) }

// addressText reads an address, or an address and a mask: RFC 5280 §4.2.1.6, §4.2.1.10.
func addressText(b []byte) string {
	if a, ok := netip.AddrFromSlice(b); ok {
		return a.String()
	}
	a, ok1 := netip.AddrFromSlice(b[:len(b)/2])
	mask, ok2 := netip.AddrFromSlice(b[len(b)/2:])
	if !ok1 || !ok2 {
		return hex.EncodeToString(b)
	}
	return a.String() + "/" + maskText(mask)
}

func maskText(mask netip.Addr) string {
	ones, ended := 0, false
	for _, b := range mask.AsSlice() {
		for bit := byte(0x80); bit > 0; bit >>= 1 {
			switch {
			case b&bit == 0:
				ended = true
			case ended:
				return mask.String()
			default:
				ones++
			}
		}
	}
	return strconv.Itoa(ones)
}

// flagNames says which bits of a BIT STRING are set, the first bit first.
func flagNames(names []string) func([]byte) string {
	return func(b []byte) string {
		var set []string
		for i, v := range b {
			for bit := 0; bit < 8; bit++ {
				if v&(0x80>>bit) == 0 {
					continue
				}
				if n := 8*i + bit; n < len(names) {
					set = append(set, names[n])
				} else {
					set = append(set, "bit "+strconv.Itoa(n))
				}
				if len(set) == 64 { // an attacker's text is no longer than this
					return strings.Join(set, ", ") + ", …"
				}
			}
		}
		if set == nil {
			return "none"
		}
		return strings.Join(set, ", ")
	}
}

// bitsWithin makes the text of a BIT STRING's bits that of the whole element.
func bitsWithin(text func([]byte) string) func([]byte) string {
	return within(func(b []byte) string {
		f := wire.Field{Text: text}
		return f.Value(b[1:])
	})
}
