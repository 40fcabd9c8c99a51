package ledger

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hpke"
	"crypto/tls"
	"slices"

	"golang.org/x/crypto/cryptobyte"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/signature"
)

// An innerHello is the hello that ECH hides in another: RFC 9849 §5.1.
type innerHello struct {
	index   int    // of the outer hello, in the items
	encoded []byte // as it was encrypted
	message []byte // as both sides hash it; nil where it could not be put together
	where   Evidence
}

// openHellos opens what the server's keys open: RFC 9849 §7.1. A hello behind a
// HelloRetryRequest goes on with the first one's context.
func (v *view) openHellos() {
	keys := v.in.ECH
	if v.in.ServerConfig != nil {
		keys = slices.Concat(v.in.ServerConfig.EncryptedClientHelloKeys, keys)
	}
	var context *hpke.Recipient
	for n, index := range v.hellos {
		m := v.hello(n)
		if len(m.ECH.Payload) == 0 {
			continue
		}
		where, payload := v.find(index, "encrypted_client_hello/payload")
		if len(payload) == 0 { // the message is damaged
			continue
		}
		aad := bytes.Clone(m.LayerContents()[handshake.HeaderLength:])
		clear(aad[where.Offset-handshake.HeaderLength:][:where.Length]) // RFC 9849 §5.2
		var encoded []byte
		if len(m.ECH.Enc) == 0 && context != nil {
			encoded, _ = context.Open(aad, m.ECH.Payload)
		} else {
			context, encoded = openECH(keys, m.ECH, aad)
		}
		if encoded != nil {
			v.inner = append(v.inner, innerHello{index, encoded, putTogether(m, encoded), where})
		}
	}
}

// openECH tries all keys.
func openECH(keys []tls.EncryptedClientHelloKey, e handshake.ECHClientHello, aad []byte) (*hpke.Recipient, []byte) {
	kdf, err := hpke.NewKDF(uint16(e.KDF))
	if err != nil {
		return nil, nil
	}
	aead, err := hpke.NewAEAD(uint16(e.AEAD))
	if err != nil {
		return nil, nil
	}
	for _, k := range keys {
		if len(k.Config) < 7 { // version, length, config_id, kem_id: RFC 9849 §4
			continue
		}
		kem, err := hpke.NewKEM(uint16(k.Config[5])<<8 | uint16(k.Config[6]))
		if err != nil {
			continue
		}
		private, err := kem.NewPrivateKey(k.PrivateKey)
		if err != nil {
			continue
		}
		context, err := hpke.NewRecipient(e.Enc, private, kdf, aead, append([]byte("tls ech\x00"), k.Config...))
		if err != nil {
			continue
		}
		if encoded, err := context.Open(aad, e.Payload); err == nil {
			return context, encoded
		}
	}
	return nil, nil
}

// putTogether makes the inner hello of its encoding: the session ID and the
// extensions that it names are the outer one's (RFC 9849 §5.1).
func putTogether(outer *handshake.ClientHello, encoded []byte) []byte {
	in := cryptobyte.String(encoded)
	var start, suites, compressions, extensions, id cryptobyte.String
	if !in.ReadBytes((*[]byte)(&start), 2+32) || !in.ReadUint8LengthPrefixed(&id) || len(id) != 0 ||
		!in.ReadUint16LengthPrefixed(&suites) || !in.ReadUint8LengthPrefixed(&compressions) || !in.ReadUint16LengthPrefixed(&extensions) {
		return nil
	}
	var list []byte
	for !extensions.Empty() {
		var kind uint16
		var data cryptobyte.String
		if !extensions.ReadUint16(&kind) || !extensions.ReadUint16LengthPrefixed(&data) {
			return nil
		}
		if registry.ExtensionType(kind) != registry.ExtECHOuterExtensions {
			list = appendExtension(list, kind, data)
			continue
		}
		var names cryptobyte.String
		if !data.ReadUint8LengthPrefixed(&names) {
			return nil
		}
		for !names.Empty() {
			var name uint16
			if !names.ReadUint16(&name) {
				return nil
			}
			for _, x := range outer.Extensions {
				if uint16(x.Type) == name {
					list = appendExtension(list, name, x.Data)
				}
			}
			if len(list) > 0xffff { // no hello has room for them
				return nil
			}
		}
	}
	b := cryptobyte.NewBuilder(nil)
	b.AddUint8(uint8(registry.HandshakeClientHello))
	b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddBytes(start)
		b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(outer.SessionID) })
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(suites) })
		b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(compressions) })
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(list) })
	})
	message, err := b.Bytes()
	if err != nil { // its lengths do not fit
		return nil
	}
	return message
}

