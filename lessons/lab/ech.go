package lab

import (
	"crypto/ecdh"
	"crypto/tls"

	"golang.org/x/crypto/cryptobyte"
)

// ECH makes what hides the names of a server: a key for its Config, and the list
// that its clients would find in DNS (RFC 9849 §4). The public name is the one that
// is shown instead. The key is for X25519, HKDF-SHA256 and AES-128-GCM.
func (l *Lab) ECH(public string) (key tls.EncryptedClientHelloKey, list []byte, err error) {
	private, err := ecdh.X25519().GenerateKey(l.Rand("ech " + public))
	if err != nil {
		return key, nil, err
	}
	var b cryptobyte.Builder
	b.AddUint16(0xfe0d) // the version
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint8(uint8(len(l.ech))) // config_id
		b.AddUint16(0x0020)           // DHKEM(X25519, HKDF-SHA256): RFC 9180 §7.1
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(private.PublicKey().Bytes()) })
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			b.AddUint16(0x0001) // HKDF-SHA256: RFC 9180 §7.2
			b.AddUint16(0x0001) // AES-128-GCM: RFC 9180 §7.3
		})
		b.AddUint8(32) // maximum_name_length: shorter names are padded to it
		b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte(public)) })
		b.AddUint16(0) // no extensions
	})
	config, err := b.Bytes()
	if err != nil {
		return key, nil, err
	}
	key = tls.EncryptedClientHelloKey{Config: config, PrivateKey: private.Bytes(), SendAsRetry: true}
	l.ech = append(l.ech, key)
	return key, append([]byte{byte(len(config) >> 8), byte(len(config))}, config...), nil
}
