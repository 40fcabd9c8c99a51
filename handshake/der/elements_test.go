package der

import (
	"crypto/x509"
	"encoding/asn1"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Described are all fields that a reading can file.
func Described() map[*wire.Field]bool {
	fields := map[*wire.Field]bool{}
	seen := map[*element]bool{}
	var walk func(e *element)
	walkTable := func(t *byOID) {
		for _, e := range t.rest {
			walk(e)
		}
		for _, e := range append(t.attributes[:], t.extensions[:]...) {
			walk(e)
		}
		walk(t.other)
	}
	walk = func(e *element) {
		if e == nil || seen[e] {
			return
		}
		seen[e] = true
		for _, f := range []*wire.Field{&e.whole, &e.content} {
			if f.Name != "" {
				fields[f] = true
			}
		}
		for _, p := range e.parts {
			walk(p)
		}
		if e.open != nil {
			walkTable(e.open)
		}
		if e.leaves != nil {
			for _, f := range e.leaves {
				if f != nil {
					fields[f] = true
				}
			}
		}
	}
	for _, e := range []*element{certificate, ocspResponse, distinguishedName, subjectPublicKeyInfo, ecdsaSignature, sctPair, ocspExtensions} {
		walk(e)
	}
	walkTable(parameters)
	for _, f := range []*wire.Field{&tagLength, &unusedBits, &someElement, &undivided, &tooDeep, &addressV6, &addressRange,
		&sctsLength, &scts, &sctWhole, &sctLength, &sctVersion, &sctLogID, &sctTime, &sctExtsLength, &sctExts, &sctAlgorithm, &sctHash, &sctSign, &sctSigLength, &sctSignature, &sctRest} {
		fields[f] = true
	}
	for _, k := range append(universal[:], &otherUniversal, &contextSpecific, &application, &private) {
		if k != nil {
			fields[&k.whole], fields[&k.value] = true, true
		}
	}
	return fields
}

func TestEveryFieldIsDescribed(t *testing.T) {
	name := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	all := Described()
	for f := range all {
		if !name.MatchString(f.Name) {
			t.Errorf("name %q", f.Name)
		}
		if f.Ref == "" || strings.HasSuffix(f.Ref, "§") {
			t.Errorf("%s: where it is specified: %q", f.Name, f.Ref)
		}
		if f.Mean == "" || !strings.HasSuffix(f.Mean, ".") || !unicode.IsUpper(rune(f.Mean[0])) && !unicode.IsDigit(rune(f.Mean[0])) {
			t.Errorf("%s: meaning %q", f.Name, f.Mean)
		}
	}
	if len(all) < 400 {
		t.Errorf("%d fields: something was not walked", len(all))
	}
}

// TestEveryTextTakesAnyBytes gives hostile bytes to each text of each field.
func TestEveryTextTakesAnyBytes(t *testing.T) {
	var inputs [][]byte
	for n := range 24 {
		for _, fill := range []byte{0, 0x30, 0x80, 0xff} {
			inputs = append(inputs, append([]byte{0x30, byte(n)}, slices.Repeat([]byte{fill}, n)...), slices.Repeat([]byte{fill}, n))
		}
	}
	for f := range Described() {
		for _, b := range inputs {
			_ = f.Value(b)
		}
	}
}

func TestObjectIdentifiersAreThoseOfTheStandardLibrary(t *testing.T) {
	for _, n := range oidNames {
		want, err := x509.ParseOID(n.number)
		if err != nil {
			t.Fatal(err)
		}
		content, _ := want.MarshalBinary()
		if encoded(n.number) != string(content) {
			t.Errorf("%s: %x, want %x", n.number, encoded(n.number), content)
		}
		if got, ok := dotted(content); !ok || got != n.number {
			t.Errorf("%x: %s, want %s", content, got, n.number)
		}
		if got, ok := named(n.number); !ok || got != n.name {
			t.Errorf("%s is called %q, want %q", n.number, got, n.name)
		}
	}
	if !slices.IsSortedFunc(oidNames, func(a, b namedOID) int { return strings.Compare(a.number, b.number) }) {
		t.Error("not sorted")
	}
}

func TestObjectIdentifiersAtTheirLimits(t *testing.T) {
	for _, tt := range []struct {
		content string
		want    string
	}{
		{"", "no object identifier: "},
		{"\x80", "no object identifier: 80"},
		{"\x2a\x86", "no object identifier: 2a86"},
		{"\x00", "0.0"},
		{"\x27", "0.39"},
		{"\x28", "1.0"},
		{"\x50", "2.0"},
		{"\x88\x37", "2.999"},
		{"\x2a\x81\x80\x80\x80\x80\x80\x80\x80\x00", "1.2.72057594037927936"},
		{"\x2a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "no object identifier: 2affffffffffffffffffff7f"},
	} {
		if got := oidText([]byte(tt.content)); got != tt.want {
			t.Errorf("%x: %q, want %q", tt.content, got, tt.want)
		}
	}
}

// TestTablesHaveNoMisspelledNumbers looks for keys that could not be encoded.
func TestTablesHaveNoMisspelledNumbers(t *testing.T) {
	for _, table := range []*byOID{attributes, extensions, parameters, publicKeys, qualifiers, statements, otherNames, responseTypes, ocspExtensionValues} {
		for key := range table.rest {
			number, ok := dotted([]byte(key))
			if !ok {
				t.Errorf("%x", key)
			}
			if _, ok := named(number); !ok {
				t.Errorf("%s has no name", number)
			}
		}
	}
}

func TestTextsOfValues(t *testing.T) {
	bmp, _ := asn1.MarshalWithParams("x", "utf8")
	for _, tt := range []struct {
		text func([]byte) string
		in   string
		want string
	}{
		{integerText, "\x00", "0"}, {integerText, "\xff", "-1"}, {integerText, "\x00\x80", "128"}, {integerText, "", "0"},
		{integerText, "\x01\x02\x03\x04\x05\x06\x07\x08\x09", "0x010203040506070809"},
		{booleanText, "\xff", "true"}, {booleanText, "\x00", "false"}, {booleanText, "\x01", "true"}, {booleanText, "\x01\x02", "0102"},
		{utcTimeText, "500101000000Z", "1950-01-01T00:00:00Z"}, {utcTimeText, "491231235959Z", "2049-12-31T23:59:59Z"}, {utcTimeText, "690101000000Z", "1969-01-01T00:00:00Z"},
		{utcTimeText, "6801010000Z", "1968-01-01T00:00:00Z"}, {utcTimeText, "260101000000+0100", "2025-12-31T23:00:00Z"},
		{timeText, "20500101000000Z", "2050-01-01T00:00:00Z"}, {timeText, "20500101000000.5Z", "2050-01-01T00:00:00.5Z"}, {timeText, "99991231235959Z", "9999-12-31T23:59:59Z"},
		{timeText, "201012010000Z", "2010-12-01T00:00:00Z"}, {utcTimeText, "201012010000Z", "2020-10-12T01:00:00Z"}, {timeText, "20500101000000.25-0130", "2050-01-01T01:30:00.25Z"},
		{timeText, "yesterday", "no time that certificates may have: yesterday"}, {timeText, "20500101000000", "no time that certificates may have: 20500101000000"},
		{latinText, "a\xe9", "aé"}, {utf8Text, "a\xffb", "a\uFFFDb"}, {utf16Text, "\x00a\x01", "a\uFFFD"}, {utf16Text, "\xd8\x3d\xde\x00", "😀"},
		{utf32Text, "\x00\x00\x00a", "a"}, {utf32Text, "\xff\xff\xff\xff\x00", "\uFFFD\uFFFD"},
		{addressText, "\x0a\x00\x00\x01", "10.0.0.1"}, {addressText, "\x0a\x00\x00\x00\xff\x00\x00\x00", "10.0.0.0/8"}, {addressText, "\x0a\x00\x00\x00\xff\x00\xff\x00", "10.0.0.0/255.0.255.0"},
		{addressText, "\x0a", "0a"}, {keyUsageText, "\x80\x80", "digitalSignature, decipherOnly"}, {keyUsageText, "\x00\x40", "bit 9"}, {keyUsageText, "\x00", "none"},
		{anyText, string(bmp), "x"}, {anyText, "\x05\x00", "empty"}, {anyText, "\x05", "1 byte"},
		{headText, "\x02\x14", "INTEGER, 20 bytes"}, {headText, "\x30\x82\x01\x00", "SEQUENCE, 256 bytes"}, {headText, "\xa3\x01", "[3], 1 byte"}, {headText, "\x41\x00", "[APPLICATION 1], 0 bytes"},
		{headText, "\xc1\x00", "[PRIVATE 1], 0 bytes"}, {headText, "\x0e\x00", "[UNIVERSAL 14], 0 bytes"}, {headText, "\x9f\x1f\x01", "[31], 1 byte"}, {headText, "\x7f\x83\x77\x82\x01\x00", "[APPLICATION 503], 256 bytes"},
		{headText, "\xdf\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x02", "a tag of 11 bytes, 2 bytes"}, {headText, "\x9f\xff", "2 bytes"},
		{pointText, "\x04\x01\x02", "uncompressed: x 01, y 02"}, {pointText, "\x02\x01", "compressed: x 01"}, {pointText, "\x04\x01", "0401"},
		{featureText, "\x05", "status_request (5)"}, {featureText, "\x00\x80\x00", "unknown (0x8000) (32768)"}, {featureText, "\xff\xff\xff\xff", "-1"},
		{prefixText(4), "\x03\x03\x00\x0a\x00", "10.0.0.0/16"}, {prefixText(16), "\x03\x05\x01\x20\x01\x0d\xb8", "2001:db8::/31"}, {borderText(4, 0), "\x03\x03\x01\x0a\x02", "10.2.0.0"}, {borderText(4, 0xff), "\x03\x05\x01\x0a\x00\x00\x08", "10.0.0.9"}, {borderText(4, 0xff), "\x03\x01\x00", "255.255.255.255"},
		{prefixText(0), "\x03\x02\x00\x0a", "0a"}, {prefixText(4), "\x03\x06\x00\x01\x01\x01\x01\x01", "0101010101"},
		{millisecondsText, "\x00\x00\x00\x00\x00\x00\x00\x00", "1970-01-01T00:00:00.000Z"}, {millisecondsText, "\xff\xff\xff\xff\xff\xff\xff\xff", "18446744073709551615 ms"},
	} {
		if got := tt.text([]byte(tt.in)); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.want)
		}
	}
}
