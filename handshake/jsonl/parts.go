package jsonl

import (
	"bytes"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/tlsteach/tlsteach/handshake/wire"
)

// parts is what is the same every time that a field is written.
type parts struct {
	name      string // to the number of its offset
	wireshark string // ends the text
	explained string
	text      textKind
	field     *wire.Field
	known     *[knownTexts]atomic.Pointer[knownText] // for textOwn
}

// A knownText is the text of a short value that was written before: a code point,
// an object identifier, a name. Each field remembers a few. Hellos and certificates
// are full of them, and making a text takes longer than writing it.
type knownText struct {
	value []byte
	text  []byte // escaped
}

const (
	knownTexts = 256 // of a field
	knownValue = 32  // bytes, the longest value that is remembered
)

// A textKind says how the text of a field is written without making a string.
type textKind uint8

const (
	textOwn    textKind = iota // by the field's function
	textHex                    // the digits of the value again
	textNumber                 // wire.Number
	textCount                  // wire.Count
	textPlain                  // wire.Plain
)

// maxCached bounds the cache: fields are static and fewer than this, but nothing
// keeps a program from making its own.
const maxCached = 1 << 13

var cache struct {
	near  [1 << 12]atomic.Pointer[parts] // by the field's address: most are found here
	parts sync.Map                       // *wire.Field: *parts
	size  atomic.Int32
}

func partsOf(f *wire.Field) *parts {
	place := uintptr(unsafe.Pointer(f)) / unsafe.Sizeof(*f)
	near := &cache.near[place%uintptr(len(cache.near))]
	if p := near.Load(); p != nil && p.field == f {
		return p
	}
	p := farPartsOf(f)
	near.Store(p)
	return p
}

func farPartsOf(f *wire.Field) *parts {
	if p, ok := cache.parts.Load(f); ok {
		return p.(*parts)
	}
	p := newParts(f)
	if cache.size.Load() < maxCached {
		if _, there := cache.parts.LoadOrStore(f, p); !there {
			cache.size.Add(1)
		}
	}
	return p
}

func newParts(f *wire.Field) *parts {
	p := &parts{field: f, text: kindOfText(f.Text)}
	if p.text == textOwn {
		p.known = new([knownTexts]atomic.Pointer[knownText])
	}
	p.name = string(appendString([]byte(`{"name":"`), f.Name)) + `","offset":`
	p.wireshark = `"`
	if f.Filter != "" {
		p.wireshark += `,"wireshark":"` + string(appendString(nil, f.Filter)) + `"`
	}
	if f.Mean != "" {
		p.explained += `,"meaning":"` + string(appendString(nil, f.Mean)) + `"`
	}
	if f.Ref != "" {
		p.explained += `,"ref":"` + string(appendString(nil, f.Ref)) + `"`
	}
	return p
}

// kindOfText knows the functions that most fields share; making their strings
// took a third of the time.
func kindOfText(text func([]byte) string) textKind {
	if text == nil {
		return textHex
	}
	switch reflect.ValueOf(text).Pointer() {
	case reflect.ValueOf(wire.Number).Pointer():
		return textNumber
	case reflect.ValueOf(wire.Count).Pointer():
		return textCount
	case reflect.ValueOf(wire.Plain).Pointer():
		return textPlain
	}
	return textOwn
}

// appendText appends what [wire.Field.Value] returns; digits are the value in
// hexadecimal.
func (p *parts) appendText(dst, value, digits []byte) []byte {
	if len(value) == 0 {
		return append(dst, "empty"...)
	}
	switch p.text {
	case textHex:
		return append(dst, digits...)
	case textNumber:
		return strconv.AppendUint(dst, wire.Uint(value), 10)
	case textCount:
		if len(value) == 1 {
			return append(dst, "1 byte"...)
		}
		return append(strconv.AppendInt(dst, int64(len(value)), 10), " bytes"...)
	case textPlain:
		return appendString(dst, value)
	}
	if len(value) <= knownValue {
		return p.appendKnown(dst, value)
	}
	return appendString(dst, p.field.Text(value))
}

// appendKnown appends the text of a short value. What came first stays: a peer
// that sends every value there is gains nothing by it.
func (p *parts) appendKnown(dst, b []byte) []byte {
	slot := &p.known[slotOf(b)]
	k := slot.Load()
	switch {
	case k == nil:
		k = &knownText{value: bytes.Clone(b), text: appendString(nil, p.field.Text(b))}
		slot.Store(k)
	case !bytes.Equal(k.value, b):
		return appendString(dst, p.field.Text(b))
	}
	return append(dst, k.text...)
}

// slotOf spreads values: Fowler, Noll and Vo's hash, folded.
func slotOf(b []byte) uint8 {
	h := uint32(2166136261)
	for _, v := range b {
		h = (h ^ uint32(v)) * 16777619
	}
	return uint8(h ^ h>>8 ^ h>>16 ^ h>>24)
}
