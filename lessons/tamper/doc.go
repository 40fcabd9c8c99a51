// Package tamper is a hand on the wire: the edits of lessons, for what real clients
// and servers send each other through a relay.
//
// An [Edit] has a name and says what it does; a [Hand] is one at work on a connection.
// It has no keys. It sees records and the clear hellos, as everybody on the path does,
// and changes one thing. What it changed is kept, with the bytes before and after.
//
// Promise: where a hand finds nothing to change, and in everything else, the bytes
// pass as they are. Bytes of any kind pass, TLS or not, and what is held back is at
// most a record, or a ClientHello of [handshake.MaxMessage].
//
// Limits: where TLS begins behind another protocol, it must begin with what one side
// sends next, as behind STARTTLS. In TLS 1.3 a Finished is known by its length: a hand
// does not find one that shares its record with other messages.
package tamper
