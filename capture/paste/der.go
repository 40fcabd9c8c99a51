package paste

import (
	"crypto/x509"
	"fmt"
)

// readDER reads certificates in DER, one behind another; nil, nil where the bytes
// are no DER that is known here.
func readDER(b []byte) ([]Part, *Error) {
	if len(b) < 2 || b[0] != 0x30 {
		return nil, nil
	}
	var parts []Part
	for len(b) > 0 {
		end := elementEnd(b)
		if b[0] != 0x30 || end == 0 {
			return noted(parts, "what follows the last certificate was left out"), nil
		}
		one := b[:min(end, len(b))]
		switch what := nameOfDER(one); {
		case what == "":
			parts = append(parts, Part{Kind: Certificate, Bytes: one})
			if end > len(b) {
				return noted(parts, fmt.Sprintf("the certificate is cut: %d of its bytes are missing", end-len(b))), nil
			}
		case len(parts) > 0:
			return noted(parts, "what follows the last certificate was left out"), nil
		case what == unknownDER:
			return nil, nil
		default:
			return nil, cannot(what)
		}
		b = b[len(one):]
	}
	return parts, nil
}

const (
	unknownDER = "unknown"
	privateKey = "private key"
)

// nameOfDER says what an element of DER is; empty for a certificate.
func nameOfDER(b []byte) string {
	if _, err := x509.ParseCertificate(b); err == nil {
		return ""
	}
	if _, err := x509.ParsePKCS8PrivateKey(b); err == nil {
		return privateKey
	}
	if _, err := x509.ParsePKCS1PrivateKey(b); err == nil {
		return privateKey
	}
	if _, err := x509.ParseECPrivateKey(b); err == nil {
		return privateKey
	}
	if _, err := x509.ParsePKIXPublicKey(b); err == nil {
		return "public key"
	}
	if _, err := x509.ParsePKCS1PublicKey(b); err == nil {
		return "public key"
	}
	if _, err := x509.ParseCertificateRequest(b); err == nil {
		return "certificate request"
	}
	if _, err := x509.ParseRevocationList(b); err == nil {
		return "revocation list"
	}
	if looksCertified(b) {
		return "" // damaged or cut: its decoder says how
	}
	return unknownDER
}

// looksCertified says whether an element begins as a certificate does (RFC 5280
// §4.1): a sequence, in it a sequence, in it the version or the serial number,
// which is longer than the version 0 of other structures.
func looksCertified(b []byte) bool {
	tbs := content(b)
	if len(tbs) < 2 || tbs[0] != 0x30 {
		return false
	}
	first := content(tbs)
	if len(first) >= 5 && first[0] == 0xa0 {
		return first[1] == 3 && first[2] == 2 && first[3] == 1
	}
	return len(first) >= 2 && first[0] == 0x02 && first[1] > 1
}

// elementEnd is where an element of DER ends by its length (X.690 §8.1.3), which
// may be behind b; 0 where it has none.
func elementEnd(b []byte) int {
	head, n := elementHead(b)
	if head == 0 {
		return 0
	}
	return head + n
}

// content is what is there of an element's content.
func content(b []byte) []byte {
	head, n := elementHead(b)
	if head == 0 {
		return nil
	}
	return b[head:min(head+n, len(b))]
}

// elementHead is how long tag and length are, and the length that they say.
func elementHead(b []byte) (head, n int) {
	if len(b) < 2 {
		return 0, 0
	}
	if b[1] < 0x80 {
		return 2, int(b[1])
	}
	size := int(b[1] & 0x7f)
	if size == 0 || size > 4 || len(b) < 2+size {
		return 0, 0
	}
	for _, c := range b[2 : 2+size] {
		n = n<<8 | int(c)
	}
	return 2 + size, n
}

// cannot says what was given that is not explained here.
func cannot(what string) *Error {
	switch what {
	case privateKey:
		return &Error{"this is a private key, which is not read: nobody but its owner should have it",
			"give the certificate instead; if others can have seen the key, replace both"}
	case "public key":
		return &Error{"this is a public key alone: no TLS message and no certificate", "the certificate that holds it can be explained"}
	}
	return &Error{"this is a " + what + ": no TLS message and no certificate", hintForms}
}
