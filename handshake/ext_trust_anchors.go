package handshake

import (
	"encoding/hex"
	"strconv"

	"github.com/tlsteach/tlsteach/handshake/wire"
)

var (
	gTrustAnchors = wire.Field{Name: "trust_anchors", Ref: trustAnchorsRef, Text: wire.Count,
		Mean: "Which certificate authorities the client trusts, by short names, so that the server can pick a chain that ends at one of them."}
	aTrustAnchors = meaning(gTrustAnchors, "Which authorities the server has chains of, so that the client can ask for another one.")
	rTrustAnchors = meaning(gTrustAnchors, "Which certificate authorities the server trusts, by short names, so that the client can pick a chain that ends at one of them.")
	eTrustAnchors = meaning(gTrustAnchors, "Empty: the chain was picked because it ends at an authority that the peer named.")

	fTrustAnchorsLength = wire.Field{Name: "trust_anchor_ids_length", Ref: trustAnchorsRef, Text: wire.Number,
		Mean: "How many bytes the list takes."}
	fTrustAnchors      = wire.Field{Name: "trust_anchor_ids", Ref: trustAnchorsRef, Text: wire.Count, Mean: "The list of authorities."}
	fTrustAnchorLength = wire.Field{Name: "trust_anchor_id_length", Ref: trustAnchorsRef, Text: wire.Number, Mean: "How many bytes the identifier has."}
	fTrustAnchor       = wire.Field{Name: "trust_anchor_id", Min: 1, Ref: trustAnchorsRef, Text: relativeOID,
		Mean: "An authority: numbers that continue the object identifier 1.3.6.1.4.1, the first of them its enterprise number."}
)

const trustAnchorsRef = "draft-ietf-tls-trust-anchor-ids §4.1"

func readTrustAnchors(c *wire.Cursor) {
	list := c.Vector16(&fTrustAnchorsLength, &fTrustAnchors)
	for c.Len() > 0 {
		c.Data8(&fTrustAnchorLength, &fTrustAnchor)
	}
	c.End(list)
}

// relativeOID writes numbers of seven bits a byte, the last byte of each without
// its high bit, with dots between them. What is no such list stays hexadecimal.
func relativeOID(b []byte) string {
	var out []byte
	var n uint64
	begun := false
	for _, x := range b {
		if n >= 1<<57 {
			return hex.EncodeToString(b)
		}
		n, begun = n<<7|uint64(x&0x7f), true
		if x&0x80 != 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, '.')
		}
		out = strconv.AppendUint(out, n, 10)
		n, begun = 0, false
	}
	if begun {
		return hex.EncodeToString(b)
	}
	return string(out)
}
