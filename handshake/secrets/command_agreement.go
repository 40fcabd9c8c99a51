package secrets

import (
	"crypto/ecdh"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"math/big"
)

// deriveCommand agrees on a secret. OpenSSL takes its keys from files; bash
// makes files of commands.
func deriveCommand(private, public []byte, options string) string {
	return fmt.Sprintf("openssl pkeyutl -derive%s -keyform DER -inkey <(%s) -peerform DER -peerkey <(%s) | xxd -p -c 0", options, bytesOf(private), bytesOf(public))
}

func (s Step) ecdhCommand() string {
	curve := map[string]ecdh.Curve{"X25519": ecdh.X25519(), "ECDH-secp256r1": ecdh.P256(), "ECDH-secp384r1": ecdh.P384(), "ECDH-secp521r1": ecdh.P521()}[s.Func]
	key, err := curve.NewPrivateKey(s.Input("private_key"))
	if err != nil {
		return ""
	}
	peer, err := curve.NewPublicKey(s.Input("peer_share"))
	if err != nil {
		return ""
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return ""
	}
	public, err := x509.MarshalPKIXPublicKey(peer)
	if err != nil {
		return ""
	}
	return deriveCommand(private, public, "")
}

// dhParameters are DHParameter of PKCS #3, §9. The generator has no part in an
// agreement, but in the encoding.
type dhParameters struct{ P, G *big.Int }

type dhAlgorithm struct {
	OID        asn1.ObjectIdentifier
	Parameters dhParameters
}

// dhCommand writes both keys as RFC 5280 §4.1 and RFC 5208 §5 do. The secret is
// as long as p where the step's is, and without leading zeros where it is not.
func (s Step) dhCommand() string {
	number := func(name string) *big.Int { return new(big.Int).SetBytes(s.Input(name)) }
	share := "peer_share"
	options := " -pkeyopt dh_pad:1"
	if s.Input(share) == nil { // TLS 1.2
		share, options = "peer_public", ""
	}
	algorithm := dhAlgorithm{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 3, 1}, dhParameters{number("p"), big.NewInt(2)}}
	x, err := asn1.Marshal(number("private_key"))
	if err != nil {
		return ""
	}
	private, err := asn1.Marshal(struct {
		Version   int
		Algorithm dhAlgorithm
		Key       []byte
	}{0, algorithm, x})
	if err != nil {
		return ""
	}
	y, err := asn1.Marshal(number(share))
	if err != nil {
		return ""
	}
	public, err := asn1.Marshal(struct {
		Algorithm dhAlgorithm
		Key       asn1.BitString
	}{algorithm, asn1.BitString{Bytes: y, BitLength: 8 * len(y)}})
	if err != nil {
		return ""
	}
	return deriveCommand(private, public, options)
}
