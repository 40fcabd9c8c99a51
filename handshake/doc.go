// Package handshake gives meaning to the bytes of a TLS connection: records,
// messages with every byte named, and the state of a connection as an observer
// sees it.
//
// It has three parts, in three places:
//
//   - A message is one type and one parser ([ClientHello], [ServerHello], …).
//     Each is a gopacket DecodingLayer; its Dissect method fills the same struct
//     and records which bytes each field owns.
//   - A [Stream] puts the bytes of one direction together into records and
//     messages, whatever the packets and records that carried them.
//   - A [Conversation] holds the state of a connection (version, cipher suite,
//     who encrypts from when) and, with it, picks the type of each message.
//
// Promise: total. Any bytes give items whose fields tile their bytes exactly;
// damage is said with field, offset, need and have, and nothing panics. Unknown
// code points survive and print. A Conversation buffers at most one record and
// one message of [MaxMessage] a direction. [Decode] keeps all items of a recording,
// which take many times its bytes; for what may be large, feed a Conversation.
//
// Limits: nothing is decrypted here, so protected records stay closed. What is
// judged is syntax: a message that can be read and must not be sent (an extension
// twice, GREASE from a server, a clear record over 2^14 bytes) is no error. Messages
// without a parser of their own are kept as bytes and said to be so. SSL 2.0,
// DTLS and QUIC are not read.
//
// Nothing happens at import: [Install] puts the decoder in the place of
// gopacket's own for TLS.
package handshake
