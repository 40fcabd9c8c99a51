package telling

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	braces   = regexp.MustCompile(`\{[^{}]*\}`)
	citation = regexp.MustCompile(`(RFC|BCP) [0-9]+( (§|Appendix )[0-9A-Z][0-9A-Za-z.]*[0-9A-Za-z]|( §[0-9]))?`)
)

// resolve puts the run's values in the place of references. In plain prose a
// value is a run of its own; in code and commands it is part of the text.
func (t *teller) resolve(in transcript.Text) (transcript.Text, error) {
	var out transcript.Text
	for _, r := range in {
		if r.Style == transcript.Code || r.Style == transcript.Link {
			s, err := t.filled(r.Text)
			if err != nil {
				return nil, err
			}
			r.Text = s
			out = append(out, r)
			continue
		}
		rest := r.Text
		for {
			at := braces.FindStringIndex(rest)
			if at == nil {
				break
			}
			v, err := t.value(rest[at[0]+1 : at[1]-1])
			if err != nil {
				return nil, err
			}
			out = append(out, cited(r.Style, rest[:at[0]])...)
			out = append(out, transcript.Inline{Style: transcript.RunValue, Text: v})
			rest = rest[at[1]:]
		}
		out = append(out, cited(r.Style, rest)...)
	}
	return out, nil
}

// filled is resolve for text without roles.
func (t *teller) filled(s string) (string, error) {
	var failed error
	s = braces.ReplaceAllStringFunc(s, func(ref string) string {
		v, err := t.value(ref[1 : len(ref)-1])
		if err != nil && failed == nil {
			failed = err
		}
		return v
	})
	return s, failed
}

// cited sets the citations in plain text apart.
func cited(style transcript.Style, s string) transcript.Text {
	var out transcript.Text
	add := func(style transcript.Style, s string) {
		if s != "" {
			out = append(out, transcript.Inline{Style: style, Text: s})
		}
	}
	if style != transcript.Plain {
		add(style, s)
		return out
	}
	for {
		at := citation.FindStringIndex(s)
		if at == nil {
			add(style, s)
			return out
		}
		add(style, s[:at[0]])
		add(transcript.RFC, s[at[0]:at[1]])
		s = s[at[1]:]
	}
}

// value resolves one reference.
func (t *teller) value(ref string) (string, error) {
	if !strings.Contains(ref, "/") {
		if v, ok := t.scene.Facts[ref]; ok {
			return v, nil
		}
		if f, ok := t.lesson.Values[ref]; ok {
			return f(t.scene), nil
		}
		return "", fmt.Errorf("the run has no value {%s}", ref)
	}
	path, form, _ := strings.Cut(ref, " ")
	parts := strings.SplitN(path, "/", 3)
	m, err := t.find(parts[0], parts[1])
	if err != nil {
		return "", fmt.Errorf("{%s}: %w", ref, err)
	}
	if len(parts) == 2 {
		return messageForm(m, form, ref)
	}
	return fieldForm(m, parts[2], form, ref)
}

// find is a message of a connection; what a lesson tells of must be there.
func (t *teller) find(act, name string) (anatomy.Message, error) {
	if !t.scene.Has(act) {
		return anatomy.Message{}, fmt.Errorf("the run has no connection %q", act)
	}
	m := t.scene.Message(act, name)
	if !m.There() {
		return m, fmt.Errorf("the connection %q has no %s", act, name)
	}
	return m, nil
}

func messageForm(m anatomy.Message, form, ref string) (string, error) {
	switch form {
	case "length":
		return strconv.Itoa(len(m.Bytes)), nil
	case "name":
		return m.Label(), nil
	}
	return "", fmt.Errorf("{%s}: of a message one can ask length or name", ref)
}

func fieldForm(m anatomy.Message, path, form, ref string) (string, error) {
	f, ok := m.Field(path)
	if !ok {
		return "", fmt.Errorf("{%s}: the message has no field %s", ref, path)
	}
	switch form {
	case "", "text":
		return f.Text(), nil
	case "hex":
		return fmt.Sprintf("%x", f.Bytes), nil
	case "offset":
		return strconv.Itoa(f.Offset), nil
	case "length":
		return strconv.Itoa(len(f.Bytes)), nil
	case "bytes":
		if len(f.Bytes) == 1 {
			return strconv.Itoa(f.Offset), nil
		}
		return fmt.Sprintf("%d–%d", f.Offset, f.Offset+len(f.Bytes)-1), nil
	}
	return "", fmt.Errorf("{%s}: of a field one can ask text, hex, offset, length or bytes", ref)
}
