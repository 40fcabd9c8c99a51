package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ECHClientHello is the extension encrypted_client_hello: RFC 9849 §5.
type ECHClientHello struct {
	Inner   bool // marks the hidden hello; it has no other field
	KDF     registry.HPKEKDF
	AEAD    registry.HPKEAEAD
	Config  uint8
	Enc     []byte // the HPKE encapsulated key
	Payload []byte // the encrypted inner hello
}

var (
	gECH = wire.Field{Name: "encrypted_client_hello", Ref: "RFC 9849 §5", Text: wire.Count,
		Mean: "A second hello with the real server name, encrypted to the server. Browsers send one with random bytes where they have no key, so that its presence says nothing."}
	fECHType = wire.Field{Name: "type", Ref: "RFC 9849 §5", Text: wire.Named[registry.ECHType],
		Mean: "0 is the outer hello, which everybody sees; 1 marks the inner one."}
	fECHKDF  = wire.Field{Name: "kdf_id", Ref: "RFC 9849 §5", Text: wire.Named[registry.HPKEKDF], Mean: "How the HPKE keys are derived."}
	fECHAEAD = wire.Field{Name: "aead_id", Ref: "RFC 9849 §5", Text: wire.Named[registry.HPKEAEAD], Mean: "With what the inner hello is encrypted."}
	fECHID   = wire.Field{Name: "config_id", Ref: "RFC 9849 §5", Text: wire.Number,
		Mean: "Which of the server's published keys this is for."}
	fECHEncLength = wire.Field{Name: "enc_length", Ref: "RFC 9849 §5", Text: wire.Number, Mean: "How many bytes the encapsulated key has."}
	fECHEnc       = wire.Field{Name: "enc", Ref: "RFC 9849 §5", Text: wire.Count,
		Mean: "The client's half of the HPKE key exchange."}
	fECHPayloadLength = wire.Field{Name: "payload_length", Ref: "RFC 9849 §5", Text: wire.Number, Mean: "How many bytes the ciphertext has."}
	fECHPayload       = wire.Field{Name: "payload", Min: 1, Ref: "RFC 9849 §5", Text: wire.Count,
		Mean: "The inner hello, encrypted; or random bytes."}
	fECHConfirmation = wire.Field{Name: "confirmation", Ref: "RFC 9849 §5", Text: wire.Count,
		Mean: "Eight bytes by which the client learns that the server opened the inner hello."}

	gECHOuter = wire.Field{Name: "ech_outer_extensions", Ref: "RFC 9849 §5.1", Text: wire.Count,
		Mean: "In the inner hello: extensions that are the same in the outer one and are not written twice."}
	fECHOuterLength = wire.Field{Name: "outer_extensions_length", Ref: "RFC 9849 §5.1", Text: wire.Number, Mean: "How many bytes the list takes: two for each extension."}
	fECHOuterList   = wire.Field{Name: "outer_extensions", Min: 2, Ref: "RFC 9849 §5.1", Text: wire.Count, Mean: "The extensions to take from the outer hello, in its order."}
	fECHOuterType   = wire.Field{Name: "outer_extension", Ref: "RFC 9849 §5.1", Text: extensionName, Mean: "An extension of the outer hello."}
)

func readECHClientHello(c *wire.Cursor) (e ECHClientHello) {
	switch t := registry.ECHType(c.Uint8(&fECHType)); {
	case t == registry.ECHInner:
		e.Inner = true
	case t == registry.ECHOuter:
		e.KDF = registry.HPKEKDF(c.Uint16(&fECHKDF))
		e.AEAD = registry.HPKEAEAD(c.Uint16(&fECHAEAD))
		e.Config = c.Uint8(&fECHID)
		e.Enc = c.Data16(&fECHEncLength, &fECHEnc)
		e.Payload = c.Data16(&fECHPayloadLength, &fECHPayload)
	case c.Len() > 0:
		c.Opaque(&fUnknownData, c.Len())
	}
	return e
}

func readECHOuterExtensions(c *wire.Cursor) {
	c.List8(&fECHOuterLength, &fECHOuterList, &fECHOuterType, 2)
}
