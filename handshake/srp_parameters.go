package handshake

import "github.com/tlsteach/tlsteach/handshake/wire"

// ServerSRPParams are the server's half of a key exchange by password:
// RFC 5054 §2.8.2. N, G and B are big-endian integers; the slices alias the input.
type ServerSRPParams struct {
	N, G, Salt, B []byte
}

var (
	fSRPNLength = wire.Field{Name: "srp_n_length", Ref: "RFC 5054 §2.8.2", Text: wire.Number,
		Mean: "How many bytes the modulus has."}
	fSRPN = wire.Field{Name: "srp_n", Min: 1, Ref: "RFC 5054 §2.8.2", Text: wire.Count,
		Mean: "The modulus, a large prime number: both sides calculate modulo this number."}
	fSRPGLength = wire.Field{Name: "srp_g_length", Ref: "RFC 5054 §2.8.2", Text: wire.Number,
		Mean: "How many bytes the generator has."}
	fSRPG = wire.Field{Name: "srp_g", Min: 1, Ref: "RFC 5054 §2.8.2", Text: wire.Count,
		Mean: "The generator: each side raises it to its own secret exponent."}
	fSRPSaltLength = wire.Field{Name: "srp_s_length", Ref: "RFC 5054 §2.8.2", Text: wire.Number,
		Mean: "How many bytes the salt has."}
	fSRPSalt = wire.Field{Name: "srp_s", Min: 1, Ref: "RFC 5054 §2.8.2", Text: wire.Count,
		Mean: "The salt that is hashed together with name and password."}
	fSRPBLength = wire.Field{Name: "srp_b_length", Ref: "RFC 5054 §2.8.2", Text: wire.Number,
		Mean: "How many bytes the public value has."}
	fSRPB = wire.Field{Name: "srp_b", Min: 1, Ref: "RFC 5054 §2.8.2", Text: wire.Count,
		Mean: "The server's public value, into which what it stores of the password has gone."}
)

func readSRPParams(c *wire.Cursor) (p ServerSRPParams) {
	p.N = c.Data16(&fSRPNLength, &fSRPN)
	p.G = c.Data16(&fSRPGLength, &fSRPG)
	p.Salt = c.Data8(&fSRPSaltLength, &fSRPSalt)
	p.B = c.Data16(&fSRPBLength, &fSRPB)
	return p
}
