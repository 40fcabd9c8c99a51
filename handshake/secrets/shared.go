package secrets

import (
	"crypto/ecdh"
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// SharedSecret computes what two peers agreed on from the private key of one
// and the key share of the other, as TLS 1.3 writes it: RFC 8446 §7.4.
//
//   - x25519, secp256r1, secp384r1, secp521r1: private is the scalar, 32, 32,
//     48 or 66 bytes; the share is RFC 7748's 32 bytes or an uncompressed point.
//     TLS 1.2 agrees on the same: [ECDHE].
//   - ffdhe2048 to ffdhe8192: both are big-endian; the secret is as long as the
//     prime. TLS 1.2 strips its zeros: [DHE].
//   - MLKEM768, MLKEM1024: private is the client's seed of 64 bytes, the share
//     the server's ciphertext.
//   - X25519MLKEM768: the client's seed, then its scalar. SecP256r1MLKEM768 and
//     SecP384r1MLKEM1024: scalar, then seed. The order is that of the share.
//     A server's ML-KEM secret cannot be computed from what it draws.
//
// A share outside of the group, one of low order among them, is an error.
func SharedSecret(g registry.Group, private, peerShare []byte) (Step, error) {
	d, err := Agreement(g, private, peerShare)
	if err != nil {
		return Step{}, err
	}
	return d[len(d)-1], nil
}

// Agreement is SharedSecret in steps: a hybrid group has three, all others one.
// The last is shared_secret.
func Agreement(g registry.Group, private, peerShare []byte) (Derivation, error) {
	switch g {
	case registry.GroupX25519, registry.GroupSecp256r1, registry.GroupSecp384r1, registry.GroupSecp521r1:
		return one(ecdhe(sharedName, "RFC 8446 §7.4.2", g, private, peerShare))
	case registry.GroupMLKEM768, registry.GroupMLKEM1024:
		return one(decapsulate(g, private, peerShare))
	case registry.GroupX25519MLKEM768, registry.GroupSecP256r1MLKEM768, registry.GroupSecP384r1MLKEM1024:
		return hybrid(g, private, peerShare)
	case registry.GroupFFDHE2048, registry.GroupFFDHE3072, registry.GroupFFDHE4096, registry.GroupFFDHE6144, registry.GroupFFDHE8192:
		return one(ffdhe(g, private, peerShare))
	}
	return nil, &UnsupportedError{fmt.Sprintf("key agreement in the group %v", g)}
}

func one(s Step, err error) (Derivation, error) {
	if err != nil {
		return nil, err
	}
	return Derivation{s}, nil
}

// sharedName is what every agreement ends in.
const sharedName = "shared_secret"

// ECDHE computes the pre-master secret of TLS 1.2 and before from a private key
// and the other's point. Its curves are x25519, secp256r1, secp384r1 and
// secp521r1. Sources: RFC 8422 §5.10, §5.11.
func ECDHE(g registry.Group, private, peerPoint []byte) (Step, error) {
	switch g {
	case registry.GroupX25519:
		return ecdhe("pre_master_secret", "RFC 8422 §5.11", g, private, peerPoint)
	case registry.GroupSecp256r1, registry.GroupSecp384r1, registry.GroupSecp521r1:
		return ecdhe("pre_master_secret", "RFC 8422 §5.10", g, private, peerPoint)
	}
	return Step{}, &UnsupportedError{fmt.Sprintf("ECDHE in the group %v", g)}
}

// ecdhe agrees over an elliptic curve.
func ecdhe(name, ref string, g registry.Group, private, peerShare []byte) (Step, error) {
	curve, scalar, point := ecdh.X25519(), 32, 32
	switch g {
	case registry.GroupSecp256r1:
		curve, scalar, point = ecdh.P256(), 32, 65
	case registry.GroupSecp384r1:
		curve, scalar, point = ecdh.P384(), 48, 97
	case registry.GroupSecp521r1:
		curve, scalar, point = ecdh.P521(), 66, 133
	}
	if err := firstError(length(name, "private_key", private, scalar), length(name, "peer_share", peerShare, point)); err != nil {
		return Step{}, err
	}
	key, err := curve.NewPrivateKey(private)
	if err != nil {
		return Step{}, &InputError{Step: name, Input: "private_key", Have: len(private), Reason: "it is not a scalar of " + g.String()}
	}
	peer, err := curve.NewPublicKey(peerShare)
	if err != nil {
		return Step{}, &InputError{Step: name, Input: "peer_share", Have: len(peerShare), Reason: "it is not a point of " + g.String()}
	}
	out, err := key.ECDH(peer)
	if err != nil { // RFC 7748 §6.1
		return Step{}, &InputError{Step: name, Input: "peer_share", Have: len(peerShare), Reason: "it is a point of low order: the secret would be all zeros"}
	}
	return Step{
		Name: name, Ref: ref, Func: curveName(g),
		Inputs: []Input{{"private_key", private}, {"peer_share", peerShare}},
		Output: out,
	}, nil
}

func curveName(g registry.Group) string {
	if g == registry.GroupX25519 {
		return "X25519"
	}
	return "ECDH-" + g.String()
}
