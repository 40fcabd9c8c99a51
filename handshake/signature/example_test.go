package signature_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/signature"
)

// The signature of RFC 8032 §7.1, test 2: the message is one byte.
func ExampleKey_Evaluate() {
	public, _ := hex.DecodeString("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
	sig, _ := hex.DecodeString("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
		"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
	key := signature.Key{Public: ed25519.PublicKey(public)}
	method, err := signature.MethodOfScheme(registry.SigEd25519, registry.VersionTLS13)
	if err != nil {
		fmt.Println(err)
	}
	e, err := key.Evaluate(method, []byte{0x72}, sig)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(e.Scheme, e.Ref, e.Holds)
	for _, s := range e.Steps {
		fmt.Printf("%-8s %x… %s\n", s.Name, s.Value[:6], s.Formula)
	}
	// Output:
	// ed25519 RFC 8032 §5.1.7 true
	// A        3d4017c3e843… given
	// R        92a009a9f0d4… the first 32 bytes of the signature
	// S        000cbb121629… the last 32 bytes, little-endian
	// L        100000000000… the order of the base point
	// h        a271df0d2b0d… SHA-512(R ‖ A ‖ content)
	// k        035ce307f652… h mod L, little-endian
	// [S]B     0dfd99bf8284… S times the base point
	// [k]A     001e78644f63… k times the public key
	// R + [k]A 0dfd99bf8284… R + [k]A
}
