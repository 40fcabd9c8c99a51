// Package verdict judges a peer's certificates as a client does, one check at a
// time, and says on which bytes each judgement rests.
//
// A client stops at the first fault; [Judge] goes on. Each [Verdict] is of one
// [Check], and names the certificates and the fields in them, as package der names
// them. Where several ways lead from the peer's certificate to roots, the one with
// the fewest faults is shown.
//
// Promise:
//   - Trusted is what crypto/x509 says (Verify, VerifyHostname) of the same
//     certificates, after all of them could be parsed, as crypto/tls demands.
//   - A single fault makes a single verdict fail. A check that has nothing to rest on,
//     since a certificate is missing or cannot be read, is not reached.
//   - Any bytes are taken. At most 64 certificates are considered, and 100 possible
//     issuers are tried, as many as crypto/x509 tries, in its order. Names in texts are quoted and
//     hold no control characters.
//
// Checks that do not count for Trusted, because crypto/x509 does not make them:
// [KeyUsage] of the peer's own certificate, which OpenSSL judges, and [Asked].
//
// It differs from crypto/x509:
//   - certificates behind the 64th are not considered;
//   - name constraints are compared one by one, in at most a million comparisons, and
//     always; crypto/x509 sorts them, and then overlooks a range of addresses whose
//     base address has bits behind its mask.
//
// Not here: revocation, Certificate Transparency, and the further rules of
// browsers. Certificate policies (RFC 5280 §4.2.1.11) are asked of crypto/x509.
package verdict
