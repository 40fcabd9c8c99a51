package der_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// readers are all entrances.
var readers = []struct {
	name string
	read func(*wire.Cursor)
}{
	{"certificate", der.Certificate},
	{"OCSP response", der.OCSPResponse},
	{"name", der.DistinguishedName},
	{"public key", der.SubjectPublicKeyInfo},
	{"timestamps", der.SignedCertificateTimestampList},
	{"signature", der.ECDSASignature},
	{"responder", der.ResponderID},
	{"OCSP extensions", der.OCSPExtensions},
}

// render makes every text of a reading: none may panic.
func (r *reading) render() (longest int) {
	for _, s := range r.Spans {
		longest = max(longest, len(s.Field.Value(r.bytes[s.Offset:s.Offset+s.Length])))
	}
	return longest
}

func TestEveryTruncationIsAnError(t *testing.T) {
	for _, s := range samples()[:3] {
		for n := range s.der {
			r, err := read(t, s.der[:n], der.Certificate)
			if err == nil {
				t.Fatalf("%s: %d bytes of %d are no error", s.name, n, len(s.der))
			}
			if n%16 == 0 {
				r.render()
			}
			if e := wireError(t, err); e.Alert != registry.AlertBadCertificate || e.Offset > n {
				t.Fatalf("%s: %+v", s.name, e)
			}
		}
	}
}

func wireError(t testing.TB, err error) *wire.Error {
	t.Helper()
	var e *wire.Error
	if !errors.As(err, &e) {
		t.Fatalf("%T", err)
	}
	return e
}

// cut is a message that holds a certificate and was cut: what is there is read.
func cut(b []byte, whole int) func(*wire.Cursor) {
	return func(c *wire.Cursor) {
		limit := c.NarrowCut(&wire.Field{Name: "message"}, whole)
		der.Certificate(c)
		c.Contain(limit)
	}
}

func TestACutMessageIsReadToTheCut(t *testing.T) {
	s := samples()[0]
	for n := range s.der {
		r, err := read(t, s.der[:n], cut(s.der, len(s.der)))
		if err == nil {
			t.Fatalf("%d bytes: no error", n)
		}
		if e := wireError(t, err); e.Alert != registry.AlertDecodeError {
			t.Fatalf("%d bytes: %+v", n, e)
		}
		if last := r.Spans; n > 4 && len(last) > 0 && last[len(last)-1].Field == &wire.Unread && last[len(last)-1].Length > 300 {
			t.Fatalf("%d bytes: %d were not read", n, last[len(last)-1].Length)
		}
	}
}

func TestEveryFlippedBitTiles(t *testing.T) {
	for _, s := range []sample{samples()[0], samples()[3], samples()[9]} {
		b := bytes.Clone(s.der)
		for i := range b {
			for bit := range 8 {
				b[i] ^= 1 << bit
				r, _ := read(t, b, der.Certificate)
				if i%8 == 0 && bit == 7 {
					r.render()
				}
				b[i] ^= 1 << bit
			}
		}
	}
}

func TestDamageStaysInItsExtension(t *testing.T) {
	b := bytes.Clone(samples()[0].der)
	names := certificate(t, b)
	s, _ := names.find("subject_alt_name/tag_length")
	b[s.Offset+1]++ // one byte longer than the extension
	r, err := read(t, b, der.Certificate)
	e := wireError(t, err)
	if e.Field != "subject_alt_name" || e.Offset != s.Offset+s.Length || e.Need != e.Have+1 || e.Alert != registry.AlertBadCertificate {
		t.Errorf("%+v", e)
	}
	if _, ok := r.find("signature_value/signature"); !ok {
		t.Error("the signature behind it was not read")
	}
	if s, ok := r.find("unread"); !ok || s.Offset != e.Offset || s.Length != e.Have {
		t.Errorf("the rest of the extension is not a leaf: %+v", s)
	}
}

func TestDamageIsNamed(t *testing.T) {
	good := samples()[2].der
	serial, _ := certificate(t, good).find("serial_number")
	for _, tt := range []struct {
		name  string
		at    int
		value byte
		field string
		where int
		says  string
	}{
		{"wrong tag", serial.Offset, 0x0c, "serial_number", serial.Offset, "UTF8String, not of INTEGER"},
		{"indefinite length", serial.Offset + 1, 0x80, "serial_number", serial.Offset, "indefinite"},
		{"reserved length", serial.Offset + 1, 0xff, "serial_number", serial.Offset, "reserves"},
		{"tag above 30", serial.Offset, 0x1f, "serial_number", serial.Offset, "not of INTEGER"},
		{"not a sequence", 0, 0x31, "certificate", 0, "SET, not of SEQUENCE"},
	} {
		b := bytes.Clone(good)
		b[tt.at] = tt.value
		_, err := read(t, b, der.Certificate)
		if e := wireError(t, err); e.Field != tt.field || e.Offset != tt.where || !strings.Contains(e.Error(), tt.says) {
			t.Errorf("%s: %v", tt.name, e)
		}
	}
	_, err := read(t, append(bytes.Clone(good), 0), der.Certificate)
	if e := wireError(t, err); e.Field != "certificate" || e.Offset != len(good) || e.Have != 1 {
		t.Errorf("a byte behind it: %+v", e)
	}
}

