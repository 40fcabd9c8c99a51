package secrets

import (
	"crypto/ecdh"
	"crypto/mlkem"
	"fmt"
	"math/big"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// publicName is what a private key shows of itself.
const publicName = "public_share"

// PublicShare computes the key share that belongs to a private key of [SharedSecret],
// as it crosses the wire: a point, a number as long as the prime, or for ML-KEM the
// client's encapsulation key. Sources: RFC 8446 §4.2.8.1, §4.2.8.2, FIPS 203 §7.1.
func PublicShare(g registry.Group, private []byte) (Step, error) {
	switch g {
	case registry.GroupX25519, registry.GroupSecp256r1, registry.GroupSecp384r1, registry.GroupSecp521r1:
		return publicPoint(g, private)
	case registry.GroupMLKEM768, registry.GroupMLKEM1024:
		return encapsulationKey(g, private)
	case registry.GroupX25519MLKEM768, registry.GroupSecP256r1MLKEM768, registry.GroupSecP384r1MLKEM1024:
		return publicHybrid(g, private)
	}
	if f, ok := fieldOf(g); ok {
		return publicField("RFC 8446 §4.2.8.1", f.prime(), big.NewInt(2), private, f.bits/8)
	}
	return Step{}, &UnsupportedError{fmt.Sprintf("key agreement in the group %v", g)}
}

// PublicDHE computes the public value of a private key modulo the p of a
// ServerKeyExchange: g^private, big-endian, as long as p. Source: RFC 5246 §8.1.2.
func PublicDHE(p, g, private []byte) (Step, error) {
	if len(p) > maxPrime || len(g) > maxPrime {
		return Step{}, &InputError{Step: publicName, Input: "p", Have: len(p), Reason: "it is longer than 2048 bytes"}
	}
	m := new(big.Int).SetBytes(p)
	if m.BitLen() < 3 || m.Bit(0) == 0 {
		return Step{}, &InputError{Step: publicName, Input: "p", Have: len(p), Reason: "it is not an odd prime"}
	}
	return publicField("RFC 5246 §8.1.2", m, new(big.Int).SetBytes(g), private, len(p))
}

func publicField(ref string, p, g *big.Int, private []byte, size int) (Step, error) {
	if len(private) == 0 || len(private) > maxPrime {
		return Step{}, &InputError{Step: publicName, Input: "private_key", Have: len(private), Reason: "it is empty or longer than 2048 bytes"}
	}
	y := new(big.Int).Exp(g, new(big.Int).SetBytes(private), p)
	return Step{
		Name: publicName, Ref: ref, Func: "DH",
		Inputs: []Input{{"private_key", private}, {"g", g.Bytes()}, {"p", p.Bytes()}},
		Output: y.FillBytes(make([]byte, size)),
	}, nil
}

func publicPoint(g registry.Group, private []byte) (Step, error) {
	curve := map[registry.Group]ecdh.Curve{
		registry.GroupX25519: ecdh.X25519(), registry.GroupSecp256r1: ecdh.P256(), registry.GroupSecp384r1: ecdh.P384(), registry.GroupSecp521r1: ecdh.P521(),
	}[g]
	key, err := curve.NewPrivateKey(private)
	if err != nil {
		return Step{}, &InputError{Step: publicName, Input: "private_key", Have: len(private), Reason: "it is not a scalar of " + g.String()}
	}
	return Step{Name: publicName, Ref: "RFC 8446 §4.2.8.2", Func: curveName(g), Inputs: []Input{{"private_key", private}}, Output: key.PublicKey().Bytes()}, nil
}

func encapsulationKey(g registry.Group, seed []byte) (Step, error) {
	if err := length(publicName, "seed", seed, mlkem.SeedSize); err != nil {
		return Step{}, err
	}
	s := Step{Name: publicName, Ref: "FIPS 203 §7.1", Func: "ML-KEM-768", Inputs: []Input{{"seed", seed}}}
	if g == registry.GroupMLKEM1024 {
		key, err := mlkem.NewDecapsulationKey1024(seed)
		if err != nil {
			return Step{}, &InputError{Step: publicName, Input: "seed", Have: len(seed), Reason: err.Error()}
		}
		s.Func, s.Output = "ML-KEM-1024", key.EncapsulationKey().Bytes()
		return s, nil
	}
	key, err := mlkem.NewDecapsulationKey768(seed)
	if err != nil {
		return Step{}, &InputError{Step: publicName, Input: "seed", Have: len(seed), Reason: err.Error()}
	}
	s.Output = key.EncapsulationKey().Bytes()
	return s, nil
}

// publicHybrid puts the two shares behind each other, in the order of [SharedSecret].
// Source: RFC 10024 §4.1.
func publicHybrid(g registry.Group, private []byte) (Step, error) {
	curve, kem, scalar := registry.GroupX25519, registry.GroupMLKEM768, 32
	switch g {
	case registry.GroupSecP256r1MLKEM768:
		curve = registry.GroupSecp256r1
	case registry.GroupSecP384r1MLKEM1024:
		curve, kem, scalar = registry.GroupSecp384r1, registry.GroupMLKEM1024, 48
	}
	if err := length(publicName, "private_key", private, mlkem.SeedSize+scalar); err != nil {
		return Step{}, err
	}
	kemFirst := g == registry.GroupX25519MLKEM768
	seed, key := private[:mlkem.SeedSize], private[mlkem.SeedSize:]
	if !kemFirst {
		key, seed = private[:scalar], private[scalar:]
	}
	a, err := encapsulationKey(kem, seed)
	if err != nil {
		return Step{}, err
	}
	b, err := publicPoint(curve, key)
	if err != nil {
		return Step{}, err
	}
	first, second := a.Output, b.Output
	if !kemFirst {
		first, second = second, first
	}
	return Step{
		Name: publicName, Ref: "RFC 10024 §4.1", Func: "Concat",
		Inputs: []Input{{"first_share", first}, {"second_share", second}},
		Output: append(append([]byte(nil), first...), second...),
	}, nil
}
