package starttls

import "bytes"

// imap is RFC 9051 §6.2.1.
func imap(d *dialogue) error {
	greeting, err := d.line()
	if err != nil {
		return d.broken("greeting", err, greeting)
	}
	tag, rest, _ := bytes.Cut(greeting, []byte{' '})
	status, _, _ := bytes.Cut(rest, []byte{' '})
	switch {
	case string(tag) != "*":
		return d.fail("greeting", ErrGarbage, greeting)
	case bytes.EqualFold(status, []byte("BYE")), bytes.EqualFold(status, []byte("PREAUTH")):
		// Who is logged in already cannot ask for TLS (RFC 9051 §11.1).
		return d.fail("greeting", ErrRefused, greeting)
	case !bytes.EqualFold(status, []byte("OK")):
		return d.fail("greeting", ErrGarbage, greeting)
	}

	if err := d.ask("CAPABILITY", "a1 CAPABILITY\r\n"); err != nil {
		return err
	}
	answer, err := d.tagged("CAPABILITY", "a1")
	switch {
	case err != nil:
		return err
	case !answer.ok:
		return d.fail("CAPABILITY", ErrRefused, answer.said)
	case !answer.capable("STARTTLS"):
		return d.fail("CAPABILITY", ErrNotOffered, answer.said)
	}

	if err := d.ask("STARTTLS", "a2 STARTTLS\r\n"); err != nil {
		return err
	}
	answer, err = d.tagged("STARTTLS", "a2")
	if err != nil {
		return err
	}
	if !answer.ok {
		return d.fail("STARTTLS", ErrRefused, answer.said)
	}
	return d.nothingMore("STARTTLS")
}

// A taggedAnswer is what came until the line that has the request's tag.
type taggedAnswer struct {
	ok       bool
	untagged [][]byte // without "* "
	said     []byte
}

func (d *dialogue) tagged(step, tag string) (a taggedAnswer, err error) {
	for {
		line, err := d.line()
		said := append(a.said, line...)
		if err != nil {
			return a, d.broken(step, err, said)
		}
		a.said = append(said, '\n')
		first, rest, _ := bytes.Cut(line, []byte{' '})
		status, _, _ := bytes.Cut(rest, []byte{' '})
		switch {
		case string(first) == "*" && bytes.EqualFold(status, []byte("BYE")):
			return a, d.fail(step, ErrRefused, a.said)
		case string(first) == "*":
			a.untagged = append(a.untagged, rest)
		case string(first) == tag:
			a.ok = bytes.EqualFold(status, []byte("OK"))
			return a, nil
		default:
			return a, d.fail(step, ErrGarbage, a.said)
		}
	}
}

// capable is whether a CAPABILITY line has a word.
func (a taggedAnswer) capable(word string) bool {
	for _, line := range a.untagged {
		words := bytes.Fields(line)
		if len(words) == 0 || !bytes.EqualFold(words[0], []byte("CAPABILITY")) {
			continue
		}
		for _, w := range words[1:] {
			if bytes.EqualFold(w, []byte(word)) {
				return true
			}
		}
	}
	return false
}
