package handshake

import (
	"time"

	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Proofs that a certificate stands in public logs: of the first version
// (RFC 6962) and of the second (RFC 9162).
var (
	gSCT = wire.Field{Name: "signed_certificate_timestamp", Ref: "RFC 6962 §3.3.1", Text: wire.Count,
		Mean: "The client would like proofs that the certificate stands in public logs. Empty in a ClientHello."}

	gTransparencyInfo = wire.Field{Name: "transparency_info", Ref: "RFC 9162 §6.5", Text: wire.Count,
		Mean: "The client would like proofs, of the second version, that the certificate stands in public logs. Empty: being there is the request."}
	aTransparencyInfo = meaning(gTransparencyInfo, "Proofs, of the second version, that the certificate stands in public logs.")
	rTransparencyInfo = meaning(gTransparencyInfo, "Empty: the server would like such proofs for the client's certificate.")
	fTransLength      = wire.Field{Name: "trans_item_list_length", Ref: "RFC 9162 §6.3", Text: wire.Number, Mean: "How many bytes the proofs take."}
	fTransList        = wire.Field{Name: "trans_item_list", Min: 1, Ref: "RFC 9162 §6.3", Text: wire.Count, Mean: "The proofs."}
	fTransItemLength  = wire.Field{Name: "trans_item_length", Ref: "RFC 9162 §6.3", Text: wire.Number, Mean: "How many bytes this one has."}
	fTransItem        = wire.Field{Name: "trans_item", Min: 1, Ref: "RFC 9162 §4.5", Text: wire.Count, Mean: "A statement of a log."}
	fTransType        = wire.Field{Name: "versioned_type", Ref: "RFC 9162 §4.5", Text: wire.Named[registry.TransType], Mean: "What kind of statement it is."}
	fTransOther       = wire.Field{Name: "data", Ref: "RFC 9162 §4.5", Text: wire.Count, Mean: "A statement of a kind that is not sent in handshakes: kept as it is."}
	fLogIDLength      = wire.Field{Name: "log_id_length", Ref: "RFC 9162 §4.4", Text: wire.Number, Mean: "How many bytes the log's number has."}
	fLogID            = wire.Field{Name: "log_id", Min: 2, Ref: "RFC 9162 §4.4", Mean: "Which log it is, as an object identifier."}
	fLogTimestamp     = wire.Field{Name: "timestamp", Ref: "RFC 9162 §4.8", Text: milliseconds, Mean: "When the log said so."}
	fSCTExtsLength    = wire.Field{Name: "sct_extensions_length", Ref: "RFC 9162 §4.8", Text: wire.Number, Mean: "How many bytes of extensions follow."}
	fSCTExts          = wire.Field{Name: "sct_extensions", Ref: "RFC 9162 §4.8", Text: wire.Count, Mean: "Extensions of the statement. None was defined with it."}
	fSTHExtsLength    = wire.Field{Name: "sth_extensions_length", Ref: "RFC 9162 §4.9", Text: wire.Number, Mean: "How many bytes of extensions follow."}
	fSTHExts          = wire.Field{Name: "sth_extensions", Ref: "RFC 9162 §4.9", Text: wire.Count, Mean: "Extensions of the statement. None was defined with it."}
	fLogSigLength     = wire.Field{Name: "signature_length", Ref: "RFC 9162 §4.8", Text: wire.Number, Mean: "How many bytes the signature has."}
	fLogSig           = wire.Field{Name: "signature", Min: 1, Ref: "RFC 9162 §4.8", Text: wire.Count, Mean: "Made with the log's key, which clients know beforehand."}
	fTreeSize         = wire.Field{Name: "tree_size", Ref: "RFC 9162 §4.9", Text: wire.Number, Mean: "How many certificates the log held."}
	fLeafIndex        = wire.Field{Name: "leaf_index", Ref: "RFC 9162 §4.12", Text: wire.Number, Mean: "Which of them, counted from 0, this certificate is."}
	fRootHashLength   = wire.Field{Name: "root_hash_length", Ref: "RFC 9162 §4.9", Text: wire.Number, Mean: "How many bytes the hash has."}
	fRootHash         = wire.Field{Name: "root_hash", Min: 32, Ref: "RFC 9162 §4.9", Text: wire.Count, Mean: "The hash over all that the log held."}
	fPathLength       = wire.Field{Name: "inclusion_path_length", Ref: "RFC 9162 §4.12", Text: wire.Number, Mean: "How many bytes the path takes."}
	fPath             = wire.Field{Name: "inclusion_path", Ref: "RFC 9162 §4.12", Text: wire.Count, Mean: "Hashes that lead from this certificate to the hash over all."}
	fNodeLength       = wire.Field{Name: "node_hash_length", Ref: "RFC 9162 §4.9", Text: wire.Number, Mean: "How many bytes the hash has."}
	fNode             = wire.Field{Name: "node_hash", Min: 32, Ref: "RFC 9162 §4.9", Text: wire.Count, Mean: "A hash on the path."}
)

func milliseconds(b []byte) string {
	v := wire.Uint(b)
	if v > 1<<53 { // no time that a log could mean
		return wire.Number(b) + " ms"
	}
	return time.UnixMilli(int64(v)).UTC().Format(time.RFC3339Nano)
}

// readSCTs reads a list of proofs of the first version.
func readSCTs(c *wire.Cursor) {
	if c.Len() > 0 {
		der.SignedCertificateTimestampList(c)
	}
}

func readTransparencyInfo(c *wire.Cursor) {
	list := c.Vector16(&fTransLength, &fTransList)
	for c.Len() > 0 {
		n := int(c.Uint16(&fTransItemLength))
		item := c.Begin(&fTransItem, n)
		switch registry.TransType(c.Uint16(&fTransType)) {
		case registry.TransX509SCT, registry.TransPrecertSCT:
			c.Data8(&fLogIDLength, &fLogID)
			c.Bytes(&fLogTimestamp, 8)
			c.Data16(&fSCTExtsLength, &fSCTExts)
			c.Data16(&fLogSigLength, &fLogSig)
		case registry.TransTreeHead:
			c.Data8(&fLogIDLength, &fLogID)
			c.Bytes(&fLogTimestamp, 8)
			c.Bytes(&fTreeSize, 8)
			c.Data8(&fRootHashLength, &fRootHash)
			c.Data16(&fSTHExtsLength, &fSTHExts)
			c.Data16(&fLogSigLength, &fLogSig)
		case registry.TransInclusionProof:
			c.Data8(&fLogIDLength, &fLogID)
			c.Bytes(&fTreeSize, 8)
			c.Bytes(&fLeafIndex, 8)
			path := c.Vector16(&fPathLength, &fPath)
			for c.Len() > 0 {
				c.Data8(&fNodeLength, &fNode)
			}
			c.End(path)
		default:
			if c.Len() > 0 {
				c.Opaque(&fTransOther, c.Len())
			}
		}
		c.End(item)
	}
	c.End(list)
}
