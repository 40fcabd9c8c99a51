// Package starttls speaks the client's side of what stands before TLS in protocols
// that begin in the clear: it brings a connection to the place where the client
// hello is the next thing to send.
//
// # What it promises
//
// [Start] returns nil only where the server agreed to TLS and nothing has arrived
// behind its agreement. Bytes that arrive before they can have been asked for are an
// error ([ErrEarly]): a client that keeps them would take what anybody on the path has
// put in for what the server said under TLS (RFC 3207 §6, RFC 9051 §11.1,
// CVE-2011-0411). Bytes that arrive later than that stand in place of the server hello,
// and it is TLS that refuses them.
//
// Every failure is an [*Error]: the protocol, the step at which it failed, why, and
// what the server said, which is the text of whoever is on the path. No line is longer
// than 8 KiB, no dialogue reads more than 64 KiB.
//
// # What it does not do
//
// It sets no deadline: a server that says nothing is waited for until the connection's
// own deadline. It closes nothing, logs nobody in and sends no name of this machine: to
// mail servers it calls itself by its address.
package starttls
