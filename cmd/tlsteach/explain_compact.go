package main

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// compact shortens fields for a first look: lengths and what only says which part
// follows are left out, a list is one line, and a group that has a text of its own
// stands for its parts.
func compact(fields []transcript.Field) []transcript.Field {
	var out []transcript.Field
	for _, f := range fields {
		if !says(&f) {
			continue
		}
		if len(f.Fields) > 0 {
			f = compactGroup(f)
		}
		f.Text = shortened(f.Text)
		out = append(out, f)
	}
	return out
}

// says is false for a field that a reader does not miss beside the others.
func says(f *transcript.Field) bool {
	switch {
	case len(f.Fields) > 0:
		return true
	case strings.HasSuffix(f.Name, "_length"), f.Name == "extension_type", f.Name == "unused_bits":
		return false
	}
	return true
}

func compactGroup(f transcript.Field) transcript.Field {
	if value := part(&f, "extn_value"); value != nil && len(value.Fields) > 0 { // of a certificate: the name says more than its number
		inner := compactGroup(value.Fields[len(value.Fields)-1])
		f.Name, f.Text, f.Fields = inner.Name, inner.Text, inner.Fields
		return f
	}
	if !counted(&f) && !certified(&f) {
		f.Fields = nil
		return f
	}
	parts := compact(f.Fields)
	switch {
	case len(parts) == 1 && certified(&f):
		f.Fields = parts[0].Fields // extensions in a list in a sequence
	case len(parts) == 0:
		f.Text, f.Fields = "empty", nil
	case len(parts) == 1 && len(parts[0].Fields) == 0 && !parts[0].Opaque:
		f.Text, f.Fields = parts[0].Text, nil
	case list(parts):
		f.Text, f.Fields = firstFew(parts), nil
	default:
		f.Fields = parts
	}
	return f
}

// part is the part of a field with this name, or nil.
func part(f *transcript.Field, name string) *transcript.Field {
	for i := range f.Fields {
		if f.Fields[i].Name == name {
			return &f.Fields[i]
		}
	}
	return nil
}

// certified says whether a group holds extensions of a certificate: they are shown
// one by one.
func certified(f *transcript.Field) bool {
	for i := range f.Fields {
		if part(&f.Fields[i], "extn_value") != nil || certified(&f.Fields[i]) {
			return true
		}
	}
	return false
}

// counted says whether the text of a field only counts what is in it.
func counted(f *transcript.Field) bool {
	n, noun, ok := strings.Cut(f.Text, " ")
	return f.Text == "" || ok && strings.Trim(n, "0123456789") == "" && !strings.Contains(noun, " ")
}

// list says whether fields are the elements of a list, none of which has parts.
func list(fields []transcript.Field) bool {
	for i := range fields {
		if len(fields[i].Fields) > 0 || fields[i].Name != fields[0].Name || fields[i].Opaque {
			return false
		}
	}
	return true
}

// firstFew is the first elements of a list and the number of all.
func firstFew(fields []transcript.Field) string {
	const most = 4
	var texts []string
	for i := range fields {
		if i == most && len(fields) > most+1 {
			return fmt.Sprintf("%s, … (%d in all)", strings.Join(texts, ", "), len(fields))
		}
		texts = append(texts, fields[i].Text)
	}
	return strings.Join(texts, ", ")
}

// shortened cuts the digits of a key or a signature, which fill many lines.
func shortened(text string) string {
	const most, kept = 48, 16
	words := strings.Split(text, " ")
	for i, w := range words {
		if len(w) > most && strings.Trim(w, "0123456789abcdef") == "" {
			words[i] = w[:kept] + "…"
		}
	}
	return strings.Join(words, " ")
}
