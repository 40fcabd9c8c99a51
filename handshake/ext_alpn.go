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
	fALPSSettings = wire.Field{Name: "settings", Ref: "draft-vvv-tls-alps", Filter: "tls.handshake.extensions_alps.settings",
		Text: wire.Count, Mean: "What the protocol would else say in its first message: for HTTP/2 its settings."}
	aALPS = meaning(gALPS, "The server's settings for the protocol that was chosen.")

	gNPN = wire.Field{Name: "next_protocol_negotiation", Ref: "draft-agl-tls-nextprotoneg-04 §3", Text: wire.Count,
		Mean: "The forerunner of ALPN. Empty in a ClientHello."}
	aNPN       = meaning(gNPN, "The forerunner of ALPN: the protocols that the server can speak. The client chooses, in a message of its own.")
	fNPNLength = wire.Field{Name: "protocol_length", Ref: "draft-agl-tls-nextprotoneg-04 §3", Filter: "tls.handshake.extensions_npn_str_len",
		Text: wire.Number, Mean: "How many characters the name has."}
	fNPNName = wire.Field{Name: "protocol", Ref: "draft-agl-tls-nextprotoneg-04 §3", Filter: "tls.handshake.extensions_npn",
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

// readALPS reads the client's list of protocols, or the server's settings for the
// one that was chosen.
func readALPS(c *wire.Cursor, in place) {
	if in != inClientHello {
		c.Rest(&fALPSSettings)
		return
	}
	list := c.Vector16(&fALPSLength, &fALPSList)
	for c.Len() > 0 {
		c.Data8(&fALPSNameLength, &fALPSName)
	}
	c.End(list)
}

// readNPN reads the names that a server offers; no length stands before them.
func readNPN(c *wire.Cursor) {
	for c.Len() > 0 {
		c.Data8(&fNPNLength, &fNPNName)
	}
}
