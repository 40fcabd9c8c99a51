package handshake

import "github.com/tlsteach/tlsteach/handshake/wire"

// ServerDHParams are the numbers of a Diffie-Hellman exchange and the server's
// half of it: RFC 5246 §7.4.3. Each is a big-endian integer; the slices alias the input.
type ServerDHParams struct {
	P, G, Ys []byte
}

var (
	fDHPLength = wire.Field{Name: "dh_p_length", Ref: "RFC 5246 §7.4.3", Filter: "tls.handshake.p_len", Text: wire.Number,
		Mean: "How many bytes the modulus has."}
	fDHP = wire.Field{Name: "dh_p", Min: 1, Ref: "RFC 5246 §7.4.3", Filter: "tls.handshake.p", Text: wire.Count,
		Mean: "The modulus, a large prime number: both sides calculate modulo this number."}
	fDHGLength = wire.Field{Name: "dh_g_length", Ref: "RFC 5246 §7.4.3", Filter: "tls.handshake.g_len", Text: wire.Number,
		Mean: "How many bytes the generator has."}
	fDHG = wire.Field{Name: "dh_g", Min: 1, Ref: "RFC 5246 §7.4.3", Filter: "tls.handshake.g", Text: wire.Count,
		Mean: "The generator: each side raises it to its own secret exponent."}
	fDHYsLength = wire.Field{Name: "dh_ys_length", Ref: "RFC 5246 §7.4.3", Filter: "tls.handshake.ys_len", Text: wire.Number,
		Mean: "How many bytes the public value has."}
	fDHYs = wire.Field{Name: "dh_ys", Min: 1, Ref: "RFC 5246 §7.4.3", Filter: "tls.handshake.ys", Text: wire.Count,
		Mean: "The server's public value: the generator raised to the server's secret exponent, modulo dh_p."}
)

func readDHParams(c *wire.Cursor) (p ServerDHParams) {
	p.P = c.Data16(&fDHPLength, &fDHP)
	p.G = c.Data16(&fDHGLength, &fDHG)
	p.Ys = c.Data16(&fDHYsLength, &fDHYs)
	return p
}
