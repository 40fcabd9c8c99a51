package telling

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/glossary"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var (
	braces   = regexp.MustCompile(`\{[^{}]*\}`)
	citation = regexp.MustCompile(`\b(RFC|BCP) [0-9]+( (§|Appendix )[0-9A-Z]+(\.[0-9A-Za-z]+)*)?`)
	oneWord  = regexp.MustCompile(`^[0-9A-Za-z._:/@%+=,-]+$`) // a shell takes it as it stands
)

// parts cuts s into the text around references and the values of them.
func (t *teller) parts(s string, text, value func(string)) error {
	for {
		at := braces.FindStringIndex(s)
		before := s
		if at != nil {
			before = s[:at[0]]
		}
		if strings.ContainsAny(before, "{}") {
			return fmt.Errorf("%q: a brace that belongs to no reference", before)
		}
		text(before)
		if at == nil {
			return nil
		}
		v, err := t.value(s[at[0]+1 : at[1]-1])
		if err != nil {
			return err
		}
		value(v)
		s = s[at[1]:]
	}
}

// resolve puts the run's values in the place of references. In plain prose a
// value is a run of its own; in code and links it is part of the text.
func (t *teller) resolve(in transcript.Text) (out transcript.Text, err error) {
	for _, r := range in {
		if r.Style == transcript.Code || r.Style == transcript.Link {
			if r.Text, err = t.filled(r.Text); err != nil {
				return nil, err
			}
			if r.Href, err = t.filled(r.Href); err != nil {
				return nil, err
			}
			out = append(out, r)
			continue
		}
		if e, ok := glossary.Find(r.Text); ok && r.Style == transcript.Emph {
			out = append(out, t.term(r.Text, e))
			continue
		}
		err := t.parts(r.Text,
			func(s string) { out = append(out, cited(r.Style, s)...) },
			func(s string) { out = append(out, transcript.Inline{Style: transcript.RunValue, Text: s}) })
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// filled is resolve for text without roles.
func (t *teller) filled(s string) (string, error) {
	var b strings.Builder
	add := func(s string) { b.WriteString(s) }
	if err := t.parts(s, add, add); err != nil {
		return "", err
	}
	return b.String(), nil
}

// command is filled for what a reader pastes into a shell.
func (t *teller) command(s string) (string, error) {
	var b strings.Builder
	var wrong error
	err := t.parts(s, func(s string) { b.WriteString(s) }, func(v string) {
		if !oneWord.MatchString(v) {
			wrong = fmt.Errorf("the command %q: the value %q is not one word to a shell", s, v)
		}
		b.WriteString(v)
	})
	return b.String(), errors.Join(err, wrong)
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
