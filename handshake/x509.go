package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// What messages carry in DER: each of n bytes, in a group of its own, in which
// damage stays. They return its bytes, or nil where they are not there. They are
// alike: through a function value the cursor would escape to the heap.

func readCertificateDER(c *wire.Cursor, f *wire.Field, n int) []byte {
	start, part := c.Offset(), c.Begin(f, n)
	der.Certificate(c)
	c.EndContained(part)
	return whole(c.Since(start))
}

func readPublicKeyDER(c *wire.Cursor, f *wire.Field, n int) []byte {
	start, part := c.Offset(), c.Begin(f, n)
	der.SubjectPublicKeyInfo(c)
	c.EndContained(part)
	return whole(c.Since(start))
}

func readNameDER(c *wire.Cursor, f *wire.Field, n int) []byte {
	start, part := c.Offset(), c.Begin(f, n)
	der.DistinguishedName(c)
	c.EndContained(part)
	return whole(c.Since(start))
}

func readOCSPResponseDER(c *wire.Cursor, f *wire.Field, n int) []byte {
	start, part := c.Offset(), c.Begin(f, n)
	der.OCSPResponse(c)
	c.EndContained(part)
	return whole(c.Since(start))
}

// readSignatureDER reads a signature, which is a pair of numbers in DER where it
// was made on an elliptic curve or with DSA (RFC 8422 §5.4, RFC 5480 §A).
func readSignatureDER(c *wire.Cursor, f *wire.Field, n int) []byte {
	if b := c.Ahead(); n > len(b) || !isPairOfNumbers(b[:n]) {
		return c.Bytes(f, n)
	}
	start, part := c.Offset(), c.Begin(f, n)
	der.ECDSASignature(c)
	c.EndContained(part)
	return whole(c.Since(start))
}

// isPairOfNumbers says whether DER is a SEQUENCE of two INTEGERs and nothing more.
func isPairOfNumbers(b []byte) bool {
	const sequence, integer = 0x30, 0x02
	if len(b) >= 3 && b[0] == sequence && b[1] == 0x81 { // of P-521
		b = b[1:]
	}
	if len(b) < 8 || int(b[1]) != len(b)-2 || b[2] != integer {
		return false
	}
	second := 4 + int(b[3])
	return second+2 < len(b) && b[second] == integer && second+2+int(b[second+1]) == len(b)
}

func readResponderDER(c *wire.Cursor, length, f *wire.Field) {
	part := c.Vector16(length, f)
	der.ResponderID(c)
	c.EndContained(part)
}

func readOCSPExtensionsDER(c *wire.Cursor, length, f *wire.Field) {
	part := c.Vector16(length, f)
	if c.Len() > 0 {
		der.OCSPExtensions(c)
	}
	c.EndContained(part)
}

func whole(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}
