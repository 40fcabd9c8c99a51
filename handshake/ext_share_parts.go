package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// What a share is made of: a point on a curve is written as its form and its
// coordinates, and a hybrid group puts two shares one behind the other.
var (
	gShare = wire.Field{Name: "key_exchange", Min: 1, Ref: "RFC 8446 §4.2.8.2", Filter: "tls.handshake.extensions_key_share_key_exchange",
		Text: wire.Count, Mean: "The public value, made for this connection alone. The private one that belongs to it never leaves the machine."}
	fPointForm = wire.Field{Name: "legacy_form", Ref: "RFC 8446 §4.2.8.2", Mean: "04: both coordinates follow in full."}
	fPointX    = wire.Field{Name: "x", Ref: "RFC 8446 §4.2.8.2", Text: wire.Count, Mean: "The first coordinate of the point, which is the public key."}
	fPointY    = wire.Field{Name: "y", Ref: "RFC 8446 §4.2.8.2", Text: wire.Count, Mean: "The second coordinate of the point."}
	gPoint     = wire.Field{Name: "ec_point", Ref: "RFC 8446 §4.2.8.2", Text: wire.Count, Mean: "A point on the curve: the half that is not post-quantum."}
	fX25519    = wire.Field{Name: "x25519", Ref: "RFC 7748 §6.1", Text: wire.Count, Mean: "A public key of X25519: the half that is not post-quantum."}
	fMLKEMKey  = wire.Field{Name: "ml_kem_encapsulation_key", Ref: "FIPS 203 §7.2", Text: wire.Count,
		Mean: "A public key that the server will encrypt a fresh secret to. Quantum computers are not known to help against it."}
	fMLKEMCiphertext = wire.Field{Name: "ml_kem_ciphertext", Ref: "FIPS 203 §7.2", Text: wire.Count,
		Mean: "A fresh secret, encrypted to the client's key."}
)

// A half is a part of a share.
type half uint8

const (
	nothing half = iota
	halfX25519
	halfP256 // and other curves with coordinates of 32 bytes
	halfP384
	halfP521
	halfMLKEM512
	halfMLKEM768 // Kyber768 of the drafts has the same lengths
	halfMLKEM1024
)

// length is how many bytes the half takes.
func (h half) length(in place) int {
	switch h {
	case halfX25519:
		return 32
	case halfP256:
		return 1 + 2*32
	case halfP384:
		return 1 + 2*48
	case halfP521:
		return 1 + 2*66
	}
	if in == inClientHello { // an encapsulation key: FIPS 203, table 3
		return [...]int{800, 1184, 1568}[h-halfMLKEM512]
	}
	return [...]int{768, 1088, 1568}[h-halfMLKEM512]
}

// halves says of what a group's share consists, in the order of the wire.
func halves(g registry.Group) (first, second half) {
	switch g {
	case registry.GroupSecp256r1, registry.GroupSecp256k1, registry.GroupBrainpoolP256r1, registry.GroupCurveSM2, 31:
		return halfP256, nothing
	case registry.GroupSecp384r1, registry.GroupBrainpoolP384r1, 32:
		return halfP384, nothing
	case registry.GroupSecp521r1:
		return halfP521, nothing
	case registry.GroupX25519MLKEM768: // the one hybrid of its draft with ML-KEM in front
		return halfMLKEM768, halfX25519
	case registry.GroupSecP256r1MLKEM768, registry.GroupCurveSM2MLKEM768, registry.GroupSecP256r1Kyber768Draft00, 0xfe32:
		return halfP256, halfMLKEM768
	case registry.GroupSecP384r1MLKEM1024:
		return halfP384, halfMLKEM1024
	case 0x11e9: // SecP256r1MLKEM512
		return halfP256, halfMLKEM512
	case 0x11ea: // MLKEM512X25519
		return halfMLKEM512, halfX25519
	case registry.GroupX25519Kyber768Draft00, 0xfe31:
		return halfX25519, halfMLKEM768
	case 0xfe30: // X25519Kyber512Draft00
		return halfX25519, halfMLKEM512
	}
	return nothing, nothing
}

// readShare reads a public value of n bytes. One that is not as long as its
// group's is kept whole.
func readShare(c *wire.Cursor, g registry.Group, n int, in place) []byte {
	first, second := halves(g)
	want := 0
	if first != nothing {
		want = first.length(in)
	}
	if second != nothing {
		want += second.length(in)
	}
	if want == 0 || want != n {
		return c.Sized(&fShareData, n)
	}
	start := c.Offset()
	v := c.Begin(&gShare, n)
	if second == nothing {
		readPoint(c, n)
	} else {
		readHalf(c, first, in)
		readHalf(c, second, in)
	}
	c.End(v)
	if c.Err() != nil {
		return nil
	}
	return c.Since(start)
}

func readHalf(c *wire.Cursor, h half, in place) {
	n := h.length(in)
	switch {
	case h == halfX25519:
		c.Bytes(&fX25519, n)
	case h < halfMLKEM512:
		g := c.Open(&gPoint)
		readPoint(c, n)
		c.Close(g)
	case in == inClientHello:
		c.Bytes(&fMLKEMKey, n)
	default:
		c.Bytes(&fMLKEMCiphertext, n)
	}
}

func readPoint(c *wire.Cursor, n int) {
	c.Uint8(&fPointForm)
	c.Bytes(&fPointX, n/2)
	c.Bytes(&fPointY, n/2)
}
