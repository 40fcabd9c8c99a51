package handshake

import (
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Hints at the account of a user: RFC 4681 §3, §6.
var (
	fMappingLength = wire.Field{Name: "user_mapping_data_list_length", Ref: "RFC 4681 §3", Text: wire.Number,
		Mean: "How many bytes the list takes."}
	fMapping = wire.Field{Name: "user_mapping_data_list", Min: 1, Ref: "RFC 4681 §3", Text: wire.Count,
		Mean: "Hints that help the server to find the account of the user."}
	gMapping = wire.Field{Name: "user_mapping_data", Ref: "RFC 4681 §3", Text: wire.Count,
		Mean: "One hint."}
	fMappingVersion = wire.Field{Name: "user_mapping_version", Ref: "RFC 4681 §3", Text: userMappingText,
		Mean: "Which kind of hint follows."}
	fUPNLength = wire.Field{Name: "user_principal_name_length", Ref: "RFC 4681 §6", Text: wire.Number,
		Mean: "How many bytes the name has."}
	fUPN = wire.Field{Name: "user_principal_name", Ref: "RFC 4681 §6", Text: wire.Plain,
		Mean: "The name of the user, in UTF-8, for example user@domain."}
	fUPNDomainLength = wire.Field{Name: "domain_name_length", Ref: "RFC 4681 §6", Text: wire.Number,
		Mean: "How many bytes the name has."}
	fUPNDomain = wire.Field{Name: "domain_name", Ref: "RFC 4681 §6", Text: wire.Plain,
		Mean: "The name of the domain that has the account, in UTF-8."}
	fMappingUnknown = wire.Field{Name: "user_mapping_hint", Ref: "RFC 4681 §3", Text: wire.Count,
		Mean: "A hint of a kind that no specification describes, and all that follows it."}
)

// upnDomainHint is the only kind of hint that has a specification.
const upnDomainHint = 64

func userMappingText(b []byte) string {
	if b[0] == upnDomainHint {
		return "upn_domain_hint"
	}
	return fmt.Sprintf("unknown (0x%02x)", b[0])
}

// readUserMappingData reads the list of hints. A hint has no length of its own.
func readUserMappingData(c *wire.Cursor) {
	list := c.Vector16(&fMappingLength, &fMapping)
	for c.Len() > 0 {
		g := c.Open(&gMapping)
		if c.Uint8(&fMappingVersion) == upnDomainHint {
			c.Data16(&fUPNLength, &fUPN)
			c.Data16(&fUPNDomainLength, &fUPNDomain)
		} else if c.Len() > 0 {
			c.Opaque(&fMappingUnknown, c.Len())
		}
		c.Close(g)
	}
	c.End(list)
}
