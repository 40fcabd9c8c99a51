package transcript

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON writes the document on one line. Characters that are not seen, and all
// that could command a terminal, are escaped. A byte that is no UTF-8, which
// JSON cannot hold, becomes the \xff that every printer makes of it.
func JSON(w io.Writer, d *Document) error {
	h := head{Schema: Schema, Lesson: d.Lesson, Command: d.Command, Stamp: d.Stamp,
		Checks: tally{d.Passed(), d.Failed()}, Blocks: []json.RawMessage{}}
	for i, b := range d.Blocks {
		body, err := marshalBlock(b)
		if err != nil {
			return fmt.Errorf("block %d (%s): %w", i, kindOf(b), err)
		}
		h.Blocks = append(h.Blocks, body)
	}
	line, err := marshal(h)
	if err != nil {
		return err
	}
	_, err = w.Write(append(seen(line), '\n'))
	return err
}

// marshalBlock puts the kind of a block first.
func marshalBlock(b Block) ([]byte, error) {
	if b == nil || reflect.TypeOf(newBlock(b.Kind())) != reflect.TypeOf(b) {
		return nil, errors.New("the JSON printer does not know it")
	}
	body, err := marshal(b)
	if err != nil {
		return nil, err
	}
	kind := []byte(`{"kind":"` + b.Kind() + `"`)
	if len(body) > len("{}") {
		kind = append(kind, ',')
	}
	return append(kind, body[1:]...), nil
}

// marshal keeps <, > and & as they are, for a person who reads the file.
func marshal(v any) ([]byte, error) {
	if hasInvalid(reflect.ValueOf(v)) {
		v = valid(reflect.ValueOf(v)).Interface()
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// seen escapes what JSON would leave as it is and a reader would not see. All
// such characters stand in strings: JSON itself is ASCII.
func seen(line []byte) []byte {
	if isVisible(string(line)) {
		return line
	}
	var b bytes.Buffer
	for _, r := range string(line) {
		switch {
		case printable(r):
			b.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.Bytes()
}

// hasInvalid says whether a string in v is no UTF-8.
func hasInvalid(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		return !utf8.ValidString(v.String())
	case reflect.Pointer:
		return !v.IsNil() && hasInvalid(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if hasInvalid(v.Field(i)) {
				return true
			}
		}
	case reflect.Slice:
		for i := 0; i < v.Len() && v.Type().Elem().Kind() != reflect.Uint8; i++ {
			if hasInvalid(v.Index(i)) {
				return true
			}
		}
	}
	return false
}

// valid is a copy of v in which every string is UTF-8.
func valid(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.String:
		out.SetString(validString(v.String()))
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(valid(v.Elem()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			out.Field(i).Set(valid(v.Field(i)))
		}
	case reflect.Slice:
		if v.IsNil() || v.Type().Elem().Kind() == reflect.Uint8 {
			break
		}
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(valid(v.Index(i)))
		}
	}
	return out
}

func validString(s string) string {
	var b strings.Builder
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd") {
			fmt.Fprintf(&b, `\x%02x`, s[i])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
