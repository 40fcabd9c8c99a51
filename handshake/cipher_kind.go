package handshake

import (
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A CipherKind names algorithms in SSL 2.0, in three bytes. Where the first is 0
// the other two are a cipher suite of SSL 3.0 or later: RFC 6101 §E.1.
type CipherKind uint32

// String returns the name of the specification, for example
// "SSL_CK_RC4_128_WITH_MD5".
func (k CipherKind) String() string {
	switch k {
	case 0x010080:
		return "SSL_CK_RC4_128_WITH_MD5"
	case 0x020080:
		return "SSL_CK_RC4_128_EXPORT40_WITH_MD5"
	case 0x030080:
		return "SSL_CK_RC2_128_CBC_WITH_MD5"
	case 0x040080:
		return "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"
	case 0x050080:
		return "SSL_CK_IDEA_128_CBC_WITH_MD5"
	case 0x060040:
		return "SSL_CK_DES_64_CBC_WITH_MD5"
	case 0x0700c0:
		return "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"
	}
	if k>>16 == 0 {
		return registry.CipherSuite(k).String()
	}
	return fmt.Sprintf("unknown (0x%06x)", uint32(k))
}

func cipherKindText(b []byte) string { return CipherKind(wire.Uint(b)).String() }

// Fields that stand in more than one message of SSL 2.0.
var (
	fTypeSSL20 = wire.Field{Name: "msg_type", Ref: "draft-hickman-netscape-ssl-00 §5.5", Filter: "tls.handshake.type", Text: typeTextSSL20,
		Mean: "Which message this is."}
	fVersionSSL20 = wire.Field{Name: "version", Ref: "draft-hickman-netscape-ssl-00 §5.5.1", Filter: "tls.handshake.version", Text: wire.Named[registry.Version],
		Mean: "The newest version that the sender speaks: a client that greets in this old form may speak SSL 3.0 or TLS too."}
	fKindsLength = wire.Field{Name: "cipher_specs_length", Ref: "draft-hickman-netscape-ssl-00 §5.5.1", Filter: "tls.handshake.cipher_spec_len", Text: wire.Number,
		Mean: "How many bytes the list of ciphers takes: three for each."}
	fKinds = wire.Field{Name: "cipher_specs", Ref: "draft-hickman-netscape-ssl-00 §5.5.1", Filter: "tls.handshake.ciphersuites", Text: wire.Count,
		Mean: "The ciphers that the sender can use."}
	fKind = wire.Field{Name: "cipher_kind", Ref: "draft-hickman-netscape-ssl-00 §5.5.1", Filter: "tls.handshake.cipherspec", Text: cipherKindText,
		Mean: "A cipher, its key length and its hash; with a first byte of 0 a cipher suite of SSL 3.0 or TLS."}
)

func readCipherKinds(c *wire.Cursor, n int, into []CipherKind) []CipherKind {
	list := c.Begin(&fKinds, n)
	for c.Len() > 0 {
		if k := c.Uint24(&fKind); c.Err() == nil {
			into = append(into, CipherKind(k))
		}
	}
	c.End(list)
	return into
}

// The message types of SSL 2.0 that cross in the clear.
const (
	errorSSL20           = 0
	clientHelloSSL20     = 1
	clientMasterKeySSL20 = 2
	serverHelloSSL20     = 4
)

func typeTextSSL20(b []byte) string {
	switch b[0] {
	case errorSSL20:
		return "SSL_MT_ERROR"
	case clientHelloSSL20:
		return "SSL_MT_CLIENT_HELLO"
	case clientMasterKeySSL20:
		return "SSL_MT_CLIENT_MASTER_KEY"
	case serverHelloSSL20:
		return "SSL_MT_SERVER_HELLO"
	}
	return fmt.Sprintf("unknown (0x%02x)", b[0])
}
