package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Extensions about the certificate that a side would like, or will, send.
var (
	gCertType = wire.Field{Name: "cert_type", Ref: "RFC 6091 §3.1", Text: wire.Count,
		Mean: "Which kinds of certificate the client can use: for TLS 1.2, and for OpenPGP keys beside X.509."}
	aCertType              = meaning(gCertType, "The one kind of certificate that the server chose for both sides.")
	gClientCertificateType = wire.Field{Name: "client_certificate_type", Ref: "RFC 7250 §3", Text: wire.Count,
		Mean: "What the client can send as its certificate, for example a bare public key."}
	aClientCertificateType = meaning(gClientCertificateType, "What the client must send as its certificate.")
	gServerCertificateType = wire.Field{Name: "server_certificate_type", Ref: "RFC 7250 §3", Text: wire.Count,
		Mean: "What the client can read as the server's certificate, for example a bare public key."}
	aServerCertificateType = meaning(gServerCertificateType, "What the server will send as its certificate.")
	fCertTypesLength       = wire.Field{Name: "certificate_types_length", Ref: "RFC 7250 §3", Filter: "tls.handshake.cert_type.types_len",
		Text: wire.Number, Mean: "How many kinds follow, a byte each."}
	fCertTypes = wire.Field{Name: "certificate_types", Min: 1, Ref: "RFC 7250 §3", Filter: "tls.handshake.cert_type.types",
		Text: wire.Count, Mean: "The kinds, the one liked best first."}
	fCertType = wire.Field{Name: "certificate_type", Ref: "RFC 7250 §3", Filter: "tls.handshake.cert_type.type",
		Text: wire.Named[registry.CertificateType], Mean: "0 is an X.509 certificate, 2 a bare public key."}

	gTrustedCAKeys = wire.Field{Name: "trusted_ca_keys", Ref: "RFC 6066 §6", Text: wire.Count,
		Mean: "Which authorities the client trusts, so that the server can pick a certificate. Up to TLS 1.2."}
	aTrustedCAKeys   = meaning(gTrustedCAKeys, "Empty: the server picked a certificate of an authority that the client trusts.")
	fTrustedCALength = wire.Field{Name: "trusted_authorities_list_length", Ref: "RFC 6066 §6", Text: wire.Number, Mean: "How many bytes the list takes."}
	fTrustedCAs      = wire.Field{Name: "trusted_authorities_list", Ref: "RFC 6066 §6", Text: wire.Count, Mean: "The authorities."}
	gTrustedCA       = wire.Field{Name: "trusted_authority", Ref: "RFC 6066 §6", Text: wire.Count, Mean: "One authority."}
	fTrustedCAType   = wire.Field{Name: "identifier_type", Ref: "RFC 6066 §6", Text: wire.Named[registry.TrustedCAType], Mean: "How the authority is named."}
	fTrustedCAHash   = wire.Field{Name: "sha1_hash", Ref: "RFC 6066 §6", Text: wire.Count, Mean: "The SHA-1 hash of the authority's key or certificate."}

	fTrustedNameLength = wire.Field{Name: "distinguished_name_length", Ref: "RFC 6066 §6", Text: wire.Number, Mean: "How many bytes the name has."}
	fTrustedName       = wire.Field{Name: "distinguished_name", Min: 1, Ref: "RFC 6066 §6", Text: wire.Count, Mean: "The subject of an authority's certificate, in DER."}

	gCertificateAuthorities = wire.Field{Name: "certificate_authorities", Ref: "RFC 8446 §4.2.4", Text: wire.Count,
		Mean: "Which authorities the client trusts, so that the server can pick a certificate."}
	fAuthoritiesLength = wire.Field{Name: "authorities_length", Ref: "RFC 8446 §4.2.4", Filter: "tls.handshake.dnames_len", Text: wire.Number, Mean: "How many bytes all names take together."}
	fAuthorities       = wire.Field{Name: "authorities", Min: 3, Ref: "RFC 8446 §4.2.4", Filter: "tls.handshake.dnames", Text: wire.Count, Mean: "The names of the authorities."}
	fAuthorityLength   = wire.Field{Name: "distinguished_name_length", Ref: "RFC 8446 §4.2.4", Filter: "tls.handshake.dname_len", Text: wire.Number, Mean: "How many bytes the name has."}
	fAuthority         = wire.Field{Name: "distinguished_name", Min: 1, Ref: "RFC 8446 §4.2.4", Text: wire.Count, Mean: "The subject of an authority's certificate, in DER."}

	gOIDFilters = wire.Field{Name: "oid_filters", Ref: "RFC 8446 §4.2.5", Text: wire.Count,
		Mean: "What the client's certificate must hold: extensions of X.509 and their values."}
	fOIDFiltersLength = wire.Field{Name: "filters_length", Ref: "RFC 8446 §4.2.5", Filter: "tls.extension.oid_filters_length", Text: wire.Number, Mean: "How many bytes the filters take."}
	fOIDFilters       = wire.Field{Name: "filters", Ref: "RFC 8446 §4.2.5", Text: wire.Count, Mean: "The filters; a certificate must pass all that the client understands."}
	gOIDFilter        = wire.Field{Name: "oid_filter", Ref: "RFC 8446 §4.2.5", Text: wire.Count, Mean: "One filter."}
	fOIDLength        = wire.Field{Name: "certificate_extension_oid_length", Ref: "RFC 8446 §4.2.5", Filter: "tls.extension.oid_filters.oid_length", Text: wire.Number, Mean: "How many bytes the identifier has."}
	gOID              = wire.Field{Name: "certificate_extension_oid", Min: 1, Ref: "RFC 8446 §4.2.5", Text: wire.Count, Mean: "Which extension of the certificate, as an object identifier in DER."}
	fOIDTag           = wire.Field{Name: "tag_length", Ref: "RFC 8446 §4.2.5", Mean: "06: an object identifier, and how many bytes it has."}
	fOID              = wire.Field{Name: "value", Ref: "RFC 8446 §4.2.5", Filter: "tls.extension.oid_filters.oid", Mean: "The object identifier: 551d0f is key usage, 551d25 extended key usage."}
	fOIDValuesLength  = wire.Field{Name: "certificate_extension_values_length", Ref: "RFC 8446 §4.2.5", Filter: "tls.extension.oid_filters.values_length", Text: wire.Number, Mean: "How many bytes the values take."}
	fOIDValues        = wire.Field{Name: "certificate_extension_values", Ref: "RFC 8446 §4.2.5", Text: wire.Count, Mean: "What that extension must hold, in DER; empty: it must be there."}
)

