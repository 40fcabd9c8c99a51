// Package listen is a server that explains its clients to themselves and to who runs
// it: every connection is recorded, its hello told and compared with those before.
//
// Promise: a [Server] answers in HTTP/1.1 and HTTP/2 with a page about the very
// connection that asked for it, as HTML, text, Markdown or JSON. It asks clients for
// nothing that they would not say anyway, and shows them a certificate that is good
// or has one fault. Connections are bounded in number, size and time.
//
// Limits: one request a connection, so that each is told as soon as it is over. What a
// client sends behind its request is recorded and not answered.
//
// It writes no file and no key: whoever serves says where packets and secrets go.
package listen
