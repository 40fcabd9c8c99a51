package der

import (
	"encoding/hex"
	"sort"
	"strconv"
	"strings"
)

// dotted writes the content of an OBJECT IDENTIFIER with numbers and dots: X.690
// §8.19. ok is false where it is none, or where a number has more than 63 bits.
func dotted(b []byte) (text string, ok bool) {
	if len(b) == 0 || b[len(b)-1]&0x80 != 0 {
		return "", false
	}
	var out strings.Builder
	var v uint64
	for _, c := range b {
		if v >= 1<<56 {
			return "", false
		}
		v = v<<7 | uint64(c&0x7f)
		if c&0x80 != 0 {
			continue
		}
		if out.Len() == 0 {
			first := min(v/40, 2)
			out.WriteString(strconv.FormatUint(first, 10))
			v -= 40 * first
		}
		out.WriteByte('.')
		out.WriteString(strconv.FormatUint(v, 10))
		v = 0
	}
	return out.String(), true
}

// encoded is the content of an OBJECT IDENTIFIER that is written with dots.
func encoded(text string) string {
	var out []byte
	var first uint64
	for i, part := range strings.Split(text, ".") {
		v, err := strconv.ParseUint(part, 10, 63)
		if err != nil {
			return ""
		}
		if i == 0 {
			first = v
			continue
		}
		if i == 1 {
			v += 40 * first
		}
		out = append(out, base128(v)...)
	}
	return string(out)
}

func base128(v uint64) []byte {
	out := []byte{byte(v & 0x7f)}
	for v >>= 7; v > 0; v >>= 7 {
		out = append([]byte{byte(v&0x7f) | 0x80}, out...)
	}
	return out
}

// oidText is the name and the number: "commonName (2.5.4.3)"; without a name the
// number.
func oidText(b []byte) string {
	number, ok := dotted(b)
	if !ok {
		return "no object identifier: " + hex.EncodeToString(b)
	}
	if name, ok := named(number); ok {
		return name + " (" + number + ")"
	}
	return number
}

// oidName is the name, or the number where there is none.
func oidName(b []byte) string {
	number, ok := dotted(b)
	if !ok {
		return hex.EncodeToString(b)
	}
	if name, ok := named(number); ok {
		return name
	}
	return number
}

func named(number string) (name string, ok bool) {
	i := sort.Search(len(oidNames), func(i int) bool { return oidNames[i].number >= number })
	if i < len(oidNames) && oidNames[i].number == number {
		return oidNames[i].name, true
	}
	return "", false
}

// A byOID finds the element that an object identifier stands for, fast for the
// two arcs that fill certificates, 2.5.4 and 2.5.29.
type byOID struct {
	attributes, extensions [128]*element
	rest                   map[string]*element
	other                  *element // what it finds for all others; nil: nothing
}

func newByOID(rows map[string]*element) *byOID {
	t := &byOID{rest: map[string]*element{}}
	for number, e := range rows {
		switch key := encoded(number); {
		case len(key) == 3 && key[:2] == "\x55\x04":
			t.attributes[key[2]] = e
		case len(key) == 3 && key[:2] == "\x55\x1d":
			t.extensions[key[2]] = e
		default:
			t.rest[key] = e
		}
	}
	return t
}

// or gives what stands for all that the table does not have.
func (t *byOID) or(other *element) *byOID {
	t.other = other
	return t
}

func (t *byOID) find(oid []byte) (e *element) {
	switch {
	case len(oid) == 3 && oid[0] == 0x55 && oid[1] == 0x04 && oid[2] < 0x80:
		e = t.attributes[oid[2]]
	case len(oid) == 3 && oid[0] == 0x55 && oid[1] == 0x1d && oid[2] < 0x80:
		e = t.extensions[oid[2]]
	default:
		e = t.rest[string(oid)]
	}
	if e == nil {
		return t.other
	}
	return e
}
