package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// The signature of a ServerKeyExchange. Up to TLS 1.1 the key of the certificate
// alone says how it was made (RFC 4346 §7.4.3).
var (
	fSigScheme = wire.Field{Name: "signature_algorithm", Ref: "RFC 5246 §7.4.3", Filter: "tls.handshake.sig_hash_alg", Text: wire.Named[registry.SignatureScheme],
		Mean: "How the server signed."}
	fSigLength = wire.Field{Name: "signature_length", Ref: "RFC 5246 §7.4.3", Filter: "tls.handshake.sig_len", Text: wire.Number,
		Mean: "How many bytes the signature has."}
	fSignature = wire.Field{Name: "signature", Ref: "RFC 5246 §7.4.3", Filter: "tls.handshake.sig", Text: wire.Count,
		Mean: "Made with the key of the certificate over both randoms and the parameters before it: so the server proves that it holds that key."}
	fSigLengthTLS10 = wire.Field{Name: "signature_length", Ref: "RFC 4346 §7.4.3", Filter: "tls.handshake.sig_len", Text: wire.Number,
		Mean: "How many bytes the signature has."}
	fSignatureTLS10 = wire.Field{Name: "signature", Ref: "RFC 4346 §7.4.3", Filter: "tls.handshake.sig", Text: wire.Count,
		Mean: "Made with the key of the certificate over a hash of both randoms and the parameters before it: MD5 and SHA-1 together with an RSA key, SHA-1 with any other."}
)

// readServerSignature reads what TLS 1.2 puts behind the parameters.
func readServerSignature(c *wire.Cursor) (registry.SignatureScheme, []byte) {
	s := registry.SignatureScheme(c.Uint16(&fSigScheme))
	return s, readSignature(c, &fSigLength, &fSignature)
}

// readServerSignatureTLS10 reads what versions before TLS 1.2 put there.
func readServerSignatureTLS10(c *wire.Cursor) []byte {
	return readSignature(c, &fSigLengthTLS10, &fSignatureTLS10)
}

// readSignature reads a signature with its length, whatever it was made over.
func readSignature(c *wire.Cursor, length, signature *wire.Field) []byte {
	return readSignatureDER(c, signature, int(c.Uint16(length)))
}
