package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Extensions that are empty or one or two values.
var (
	gMaxFragmentLength = wire.Field{Name: "max_fragment_length", Ref: "RFC 6066 §4", Text: wire.Count,
		Mean: "A client with little memory asks for short records."}
	fMaxFragmentLength = wire.Field{Name: "max_fragment_length_code", Ref: "RFC 6066 §4", Filter: "tls.handshake.max_fragment_length",
		Text: wire.Named[registry.MaxFragmentLength], Mean: "1 to 4: records of at most 512, 1024, 2048 or 4096 bytes."}

	gStatusRequest = wire.Field{Name: "status_request", Ref: "RFC 6066 §8", Text: wire.Count,
		Mean: "The client asks the server for a fresh proof that its certificate has not been revoked (OCSP stapling)."}
	fStatusType = wire.Field{Name: "status_type", Ref: "RFC 6066 §8", Filter: "tls.handshake.extensions_status_request_type",
		Text: wire.Named[registry.StatusType], Mean: "1 is OCSP."}
	fResponderLength = wire.Field{Name: "responder_id_list_length", Ref: "RFC 6066 §8",
		Filter: "tls.handshake.extensions_status_request_responder_ids_len", Text: wire.Number, Mean: "How many bytes of responders follow."}
	fResponders        = wire.Field{Name: "responder_id_list", Ref: "RFC 6066 §8", Text: wire.Count, Mean: "Responders that the client trusts; usually none are named."}
	fResponderIDLength = wire.Field{Name: "responder_id_length", Ref: "RFC 6066 §8", Text: wire.Number, Mean: "How many bytes the name has."}
	fResponderID       = wire.Field{Name: "responder_id", Min: 1, Ref: "RFC 6066 §8", Text: wire.Count, Mean: "A responder that the client trusts, in DER."}
	fStatusExtLength   = wire.Field{Name: "request_extensions_length", Ref: "RFC 6066 §8",
		Filter: "tls.handshake.extensions_status_request_exts_len", Text: wire.Number, Mean: "How many bytes of OCSP extensions follow."}
	fStatusExt = wire.Field{Name: "request_extensions", Ref: "RFC 6066 §8", Text: wire.Count, Mean: "Extensions for the OCSP request, in DER."}

	gSRP = wire.Field{Name: "srp", Ref: "RFC 5054 §2.8.1", Text: wire.Count, Mean: "The user's name, for a handshake that proves a password."}

	fSRPLength = wire.Field{Name: "srp_i_length", Ref: "RFC 5054 §2.8.1", Filter: "tls.handshake.extensions_srp_len",
		Text: wire.Number, Mean: "How many characters the name has."}
	fSRP = wire.Field{Name: "srp_i", Min: 1, Ref: "RFC 5054 §2.8.1", Filter: "tls.handshake.extensions_srp_username",
		Text: wire.Plain, Mean: "The user's name, in the clear."}

	gUseSRTP = wire.Field{Name: "use_srtp", Ref: "RFC 5764 §4.1.1", Text: wire.Count, Mean: "Keys for encrypted voice and video are wanted."}

	fSRTPLength     = wire.Field{Name: "srtp_protection_profiles_length", Ref: "RFC 5764 §4.1.1", Text: wire.Number, Mean: "How many bytes the list takes."}
	fSRTPProfiles   = wire.Field{Name: "srtp_protection_profiles", Min: 2, Ref: "RFC 5764 §4.1.1", Text: wire.Count, Mean: "The list of profiles."}
	fSRTPProfile    = wire.Field{Name: "srtp_protection_profile", Ref: "RFC 5764 §4.1.2", Mean: "A cipher and MAC for voice and video."}
	fSRTPMKILength  = wire.Field{Name: "srtp_mki_length", Ref: "RFC 5764 §4.1.1", Text: wire.Number, Mean: "How many bytes the key identifier has."}
	fSRTPMKI        = wire.Field{Name: "srtp_mki", Ref: "RFC 5764 §4.1.1", Text: wire.Count, Mean: "The key identifier."}
	gHeartbeat      = wire.Field{Name: "heartbeat", Ref: "RFC 6520 §2", Text: wire.Count, Mean: "Whether the peer may send heartbeats, the messages of the Heartbleed bug."}
	fHeartbeatMode  = wire.Field{Name: "mode", Ref: "RFC 6520 §2", Filter: "tls.handshake.extension.heartbeat.mode", Text: wire.Named[registry.HeartbeatMode], Mean: "1: heartbeats may be sent to me; 2: they may not."}
	gSCT            = wire.Field{Name: "signed_certificate_timestamp", Ref: "RFC 6962 §3.3.1", Text: wire.Count, Mean: "The client would like proofs that the certificate stands in public logs. Empty in a ClientHello."}
	gEncryptThenMAC = wire.Field{Name: "encrypt_then_mac", Ref: "RFC 7366 §2", Text: wire.Count, Mean: "For CBC suites: compute the MAC over the ciphertext, which closes padding attacks. Empty: being there is the offer."}

	gExtendedMasterSecret = wire.Field{Name: "extended_master_secret", Ref: "RFC 7627 §5.1", Text: wire.Count,
		Mean: "For TLS 1.2: derive the master secret from the whole handshake so far, not from the randoms alone. Empty: being there is the offer. The registry now lists it as extended_main_secret."}
	gPadding = wire.Field{Name: "padding", Ref: "RFC 7685 §3", Text: wire.Count, Mean: "Zeros that make the hello longer, for servers that could not read certain lengths."}
	fPadding = wire.Field{Name: "padding_data", Ref: "RFC 7685 §3", Filter: "tls.handshake.extensions_padding_data", Text: wire.Count, Mean: "Zeros."}

	gCompressCertificate = wire.Field{Name: "compress_certificate", Ref: "RFC 8879 §3", Text: wire.Count, Mean: "The client can read a compressed certificate message."}
	fCompressAlgsLength  = wire.Field{Name: "algorithms_length", Ref: "RFC 8879 §3", Filter: "tls.compress_certificate.algorithms_length", Text: wire.Number, Mean: "How many bytes the list takes."}
	fCompressAlgs        = wire.Field{Name: "algorithms", Min: 2, Ref: "RFC 8879 §3", Text: wire.Count, Mean: "The list of compression algorithms."}
	fCompressAlg         = wire.Field{Name: "algorithm", Ref: "RFC 8879 §3", Filter: "tls.compress_certificate.algorithm", Text: wire.Named[registry.CertificateCompression], Mean: "A compression algorithm."}

	gRecordSizeLimit = wire.Field{Name: "record_size_limit", Ref: "RFC 8449 §4", Text: wire.Count, Mean: "The longest protected record that the sender takes."}
	fRecordSizeLimit = wire.Field{Name: "limit", Ref: "RFC 8449 §4", Filter: "tls.record_size_limit", Text: wire.Number, Mean: "Bytes of plaintext a record, at most."}

	gDelegatedCredential = wire.Field{Name: "delegated_credential", Ref: "RFC 9345 §4.1.1", Text: wire.Count, Mean: "The server may prove itself with a short-lived key that its certificate's key has signed."}

	gSessionTicket = wire.Field{Name: "session_ticket", Ref: "RFC 5077 §3.2", Text: wire.Count, Mean: "Up to TLS 1.2: a ticket from an earlier connection, or, empty, the wish to get one."}
	fSessionTicket = wire.Field{Name: "ticket", Ref: "RFC 5077 §3.2", Filter: "tls.handshake.extension.data", Text: wire.Count, Mean: "The ticket. Only the server can read it."}

	gEarlyData         = wire.Field{Name: "early_data", Ref: "RFC 8446 §4.2.10", Text: wire.Count, Mean: "The client sends data with its first flight, under a key from an earlier connection. Empty: being there is the message."}
	gCookie            = wire.Field{Name: "cookie", Ref: "RFC 8446 §4.2.2", Text: wire.Count, Mean: "Bytes that the server asked the client to bring back with its second hello."}
	fCookieLength      = wire.Field{Name: "cookie_length", Ref: "RFC 8446 §4.2.2", Filter: "tls.handshake.extensions.cookie_len", Text: wire.Number, Mean: "How many bytes the cookie has."}
	fCookie            = wire.Field{Name: "cookie_data", Min: 1, Ref: "RFC 8446 §4.2.2", Filter: "tls.handshake.extensions.cookie", Text: wire.Count, Mean: "Only the server knows what they mean."}
	gPostHandshakeAuth = wire.Field{Name: "post_handshake_auth", Ref: "RFC 8446 §4.2.6", Text: wire.Count, Mean: "The client may be asked for a certificate after the handshake. Empty: being there is the offer."}
	gNPN               = wire.Field{Name: "next_protocol_negotiation", Ref: "draft-agl-tls-nextprotoneg-04 §3", Text: wire.Count, Mean: "The forerunner of ALPN. Empty in a ClientHello."}

	gRenegotiationInfo   = wire.Field{Name: "renegotiation_info", Ref: "RFC 5746 §3.2", Text: wire.Count, Mean: "Ties a second handshake on the same connection to the first, against an attacker who puts his own data before it."}
	fRenegotiationLength = wire.Field{Name: "renegotiated_connection_length", Ref: "RFC 5746 §3.2", Filter: "tls.handshake.extensions_reneg_info_len", Text: wire.Number, Mean: "0 in the first handshake of a connection."}
	fRenegotiation       = wire.Field{Name: "renegotiated_connection", Ref: "RFC 5746 §3.2", Filter: "tls.handshake.extensions_reneg_info", Text: wire.Count, Mean: "The verify_data of the handshake before; from a server that of both sides."}
)

