// Package secrets computes again what two peers computed: every secret of a
// connection, from the shared secret to the keys, as data that can be shown.
//
// Promise:
//   - Each computation is a [Step]: what comes out, by which function, under
//     which label, from which inputs, and the section of the RFC that says so.
//     A reader can redo it: [Step.Command] gives the command of OpenSSL that
//     computes the same.
//   - One function stands for one section of an RFC, from SSL 3.0 to TLS 1.3.
//     [Schedule] and [Schedule13] put them in the order of a connection.
//   - Nothing panics on its input. An error says which step and which input is
//     wrong, and how; a secret never stands in its text.
//
// Limits: nothing here runs in constant time. The package reads connections
// after the fact, and its secrets are known to whoever runs it.
//
// Not here: DTLS, TLCP, drafts of TLS 1.3 before 21 (other labels; from 16 on
// [TrafficKeys] has them, which is what a key log needs), suites with SM3, GOST
// or Ascon, X448, SRP and Kerberos. They are an [UnsupportedError]. The
// cryptography is that of the standard library.
package secrets
