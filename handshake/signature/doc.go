// Package signature checks signatures in front of the reader: what was signed is
// rebuilt from recorded bytes, and the equation is evaluated with each number in
// between as a value.
//
// An [Evaluation] is of one signature: of a certificate ([Certificate]), a
// ServerKeyExchange ([ServerKeyExchange]), a CertificateVerify
// ([CertificateVerifyTLS13] and its elder siblings), or of any bytes ([Key.Evaluate]). What a signature with
// RSA-PSS and a message encrypted with RSA hide, a random salt and a random
// padding, is recovered by [PSSSalt] and [Decrypt].
//
// Promise:
//   - Holds is what the standard library says, for any bytes: crypto/rsa,
//     crypto/ecdsa, crypto/ed25519.
//   - Nothing panics, and the work is bounded: numbers of RSA have at most 16,384
//     bits, an exponent of RSA 31, p of DSA 4096 and its q 256.
//   - Where it does not hold, Reason says the first thing that is wrong; the steps
//     before it are there.
//
// It differs from the standard library on purpose where that refuses without a
// look at the equation: RSA keys below 1024 bits (old export suites had 512), MD5
// and SHA-1 in certificates, salts of RSA-PSS that are not as long as the hash, keys
// of id-RSASSA-PSS, and DSA are evaluated; moduli above 16,384 bits are not.
//
// A [Step] here is one number of an equation, and says whether it is to be read as
// bytes, as a number or as a point; a step of package secrets is one call of a
// function, with its inputs.
//
// Not here: Ed448, ML-DSA, SM2, GOST and the Brainpool curves ([UnsupportedError]);
// the judgement of a whole chain, which is package verdict's. The numbers are
// computed in variable time: with public values, and with throwaway keys.
package signature
