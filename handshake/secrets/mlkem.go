package secrets

import (
	"crypto/mlkem"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// decapsulate opens a server's ML-KEM ciphertext with the client's seed.
// Source: FIPS 203 §7.3.
func decapsulate(g registry.Group, seed, ciphertext []byte) (Step, error) {
	name, n := "ML-KEM-768", mlkem.CiphertextSize768
	if g == registry.GroupMLKEM1024 {
		name, n = "ML-KEM-1024", mlkem.CiphertextSize1024
	}
	if err := firstError(length(sharedName, "seed", seed, mlkem.SeedSize), length(sharedName, "ciphertext", ciphertext, n)); err != nil {
		return Step{}, err
	}
	var out []byte
	var err error
	if g == registry.GroupMLKEM1024 {
		var key *mlkem.DecapsulationKey1024
		if key, err = mlkem.NewDecapsulationKey1024(seed); err == nil {
			out, err = key.Decapsulate(ciphertext)
		}
	} else {
		var key *mlkem.DecapsulationKey768
		if key, err = mlkem.NewDecapsulationKey768(seed); err == nil {
			out, err = key.Decapsulate(ciphertext)
		}
	}
	if err != nil { // lengths are all that can be wrong
		return Step{}, &InputError{Step: sharedName, Input: "ciphertext", Have: len(ciphertext), Reason: err.Error()}
	}
	return Step{
		Name: sharedName, Ref: "FIPS 203 §7.3", Func: name,
		Inputs: []Input{{"seed", seed}, {"ciphertext", ciphertext}},
		Output: out,
	}, nil
}

// hybrid puts two secrets behind each other, in the order of the shares.
// Source: RFC 10024 §4.
func hybrid(g registry.Group, private, peerShare []byte) (Derivation, error) {
	curve, kem := registry.GroupX25519, registry.GroupMLKEM768
	scalar, point, ciphertext := 32, 32, mlkem.CiphertextSize768
	switch g {
	case registry.GroupSecP256r1MLKEM768:
		curve, point = registry.GroupSecp256r1, 65
	case registry.GroupSecP384r1MLKEM1024:
		curve, kem = registry.GroupSecp384r1, registry.GroupMLKEM1024
		scalar, point, ciphertext = 48, 97, mlkem.CiphertextSize1024
	}
	if err := firstError(length(sharedName, "private_key", private, mlkem.SeedSize+scalar), length(sharedName, "peer_share", peerShare, point+ciphertext)); err != nil {
		return nil, err
	}
	kemFirst := g == registry.GroupX25519MLKEM768 // the NIST curves go before
	cut := func(b []byte, kemLen int) (kemPart, curvePart []byte) {
		if kemFirst {
			return b[:kemLen:kemLen], b[kemLen:]
		}
		n := len(b) - kemLen
		return b[n:], b[:n:n]
	}
	seed, key := cut(private, mlkem.SeedSize)
	sealed, share := cut(peerShare, ciphertext)
	a, err := decapsulate(kem, seed, sealed)
	if err != nil {
		return nil, err
	}
	b, err := ecdhe(sharedName, "RFC 8446 §7.4.2", curve, key, share)
	if err != nil {
		return nil, err
	}
	a.Name, b.Name = "mlkem_shared_secret", "ecdh_shared_secret"
	if !kemFirst {
		a, b = b, a
	}
	return Derivation{a, b, {
		Name: sharedName, Ref: "RFC 10024 §4.3", Func: "Concat",
		Inputs: []Input{{a.Name, a.Output}, {b.Name, b.Output}},
		Output: append(a.Output[:len(a.Output):len(a.Output)], b.Output...),
	}}, nil
}
