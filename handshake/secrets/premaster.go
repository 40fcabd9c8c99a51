package secrets

import (
	"crypto/rsa"
	"fmt"
)

// maxModulus bounds an RSA key, in bits. One of twice as many takes its reader a
// second for each ClientKeyExchange.
const maxModulus = 8192

// PreMasterRSA opens the pre-master secret of an RSA key transport: 48 bytes,
// of which the first two are the version that the client offered. In TLS the
// ciphertext stands behind two bytes of length, in SSL 3.0 alone.
// Go opens nothing with keys under 1024 bits unless GODEBUG has rsa1024min=0, and
// here nothing is opened with keys above 8192.
// Sources: RFC 5246 §7.4.7.1, RFC 8017 §7.2.2.
func PreMasterRSA(key *rsa.PrivateKey, encrypted []byte) (Step, error) {
	const name = "pre_master_secret"
	if key == nil || key.N == nil || key.D == nil {
		return Step{}, &InputError{Step: name, Input: "private_key", Reason: "there is none"}
	}
	if n := key.N.BitLen(); n > maxModulus {
		return Step{}, &InputError{Step: name, Input: "private_key", Have: key.Size(), Reason: fmt.Sprintf("its modulus has %d bits, above %d", n, maxModulus)}
	}
	if err := length(name, "EncryptedPreMasterSecret", encrypted, key.Size()); err != nil {
		return Step{}, err
	}
	//lint:ignore SA1019 RSA key transport is made of it: RFC 5246 §7.4.7.1
	plain, err := rsa.DecryptPKCS1v15(nil, key, encrypted)
	if err != nil {
		return Step{}, &InputError{Step: name, Input: "EncryptedPreMasterSecret", Have: len(encrypted), Reason: "this key does not open it: " + err.Error()}
	}
	if err := length(name, "PreMasterSecret", plain, 48); err != nil {
		return Step{}, err
	}
	return Step{
		Name: name, Ref: "RFC 5246 §7.4.7.1", Func: "RSAES-PKCS1-v1_5",
		Inputs: []Input{{"EncryptedPreMasterSecret", encrypted}},
		Output: plain,
	}, nil
}

// PreMasterPSK puts a pre-shared key into a pre-master secret. other is what
// the key exchange agreed on besides: the secret of DHE (RFC 4279 §3) or ECDHE
// (RFC 5489 §2), the 48 bytes of RSA (RFC 4279 §4), nil where the key stands
// alone: then as many zeros as it has bytes (RFC 4279 §2).
func PreMasterPSK(other, psk []byte) (Step, error) {
	const name = "pre_master_secret"
	if err := notEmpty(name, "psk", psk); err != nil {
		return Step{}, err
	}
	if other == nil {
		other = make([]byte, len(psk))
	}
	for _, in := range []Input{{"other_secret", other}, {"psk", psk}} {
		if len(in.Value) > 0xffff {
			return Step{}, &InputError{Step: name, Input: in.Name, Have: len(in.Value), Reason: "it is longer than 65535 bytes"}
		}
	}
	two := func(n int) []byte { return []byte{byte(n >> 8), byte(n)} }
	s := Step{
		Name: name, Ref: "RFC 4279 §2", Func: "Concat",
		Inputs: []Input{{"other_secret_length", two(len(other))}, {"other_secret", other}, {"psk_length", two(len(psk))}, {"psk", psk}},
	}
	s.Output = joined(s.Inputs)
	return s, nil
}
