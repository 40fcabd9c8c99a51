// Package fingerprint sums up hellos in short texts by which security tools
// recognise programs: JA3 and JA4 of a client, JA3S of a server.
//
// Two connections of the same program mostly have the same fingerprint; but many
// programs may share one, and a program can copy another's hello. A fingerprint
// is a hint of who speaks, never a proof.
//
// # What it promises
//
// [JA3] and [JA3S] are those of the programs that Salesforce published with their
// description. [JA4] and [JA4Raw] follow FoxIO's published text of JA4, which is
// under the BSD licence. GREASE (RFC 8701) is left out of the client's wherever
// it may stand.
//
// # What it does not do
//
// Of a connection, the first ClientHello is the one to take: the second one, after
// a HelloRetryRequest, answers a server.
//
// A HelloRetryRequest has no JA3S. It is a ServerHello on the wire, and TShark
// gives it one; but the ServerHello that follows is the one that lists know.
//
// The other methods of the JA4 family (JA4S, JA4X and so on) are not here: their
// licence does not allow it.
//
// A hello that could not be read to its end gives the fingerprint of what was
// read, which no list will know: leave it out.
package fingerprint
