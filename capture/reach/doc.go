// Package reach connects to a server as a command-line client does: directly, or
// through the proxy that the environment names.
//
// The proxy is that of https_proxy, HTTPS_PROXY, all_proxy or ALL_PROXY, the first one
// that is set: http://, https://, socks5:// or socks5h://, with user:password@ where it
// wants to know who asks, and http:// where nothing else stands. Hosts of no_proxy or
// NO_PROXY, as golang.org/x/net/http/httpproxy reads them, are reached directly; so are
// localhost and loopback addresses, which a proxy would look for on its own machine.
//
// # What it promises
//
// Names are sent to the proxy, which looks them up; with socks5:// as with socks5h://.
// What [Dial] returns is the connection behind the proxy's answer: its next byte is the
// server's. No text of this package, errors included, holds a password. What a proxy
// says is bounded: 16 KiB of an HTTP answer.
//
// A setting that cannot be used is an error; nothing is reached directly for it.
//
// # What it does not do
//
// It speaks no SOCKS 4, no authentication but Basic and that of RFC 1929, and does not
// read proxy configuration that is not in the environment.
package reach
