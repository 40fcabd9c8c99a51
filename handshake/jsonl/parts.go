package jsonl

import (
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"

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

// A knownText is the text of a code point that was written before. Each field
// remembers a few: a hello is full of them, and looking a name up, and escaping
// it, takes longer than writing it.
type knownText struct {
	length int
	value  uint16
	text   []byte // escaped
}

const knownTexts = 256

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
	parts sync.Map // *wire.Field: *parts
	size  atomic.Int32
}

func partsOf(f *wire.Field) *parts {
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
	if len(value) <= 2 {
		return p.appendCodePoint(dst, value)
	}
	return appendString(dst, p.field.Text(value))
}

// appendCodePoint appends the text of one or two bytes. What came first stays: a
// peer that sends every code point there is gains nothing by it.
func (p *parts) appendCodePoint(dst, b []byte) []byte {
	v := uint16(wire.Uint(b))
	slot := &p.known[v*0x9e37>>8]
	k := slot.Load()
	switch {
	case k == nil:
		k = &knownText{length: len(b), value: v, text: appendString(nil, p.field.Text(b))}
		slot.Store(k)
	case k.value != v || k.length != len(b):
		return appendString(dst, p.field.Text(b))
	}
	return append(dst, k.text...)
}