// readStatusRequest reads the request of RFC 6066 §8. A type other than OCSP has
// no known shape.
func readStatusRequest(c *wire.Cursor) {
	if t := registry.StatusType(c.Uint8(&fStatusType)); t != registry.StatusOCSP {
		c.Opaque(&fUnknownData, c.Len())
		return
	}
	ids := c.Vector16(&fResponderLength, &fResponders)
	for c.Len() > 0 {
		c.Data16(&fResponderIDLength, &fResponderID)
	}
	c.End(ids)
	c.Data16(&fStatusExtLength, &fStatusExt)
}

func readUseSRTP(c *wire.Cursor) {
	profiles := c.Vector16(&fSRTPLength, &fSRTPProfiles)
	for c.Len() > 0 {
		c.Uint16(&fSRTPProfile)
	}
	c.End(profiles)
	c.Data8(&fSRTPMKILength, &fSRTPMKI)
}

func readCompressCertificate(c *wire.Cursor) {
	list := c.Vector8(&fCompressAlgsLength, &fCompressAlgs)
	for c.Len() > 0 {
		c.Uint16(&fCompressAlg)
	}
	c.End(list)
}

// readDelegatedCredential reads the list of schemes that a ClientHello sends.
func readDelegatedCredential(c *wire.Cursor) {
	list := c.Vector16(&fSchemesLength, &fSchemes)
	for c.Len() > 0 {
		c.Uint16(&fScheme)
	}
	c.End(list)
}