func appendExtension(list []byte, kind uint16, data []byte) []byte {
	return append(append(list, byte(kind>>8), byte(kind), byte(len(data)>>8), byte(len(data))), data...)
}

// innerRandom finds the random of the hidden hello: the server's ECH key
// opens it.
func (v *view) innerRandom(side capture.Side, d capture.Draw) []claim {
	if side != capture.Client || len(d.Bytes) != 32 || !v.offersECH() {
		return nil
	}
	c := claim{kind: InnerRandom, text: "the random of the hello that is encrypted in the other one"}
	for _, h := range v.inner {
		if len(h.encoded) >= 2+32 && bytes.Equal(h.encoded[2:2+32], d.Bytes) {
			e := h.where
			e.Field += " random" // within what the payload hides
			e.Text = "the server's ECH key opens the payload: the random stands behind two bytes of version"
			c.where = append(c.where, e)
		}
	}
	if c.where == nil {
		return nil
	}
	return []claim{c}
}

// transcriptHello is the hello that both sides hash: the hidden one, where the
// server took it.
func (v *view) transcriptHello(index int) []byte {
	if h := v.innerOf(index); h != nil && v.tookECH() {
		return h.message
	}
	return v.in.Items[index].Bytes
}

// innerOf is what an outer hello hides, or nil.
func (v *view) innerOf(index int) *innerHello {
	for i := range v.inner {
		if h := &v.inner[i]; h.index == index && h.message != nil {
			return h
		}
	}
	return nil
}

// tookECH says whether the server went on with the hidden hello: then the end of
// its random is made from it (RFC 9849 §7.2).
func (v *view) tookECH() bool {
	m := v.server()
	h, err := secrets.HashOf(v.version, v.suite)
	if m == nil || err != nil || len(v.inner) == 0 || len(m.Random) != 32 {
		return false
	}
	var messages [][]byte
	for i, it := range v.in.Items[:v.serverHello+1] {
		switch it.Message.(type) {
		case *handshake.ClientHello:
			inner := v.innerOf(i)
			if inner == nil {
				return false
			}
			messages = append(messages, inner.message)
		case *handshake.HelloRetryRequest:
			messages = append(messages, it.Bytes)
		case *handshake.ServerHello:
			b := bytes.Clone(it.Bytes)
			if len(b) < handshake.HeaderLength+2+32 {
				return false
			}
			clear(b[handshake.HeaderLength+2+24:][:8])
			messages = append(messages, b)
		}
	}
	last := v.inner[len(v.inner)-1].encoded
	if len(last) < 2+32 {
		return false
	}
	random := last[2 : 2+32]
	prk, err := hkdf.Extract(h.New, random, nil)
	if err != nil {
		return false
	}
	const label = "tls13 ech accept confirmation"
	hash, err := signature.TranscriptHash(h, messages...)
	if err != nil {
		return false
	}
	info := append([]byte{0, 8, byte(len(label))}, label...)
	info = append(append(info, byte(len(hash))), hash...)
	sign, err := hkdf.Expand(h.New, prk, string(info), 8)
	return err == nil && bytes.Equal(sign, m.Random[24:])
}
