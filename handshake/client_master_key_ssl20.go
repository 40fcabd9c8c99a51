package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// ClientMasterKeySSL20 carries the master key of SSL 2.0, encrypted to the key of
// the server's certificate but for the part that law once wanted in the clear:
// draft-hickman-netscape-ssl-00 §5.5.2. Its slices alias the input.
type ClientMasterKeySSL20 struct {
	layer
	CipherKind   CipherKind
	ClearKey     []byte // all but 40 bits of the key, with an export cipher
	EncryptedKey []byte // as long as the server's RSA modulus
	KeyArg       []byte // an initialisation vector, with a block cipher
}

var (
	fClearLength = wire.Field{Name: "clear_key_length", Ref: "draft-hickman-netscape-ssl-00 §5.5.2", Filter: "tls.handshake.clear_key_length", Text: wire.Number,
		Mean: "How many bytes of the key are sent unencrypted."}
	fSecretLength = wire.Field{Name: "encrypted_key_length", Ref: "draft-hickman-netscape-ssl-00 §5.5.2", Filter: "tls.handshake.encrypted_key_length", Text: wire.Number,
		Mean: "How many bytes the encrypted part has."}
	fKeyArgLength = wire.Field{Name: "key_arg_length", Ref: "draft-hickman-netscape-ssl-00 §5.5.2", Filter: "tls.handshake.key_arg_length", Text: wire.Number,
		Mean: "How many bytes the argument has."}
	fClear = wire.Field{Name: "clear_key_data", Ref: "draft-hickman-netscape-ssl-00 §5.5.2", Filter: "tls.handshake.clear_key_data", Text: wire.Count,
		Mean: "The part of the master key that everyone may read; empty unless the cipher is an export cipher."}
	fSecret = wire.Field{Name: "encrypted_key_data", Ref: "draft-hickman-netscape-ssl-00 §5.5.2", Filter: "tls.handshake.encrypted_key", Text: wire.Count,
		Mean: "The rest of the master key, encrypted with RSA: only the server's private key opens it."}
	fKeyArg = wire.Field{Name: "key_arg_data", Ref: "draft-hickman-netscape-ssl-00 §5.5.2", Filter: "tls.handshake.key_arg",
		Mean: "The first initialisation vector of a block cipher."}
)

// LayerType implements gopacket.Layer.
func (*ClientMasterKeySSL20) LayerType() gopacket.LayerType { return LayerTypeClientMasterKeySSL20 }

// CanDecode implements gopacket.DecodingLayer.
func (*ClientMasterKeySSL20) CanDecode() gopacket.LayerClass { return LayerTypeClientMasterKeySSL20 }

// Spec implements Message.
func (*ClientMasterKeySSL20) Spec() string { return "draft-hickman-netscape-ssl-00 §5.5.2" }

// DecodeFromBytes reads one record's body, its message type first.
func (m *ClientMasterKeySSL20) DecodeFromBytes(data []byte, df gopacket.DecodeFeedback) error {
	c := wire.Read(data, nil)
	m.parse(&c)
	return m.decoded(&c, data, df)
}

// Dissect reads like DecodeFromBytes and records in t which bytes each field owns.
func (m *ClientMasterKeySSL20) Dissect(data []byte, t *wire.Trace) error {
	c := wire.Read(data, t)
	m.parse(&c)
	return m.decoded(&c, data, gopacket.NilDecodeFeedback)
}

func (m *ClientMasterKeySSL20) parse(c *wire.Cursor) {
	*m = ClientMasterKeySSL20{}
	c.Uint8(&fTypeSSL20)
	m.CipherKind = CipherKind(c.Uint24(&fKind))
	clear := int(c.Uint16(&fClearLength))
	secret := int(c.Uint16(&fSecretLength))
	arg := int(c.Uint16(&fKeyArgLength))
	m.ClearKey = c.Bytes(&fClear, clear)
	m.EncryptedKey = c.Bytes(&fSecret, secret)
	m.KeyArg = c.Bytes(&fKeyArg, arg)
}
