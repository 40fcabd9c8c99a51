package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// An Extension is one entry of a message's list of extensions: RFC 8446 §4.2.
type Extension struct {
	Type registry.ExtensionType
	Data []byte // its body
}

func hasExtension(list []Extension, t registry.ExtensionType) bool {
	for i := range list {
		if list[i].Type == t {
			return true
		}
	}
	return false
}

var (
	fExtensionsLength = wire.Field{Name: "extensions_length", Ref: "RFC 8446 §4.2",
		Filter: "tls.handshake.extensions_length", Text: wire.Number, Mean: "How many bytes all extensions take together."}
	fExtensions = wire.Field{Name: "extensions", Ref: "RFC 8446 §4.2", Text: wire.Count,
		Mean: "What was added to the message since it was first specified: each is a type, a length and a body."}
	fExtensionType = wire.Field{Name: "extension_type", Ref: "RFC 8446 §4.2", Filter: "tls.handshake.extension.type",
		Text: extensionName, Mean: "Which extension this is."}
	fExtensionLength = wire.Field{Name: "extension_data_length", Ref: "RFC 8446 §4.2", Filter: "tls.handshake.extension.len",
		Text: wire.Number, Mean: "How many bytes of body follow."}
	fExtensionData = wire.Field{Name: "extension_data", Ref: "RFC 8446 §4.2", Filter: "tls.handshake.extension.data", Text: wire.Count,
		Mean: "The body of the extension."}
	fUnknownData = wire.Field{Name: "extension_data", Ref: "RFC 8446 §4.2", Filter: "tls.handshake.extension.data", Text: wire.Count,
		Mean: "The body of an extension that this decoder does not open: kept as it is."}
	fGREASEData = wire.Field{Name: "grease", Ref: "RFC 8701 §3.1", Filter: "tls.handshake.extension.data", Text: wire.Count,
		Mean: "Arbitrary bytes of a GREASE extension. They mean nothing; whoever reads it must step over them."}
)

// extensionList is a list of extensions that is being read. A message reads its
// own like this, and keeps the cursor on the stack:
//
//	x := beginExtensions(c, inClientHello, m.Extensions)
//	for x.next(c) {
//		readExtension(c, inClientHello, x.Type) // or, first, what the message keeps
//	}
//	m.Extensions = x.end(c)
type extensionList struct {
	Type  registry.ExtensionType // of the extension whose body the cursor sees
	in    place
	open  bool // a body is being read
	all   wire.Vector
	into  []Extension
	group int
	start int
	body  wire.Limit
}

// beginExtensions reads the length of the list and begins it.
func beginExtensions(c *wire.Cursor, in place, into []Extension) extensionList {
	return extensionList{in: in, into: into, all: c.Vector16(&fExtensionsLength, &fExtensions)}
}

// next ends the extension before, and reads type and length of the one that
// follows; one that has no parser in this message it reads whole and goes on. It
// is false at the end of the list.
func (x *extensionList) next(c *wire.Cursor) bool {
	for {
		x.close(c)
		if c.Len() == 0 {
			return false
		}
		v, ok := c.Peek16()
		x.Type, x.open = registry.ExtensionType(v), ok
		field, opened := &gUnknown, false
		if ok {
			field, opened = extensionGroup(x.in, x.Type)
		}
		x.group = c.Open(field)
		c.Uint16(&fExtensionType)
		n := int(c.Uint16(&fExtensionLength))
		x.body = c.Narrow(&fExtensionData, n)
		x.start = c.Offset()
		switch {
		case !ok:
			c.Close(x.group)
		case opened:
			return true
		default:
			readUnopened(c, x.Type)
		}
	}
}

// close lists the extension with the part of its body that could be read. Damage
// stays within the body, whose border stands outside of it.
func (x *extensionList) close(c *wire.Cursor) {
	if !x.open {
		return
	}
	x.open = false
	c.Contain(x.body)
	c.Close(x.group)
	x.into = append(x.into, Extension{Type: x.Type, Data: c.Since(x.start)})
}

// end ends the list and returns it.
func (x *extensionList) end(c *wire.Cursor) []Extension {
	x.close(c)
	c.End(x.all)
	return x.into
}

// readUnopened keeps a body that has no parser in this message.
func readUnopened(c *wire.Cursor, t registry.ExtensionType) {
	if registry.IsGREASE16(uint16(t)) {
		c.Rest(&fGREASEData)
		return
	}
	if c.Len() > 0 {
		c.Opaque(&fUnknownData, c.Len())
	}
}