// readCertificateTypes reads the client's list or the server's choice.
func readCertificateTypes(c *wire.Cursor, in place) {
	if in != inClientHello {
		c.Uint8(&fCertType)
		return
	}
	c.List8(&fCertTypesLength, &fCertTypes, &fCertType, 1)
}

func readTrustedCAKeys(c *wire.Cursor) {
	list := c.Vector16(&fTrustedCALength, &fTrustedCAs)
	for c.Len() > 0 {
		g := c.Open(&gTrustedCA)
		switch registry.TrustedCAType(c.Uint8(&fTrustedCAType)) {
		case registry.TrustedCAPreAgreed:
		case registry.TrustedCAKeySHA1, registry.TrustedCACertSHA1Hash:
			c.Bytes(&fTrustedCAHash, 20)
		case registry.TrustedCAX509Name:
			n := int(c.Uint16(&fTrustedNameLength))
			readNameDER(c, &fTrustedName, n)
		default: // nobody can say where it ends
			if c.Len() > 0 {
				c.Opaque(&fUnknownData, c.Len())
			}
		}
		c.Close(g)
	}
	c.End(list)
}

func readCertificateAuthorities(c *wire.Cursor) {
	list := c.Vector16(&fAuthoritiesLength, &fAuthorities)
	for c.Len() > 0 {
		n := int(c.Uint16(&fAuthorityLength))
		readNameDER(c, &fAuthority, n)
	}
	c.End(list)
}

func readOIDFilters(c *wire.Cursor) {
	list := c.Vector16(&fOIDFiltersLength, &fOIDFilters)
	for c.Len() > 0 {
		g := c.Open(&gOIDFilter)
		oid := c.Vector8(&fOIDLength, &gOID)
		if b := c.Ahead(); len(b) > 2 && b[0] == 6 && int(b[1]) == len(b)-2 {
			c.Bytes(&fOIDTag, 2)
		}
		c.Rest(&fOID)
		c.End(oid)
		c.Data16(&fOIDValuesLength, &fOIDValues)
		c.Close(g)
	}
	c.End(list)
}
