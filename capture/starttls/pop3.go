package starttls

import "bytes"

// pop3 is RFC 2595 §4.
func pop3(d *dialogue) error {
	greeting, ok, err := d.status("greeting")
	if err != nil {
		return err
	}
	if !ok {
		return d.fail("greeting", ErrRefused, greeting)
	}
	if err := d.ask("CAPA", "CAPA\r\n"); err != nil {
		return err
	}
	said, ok, err := d.status("CAPA")
	if err != nil {
		return err
	}
	if ok { // a server without CAPA (RFC 2449) may have STLS
		lines, said, err := d.list("CAPA", said)
		if err != nil {
			return err
		}
		if !offers(lines, "STLS") {
			return d.fail("CAPA", ErrNotOffered, said)
		}
	}
	if err := d.ask("STLS", "STLS\r\n"); err != nil {
		return err
	}
	said, agreed, err := d.status("STLS")
	switch {
	case err != nil:
		return err
	case !agreed && !ok:
		return d.fail("STLS", ErrNotOffered, said)
	case !agreed:
		return d.fail("STLS", ErrRefused, said)
	}
	return d.nothingMore("STLS")
}

// status reads the first line of an answer (RFC 1939 §3).
func (d *dialogue) status(step string) (said []byte, ok bool, err error) {
	line, err := d.line()
	if err != nil {
		return line, false, d.broken(step, err, line)
	}
	word, _, _ := bytes.Cut(line, []byte{' '})
	switch string(bytes.ToUpper(word)) {
	case "+OK":
		return line, true, nil
	case "-ERR":
		return line, false, nil
	}
	return line, false, d.fail(step, ErrGarbage, line)
}

// list reads the lines behind the first one, until the one that is a dot.
func (d *dialogue) list(step string, first []byte) (lines [][]byte, said []byte, err error) {
	said = append(said, first...)
	for {
		line, err := d.line()
		said = append(append(said, '\n'), line...)
		if err != nil {
			return nil, nil, d.broken(step, err, said)
		}
		if string(line) == "." {
			return lines, said, nil
		}
		lines = append(lines, line)
	}
}
