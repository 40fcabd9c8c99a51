// Package record protects records, and opens protected ones: what stands between
// the header of a record and what it carries, from SSL 3.0 to TLS 1.3 and its
// drafts.
//
// Promise:
//   - A [Half] is one direction under one set of keys. It has what an observer
//     needs: opening with the peers' keys, going past what it could not open, and
//     being set to any place. Sealing is there for toy peers and tests.
//   - A record that does not open says why in an [OpenError], and leaves the Half as
//     it was. No error holds a byte of a key or of a plaintext.
//   - Nothing that was not authenticated is given out, where there is a MAC or a tag.
//   - The body of a record is never written to. Opening allocates nothing once the
//     destination has room, with AES-GCM, AES-CCM, ChaCha20-Poly1305, CBC and RC4
//     with HMAC.
//   - A cipher that is not there is named in an [UnsupportedError], and listed by
//     [Coverages].
//
// Limits: not DTLS, SSL 2.0 and TLCP; no compression. Drafts of TLS 1.3 before 14,
// which were hardly deployed, are not opened. Lengths are judged by who knows the
// connection: a Half opens a record that is longer than 2^14 bytes.
//
// This is no record layer for the Internet: whoever is asked why a record did not
// open is told, at the time that the answer takes, and that is an oracle
// (Vaudenay's, and POODLE). An observer has the keys already.
package record
