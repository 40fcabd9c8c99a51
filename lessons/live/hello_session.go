package live

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// resumes is whether it would go on with an earlier session.
func (h *Hello) resumes() (out []Point) {
	tls13 := h.Offers(registry.VersionTLS13)
	switch {
	case len(h.PSKIdentities) > 0:
		first := h.PSKIdentities[0]
		out = says(h.in(registry.ExtPreSharedKey), "It would go on from a secret that the server has, too: it shows ", fmt.Sprintf("%s, the first of %d bytes", counted(len(h.PSKIdentities), "ticket or name of a key"), len(first.Identity)),
			", and proves with a binder that it knows the secret that belongs to it (RFC 8446 §4.2.11). A server that gave the ticket, or has the key, knows its client again.")
	case len(h.SessionTicket) > 0:
		out = says(h.in(registry.ExtSessionTicket), "It would resume a session of TLS 1.2 or before: it shows a ticket of ", fmt.Sprintf("%d bytes", len(h.SessionTicket)), " (RFC 5077 §3.1). A server that gave it knows its client again.")
	case len(h.SessionID) > 0 && !tls13:
		out = says(h.at("legacy_session_id"), "It sends a session ID of ", fmt.Sprintf("%d bytes", len(h.SessionID)), ". If a server gave it, the client would resume that session, and the server knows it again; Go's client sends a random one each time.")
	default:
		out = says(h.nowhere("ticket and no key"), "It shows no ticket and no key of before: this client has not been here, or it does not say so.")
	}
	if slices.Contains(h.PSKModes, registry.PSKModeKE) {
		out = append(out, says(h.in(registry.ExtPSKKeyExchangeModes), "When it resumes in TLS 1.3, it would do without a fresh key exchange, and so without forward secrecy: ", registry.PSKModeKE.String(), " (RFC 8446 §2.2).")...)
	}
	if h.Has(registry.ExtEarlyData) {
		out = append(out, says(h.in(registry.ExtEarlyData), "It sends early data right behind the hello, which somebody could send a second time (RFC 8446 §8).")...)
	}
	if tls13 && len(h.SessionID) > 0 && len(h.SessionTicket) == 0 {
		out = append(out, says(h.at("legacy_session_id"), "Its session ID has ", fmt.Sprintf("%d bytes", len(h.SessionID)), ". A server of TLS 1.3 resumes nothing by it: it makes the hello look like one of TLS 1.2, for middleboxes (RFC 8446 §D.4). It could be that of a session with an older server (§4.1.2).")...)
	}
	return out
}

// hides is the encrypted hello, or what looks like one.
func (h *Hello) hides() []Point {
	switch {
	case !h.Has(registry.ExtECH):
		return nil
	case h.ECH.Inner:
		return says(h.in(registry.ExtECH), "It is marked as the inner hello of another one, and crosses in the clear all the same (RFC 9849 §5).")
	}
	return says(h.in(registry.ExtECH), "It has an encrypted hello of ", fmt.Sprintf("%d bytes", len(h.ECH.Payload)),
		". Clients may send random bytes in its place where they know no key of the server for one, and nobody on the path should be able to tell the two apart (RFC 9849 §6.2).")
}

// asks are what it asks for, or can do, by extensions.
func (h *Hello) asks() (out []Point) {
	for _, e := range h.list() {
		text := requests[e.ExtensionType]
		if e.ExtensionType == registry.ExtHeartbeat && h.item.Bytes[e.offset+e.length-1] == byte(registry.HeartbeatPeerNotAllowed) {
			text = "It knows heartbeats, and wants none (RFC 6520 §2)."
		}
		if text != "" {
			out = append(out, says(h.in(e.ExtensionType), text)...)
		}
	}
	return out
}

// requests are extensions that tell something of their sender by being there.
var requests = map[registry.ExtensionType]string{
	registry.ExtStatusRequest:           "It would have the server show that its certificate is not revoked: an OCSP response, stapled (RFC 6066 §8).",
	registry.ExtSCT:                     "It takes proofs in the handshake that the certificate is in public logs (Certificate Transparency, RFC 6962 §3.3).",
	registry.ExtCompressCertificate:     "It can decompress certificates (RFC 8879).",
	registry.ExtDelegatedCredential:     "It would take a delegated credential, a short-lived key that a certificate's key signed (RFC 9345). Few programs but Firefox do.",
	registry.ExtRecordSizeLimit:         "It says how large the records may be that it is sent (RFC 8449).",
	registry.ExtMaxFragmentLength:       "It wants small records, as devices with little memory do (RFC 6066 §4).",
	registry.ExtPostHandshakeAuth:       "It could be asked for a certificate of its own later, when the handshake is over (RFC 8446 §4.6.2).",
	registry.ExtALPS:                    "It speaks ALPS, settings of the application within the handshake: only Chromium and what is made of it do. There is no RFC of it.",
	registry.ExtALPSOld:                 "It speaks ALPS with its first number: Chromium and what is made of it did. There is no RFC of it.",
	registry.ExtTrustAnchors:            "It can tell a server which authorities it trusts, so that the server can pick a chain; its list may be empty. There is a draft of it, and no RFC.",
	registry.ExtNPN:                     "It speaks NPN, which came before ALPN: an old client.",
	registry.ExtHeartbeat:               "It would answer heartbeats (RFC 6520).",
	registry.ExtEncryptThenMAC:          "It can encrypt first and authenticate the ciphertext, where a suite of CBC is chosen (RFC 7366).",
	registry.ExtSRP:                     "It would log in with a password within the handshake (SRP, RFC 5054), and names its user in the clear.",
	registry.ExtQUICTransportParameters: "It carries parameters of QUIC, which have no place on TCP (RFC 9001 §8.2).",
}

// grease is the values that mean nothing.
func (h *Hello) grease() []Point {
	count, first := 0, ""
	for _, s := range h.item.Trace.Spans {
		if !s.Group && drawn(s.Field, h.bytes(s)) {
			if count++; first == "" {
				first = fmt.Sprintf("first at byte %d", s.Offset)
			}
		}
	}
	if count == 0 {
		return says(h.nowhere("GREASE"), "It sends no values of GREASE (RFC 8701).")
	}
	return says(transcript.Evidence{Message: h.item.Name, Text: first}, "It sends GREASE in ", counted(count, "place"),
		": values that are reserved to mean nothing, so that servers stay able to step over what they do not know (RFC 8701). Chromium and others do.")
}

// drawn says whether a field holds a value of GREASE. The name of a server that begins
// so is none.
func drawn(f *wire.Field, b []byte) bool {
	reserved := len(b) == 1 && registry.IsGREASEPSKMode(b[0]) || len(b) == 2 && registry.IsGREASE16(uint16(wire.Uint(b)))
	return reserved && strings.HasPrefix(f.Value(b), "GREASE")
}

// order is about the extensions as a list.
func (h *Hello) order() (out []Point) {
	all := h.list()
	if len(all) == 0 {
		return says(h.nowhere("extension"), "It has no extensions at all, as very old clients and tools that scan do.")
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
		return says(at, "With the header of a record it has ", fmt.Sprintf("%d bytes", n), ", which fit in one packet.")
	}
	return says(at, "With the header of a record it has ", fmt.Sprintf("%d bytes", n), fmt.Sprintf(", more than a packet on Ethernet carries (%d): a device on the path that looks at the first packet only does not see all of it.", aPacket))
}
