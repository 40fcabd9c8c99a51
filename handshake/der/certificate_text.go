package der

import "github.com/tlsteach/tlsteach/handshake/wire"

// CertificateText says in a line whose certificate this is, without judging it:
// "X.509, 512 bytes, subject CN=example.com".
func CertificateText(b []byte) string {
	subject, ok := subjectOf(b)
	if !ok {
		return wire.Count(b) + ", not an X.509 certificate that can be read"
	}
	return "X.509, " + wire.Count(b) + ", subject " + nameText(subject)
}

// subjectOf finds the subject of a certificate: behind an optional version, it is
// the fifth element of what is signed (RFC 5280 §4.1).
func subjectOf(b []byte) (subject []byte, ok bool) {
	_, certificate, _, ok := split(b)
	if !ok {
		return nil, false
	}
	_, rest, _, ok := split(certificate)
	if ok && len(rest) > 0 && rest[0] == tagVersion {
		_, _, rest, ok = split(rest)
	}
	for range 4 { // serial number, algorithm, issuer, validity
		if ok {
			_, _, rest, ok = split(rest)
		}
	}
	if !ok || len(rest) == 0 || rest[0] != tagSequence {
		return nil, false
	}
	_, _, after, ok := split(rest)
	return rest[:len(rest)-len(after)], ok
}

const tagVersion = 0xa0
