package handshake

import (
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// An ECHConfig is a key that a server publishes for encrypted_client_hello:
// RFC 9849 §4. Its slices alias the input.
type ECHConfig struct {
	Version    uint16 // 0xfe0d; of another one only the version is read
	ID         uint8
	KEM        registry.HPKEKEM
	PublicKey  []byte
	MaxName    uint8  // of the names that the server hides, in bytes
	PublicName []byte // the name that goes into the outer hello
}

// echVersion is the only version of an ECHConfig that RFC 9849 defines.
const echVersion = 0xfe0d

var (
	fECHConfigsLength = wire.Field{Name: "ech_config_list_length", Ref: "RFC 9849 §4", Text: wire.Number, Mean: "How many bytes the list of keys takes."}
	fECHConfigs       = wire.Field{Name: "ech_config_list", Min: 4, Ref: "RFC 9849 §4", Text: wire.Count, Mean: "The server's keys for hidden hellos, the one it likes best first."}
	gECHConfig        = wire.Field{Name: "ech_config", Ref: "RFC 9849 §4", Text: wire.Count, Mean: "One key, and for what it may be used."}
	fECHVersion       = wire.Field{Name: "version", Ref: "RFC 9849 §4", Text: echVersionText, Mean: "fe0d is the version of the standard; a client skips others."}
	fECHConfigLength  = wire.Field{Name: "length", Ref: "RFC 9849 §4", Text: wire.Number, Mean: "How many bytes of this entry follow."}
	fECHContents      = wire.Field{Name: "contents", Ref: "RFC 9849 §4", Text: wire.Count, Mean: "The key and its terms."}
	fECHOtherContents = wire.Field{Name: "unknown_contents", Ref: "RFC 9849 §4", Text: wire.Count, Mean: "An entry of a version that this decoder does not know."}
	gECHKeyConfig     = wire.Field{Name: "key_config", Ref: "RFC 9849 §4", Text: wire.Count, Mean: "The key, and the algorithms that it may be used with."}
	fECHKEM           = wire.Field{Name: "kem_id", Ref: "RFC 9849 §4", Text: wire.Named[registry.HPKEKEM], Mean: "What kind of key it is."}
	fECHKeyLength     = wire.Field{Name: "public_key_length", Ref: "RFC 9849 §4", Text: wire.Number, Mean: "How many bytes the key has."}
	fECHKey           = wire.Field{Name: "public_key", Min: 1, Ref: "RFC 9849 §4", Text: wire.Count, Mean: "The public key to which the client encrypts its hidden hello."}
	fECHSuitesLength  = wire.Field{Name: "cipher_suites_length", Ref: "RFC 9849 §4", Text: wire.Number, Mean: "How many bytes the list takes: four for each pair."}
	fECHSuites        = wire.Field{Name: "cipher_suites", Min: 4, Ref: "RFC 9849 §4", Text: wire.Count, Mean: "Pairs of algorithms that the server takes."}
	gECHSuite         = wire.Field{Name: "symmetric_cipher_suite", Ref: "RFC 9849 §4", Text: wire.Count, Mean: "How keys are derived, and with what the hello is encrypted."}
	fECHMaxName       = wire.Field{Name: "maximum_name_length", Ref: "RFC 9849 §4", Text: wire.Number, Mean: "How long the names are that the server hides, so that the client can pad to it."}
	fECHNameLength    = wire.Field{Name: "public_name_length", Ref: "RFC 9849 §4", Text: wire.Number, Mean: "How many characters the public name has."}
	fECHName          = wire.Field{Name: "public_name", Min: 1, Ref: "RFC 9849 §4", Text: wire.Plain, Mean: "The name that everybody sees in the outer hello, in the place of the real one."}
	fECHExtsLength    = wire.Field{Name: "extensions_length", Ref: "RFC 9849 §4.2", Text: wire.Number, Mean: "How many bytes of extensions follow."}
	fECHExts          = wire.Field{Name: "extensions", Ref: "RFC 9849 §4.2", Text: wire.Count, Mean: "Extensions of the entry."}
	gECHExt           = wire.Field{Name: "ech_config_extension", Ref: "RFC 9849 §4.2", Text: wire.Count, Mean: "An extension of the entry. None was defined with the standard."}
	fECHExtType       = wire.Field{Name: "type", Ref: "RFC 9849 §4.2", Mean: "Which extension it is; one with its highest bit set must be understood by a client that uses the entry."}
	fECHExtLength     = wire.Field{Name: "data_length", Ref: "RFC 9849 §4.2", Text: wire.Number, Mean: "How many bytes the extension has."}
	fECHExtData       = wire.Field{Name: "data", Ref: "RFC 9849 §4.2", Text: wire.Count, Mean: "The body of the extension."}
)

func echVersionText(b []byte) string {
	if v := wire.Uint(b); v != echVersion {
		return fmt.Sprintf("unknown (0x%04x)", v)
	}
	return "RFC 9849"
}

// readECHConfigs reads an ECHConfigList. Damage stays within its entry.
func readECHConfigs(c *wire.Cursor, into []ECHConfig) []ECHConfig {
	list := c.Vector16(&fECHConfigsLength, &fECHConfigs)
	for c.Len() > 0 {
		g := c.Open(&gECHConfig)
		e := ECHConfig{Version: c.Uint16(&fECHVersion)}
		n := int(c.Uint16(&fECHConfigLength))
		limit := c.Narrow(&fECHContents, n)
		if e.Version == echVersion {
			e.read(c)
		} else if c.Len() > 0 {
			c.Opaque(&fECHOtherContents, c.Len())
		}
		if c.Err() == nil {
			into = append(into, e)
		}
		c.Contain(limit)
		c.Close(g)
	}
	c.End(list)
	return into
}

func (e *ECHConfig) read(c *wire.Cursor) {
	g := c.Open(&gECHKeyConfig)
	e.ID = c.Uint8(&fECHID)
	e.KEM = registry.HPKEKEM(c.Uint16(&fECHKEM))
	e.PublicKey = c.Data16(&fECHKeyLength, &fECHKey)
	suites := c.Vector16(&fECHSuitesLength, &fECHSuites)
	for c.Len() > 0 {
		s := c.Open(&gECHSuite)
		c.Uint16(&fECHKDF)
		c.Uint16(&fECHAEAD)
		c.Close(s)
	}
	c.End(suites)
	c.Close(g)
	e.MaxName = c.Uint8(&fECHMaxName)
	e.PublicName = c.Data8(&fECHNameLength, &fECHName)
	exts := c.Vector16(&fECHExtsLength, &fECHExts)
	for c.Len() > 0 {
		x := c.Open(&gECHExt)
		c.Uint16(&fECHExtType)
		c.Data16(&fECHExtLength, &fECHExtData)
		c.Close(x)
	}
	c.End(exts)
}
