package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// What the sender may do, as others say: RFC 5878 §3, and RFC 6042 §2 for KeyNote.
var (
	fAuthzLength = wire.Field{Name: "authz_data_list_length", Ref: "RFC 5878 §3.3", Text: wire.Number,
		Mean: "How many bytes the list takes."}
	fAuthzEntry = wire.Field{Name: "authz_data_list", Min: 1, Ref: "RFC 5878 §3.3", Text: wire.Count,
		Mean: "Statements of what the sender is allowed to do."}
	gAuthz = wire.Field{Name: "authorization_data_entry", Ref: "RFC 5878 §3.3", Text: wire.Count,
		Mean: "One statement, or where to fetch it."}
	fAuthzFormat = wire.Field{Name: "authz_format", Ref: "RFC 5878 §3.3", Text: wire.Named[registry.AuthzFormat],
		Mean: "In which form the statement comes."}
	fAuthzDataLength = wire.Field{Name: "authz_data_length", Ref: "RFC 5878 §3.3", Text: wire.Number,
		Mean: "How many bytes the statement has."}
	fAuthzData = wire.Field{Name: "authz_data", Min: 1, Ref: "RFC 5878 §3.3", Text: wire.Count,
		Mean: "An attribute certificate, a SAML assertion or KeyNote assertions."}
	fAuthzURLLength = wire.Field{Name: "url_length", Ref: "RFC 5878 §3.3.3", Text: wire.Number,
		Mean: "How many bytes the URL has."}
	fAuthzURL = wire.Field{Name: "url", Min: 1, Ref: "RFC 5878 §3.3.3", Text: wire.Plain,
		Mean: "Where to fetch the statement."}
	fAuthzHashAlg = wire.Field{Name: "hash_alg", Ref: "RFC 5878 §3.3.3", Text: wire.Named[registry.HashAlgorithm],
		Mean: "Which hash follows."}
	fAuthzHash = wire.Field{Name: "hash", Ref: "RFC 5878 §3.3.3",
		Mean: "The hash of what stands at the URL, so that nobody can put something else there."}
	fAuthzUnknown = wire.Field{Name: "authz_unknown", Ref: "RFC 5878 §3.3", Text: wire.Count,
		Mean: "A statement in a form that this decoder does not open, and all that follows it: it has no length of its own."}
)

// readAuthorization reads the list of statements. One of an unknown form, or that of
// RFC 7562, has no length that could be stepped over.
func readAuthorization(c *wire.Cursor) {
	list := c.Vector16(&fAuthzLength, &fAuthzEntry)
	for c.Len() > 0 {
		g := c.Open(&gAuthz)
		switch c.Uint8(&fAuthzFormat) {
		case 0, 1, 64:
			c.Opaque(&fAuthzData, int(c.Uint16(&fAuthzDataLength)))
		case 2, 3, 65:
			readURLAndHash(c)
		default:
			if c.Len() > 0 {
				c.Opaque(&fAuthzUnknown, c.Len())
			}
		}
		c.Close(g)
	}
	c.End(list)
}

func readURLAndHash(c *wire.Cursor) {
	c.Data16(&fAuthzURLLength, &fAuthzURL)
	n := hashLength(registry.HashAlgorithm(c.Uint8(&fAuthzHashAlg)))
	if n == 0 {
		c.Fail(&fAuthzHash, 0, "a hash of an unknown kind has no known length")
	}
	c.Bytes(&fAuthzHash, n)
}

// hashLength is how many bytes a hash has; 0 where that is not known.
func hashLength(h registry.HashAlgorithm) int {
	switch h {
	case registry.HashMD5:
		return 16
	case registry.HashSHA1:
		return 20
	case registry.HashSHA224:
		return 28
	case registry.HashSHA256:
		return 32
	case registry.HashSHA384:
		return 48
	case registry.HashSHA512:
		return 64
	}
	return 0
}
