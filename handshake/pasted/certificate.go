package pasted

import (
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// KindCertificate is the kind of a certificate that stands alone.
const KindCertificate handshake.Kind = "certificate"

var fCertificate = wire.Field{Name: "certificate", Ref: "RFC 5280 §4.1", Text: wire.Count,
	Mean: "A name and a public key, signed by an authority or by the key itself."}

// certificateItem names the bytes of a certificate that nobody sent.
func certificateItem(b []byte) *handshake.Item {
	it := &handshake.Item{Kind: KindCertificate, Bytes: b}
	c := wire.Read(b, &it.Trace)
	group := c.Open(&fCertificate)
	der.Certificate(&c)
	c.Close(group)
	if err := c.Done(); err != nil {
		it.Err, _ = err.(*wire.Error)
	}
	return it
}
