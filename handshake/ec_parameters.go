package handshake

import (
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ServerECDHParams are a curve and the server's half of an exchange on it:
// RFC 8422 §5.4. The slices alias the input.
type ServerECDHParams struct {
	CurveType registry.ECCurveType // 3: a named curve, the only kind still in use
	Group     registry.Group       // of a named curve
	Curve     ExplicitCurve        // of any other
	Public    []byte               // the public value, as the group writes it
}

// An ExplicitCurve is a curve that is given by its numbers: RFC 4492 §5.4. Each
// is a big-endian integer, Base a point. A curve over a prime field has a Prime,
// one over a field of characteristic 2 has a Degree and the K of its polynomial.
type ExplicitCurve struct {
	Prime    []byte
	Degree   uint16
	K        [3][]byte // one exponent of a trinomial, three of a pentanomial
	A, B     []byte
	Base     []byte
	Order    []byte
	Cofactor []byte
}

var (
	fCurveType = wire.Field{Name: "curve_type", Ref: "RFC 8422 §5.4", Filter: "tls.handshake.server_curve_type", Text: wire.Named[registry.ECCurveType],
		Mean: "How the curve is given: 3 is by its number; 1 and 2 are by its equation, which RFC 8422 no longer allows."}
	fNamedCurve = wire.Field{Name: "namedcurve", Ref: "RFC 8422 §5.4", Filter: "tls.handshake.server_named_curve", Text: wire.Named[registry.Group],
		Mean: "The group that the server chose."}
	fServerPointLength = wire.Field{Name: "public_length", Ref: "RFC 8422 §5.4", Filter: "tls.handshake.server_point_len", Text: wire.Number,
		Mean: "How many bytes the public value has."}
	fServerPoint = wire.Field{Name: "public", Min: 1, Ref: "RFC 8422 §5.4", Filter: "tls.handshake.server_point", Text: wire.Count,
		Mean: "The server's public key for this exchange."}
	fCurveParams = wire.Field{Name: "ec_parameters", Ref: "RFC 8422 §5.4", Text: wire.Count,
		Mean: "A curve of a kind that no specification describes, and all that follows it."}
	fPrimeLength = wire.Field{Name: "prime_p_length", Ref: "RFC 4492 §5.4", Text: wire.Number,
		Mean: "How many bytes the prime has."}
	fPrime = wire.Field{Name: "prime_p", Min: 1, Ref: "RFC 4492 §5.4", Text: wire.Count,
		Mean: "The prime modulo which the coordinates of points are calculated."}
	fCurveM = wire.Field{Name: "m", Ref: "RFC 4492 §5.4", Text: wire.Number,
		Mean: "The degree of the field: a coordinate is m bits long."}
	fBasis = wire.Field{Name: "basis", Ref: "RFC 4492 §5.4", Text: basisText,
		Mean: "Whether the polynomial that defines the field has three terms or five."}
	fBasisKLength = wire.Field{Name: "k_length", Ref: "RFC 4492 §5.4", Text: wire.Number,
		Mean: "How many bytes the exponent has."}
	fBasisK = wire.Field{Name: "k", Min: 1, Ref: "RFC 4492 §5.4", Text: wire.Count,
		Mean: "An exponent of the polynomial that defines the field."}
	fCurveALength = wire.Field{Name: "a_length", Ref: "RFC 4492 §5.4", Text: wire.Number,
		Mean: "How many bytes the coefficient a has."}
	fCurveA = wire.Field{Name: "a", Min: 1, Ref: "RFC 4492 §5.4", Text: wire.Count,
		Mean: "A coefficient of the curve's equation."}
	fCurveBLength = wire.Field{Name: "b_length", Ref: "RFC 4492 §5.4", Text: wire.Number,
		Mean: "How many bytes the coefficient b has."}
	fCurveB = wire.Field{Name: "b", Min: 1, Ref: "RFC 4492 §5.4", Text: wire.Count,
		Mean: "The other coefficient of the curve's equation."}
	fCurveBaseLength = wire.Field{Name: "base_length", Ref: "RFC 4492 §5.4", Text: wire.Number,
		Mean: "How many bytes the base point has."}
	fCurveBase = wire.Field{Name: "base", Min: 1, Ref: "RFC 4492 §5.4", Text: wire.Count,
		Mean: "The base point: a public key is this point multiplied by the secret key."}
	fCurveOrderLength = wire.Field{Name: "order_length", Ref: "RFC 4492 §5.4", Text: wire.Number,
		Mean: "How many bytes the order has."}
	fCurveOrder = wire.Field{Name: "order", Min: 1, Ref: "RFC 4492 §5.4", Text: wire.Count,
		Mean: "How many different points the multiples of the base point are."}
	fCofactorLength = wire.Field{Name: "cofactor_length", Ref: "RFC 4492 §5.4", Text: wire.Number,
		Mean: "How many bytes the cofactor has."}
	fCofactor = wire.Field{Name: "cofactor", Min: 1, Ref: "RFC 4492 §5.4", Text: wire.Count,
		Mean: "The number of points on the curve divided by the order."}
)

// The kinds of basis: RFC 4492 §5.4.
const (
	basisTrinomial   = 1
	basisPentanomial = 2
)

func basisText(b []byte) string {
	switch b[0] {
	case basisTrinomial:
		return "ec_basis_trinomial"
	case basisPentanomial:
		return "ec_basis_pentanomial"
	}
	return fmt.Sprintf("unknown (0x%02x)", b[0])
}

// readECDHParams reads a curve and the public value. Behind a curve of an unknown
// kind nobody can say where the public value begins: all is one opaque leaf.
func readECDHParams(c *wire.Cursor) (p ServerECDHParams) {
	p.CurveType = registry.ECCurveType(c.Uint8(&fCurveType))
	switch p.CurveType {
	case registry.CurveExplicitPrime:
		p.Curve.Prime = c.Data8(&fPrimeLength, &fPrime)
		p.Curve.readEquation(c)
	case registry.CurveExplicitChar2:
		p.Curve.Degree = c.Uint16(&fCurveM)
		p.Curve.readBasis(c)
		p.Curve.readEquation(c)
	case registry.CurveNamed:
		p.Group = registry.Group(c.Uint16(&fNamedCurve))
	default:
		if c.Len() > 0 {
			c.Opaque(&fCurveParams, c.Len())
			return p
		}
	}
	p.Public = c.Data8(&fServerPointLength, &fServerPoint)
	return p
}

func (e *ExplicitCurve) readBasis(c *wire.Cursor) {
	n := 1
	switch basis := c.Uint8(&fBasis); {
	case basis == basisPentanomial:
		n = 3
	case basis != basisTrinomial:
		c.Fail(&fBasisK, 0, "a basis of an unknown kind has no known length")
	}
	for i := range n {
		e.K[i] = c.Data8(&fBasisKLength, &fBasisK)
	}
}

func (e *ExplicitCurve) readEquation(c *wire.Cursor) {
	e.A = c.Data8(&fCurveALength, &fCurveA)
	e.B = c.Data8(&fCurveBLength, &fCurveB)
	e.Base = c.Data8(&fCurveBaseLength, &fCurveBase)
	e.Order = c.Data8(&fCurveOrderLength, &fCurveOrder)
	e.Cofactor = c.Data8(&fCofactorLength, &fCofactor)
}
