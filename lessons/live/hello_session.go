package live

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// resumes is whether it would go on with an earlier session.
func (h *Hello) resumes() (out []Point) {
	tls13 := h.Offers(registry.VersionTLS13)
	switch {
	case len(h.PSKIdentities) > 0:
		first := h.PSKIdentities[0]
		out = says(h.in(registry.ExtPreSharedKey), "It would resume: it shows ", fmt.Sprintf("%s, the first of %d bytes", counted(len(h.PSKIdentities), "ticket or key"), len(first.Identity)),
			", and proves with a binder that it knows the secret that belongs to it. A server that gave the ticket knows its client again.")
	case len(h.SessionTicket) > 0:
		out = says(h.in(registry.ExtSessionTicket), "It would resume a session of TLS 1.2: it shows a ticket of ", fmt.Sprintf("%d bytes", len(h.SessionTicket)), ". A server that gave it knows its client again.")
	case len(h.SessionID) > 0 && !tls13:
		out = says(h.at("legacy_session_id"), "It sends a session ID of ", fmt.Sprintf("%d bytes", len(h.SessionID)), ". If a server gave it, the client would resume that session, and the server knows it again; Go's client sends a random one each time.")
	default:
		out = says(h.nowhere("ticket and no key"), "It resumes nothing: this client has not been here before, or it does not say so.")
	}
	if h.Has(registry.ExtEarlyData) {
		out = append(out, says(h.in(registry.ExtEarlyData), "It sends early data right behind the hello, which somebody could send a second time.")...)
	}
	if tls13 && len(h.SessionID) == 32 && len(h.SessionTicket) == 0 {
		out = append(out, says(h.at("legacy_session_id"), "Its session ID resumes nothing: 32 bytes that make the hello look like one of TLS 1.2, for middleboxes (RFC 8446 §D.4).")...)
	}
	return out
}

// hides is the encrypted hello, or what looks like one.
func (h *Hello) hides() []Point {
	if !h.Has(registry.ExtECH) || h.ECH.Inner {
		return nil
	}
	return says(h.in(registry.ExtECH), "It has an encrypted hello of ", fmt.Sprintf("%d bytes", len(h.ECH.Payload)),
		". A client sends random bytes in its place where the server has published no key for one, and nobody on the path can tell the two apart (RFC 9849 §6.2).")
}

// asks are what it asks for, or can do, by extensions.
func (h *Hello) asks() (out []Point) {
	for _, e := range h.list() {
		if text := requests[e.ExtensionType]; text != "" {
			out = append(out, says(h.in(e.ExtensionType), text)...)
		}
	}
	return out
}

// requests are extensions that tell something of their sender by being there.
var requests = map[registry.ExtensionType]string{
	registry.ExtStatusRequest:           "It would have the server show that its certificate is not revoked: an OCSP response, stapled.",
	registry.ExtSCT:                     "It wants proofs that the certificate is in public logs (Certificate Transparency).",
	registry.ExtCompressCertificate:     "It can decompress certificates.",
	registry.ExtDelegatedCredential:     "It would take a delegated credential, a short-lived key that a certificate's key signed. Few programs but Firefox do.",
	registry.ExtRecordSizeLimit:         "It limits the size of the records that it is sent.",
	registry.ExtMaxFragmentLength:       "It wants small records, as devices with little memory do.",
	registry.ExtPostHandshakeAuth:       "It would show a certificate of its own later, when the handshake is over.",
	registry.ExtALPS:                    "It speaks ALPS, settings of the application within the handshake: only Chromium and what is made of it do. There is no RFC of it.",
	registry.ExtALPSOld:                 "It speaks ALPS with its first number: Chromium and what is made of it did. There is no RFC of it.",
	registry.ExtTrustAnchors:            "It names the authorities that it trusts, so that the server can pick a chain.",
	registry.ExtNPN:                     "It speaks NPN, which came before ALPN: an old client.",
	registry.ExtHeartbeat:               "It would answer heartbeats.",
	registry.ExtEncryptThenMAC:          "It can encrypt first and authenticate the ciphertext, where a suite of CBC is chosen.",
	registry.ExtSRP:                     "It would log in with a password within the handshake (SRP), and names its user in the clear.",
	registry.ExtQUICTransportParameters: "It carries parameters of QUIC, which has no place on TCP.",
}

// grease is the values that mean nothing.
func (h *Hello) grease() []Point {
	count, first := 0, ""
	for _, s := range h.item.Trace.Spans {
		if !s.Group && strings.HasPrefix(s.Field.Value(h.bytes(s)), "GREASE") {
			if count++; first == "" {
				first = fmt.Sprintf("first at byte %d", s.Offset)
			}
		}
	}
	if count == 0 {
		return says(h.nowhere("GREASE"), "It sends no GREASE.")
	}
	return says(transcript.Evidence{Message: h.item.Name, Text: first}, "It sends GREASE in ", counted(count, "place"),
		": values that are reserved to mean nothing, so that servers stay able to step over what they do not know (RFC 8701). Chromium and other programs with BoringSSL do.")
}

// order is about the extensions as a list.
func (h *Hello) order() (out []Point) {
	all := h.list()
	if len(all) == 0 {
		return says(h.nowhere("extension"), "It has no extensions at all: a very old client, or a tool that scans.")
	}
	out = says(h.at("extensions"), "It has ", counted(len(all), "extension"), ". Some programs shuffle them at each connection: only a comparison shows it.")
	for _, e := range all {
		switch t := e.ExtensionType; {
		case registry.IsGREASE16(uint16(t)):
		case !t.Known():
			out = append(out, says(h.in(t), "The extension ", t.String(), " has no public specification that this program knows of: its bytes are kept as they are.")...)
		case e.opaque(h):
			out = append(out, says(h.in(t), "The extension ", t.String(), " holds bytes that this program does not open.")...)
		}
	}
	return out
}

// opaque says whether bytes of an extension have a structure that was not opened.
func (e extension) opaque(h *Hello) bool {
	for _, s := range h.item.Trace.Spans {
		if s.Opaque && s.Offset >= e.offset && s.Offset < e.offset+e.length {
			return true
		}
	}
	return false
}

// aPacket is how much of a TCP stream a packet on Ethernet carries, with IPv4 and
// the option that most systems use.
const aPacket = 1448

func (h *Hello) size() []Point {
	n := len(h.item.Bytes) + 5 // the header of its record
	at := transcript.Evidence{Message: h.item.Name, Field: "all of it", Length: len(h.item.Bytes)}
	if n <= aPacket {
		return says(at, "With the header of its record it has ", fmt.Sprintf("%d bytes", n), ", and fits in one packet.")
	}
	return says(at, "With the header of its record it has ", fmt.Sprintf("%d bytes", n), fmt.Sprintf(", more than a packet on Ethernet carries (%d): a device on the path that looks at the first packet only does not see all of it.", aPacket))
}
