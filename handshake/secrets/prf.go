package secrets

import (
	"crypto"
	"crypto/subtle"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// maxPRF bounds what is asked of a PRF; nothing in TLS asks for more.
const maxPRF = 1 << 16

// prfStep is PRF(secret, label, seed): RFC 2246 §5, RFC 5246 §5. The seed is
// the inputs behind the first, one after another.
func prfStep(v registry.Version, s registry.CipherSuite, name, ref string, secret Input, label string, seed []Input, n int) (Step, error) {
	h, err := HashOf(v, s)
	if err != nil {
		return Step{}, err
	}
	if tls13(v) {
		return Step{}, &UnsupportedError{"the PRF of TLS 1.2 in " + v.String()}
	}
	if n < 0 || n > maxPRF {
		return Step{}, &InputError{Step: name, Input: "Length", Have: n, Reason: "more than 65536 bytes are never asked for"}
	}
	joined := []byte(label)
	for _, in := range seed {
		joined = append(joined, in.Value...)
	}
	out := make([]byte, n)
	if h == crypto.MD5SHA1 { // RFC 2246 §5: both halves of the secret, which share a byte if it is odd
		half := (len(secret.Value) + 1) / 2
		other := make([]byte, n)
		pHash(crypto.MD5, out, secret.Value[:half], joined)
		pHash(crypto.SHA1, other, secret.Value[len(secret.Value)-half:], joined)
		subtle.XORBytes(out, out, other)
	} else {
		pHash(h, out, secret.Value, joined)
	}
	return Step{
		Name: name, Ref: ref, Func: "PRF", Hash: hashName(h), Label: label,
		Inputs: append([]Input{secret}, seed...),
		Output: out,
	}, nil
}

// pHash fills out with P_hash(secret, seed): RFC 5246 §5.
func pHash(h crypto.Hash, out, secret, seed []byte) {
	a := hmacOf(h, secret, seed) // A(1)
	for len(out) > 0 {
		out = out[copy(out, hmacOf(h, secret, a, seed)):]
		a = hmacOf(h, secret, a)
	}
}

func randoms(step string, client, server []byte) error {
	return firstError(length(step, "client_random", client, 32), length(step, "server_random", server, 32))
}
