// Package relay joins clients to a server, byte for byte, and records what passes.
//
// A [Relay] accepts connections and opens one to the server for each. What one side
// sends is recorded, then sent on.
//
// # What it promises
//
// Both sides see what they would see without it: the bytes, in their order; a side
// that ends its direction while the other goes on; a reset, as a reset, behind what
// came before it. A side that reads slowly slows the other, and nothing is piled up
// between them.
//
// An answer never stands in a recording before the question that caused it.
//
// Recordings are bounded, each by [Options].Limit and all that are held by
// [Options].Total. Behind the bound a connection goes on as before: where nobody
// watches any more, its bytes are moved by the kernel (splice, on Linux) and are only
// counted.
//
// When [Relay.Serve] returns, no goroutine and no socket of it is left but the
// listener.
//
// # What it does not do
//
// It knows nothing about TLS, or any protocol. An [Edit] may change what passes; the
// recording then has what was sent on.
//
// Each leg is a TCP connection of its own. Segment borders, urgent data, options of
// TCP and the client's address are not handed on.
package relay
