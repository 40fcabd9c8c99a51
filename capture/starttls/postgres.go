package starttls

import "encoding/binary"

// postgres is the SSLRequest of PostgreSQL's protocol, version 3
// (https://www.postgresql.org/docs/current/protocol-flow.html, "SSL Session
// Encryption"): one byte answers it. What stands behind that byte would be read as
// the server's under TLS (CVE-2021-23222).
func postgres(d *dialogue) error {
	const sslRequest = "\x00\x00\x00\x08\x04\xd2\x16\x2f"
	if err := d.ask("SSLRequest", sslRequest); err != nil {
		return err
	}
	answer, err := d.bytes(1)
	if err != nil {
		return d.broken("SSLRequest", err, answer)
	}
	switch answer[0] {
	case 'S':
		return d.nothingMore("SSLRequest")
	case 'N':
		return d.fail("SSLRequest", ErrNotOffered, append(answer, d.unread...))
	case 'E':
		return d.postgresError()
	}
	return d.fail("SSLRequest", ErrGarbage, append(answer, d.unread...))
}

// postgresError reads the message of a server that has no room, or that is older than
// TLS: fields of a letter and a text.
func (d *dialogue) postgresError() error {
	head, err := d.bytes(4)
	if err != nil {
		return d.broken("SSLRequest", err, append([]byte{'E'}, head...))
	}
	n := int64(binary.BigEndian.Uint32(head))
	if n < 4 || n-4 > mostLine {
		return d.fail("SSLRequest", ErrGarbage, append(append([]byte{'E'}, head...), d.unread...))
	}
	body, err := d.bytes(int(n - 4))
	if err != nil {
		return d.broken("SSLRequest", err, body)
	}
	return d.fail("SSLRequest", ErrRefused, postgresText(body))
}

// postgresText is the field M of an error, the one for people, or all of it.
func postgresText(body []byte) []byte {
	for rest := body; len(rest) > 1; {
		end := 1
		for end < len(rest) && rest[end] != 0 {
			end++
		}
		if rest[0] == 'M' {
			return rest[1:end]
		}
		rest = rest[min(end+1, len(rest)):]
	}
	return body
}
