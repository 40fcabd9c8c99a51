package der

import (
	"encoding/binary"
	"strconv"
	"time"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// SignedCertificateTimestampList reads what is left of the innermost vector as the
// list of RFC 6962 §3.3, which is not DER but of TLS's own presentation language:
// a certificate, an OCSP response and a TLS extension carry the same.
func SignedCertificateTimestampList(c *wire.Cursor) {
	r := newReader(c, registry.AlertDecodeError)
	r.scts()
}

var sctExtension = octets("sct_list", "RFC 6962 §3.3", "", "Promises by public logs to list this certificate, so that everybody can see that it was issued.").
	shaped(sctList).shown(wire.Count)

var (
	sctsLength = wire.Field{Name: "sct_list_length", Ref: "RFC 6962 §3.3", Filter: "tls.sct.scts_length", Text: wire.Number, Mean: "How many bytes all timestamps take."}
	scts       = wire.Field{Name: "signed_certificate_timestamps", Ref: "RFC 6962 §3.3", Text: wire.Count, Mean: "Signed timestamps; clients want them from several logs."}
	sctWhole   = wire.Field{Name: "signed_certificate_timestamp", Ref: "RFC 6962 §3.2", Text: wire.Count, Mean: "A log's signed promise to list the certificate within a time that the log has set, usually a day."}
	sctLength  = wire.Field{Name: "sct_length", Ref: "RFC 6962 §3.3", Filter: "tls.sct.sct_length", Text: wire.Number, Mean: "How many bytes this timestamp has."}
	sctVersion = wire.Field{Name: "sct_version", Ref: "RFC 6962 §3.2", Filter: "tls.sct.sct_version", Text: sctVersionText, Mean: "0 is version 1."}
	sctLogID   = wire.Field{Name: "log_id", Ref: "RFC 6962 §3.2", Filter: "tls.sct.sct_logid", Mean: "The SHA-256 hash of the log's public key: which log it is."}
	sctTime    = wire.Field{Name: "timestamp", Ref: "RFC 6962 §3.2", Filter: "tls.sct.sct_timestamp", Text: millisecondsText,
		Mean: "When the log gave its promise, in milliseconds since the beginning of 1970."}
	sctExtsLength = wire.Field{Name: "extensions_length", Ref: "RFC 6962 §3.2", Filter: "tls.sct.sct_extensions_length", Text: wire.Number, Mean: "How many bytes of extensions follow; nearly always 0."}
	sctExts       = wire.Field{Name: "extensions", Ref: "RFC 6962 §3.2", Filter: "tls.sct.sct_extensions", Mean: "Extensions of the timestamp; RFC 6962 defines none."}
	sctAlgorithm  = wire.Field{Name: "algorithm", Ref: "RFC 5246 §7.4.1.4.1", Filter: "tls.handshake.sig_hash_alg", Text: wire.Named[registry.SignatureScheme], Mean: "How the log signed: a hash and a signature algorithm."}
	sctHash       = wire.Field{Name: "hash", Ref: "RFC 5246 §7.4.1.4.1", Filter: "tls.handshake.sig_hash_hash", Text: wire.Named[registry.HashAlgorithm], Mean: "The hash."}
	sctSign       = wire.Field{Name: "signature_algorithm", Ref: "RFC 5246 §7.4.1.4.1", Filter: "tls.handshake.sig_hash_sig", Text: wire.Named[registry.SignatureAlgorithm], Mean: "The signature algorithm."}
	sctSigLength  = wire.Field{Name: "signature_length", Ref: "RFC 5246 §4.7", Filter: "tls.sct.sct_signature_length", Text: wire.Number, Mean: "How many bytes the signature has."}
	sctSignature  = wire.Field{Name: "signature", Ref: "RFC 6962 §3.2", Filter: "tls.sct.sct_signature", Mean: "The log's signature over time and certificate."}
	sctRest       = wire.Field{Name: "sct_data", Ref: "RFC 6962 §3.2", Text: wire.Count, Mean: "What a timestamp of another version holds: it has no meaning here."}
)

// scts reads the list; each timestamp keeps its damage in itself.
func (r *reader) scts() {
	c := r.Cursor
	list := c.Vector16(&sctsLength, &scts)
	for c.Len() > 0 {
		group := c.Open(&sctWhole)
		limit := c.Narrow(&sctWhole, int(c.Uint16(&sctLength)))
		r.sct()
		if e := c.Err(); e != nil && !c.Cut() {
			e.Alert = r.alert
		}
		c.Contain(limit)
		c.Close(group)
	}
	c.End(list)
}

func (r *reader) sct() {
	c := r.Cursor
	if c.Uint8(&sctVersion) != 0 {
		c.Opaque(&sctRest, c.Len())
		return
	}
	c.Bytes(&sctLogID, 32)
	c.Bytes(&sctTime, 8)
	c.Data16(&sctExtsLength, &sctExts)
	group := c.Open(&sctAlgorithm)
	c.Uint8(&sctHash)
	algorithm := registry.SignatureAlgorithm(c.Uint8(&sctSign))
	c.Close(group)
	n := int(c.Uint16(&sctSigLength))
	if algorithm != registry.SignatureECDSA {
		c.Bytes(&sctSignature, n)
		return
	}
	limit := c.Narrow(&sctSignature, n)
	outer := r.narrow(n)
	r.element(sctPair)
	r.widen(outer)
	c.Widen(limit)
}

var sctPair = pair("tls.sct.sct_signature")

func sctVersionText(b []byte) string {
	if len(b) == 1 && b[0] == 0 {
		return "v1 (0)"
	}
	return "unknown (" + wire.Number(b) + ")"
}

// millisecondsText is a time in milliseconds since 1970: RFC 6962 §3.2.
func millisecondsText(b []byte) string {
	v := binary.BigEndian.Uint64(append(make([]byte, 8), b...)[len(b):])
	if v > 253402300799999 { // the end of the year 9999
		return strconv.FormatUint(v, 10) + " ms"
	}
	return time.UnixMilli(int64(v)).UTC().Format("2006-01-02T15:04:05.000Z07:00")
}
