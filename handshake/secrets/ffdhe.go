package secrets

import (
	"math/big"
	"sync"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A field of RFC 7919 is written by two numbers. Its prime is
// 2^bits - 2^(bits-64) + (floor(2^(bits-130) e) + x) 2^64 - 1: so nobody can
// have chosen it to have a trap door.
type field struct{ bits, x int }

// fieldOf holds RFC 7919 §A.1 to §A.5.
func fieldOf(g registry.Group) (field, bool) {
	switch g {
	case registry.GroupFFDHE2048:
		return field{2048, 560316}, true
	case registry.GroupFFDHE3072:
		return field{3072, 2625351}, true
	case registry.GroupFFDHE4096:
		return field{4096, 5736041}, true
	case registry.GroupFFDHE6144:
		return field{6144, 15705020}, true
	case registry.GroupFFDHE8192:
		return field{8192, 10965728}, true
	}
	return field{}, false
}

// FFDHEPrime returns the prime of a finite-field group, big-endian, nil for
// other groups. The generator is always 2. Source: RFC 7919 §A.
func FFDHEPrime(g registry.Group) []byte {
	f, ok := fieldOf(g)
	if !ok {
		return nil
	}
	return f.prime().Bytes()
}

func (f field) prime() *big.Int {
	one := big.NewInt(1)
	p := new(big.Int).Rsh(euler(), uint(eulerBits-(f.bits-130)))
	p.Add(p, big.NewInt(int64(f.x)))
	p.Lsh(p, 64)
	p.Add(p, new(big.Int).Lsh(one, uint(f.bits)))
	p.Sub(p, new(big.Int).Lsh(one, uint(f.bits-64)))
	return p.Sub(p, one)
}

// eulerBits is how many bits of e behind the point are worked out: those of
// the longest prime, and enough for the rounding.
const eulerBits = 8192

// euler is floor(2^eulerBits e), give or take what 1200 roundings cost: the
// primes read 130 bits less.
var euler = sync.OnceValue(func() *big.Int {
	total := new(big.Int)
	term := new(big.Int).Lsh(big.NewInt(1), eulerBits)
	for k := int64(1); term.Sign() > 0; k++ {
		total.Add(total, term)
		term.Quo(term, big.NewInt(k)) // 1/k!
	}
	return total
})

// ffdhe agrees in a finite field as TLS 1.3 does: the secret keeps its leading
// zeros. Source: RFC 8446 §7.4.1.
func ffdhe(g registry.Group, private, peerShare []byte) (Step, error) {
	f, _ := fieldOf(g)
	p := f.prime()
	if err := length(sharedName, "peer_share", peerShare, f.bits/8); err != nil { // RFC 8446 §4.2.8.1
		return Step{}, err
	}
	z, err := power(p, private, peerShare)
	if err != nil {
		return Step{}, err
	}
	return Step{
		Name: sharedName, Ref: "RFC 8446 §7.4.1", Func: "DH",
		Inputs: []Input{{"private_key", private}, {"peer_share", peerShare}, {"p", p.Bytes()}},
		Output: z.FillBytes(make([]byte, f.bits/8)),
	}, nil
}

// maxPrime bounds the numbers that a ServerKeyExchange can make us reckon with,
// in bytes. No peer uses more than 16384 bits.
const maxPrime = 2048

// DHE computes the pre-master secret of TLS 1.2 and before from a private key
// and the other's public value, modulo the p of the ServerKeyExchange; all are
// big-endian. Leading zeros of the secret are left off. Sources: RFC 5246
// §8.1.2, RFC 2246 §8.1.2, RFC 6101 §6.1.2.
func DHE(p, private, peerPublic []byte) (Step, error) {
	const name = "pre_master_secret"
	if len(p) > maxPrime {
		return Step{}, &InputError{Step: name, Input: "p", Have: len(p), Reason: "it is longer than 2048 bytes"}
	}
	m := new(big.Int).SetBytes(p)
	if m.BitLen() < 3 || m.Bit(0) == 0 {
		return Step{}, &InputError{Step: name, Input: "p", Have: len(p), Reason: "it is not an odd prime"}
	}
	z, err := power(m, private, peerPublic)
	if err != nil {
		err.(*InputError).Step = name
		return Step{}, err
	}
	return Step{
		Name: name, Ref: "RFC 5246 §8.1.2", Func: "DH",
		Inputs: []Input{{"private_key", private}, {"peer_public", peerPublic}, {"p", p}},
		Output: z.Bytes(),
	}, nil
}

// power is public^private mod p. RFC 8446 §4.2.8.1 and RFC 7919 §5.1 want
// 1 < public < p-1, else the secret would be known to all.
func power(p *big.Int, private, public []byte) (*big.Int, error) {
	if len(private) == 0 || len(private) > maxPrime {
		return nil, &InputError{Step: sharedName, Input: "private_key", Have: len(private), Reason: "it is empty or longer than 2048 bytes"}
	}
	if len(public) > maxPrime {
		return nil, &InputError{Step: sharedName, Input: "peer_share", Have: len(public), Reason: "it is longer than 2048 bytes"}
	}
	x, y := new(big.Int).SetBytes(private), new(big.Int).SetBytes(public)
	one := big.NewInt(1)
	if y.Cmp(one) <= 0 || y.Cmp(new(big.Int).Sub(p, one)) >= 0 {
		return nil, &InputError{Step: sharedName, Input: "peer_share", Have: len(public), Reason: "it is not between 1 and p-1"}
	}
	z := new(big.Int).Exp(y, x, p)
	if z.Cmp(one) <= 0 {
		return nil, &InputError{Step: sharedName, Input: "private_key", Have: len(private), Reason: "the secret would be 0 or 1"}
	}
	return z, nil
}
