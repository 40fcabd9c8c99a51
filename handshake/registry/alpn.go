package registry

// ALPNProtocol returns the title of the protocol that an ALPN identifier stands
// for, for example "HTTP/2 over TLS" for "h2". It is empty for an unknown
// identifier, and for GREASE.
func ALPNProtocol(id []byte) string {
	for _, p := range alpnProtocols {
		if p.id == string(id) {
			return p.title
		}
	}
	return ""
}

// title: TLS Application-Layer Protocol Negotiation (ALPN) Protocol IDs
// registry: tls-extensiontype-values, alpn-protocol-ids
// copied: 2026-11-23
// from: a public table of about 2024, which ends with "dicom"; RFC 9765 for
// RADIUS. Later registrations are missing. Unregistered: spdy/3.1.
var alpnProtocols = []struct{ id, title string }{
	{"acme-tls/1", "acme-tls/1"},
	{"c-webrtc", "Confidential WebRTC Media and Data"},
	{"coap", "CoAP"},
	{"dicom", "DICOM"},
	{"doq", "DoQ"},
	{"dot", "DNS-over-TLS"},
	{"ftp", "FTP"},
	{"h2", "HTTP/2 over TLS"},
	{"h2c", "HTTP/2 over TCP"},
	{"h3", "HTTP/3"},
	{"http/0.9", "HTTP/0.9"},
	{"http/1.0", "HTTP/1.0"},
	{"http/1.1", "HTTP/1.1"},
	{"imap", "IMAP"},
	{"irc", "IRC"},
	{"managesieve", "ManageSieve"},
	{"mqtt", "OASIS Message Queuing Telemetry Transport (MQTT)"},
	{"nntp", "NNTP"},
	{"ntske/1", "Network Time Security Key Establishment, version 1"},
	{"pop3", "POP3"},
	{"radius/1.0", "RADIUS/1.0"},
	{"radius/1.1", "RADIUS/1.1"},
	{"sip/2", "SIP"},
	{"smb", "SMB2"},
	{"spdy/1", "SPDY/1"},
	{"spdy/2", "SPDY/2"},
	{"spdy/3", "SPDY/3"},
	{"spdy/3.1", "SPDY/3.1"},
	{"stun.nat-discovery", "NAT discovery using Session Traversal Utilities for NAT (STUN)"},
	{"stun.turn", "Traversal Using Relays around NAT (TURN)"},
	{"sunrpc", "SunRPC"},
	{"tds/8.0", "TDS/8.0"},
	{"webrtc", "WebRTC Media and Data"},
	{"xmpp-client", "XMPP jabber:client namespace"},
	{"xmpp-server", "XMPP jabber:server namespace"},
}
