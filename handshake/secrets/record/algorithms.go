package record

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"

	"github.com/RyuaNerin/go-krypto/aria"
	"github.com/RyuaNerin/go-krypto/seed"
	"github.com/emmansun/gmsm/sm4"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A mode says what is built over a block cipher, or instead of one.
type mode uint8

const (
	modeNone mode = iota
	modeRC4
	modeCBC
	modeGCM
	modeCCM
	modeChaCha20
	modeHMAC // integrity only: RFC 9150
)

// An algorithm is what a name of an encryption stands for.
type algorithm struct {
	name    string // as in names of suites, without key length where it is missing
	kind    Kind
	mode    mode
	key     int // bytes that the key block holds of it
	final   int // bytes that an exported key is stretched to; 0: it is no exported one
	block   int // bytes of a block, for CBC
	tag     int // bytes
	cipher  func(key []byte) (cipher.Block, error)
	missing string // why it is not there; empty: it is
}

// Why a cipher is missing.
const (
	noLibrary = "no kept Go library was found for it"
	noDraft   = "ChaCha20-Poly1305 as it was before RFC 7905"
)

// algorithms are all encryptions of which the registry's names speak.
var algorithms = []algorithm{
	{name: "NULL", kind: Null},
	{name: "RC4_128", kind: Stream, mode: modeRC4, key: 16},
	{name: "RC4_40", kind: Stream, mode: modeRC4, key: 5, final: 16}, // RFC 2246 §C
	{name: "RC4_56", kind: Stream, mode: modeRC4, key: 7, final: 16}, // draft-ietf-tls-56-bit-ciphersuites-01
	{name: "DES_CBC", kind: Block, mode: modeCBC, key: 8, block: 8, cipher: des.NewCipher},
	{name: "DES40_CBC", kind: Block, mode: modeCBC, key: 5, final: 8, block: 8, cipher: des.NewCipher},  // RFC 2246 §C
	{name: "DES_CBC_40", kind: Block, mode: modeCBC, key: 5, final: 8, block: 8, cipher: des.NewCipher}, // RFC 2712 §3
	{name: "3DES_EDE_CBC", kind: Block, mode: modeCBC, key: 24, block: 8, cipher: des.NewTripleDESCipher},
	{name: "AES_128_CBC", kind: Block, mode: modeCBC, key: 16, block: 16, cipher: aes.NewCipher}, // RFC 3268
	{name: "AES_256_CBC", kind: Block, mode: modeCBC, key: 32, block: 16, cipher: aes.NewCipher},
	{name: "AES_128_GCM", kind: AEAD, mode: modeGCM, key: 16, tag: 16, cipher: aes.NewCipher}, // RFC 5288
	{name: "AES_256_GCM", kind: AEAD, mode: modeGCM, key: 32, tag: 16, cipher: aes.NewCipher},
	{name: "AES_128_CCM", kind: AEAD, mode: modeCCM, key: 16, tag: 16, cipher: aes.NewCipher}, // RFC 6655, RFC 7251
	{name: "AES_256_CCM", kind: AEAD, mode: modeCCM, key: 32, tag: 16, cipher: aes.NewCipher},
	{name: "AES_128_CCM_8", kind: AEAD, mode: modeCCM, key: 16, tag: 8, cipher: aes.NewCipher},
	{name: "AES_256_CCM_8", kind: AEAD, mode: modeCCM, key: 32, tag: 8, cipher: aes.NewCipher},
	{name: "CHACHA20_POLY1305", kind: AEAD, mode: modeChaCha20, key: 32, tag: 16}, // RFC 7905
	{name: "SHA256", kind: AEAD, mode: modeHMAC, key: 32, tag: 32},                // RFC 9150
	{name: "SHA384", kind: AEAD, mode: modeHMAC, key: 48, tag: 48},
	{name: "ARIA_128_CBC", kind: Block, mode: modeCBC, key: 16, block: 16, cipher: aria.NewCipher}, // RFC 6209
	{name: "ARIA_256_CBC", kind: Block, mode: modeCBC, key: 32, block: 16, cipher: aria.NewCipher},
	{name: "ARIA_128_GCM", kind: AEAD, mode: modeGCM, key: 16, tag: 16, cipher: aria.NewCipher},
	{name: "ARIA_256_GCM", kind: AEAD, mode: modeGCM, key: 32, tag: 16, cipher: aria.NewCipher},
	{name: "SEED_CBC", kind: Block, mode: modeCBC, key: 16, block: 16, cipher: seed.NewCipher}, // RFC 4162
	{name: "SM4_GCM", kind: AEAD, mode: modeGCM, key: 16, tag: 16, cipher: sm4.NewCipher},      // RFC 8998
	{name: "SM4_CCM", kind: AEAD, mode: modeCCM, key: 16, tag: 16, cipher: sm4.NewCipher},

	{name: "28147_CNT_IMIT", missing: noLibrary},
	{name: "AEGIS_128L", missing: noLibrary},
	{name: "AEGIS_256", missing: noLibrary},
	{name: "ASCONAEAD128", missing: noLibrary},
	{name: "CAMELLIA_128_CBC", missing: noLibrary},
	{name: "CAMELLIA_128_GCM", missing: noLibrary},
	{name: "CAMELLIA_256_CBC", missing: noLibrary},
	{name: "CAMELLIA_256_GCM", missing: noLibrary},
	{name: "FORTEZZA_CBC", missing: noLibrary},
	{name: "IDEA_CBC", missing: noLibrary},
	{name: "KUZNYECHIK_CTR_OMAC", missing: noLibrary},
	{name: "KUZNYECHIK_MGM_L", missing: noLibrary},
	{name: "KUZNYECHIK_MGM_S", missing: noLibrary},
	{name: "MAGMA_CTR_OMAC", missing: noLibrary},
	{name: "MAGMA_MGM_L", missing: noLibrary},
	{name: "MAGMA_MGM_S", missing: noLibrary},
	{name: "RC2_CBC_40", missing: noLibrary},
	{name: "RC2_CBC_56", missing: noLibrary},
}

// find returns the algorithm that the name of a suite speaks of.
func find(s registry.CipherSuite) (algorithm, bool) {
	name := s.Encryption()
	if s >= 0xcc13 && s <= 0xcc15 { // draft-agl-tls-chacha20poly1305, under the same name
		return algorithm{name: name + " (draft)", missing: noDraft}, true
	}
	for _, a := range algorithms {
		if a.name == name {
			return a, true
		}
	}
	return algorithm{}, false
}
