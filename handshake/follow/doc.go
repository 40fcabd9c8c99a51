// Package follow finds the TLS connections of a capture file and follows each
// from its first record to its last.
//
// TLS may begin anywhere in a TCP connection: at its first byte, behind STARTTLS
// or its like, behind a proxy's answer, on any port. It is known by its hellos:
// eleven bytes that a text protocol does not send, where one side begins to speak.
// A connection whose beginning was not captured is known by the header of a
// record.
//
// Promise: a capture of any size takes the same memory. Items are given out as
// their last bytes are read; what the capture does not have is said, and decoding
// goes on behind it.
//
// What crossed encrypted is opened by the keys of [Options] and by the secrets that
// the capture holds. They must be known when the connection that they open begins:
// secrets behind its packets are found by [packets.Secrets] before.
//
// Limits: DTLS and QUIC are counted, not followed.
package follow
