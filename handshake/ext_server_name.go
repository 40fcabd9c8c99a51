package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

var (
	gServerName = wire.Field{Name: "server_name", Ref: "RFC 6066 §3", Text: wire.Count,
		Mean: "Which of the names behind this address the client wants, so that the server can pick the certificate. It crosses in the clear."}
	fServerNameListLength = wire.Field{Name: "server_name_list_length", Ref: "RFC 6066 §3",
		Filter: "tls.handshake.extensions_server_name_list_len", Text: wire.Number, Mean: "How many bytes the list of names takes."}
	fServerNameList = wire.Field{Name: "server_name_list", Min: 1, Ref: "RFC 6066 §3", Text: wire.Count,
		Mean: "The list of names. Clients send exactly one."}
	fServerNameType = wire.Field{Name: "name_type", Ref: "RFC 6066 §3", Filter: "tls.handshake.extensions_server_name_type",
		Text: wire.Named[registry.NameType], Mean: "00 is a DNS host name; nothing else was ever defined."}
	fServerNameLength = wire.Field{Name: "host_name_length", Ref: "RFC 6066 §3",
		Filter: "tls.handshake.extensions_server_name_len", Text: wire.Number, Mean: "How many characters the name has."}
	fHostName = wire.Field{Name: "host_name", Min: 1, Ref: "RFC 6066 §3", Filter: "tls.handshake.extensions_server_name",
		Text: wire.Plain, Mean: "The name of the server that the client wants, in the clear."}
)

// readServerNameList returns the first name of the list.
func readServerNameList(c *wire.Cursor) (first []byte) {
	list := c.Vector16(&fServerNameListLength, &fServerNameList)
	for c.Len() > 0 {
		c.Uint8(&fServerNameType)
		name := c.Data16(&fServerNameLength, &fHostName)
		if first == nil {
			first = name
		}
	}
	c.End(list)
	return first
}
