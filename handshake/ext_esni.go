package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

const esniRef = "draft-ietf-tls-esni-02 §5"

var (
	gESNI = wire.Field{Name: "encrypted_server_name", Ref: esniRef, Text: wire.Count,
		Mean: "The server's name, encrypted: the forerunner of encrypted_client_hello, which hid the name alone."}
	aESNI       = meaning(gESNI, "The server shows that it could read the encrypted name.")
	fESNISuite  = wire.Field{Name: "suite", Ref: esniRef, Filter: "tls.esni.suite", Text: wire.Named[registry.CipherSuite], Mean: "With what the name is encrypted."}
	fESNIDigLen = wire.Field{Name: "record_digest_length", Ref: esniRef, Filter: "tls.esni.record_digest_length", Text: wire.Number, Mean: "How many bytes the digest has."}
	fESNIDigest = wire.Field{Name: "record_digest", Ref: esniRef, Filter: "tls.esni.record_digest", Text: wire.Count, Mean: "Which of the server's published keys was used."}
	fESNILength = wire.Field{Name: "encrypted_sni_length", Ref: esniRef, Filter: "tls.esni.encrypted_sni_length", Text: wire.Number, Mean: "How many bytes the ciphertext has."}
	fESNIName   = wire.Field{Name: "encrypted_sni", Ref: esniRef, Filter: "tls.esni.encrypted_sni", Text: wire.Count, Mean: "The name, padded and encrypted."}
	fESNINonce  = wire.Field{Name: "nonce", Ref: esniRef, Filter: "tls.esni.nonce", Text: wire.Count, Mean: "The random bytes that stood encrypted beside the name."}
)

func readESNI(c *wire.Cursor, in place) {
	if in != inClientHello {
		c.Bytes(&fESNINonce, 16)
		return
	}
	c.Uint16(&fESNISuite)
	readKeyShareEntry(c, in)
	c.Data16(&fESNIDigLen, &fESNIDigest)
	c.Data16(&fESNILength, &fESNIName)
}
