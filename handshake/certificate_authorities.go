package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Lists that CertificateRequest has in every version up to TLS 1.2.
var (
	fClientTypesLength = wire.Field{Name: "certificate_types_length", Ref: "RFC 5246 §7.4.4", Filter: "tls.handshake.cert_types_count", Text: wire.Number,
		Mean: "How many types follow, a byte each."}
	fClientTypes = wire.Field{Name: "certificate_types", Min: 1, Ref: "RFC 5246 §7.4.4", Filter: "tls.handshake.cert_types", Text: wire.Count,
		Mean: "The kinds of certificate that the client may answer with."}
	fClientType = wire.Field{Name: "certificate_type", Ref: "RFC 5246 §7.4.4", Filter: "tls.handshake.cert_type", Text: wire.Named[registry.ClientCertificateType],
		Mean: "A kind of key, and what the client would do with it."}
	fRequestAuthoritiesLength = wire.Field{Name: "certificate_authorities_length", Ref: "RFC 5246 §7.4.4", Filter: "tls.handshake.dnames_len", Text: wire.Number,
		Mean: "How many bytes the list of names takes; 0 where any authority will do."}
	fRequestAuthorities = wire.Field{Name: "certificate_authorities", Ref: "RFC 5246 §7.4.4", Filter: "tls.handshake.dnames", Text: wire.Count,
		Mean: "The authorities that the server trusts to certify clients."}
	fRequestAuthorityLength = wire.Field{Name: "distinguished_name_length", Ref: "RFC 5246 §7.4.4", Filter: "tls.handshake.dname_len", Text: wire.Number,
		Mean: "How many bytes this name takes."}
	fRequestAuthority = wire.Field{Name: "distinguished_name", Min: 1, Ref: "RFC 5246 §7.4.4", Text: wire.Count, // tls.handshake.dname is what stands inside
		Mean: "The name of an authority, in DER."}
)

func readClientTypes(c *wire.Cursor, into []registry.ClientCertificateType) []registry.ClientCertificateType {
	return append8(into, c.List8(&fClientTypesLength, &fClientTypes, &fClientType, 1))
}

// readRequestAuthorities reads a list of names. Each has its own length, so that damage
// to one stays in it.
func readRequestAuthorities(c *wire.Cursor, into [][]byte) [][]byte {
	list := c.Vector16(&fRequestAuthoritiesLength, &fRequestAuthorities)
	for c.Len() > 0 {
		n := int(c.Uint16(&fRequestAuthorityLength))
		if name := readNameDER(c, &fRequestAuthority, n); name != nil {
			into = append(into, name)
		}
	}
	c.End(list)
	return into
}
