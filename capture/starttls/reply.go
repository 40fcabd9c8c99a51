package starttls

import "bytes"

// A reply is the answer of a protocol whose lines begin with a number of three digits:
// SMTP (RFC 5321 §4.2) and FTP (RFC 959 §4.2). Its last line has a space behind the
// number, those before it a hyphen.
type reply struct {
	code  string
	lines [][]byte // without the number
	said  []byte   // as it came, its lines ended by \n
}

func (r reply) good() bool { return r.code[0] == '2' }

// reply reads a reply. In the middle of one, FTP has lines without a number, and SMTP
// has none.
func (d *dialogue) reply(step string) (reply, error) {
	var r reply
	for {
		line, err := d.line()
		said := append(r.said, line...)
		if err != nil {
			return r, d.broken(step, err, said)
		}
		r.said = append(said, '\n')
		if r.code == "" {
			if !isReply(line) {
				return r, d.fail(step, ErrGarbage, r.said)
			}
			r.code = string(line[:3])
		}
		if !isReply(line) || string(line[:3]) != r.code {
			if d.title != "FTP" {
				return r, d.fail(step, ErrGarbage, r.said)
			}
			r.lines = append(r.lines, line)
			continue
		}
		r.lines = append(r.lines, line[min(4, len(line)):])
		if len(line) == 3 || line[3] == ' ' {
			return r, nil
		}
	}
}

func isReply(line []byte) bool {
	if len(line) < 3 || line[0] < '1' || line[0] > '5' {
		return false
	}
	for _, c := range line[1:3] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(line) == 3 || line[3] == ' ' || line[3] == '-'
}

// offers is whether a line is a word, in whatever case, alone or before a space.
func offers(lines [][]byte, word string) bool {
	for _, line := range lines {
		first, _, _ := bytes.Cut(line, []byte{' '})
		if bytes.EqualFold(first, []byte(word)) {
			return true
		}
	}
	return false
}
