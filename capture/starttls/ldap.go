package starttls

import (
	"bytes"
	"fmt"
)

// startTLS is the name of the extended operation (RFC 4511 §4.14.1).
const startTLS = "1.3.6.1.4.1.1466.20037"

// ldap is RFC 4511 §4.14.
func ldap(d *dialogue) error {
	request := "\x30\x1d" + "\x02\x01\x01" + "\x77\x18\x80\x16" + startTLS // LDAPMessage 1, ExtendedRequest
	if err := d.ask("StartTLS", request); err != nil {
		return err
	}
	message, err := d.ldapMessage()
	if err != nil {
		return err
	}
	r, ok := readExtendedResponse(message)
	if !ok {
		return d.fail("StartTLS", ErrGarbage, message)
	}
	switch r.code {
	case 0:
		return d.nothingMore("StartTLS")
	case 2: // protocolError: an operation that it does not know
		return d.fail("StartTLS", ErrNotOffered, r.said())
	}
	return d.fail("StartTLS", ErrRefused, r.said())
}

// ldapMessage reads an LDAPMessage, without its tag and length.
func (d *dialogue) ldapMessage() ([]byte, error) {
	head, err := d.bytes(2)
	if err != nil {
		return nil, d.broken("StartTLS", err, head)
	}
	n, more := int(head[1]), 0
	if n >= 0x80 {
		n, more = 0, n&0x7f
	}
	if head[0] != 0x30 || more > 4 || head[1] == 0x80 {
		return nil, d.fail("StartTLS", ErrGarbage, append(head, d.unread...))
	}
	long, err := d.bytes(more)
	if err != nil {
		return nil, d.broken("StartTLS", err, append(head, long...))
	}
	for _, b := range long {
		n = n<<8 | int(b)
	}
	message, err := d.bytes(n)
	if err != nil {
		return nil, d.broken("StartTLS", err, message)
	}
	return message, nil
}

// An extendedResponse is what matters of one (RFC 4511 §4.12).
type extendedResponse struct {
	code       byte
	diagnostic []byte
}

// readExtendedResponse also reads a notice of disconnection, which is one with the
// number 0 that nobody asked for (RFC 4511 §4.4.1).
func readExtendedResponse(message []byte) (r extendedResponse, ok bool) {
	number, rest, ok := element(message, 0x02)
	if !ok || len(number) != 1 || number[0] > 1 {
		return r, false
	}
	response, _, ok := element(rest, 0x78)
	if !ok {
		return r, false
	}
	code, rest, ok := element(response, 0x0a)
	if !ok || len(code) != 1 {
		return r, false
	}
	_, rest, ok = element(rest, 0x04) // matchedDN
	if !ok {
		return r, false
	}
	diagnostic, _, ok := element(rest, 0x04)
	if number[0] == 0 && code[0] == 0 {
		return r, false // no notice says that all is well
	}
	return extendedResponse{code[0], diagnostic}, ok
}

// said is the code by its name, and what the server says of it.
func (r extendedResponse) said() []byte {
	name := map[byte]string{
		1: "operationsError", 2: "protocolError", 3: "timeLimitExceeded", 8: "strongerAuthRequired", 10: "referral",
		13: "confidentialityRequired", 50: "insufficientAccessRights", 51: "busy", 52: "unavailable", 53: "unwillingToPerform", 80: "other",
	}[r.code]
	if name == "" {
		name = "result code"
	}
	return bytes.TrimSpace(fmt.Appendf(nil, "%s (%d) %s", name, r.code, r.diagnostic))
}

// element cuts an element of BER off, whose length may be written longer than needed,
// as that of Active Directory is: encoding/asn1 would not take it.
func element(b []byte, tag byte) (body, rest []byte, ok bool) {
	if len(b) < 2 || b[0] != tag {
		return nil, nil, false
	}
	n, b := int(b[1]), b[2:]
	if n >= 0x80 {
		more := n & 0x7f
		if more == 0 || more > 4 || len(b) < more {
			return nil, nil, false
		}
		n = 0
		for _, c := range b[:more] {
			n = n<<8 | int(c)
		}
		b = b[more:]
	}
	if n < 0 || n > len(b) {
		return nil, nil, false
	}
	return b[:n], b[n:], true
}