func TestLyingLengths(t *testing.T) {
	for _, head := range [][]byte{
		{0x30, 0x84, 0xff, 0xff, 0xff, 0xff}, {0x30, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, {0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		append([]byte{0x30, 0xfe}, bytes.Repeat([]byte{0xff}, 126)...), {0x30, 0x82, 0xff}, {0x30, 0x82}, {0x30}, {}, {0x30, 0x80, 0, 0},
		{0x03, 0x00}, {0x30, 0x02, 0x03, 0x00}, {0x1f, 0xff, 0xff}, {0x1f}, {0x1f, 0x81},
	} {
		for _, f := range readers {
			r, err := read(t, head, f.read)
			if err == nil {
				t.Errorf("%s: %x is no error", f.name, head)
			}
			r.render()
		}
	}
}

// extended is a certificate with one extension that has no grammar here.
func extended(value []byte) []byte {
	extension := tlv(0x30, tlv(0x06, []byte{0x2a, 3, 4}), tlv(0x04, value))
	empty := tlv(0x30)
	algorithm := tlv(0x30, tlv(0x06, []byte{0x2b, 0x65, 0x70}))
	day := tlv(0x17, []byte("260101000000Z"))
	tbs := tlv(0x30, tlv(0xa0, tlv(2, []byte{2})), tlv(2, []byte{1}), algorithm, empty, tlv(0x30, day, day), empty,
		tlv(0x30, algorithm, tlv(3, make([]byte, 33))), tlv(0xa3, tlv(0x30, extension)))
	return tlv(0x30, tbs, algorithm, tlv(3, make([]byte, 65)))
}

// tlv is an element.
func tlv(tag byte, parts ...[]byte) []byte {
	content := bytes.Join(parts, nil)
	switch n := len(content); {
	case n < 0x80:
		return append([]byte{tag, byte(n)}, content...)
	case n < 1<<16:
		return append([]byte{tag, 0x82, byte(n >> 8), byte(n)}, content...)
	default:
		return append([]byte{tag, 0x83, byte(n >> 16), byte(n >> 8), byte(n)}, content...)
	}
}

func TestUnknownExtensionsAreDividedWhereTheyAreDER(t *testing.T) {
	deep := tlv(2, []byte{1})
	for range 100 {
		deep = tlv(0x30, deep)
	}
	for _, tt := range []struct {
		name  string
		value []byte
		want  string // the names of the fields inside, without tag_length
	}{
		{"nothing", nil, "undivided"},
		{"an integer", tlv(2, []byte{5}), "integer value"},
		{"a sequence", tlv(0x30, tlv(2, []byte{5}), tlv(0x0c, []byte("a"))), "sequence integer value utf8_string value"},
		{"a bit string", tlv(3, []byte{1, 2}), "bit_string unused_bits value"},
		{"an empty bit string", tlv(3), "bit_string value"},
		{"a context tag", tlv(0x30, tlv(0xa5, tlv(5)), tlv(0x85, []byte{7})), "sequence context_specific null value context_specific value"},
		{"a tag above 30", tlv(0x30, []byte{0xbf, 0x83, 0x77, 2, 5, 0}), "sequence context_specific null value"},
		{"a tag above 30 with a long length", append([]byte{0x30, 0x07, 0x9f, 0x1f, 0x81, 0x03}, 1, 2, 3), "sequence context_specific value"},
		{"a tag that never ends", []byte{0x30, 3, 0x9f, 0xff, 0xff}, "undivided"},
		{"random bytes", []byte{1, 2, 3, 0xff}, "undivided"},
		{"text", []byte("hello, world"), "undivided"},
		{"a sequence of something else", []byte{0x30, 4, 0x68, 0x65, 0x6c, 0x6c}, "undivided"},
		{"a sequence with a byte too many", []byte{0x30, 3, 5, 0, 9}, "undivided"},
		{"an indefinite length inside", []byte{0x30, 4, 0x30, 0x80, 0, 0}, "undivided"},
		{"an element with bytes behind it", append(tlv(0x30, tlv(5)), 0), "undivided"},
		{"an octet string with an element inside", tlv(4, tlv(0x30, tlv(2, []byte{5}))), "octet_string sequence integer value"},
		{"a bit string with an element inside", tlv(3, []byte{0}, tlv(0x30, tlv(5))), "bit_string unused_bits sequence null value"},
		{"a context tag with an element inside", tlv(0x30, tlv(0x80, tlv(0x31, tlv(4, tlv(0xa0, tlv(5)))))), "sequence context_specific set octet_string context_specific null value"},
		{"an octet string with a number inside", tlv(4, tlv(2, []byte{5})), "octet_string value"}, // may be two bytes and more of anything
		{"types that certificates do not use, within an element", tlv(0x30, tlv(0x42, []byte{1}), tlv(0x09, []byte{0}), tlv(0xe1, tlv(5)), tlv(0x28)), "sequence application value universal value private null value universal"},
		{"an element of an application", append([]byte{0x7f, 0x21, 2}, tlv(5)...), "application null value"},
		{"a primitive of an application", tlv(0x41, []byte{1}), "undivided"},
		{"the end of contents", tlv(0x30, []byte{0, 0}), "undivided"},
		{"text that looks like an element", tlv(0x0c, tlv(0x30, tlv(5))), "utf8_string value"},
		{"nested a hundred times", deep, strings.Repeat("sequence ", 33) + "nested"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := read(t, extended(tt.value), der.Certificate)
			if err != nil {
				t.Fatal(err)
			}
			r.render()
			at, _ := r.find("extension/extn_value")
			var got []string
			for _, s := range r.Spans {
				if s.Offset >= at.Offset && s.Offset+s.Length <= at.Offset+at.Length && s.Field.Name != "tag_length" && s.Depth > at.Depth {
					got = append(got, s.Field.Name)
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%q, want %q", strings.Join(got, " "), tt.want)
			}
		})
	}
}

func TestNestingIsBoundedWhereTheGrammarEnds(t *testing.T) {
	deep := tlv(2, []byte{1})
	for range 2000 {
		deep = tlv(0x30, deep)
	}
	for _, f := range readers {
		r, _ := read(t, deep, f.read)
		for _, s := range r.Spans {
			if s.Depth > 100 {
				t.Fatalf("%s: %d deep", f.name, s.Depth)
			}
		}
	}
	// As an attribute of a name, where anything may stand.
	r, err := read(t, tlv(0x30, tlv(0x31, tlv(0x30, tlv(6, []byte{0x2a, 3}), deep))), der.DistinguishedName)
	if err != nil {
		t.Fatal(err)
	}
	r.render()
}

func TestAHugeSetIsReadAndItsTextIsShort(t *testing.T) {
	one := tlv(0x30, tlv(6, []byte{0x55, 4, 3}), tlv(0x0c, []byte("x")))
	b := tlv(0x30, tlv(0x31, bytes.Repeat(one, 100_000)))
	r, err := read(t, b, der.DistinguishedName)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(r.texts("common_name")); n != 100_000 {
		t.Errorf("%d names", n)
	}
	for _, name := range []string{"rdn_sequence", "relative_distinguished_name"} {
		if got := r.text(name); len(got) > 1000 {
			t.Errorf("%s: a text of %d characters", name, len(got))
		}
	}
}

func TestBERThatIsNotDERIsRead(t *testing.T) {
	algorithm := []byte{0x30, 0x81, 5, 0x06, 0x81, 2, 0x2b, 0x65} // lengths in long form
	b := tlv(0x30, algorithm, tlv(3, []byte{0, 1}))
	if _, err := read(t, b, der.SubjectPublicKeyInfo); err != nil {
		t.Error(err)
	}
	extensions := tlv(0x30, tlv(0x30, tlv(6, []byte{0x55, 0x1d, 0x13}), tlv(4, tlv(0x30, tlv(1, []byte{1}))), tlv(1, []byte{0x7f}))) // critical behind the value
	r, err := read(t, extensions, der.OCSPExtensions)
	if err != nil {
		t.Error(err)
	}
	if got := r.text("extension/boolean"); got != "true" {
		t.Errorf("critical at the wrong place: %q", got)
	}
}

func TestReadingDoesNotAllocate(t *testing.T) {
	var trace wire.Trace
	for _, s := range samples() {
		for name, trace := range map[string]*wire.Trace{"alone": nil, "recorded": &trace} {
			if n := testing.AllocsPerRun(20, func() {
				c := wire.Read(s.der, trace)
				der.Certificate(&c)
				_ = c.Done()
			}); n != 0 {
				t.Errorf("%s, %s: %v allocations", s.name, name, n)
			}
		}
	}
	for name, f := range map[string]struct {
		bytes []byte
		read  func([]byte, *wire.Trace)
	}{
		"signature":  {tlv(0x30, tlv(2, []byte{1}), tlv(2, []byte{2})), func(b []byte, t *wire.Trace) { c := wire.Read(b, t); der.ECDSASignature(&c) }},
		"timestamps": {sctList(), func(b []byte, t *wire.Trace) { c := wire.Read(b, t); der.SignedCertificateTimestampList(&c) }},
		"name":       {tlv(0x30), func(b []byte, t *wire.Trace) { c := wire.Read(b, t); der.DistinguishedName(&c) }},
		"public key": {[]byte{}, func(b []byte, t *wire.Trace) { c := wire.Read(samplesKey, t); der.SubjectPublicKeyInfo(&c) }},
		"responder":  {tlv(0xa2, tlv(4, []byte{1})), func(b []byte, t *wire.Trace) { c := wire.Read(b, t); der.ResponderID(&c) }},
	} {
		if n := testing.AllocsPerRun(20, func() { f.read(f.bytes, nil); f.read(f.bytes, &trace) }); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

var samplesKey = tlv(0x30, tlv(0x30, tlv(6, []byte{0x2b, 0x65, 0x70})), tlv(3, make([]byte, 33)))
