package verdict

import "strings"

// A mailbox is an address of mail: RFC 2821 §4.1.2.
type mailbox struct{ local, domain string }

// heldBy says whether a constraint holds it: a mailbox itself, or a domain.
func (m mailbox) heldBy(constraint string, excluded bool) bool {
	if strings.Contains(constraint, "@") {
		other, ok := readMailbox(constraint)
		return ok && other == m
	}
	return subtreeHolds(m.domain)(constraint, excluded)
}

func mailboxesOf(c *certificate) (out []mailbox, err string) {
	for _, text := range c.EmailAddresses {
		m, ok := readMailbox(text)
		if !ok {
			return nil, "the mailbox " + quoted(text) + " cannot be compared with constraints"
		}
		out = append(out, m)
	}
	return out, ""
}

// readMailbox takes an address apart; its domain in lower case.
func readMailbox(text string) (mailbox, bool) {
	local, rest, ok := readLocal(text)
	domain, at := strings.CutPrefix(rest, "@")
	if !ok || !at || !isDomain(domain) {
		return mailbox{}, false
	}
	return mailbox{local, strings.ToLower(domain)}, true
}

// readLocal reads the part before the @: words with dots between them, or one text in
// quotes. A backslash takes what follows as it is.
func readLocal(text string) (local, rest string, ok bool) {
	if inner, quotes := strings.CutPrefix(text, `"`); quotes {
		return readQuoted(inner)
	}
	var b strings.Builder
	for rest = text; rest != ""; rest = rest[1:] {
		if rest[0] == '\\' {
			if rest = rest[1:]; rest == "" {
				return "", "", false
			}
		} else if !isAtomText(rest[0]) {
			break
		}
		b.WriteByte(rest[0])
	}
	local = b.String()
	if local == "" || local[0] == '.' || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return "", "", false
	}
	return local, rest, true
}

// isAtomText: RFC 2822 §3.2.4, and the dot.
func isAtomText(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("!#$%&'*+-/=?^_`{|}~.", c) >= 0
}

// readQuoted: RFC 2822 §3.2.5, without the obsolete forms, and with the space.
func readQuoted(text string) (local, rest string, ok bool) {
	var b strings.Builder
	for rest = text; rest != ""; rest = rest[1:] {
		c := rest[0]
		switch {
		case c == '"':
			return b.String(), rest[1:], true
		case c == '\\':
			if rest = rest[1:]; rest == "" {
				return "", "", false
			}
			c = rest[0]
			if c == 0 || c == '\n' || c == '\r' || c > 127 {
				return "", "", false
			}
		case c == 0 || c == '\t' || c == '\n' || c == '\r' || c > 127:
			return "", "", false
		}
		b.WriteByte(c)
	}
	return "", "", false
}
