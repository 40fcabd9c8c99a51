package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

var (
	gALPN = wire.Field{Name: "application_layer_protocol_negotiation", Ref: "RFC 7301 §3.1", Text: wire.Count,
		Mean: "Which protocols the client can speak inside the connection, so that the choice costs no extra round trip."}
	fALPNLength = wire.Field{Name: "protocol_name_list_length", Ref: "RFC 7301 §3.1", Filter: "tls.handshake.extensions_alpn_len",
		Text: wire.Number, Mean: "How many bytes the list takes."}
	fALPNList = wire.Field{Name: "protocol_name_list", Min: 2, Ref: "RFC 7301 §3.1", Filter: "tls.handshake.extensions_alpn_list",
		Text: wire.Count, Mean: "The list of protocols."}
	fALPNNameLength = wire.Field{Name: "protocol_name_length", Ref: "RFC 7301 §3.1", Filter: "tls.handshake.extensions_alpn_str_len",
		Text: wire.Number, Mean: "How many characters the name has."}
	fALPNName = wire.Field{Name: "protocol_name", Min: 1, Ref: "RFC 7301 §3.1", Filter: "tls.handshake.extensions_alpn_str",
		Text: alpnName, Mean: "A protocol: h2 is HTTP/2, http/1.1 is HTTP/1.1."}

	gALPS = wire.Field{Name: "application_settings", Ref: "draft-vvv-tls-alps", Text: wire.Count,
		Mean: "For which protocols the client would take settings within the handshake. Chromium sends it; it is not a standard."}
	fALPSLength = wire.Field{Name: "supported_protocols_length", Ref: "draft-vvv-tls-alps", Filter: "tls.handshake.extensions_alps_len",
		Text: wire.Number, Mean: "How many bytes the list takes."}
	fALPSList = wire.Field{Name: "supported_protocols", Ref: "draft-vvv-tls-alps", Filter: "tls.handshake.extensions_alps_alpn_list",
		Text: wire.Count, Mean: "The list of protocols."}
	fALPSNameLength = wire.Field{Name: "protocol_name_length", Ref: "draft-vvv-tls-alps", Filter: "tls.handshake.extensions_alps_alpn_str_len",
		Text: wire.Number, Mean: "How many characters the name has."}
	fALPSName = wire.Field{Name: "protocol_name", Min: 1, Ref: "draft-vvv-tls-alps", Filter: "tls.handshake.extensions_alps_alpn_str",
		Text: alpnName, Mean: "A protocol."}
)

func alpnName(b []byte) string {
	if registry.IsGREASEALPN(b) {
		return "GREASE"
	}
	return string(b)
}

func readALPN(c *wire.Cursor, into [][]byte) [][]byte {
	list := c.Vector16(&fALPNLength, &fALPNList)
	for c.Len() > 0 {
		if name := c.Data8(&fALPNNameLength, &fALPNName); name != nil {
			into = append(into, name)
		}
	}
	c.End(list)
	return into
}

func readALPS(c *wire.Cursor) {
	list := c.Vector16(&fALPSLength, &fALPSList)
	for c.Len() > 0 {
		c.Data8(&fALPSNameLength, &fALPSName)
	}
	c.End(list)
}
