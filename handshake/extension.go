package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// An Extension is one entry of a hello's list: RFC 8446 §4.2.
type Extension struct {
	Type registry.ExtensionType
	Data []byte // its body
}

func hasExtension(list []Extension, t registry.ExtensionType) bool {
	for _, e := range list {
		if e.Type == t {
			return true
		}
	}
	return false
}

var (
	fExtensionType = wire.Field{Name: "extension_type", Ref: "RFC 8446 §4.2", Filter: "tls.handshake.extension.type",
		Text: extensionName, Mean: "Which extension this is."}
	fExtensionLength = wire.Field{Name: "extension_data_length", Ref: "RFC 8446 §4.2", Filter: "tls.handshake.extension.len",
		Text: wire.Number, Mean: "How many bytes of body follow."}
	fExtensionData = wire.Field{Name: "extension_data", Ref: "RFC 8446 §4.2", Filter: "tls.handshake.extension.data", Text: wire.Count,
		Mean: "The body of the extension."}
	fUnknownData = wire.Field{Name: "extension_data", Ref: "RFC 8446 §4.2", Filter: "tls.handshake.extension.data", Text: wire.Count,
		Mean: "The body of an extension that this decoder does not open: kept as it is."}
	fGREASEData = wire.Field{Name: "grease", Ref: "RFC 8701 §3.1", Filter: "tls.handshake.extension.data", Text: wire.Count,
		Mean: "Arbitrary bytes of a GREASE extension. They mean nothing; a server must step over them."}
)

// openExtension is an extension whose body is being read.
type openExtension struct {
	Type  registry.ExtensionType
	begun bool // its type could be read
	group int
	start int
	limit wire.Limit
}

// beginExtension reads type and length and narrows the cursor to the body. What
// an extension is called, and what it means, depends on the message: group says.
func beginExtension(c *wire.Cursor, group func(registry.ExtensionType) *wire.Field) openExtension {
	v, ok := c.Peek16()
	e := openExtension{Type: registry.ExtensionType(v), begun: ok}
	field := &gUnknown
	if ok {
		field = group(e.Type)
	}
	e.group = c.Open(field)
	c.Uint16(&fExtensionType)
	n := int(c.Uint16(&fExtensionLength))
	e.limit = c.Narrow(&fExtensionData, n)
	e.start = c.Offset()
	return e
}

// end widens the cursor again and lists the extension, with the part of its body
// that could be read. Bytes that the body's parser left are an error.
func (e openExtension) end(c *wire.Cursor, into []Extension) []Extension {
	c.Widen(e.limit)
	c.Close(e.group)
	if !e.begun {
		return into
	}
	return append(into, Extension{Type: e.Type, Data: c.Since(e.start)})
}

// readUnknownExtension keeps a body that has no parser here.
func readUnknownExtension(c *wire.Cursor, t registry.ExtensionType) {
	if registry.IsGREASE16(uint16(t)) {
		c.Rest(&fGREASEData)
		return
	}
	if c.Len() > 0 {
		c.Opaque(&fUnknownData, c.Len())
	}
}
