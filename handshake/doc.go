// Package handshake gives meaning to the bytes of a TLS connection: records,
// messages with every byte named, and the state of a connection as an observer
// sees it.
//
// It has three parts:
//
//   - A message is one type and one parser ([ClientHello], [ServerHello], …).
//     Each is a gopacket DecodingLayer; its Dissect method fills the same struct
//     and records which bytes each field owns. Certificates and OCSP responses are
//     opened down to their last TLV by package [der].
//   - A [Stream] puts the bytes of one direction together into records and
//     messages, whatever the packets and records that carried them.
//   - A [Conversation] holds the state of a connection (version, cipher suite,
//     who encrypts from when) and, with it, picks the type of each message.
//
// A Conversation that is given [Keys] opens what crossed encrypted
// ([Conversation.Open]); what stays closed is one leaf, and its item says which
// secret would open it.
//
// Whoever has packets begins with a gopacket DecodingLayerParser or NewPacket and
// [Records] (see the examples); whoever has the bytes of both sides, with a
// Conversation; whoever has a capture file, with package handshake/follow.
//
// # Promise
//
// Total: any bytes give items whose fields tile their bytes exactly; damage is said
// with field, offset, need and have, and nothing panics. Unknown code points survive
// and print. Bytes that a capture lacks ([Conversation.Lose], [Conversation.Join])
// are said to be missing, and decoding goes on behind them.
//
// DecodeFromBytes allocates nothing once the lists of its struct have grown. What
// a struct or an item holds aliases the bytes that were read.
//
// A Conversation buffers at most one record and one message of [MaxMessage] a
// direction. Items may be kept, and take many times their bytes; with
// [Conversation.Reuse] they are valid during emit only, and a capture of any size
// takes the same memory. [Decode] keeps all items of a recording.
//
// # Limits
//
// DTLS and QUIC are not read. Of SSL 2.0 the messages in the clear are.
//
// What is judged is syntax: a message that can be read and must not be sent (an
// extension twice, GREASE from a server, a clear record over 2^14 bytes) is no
// error. Messages without a parser of their own are kept as bytes and said to be so.
//
// What a record or message means is told by what was seen before it. A Conversation
// that joined late, or has lost bytes, goes by their looks, and may take one for
// the other.
//
// Nothing happens at import: [Install] puts the decoder in the place of
// gopacket's own for TLS.
package handshake
