// Package live tells real connections: those that the commands inspect, listen and
// tap make or see.
//
// A [Connection] is what is known of one: what crossed it, the secrets of it, what
// our side wanted and how it ended. [Read] decodes it, [Seen.Tell] makes the document
// that is printed. A [Watcher] writes a line a message while connections go on.
//
// Promise: what is told of a connection is read from its recorded bytes, the judgement
// of its certificates, too. Connections of any bytes are told; names in them are
// data, and the printers escape them. A Watcher never delays a connection.
//
// Limits: a document says of each side's application data how it begins. What a
// recording has no room for is counted and not told.
package live
