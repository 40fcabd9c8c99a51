package handshake

import (
	"strings"

	"github.com/tlsteach/tlsteach/handshake/wire"
)

var (
	gDNSSECChain = wire.Field{Name: "dnssec_chain", Ref: "RFC 9102 §2.1", Text: wire.Count,
		Mean: "The client would like to check the server by signed records of the DNS (DANE), without asking the DNS itself."}
	aDNSSECChain  = meaning(gDNSSECChain, "Signed records of the DNS that say which key the server has, from the root down.")
	fChainPort    = wire.Field{Name: "port_number", Ref: "RFC 9102 §2.2", Text: wire.Number, Mean: "The port that the client connects to: records of the DNS are for one port."}
	fChainSupport = wire.Field{Name: "ext_support_lifetime", Ref: "RFC 9102 §2.3", Text: func(b []byte) string { return wire.Number(b) + " h" },
		Mean: "For how many hours the server promises to go on sending such chains; 0: no promise."}
	gChain      = wire.Field{Name: "authentication_chain", Ref: "RFC 9102 §2.3", Text: wire.Count, Mean: "The records, each as the DNS would send it, without compressed names."}
	gRecord     = wire.Field{Name: "resource_record", Ref: "RFC 1035 §3.2.1", Text: wire.Count, Mean: "One record."}
	fRRName     = wire.Field{Name: "name", Ref: "RFC 1035 §3.1", Text: dnsName, Mean: "What the record is about."}
	fRRType     = wire.Field{Name: "type", Ref: "RFC 1035 §3.2.2", Text: rrType, Mean: "What kind of record: TLSA names a key of TLS, RRSIG is a signature, DNSKEY a key of the DNS, DS the hash of one."}
	fRRClass    = wire.Field{Name: "class", Ref: "RFC 1035 §3.2.4", Text: wire.Number, Mean: "1: the Internet."}
	fRRTTL      = wire.Field{Name: "ttl", Ref: "RFC 1035 §3.2.1", Text: seconds, Mean: "For how long the record may be kept."}
	fRRLength   = wire.Field{Name: "rdlength", Ref: "RFC 1035 §3.2.1", Text: wire.Number, Mean: "How many bytes of data follow."}
	fRRData     = wire.Field{Name: "rdata", Ref: "RFC 1035 §3.2.1", Text: wire.Count, Mean: "What the record says."}
	fChainRest  = wire.Field{Name: "unknown_records", Ref: "RFC 9102 §2.3", Text: wire.Count, Mean: "Bytes that are no record of the DNS."}
	fChainBytes = wire.Field{Name: "authentication_chain_length", Ref: "RFC 9102 §2.3", Text: wire.Number, Mean: "How many bytes the records take."}
)

// dnsName writes labels with dots between them.
func dnsName(b []byte) string {
	var out strings.Builder
	for len(b) > 0 && b[0] != 0 {
		n := min(1+int(b[0]), len(b))
		out.Write(b[1:n])
		out.WriteByte('.')
		b = b[n:]
	}
	if out.Len() == 0 {
		return "."
	}
	return out.String()
}

func rrType(b []byte) string {
	switch wire.Uint(b) {
	case 5:
		return "CNAME"
	case 39:
		return "DNAME"
	case 43:
		return "DS"
	case 46:
		return "RRSIG"
	case 47:
		return "NSEC"
	case 48:
		return "DNSKEY"
	case 50:
		return "NSEC3"
	case 52:
		return "TLSA"
	}
	return wire.Number(b)
}

// readDNSSECChain reads the client's port or the server's records. The vectors of
// RFC 9102, appendix A, have no length before the records, its text has one.
func readDNSSECChain(c *wire.Cursor, in place) {
	if in == inClientHello {
		c.Uint16(&fChainPort)
		return
	}
	c.Uint16(&fChainSupport)
	if n, ok := c.Peek16(); ok && int(n) == c.Len()-2 {
		c.Uint16(&fChainBytes)
	}
	g := c.Open(&gChain)
	for c.Len() > 0 {
		n := nameLength(c.Ahead())
		if n == 0 {
			c.Opaque(&fChainRest, c.Len())
			break
		}
		r := c.Open(&gRecord)
		c.Bytes(&fRRName, n)
		c.Uint16(&fRRType)
		c.Uint16(&fRRClass)
		c.Uint32(&fRRTTL)
		c.Data16(&fRRLength, &fRRData)
		c.Close(r)
	}
	c.Close(g)
}

// nameLength is how many bytes a DNS name takes; 0 where there is none.
func nameLength(b []byte) int {
	at := 0
	for at < len(b) && at < 255 {
		n := int(b[at])
		if n > 63 {
			return 0
		}
		at += 1 + n
		if n == 0 {
			return at
		}
	}
	return 0
}
