package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Extensions that are empty or one or two values.
var (
	gCertificateURL = wire.Field{Name: "client_certificate_url", Ref: "RFC 6066 §5", Text: wire.Count, Mean: "The client would rather send the address of its certificate than the certificate. Empty: being there is the offer."}
	aCertificateURL = meaning(gCertificateURL, "Empty: the server will fetch the client's certificate from an address.")
	gTruncatedHMAC  = wire.Field{Name: "truncated_hmac", Ref: "RFC 6066 §7", Text: wire.Count, Mean: "MACs of records may be cut to ten bytes, which RFC 9325 forbids today. Empty: being there is the offer."}
	aTruncatedHMAC  = meaning(gTruncatedHMAC, "Empty: the server accepts shorter MACs.")

	gMaxFragmentLength = wire.Field{Name: "max_fragment_length", Ref: "RFC 6066 §4", Text: wire.Count,
		Mean: "A client with little memory asks for short records."}
	fMaxFragmentLength = wire.Field{Name: "max_fragment_length_code", Ref: "RFC 6066 §4", Filter: "tls.handshake.max_fragment_length",
		Text: wire.Named[registry.MaxFragmentLength], Mean: "1 to 4: records of at most 512, 1024, 2048 or 4096 bytes."}

	gSRP = wire.Field{Name: "srp", Ref: "RFC 5054 §2.8.1", Text: wire.Count, Mean: "The user's name, for a handshake that proves a password."}

	fSRPLength = wire.Field{Name: "srp_i_length", Ref: "RFC 5054 §2.8.1", Filter: "tls.handshake.extensions_srp_len",
		Text: wire.Number, Mean: "How many characters the name has."}
	fSRP = wire.Field{Name: "srp_i", Min: 1, Ref: "RFC 5054 §2.8.1", Filter: "tls.handshake.extensions_srp_username",
		Text: wire.Plain, Mean: "The user's name, in the clear."}

	gUseSRTP = wire.Field{Name: "use_srtp", Ref: "RFC 5764 §4.1.1", Text: wire.Count, Mean: "Keys for encrypted voice and video are wanted."}

	fSRTPLength     = wire.Field{Name: "srtp_protection_profiles_length", Ref: "RFC 5764 §4.1.1", Text: wire.Number, Mean: "How many bytes the list takes."}
	fSRTPProfiles   = wire.Field{Name: "srtp_protection_profiles", Min: 2, Ref: "RFC 5764 §4.1.1", Text: wire.Count, Mean: "The list of profiles."}
	fSRTPProfile    = wire.Field{Name: "srtp_protection_profile", Ref: "RFC 5764 §4.1.2", Text: wire.Named[registry.SRTPProfile], Mean: "A cipher and MAC for voice and video."}
	fSRTPMKILength  = wire.Field{Name: "srtp_mki_length", Ref: "RFC 5764 §4.1.1", Text: wire.Number, Mean: "How many bytes the key identifier has."}
	fSRTPMKI        = wire.Field{Name: "srtp_mki", Ref: "RFC 5764 §4.1.1", Text: wire.Count, Mean: "The key identifier."}
	gHeartbeat      = wire.Field{Name: "heartbeat", Ref: "RFC 6520 §2", Text: wire.Count, Mean: "Whether the peer may send heartbeats, the messages of the Heartbleed bug."}
	fHeartbeatMode  = wire.Field{Name: "mode", Ref: "RFC 6520 §2", Filter: "tls.handshake.extension.heartbeat.mode", Text: wire.Named[registry.HeartbeatMode], Mean: "1: heartbeats may be sent to me; 2: they may not."}
	gEncryptThenMAC = wire.Field{Name: "encrypt_then_mac", Ref: "RFC 7366 §2", Text: wire.Count, Mean: "For CBC suites: compute the MAC over the ciphertext, which closes padding attacks. Empty: being there is the offer."}

	gExtendedMasterSecret = wire.Field{Name: "extended_master_secret", Ref: "RFC 7627 §5.1", Text: wire.Count,
		Mean: "For TLS 1.2: derive the master secret from the whole handshake so far, not from the randoms alone. Empty: being there is the offer. The registry now lists it as extended_main_secret."}
	gTLSLTS            = wire.Field{Name: "tls_lts", Ref: "draft-gutmann-tls-lts §3.1", Text: wire.Count, Mean: "Asks for a profile of TLS 1.2 with fewer options, for devices that cannot be updated. Empty: being there is the offer."}
	aTLSLTS            = meaning(gTLSLTS, "Empty: the server agrees to the profile.")
	gCertWithExternPSK = wire.Field{Name: "tls_cert_with_extern_psk", Ref: "RFC 8773 §5", Text: wire.Count, Mean: "The client wants a certificate and a key that both sides already share, mixed into one handshake. Empty: being there is the offer."}
	aCertWithExternPSK = meaning(gCertWithExternPSK, "Empty: the server will use its certificate together with the shared key.")
	gRRC               = wire.Field{Name: "rrc", Ref: "draft-ietf-tls-dtls-rrc §3", Text: wire.Count, Mean: "For DTLS: before data goes to a new address, a question is sent there to see whether the peer answers. Empty: being there is the offer."}
	aRRC               = meaning(gRRC, "Empty: the server accepts to check new addresses.")

	gPadding = wire.Field{Name: "padding", Ref: "RFC 7685 §3", Text: wire.Count, Mean: "Zeros that make the hello longer, for servers that could not read certain lengths."}
	fPadding = wire.Field{Name: "padding_data", Ref: "RFC 7685 §3", Filter: "tls.handshake.extensions_padding_data", Text: wire.Count, Mean: "Zeros."}

	gCompressCertificate = wire.Field{Name: "compress_certificate", Ref: "RFC 8879 §3", Text: wire.Count, Mean: "The client can read a compressed certificate message."}
	fCompressAlgsLength  = wire.Field{Name: "algorithms_length", Ref: "RFC 8879 §3", Filter: "tls.compress_certificate.algorithms_length", Text: wire.Number, Mean: "How many bytes the list takes."}
	fCompressAlgs        = wire.Field{Name: "algorithms", Min: 2, Ref: "RFC 8879 §3", Text: wire.Count, Mean: "The list of compression algorithms."}
	fCompressAlg         = wire.Field{Name: "algorithm", Ref: "RFC 8879 §3", Filter: "tls.compress_certificate.algorithm", Text: wire.Named[registry.CertificateCompression], Mean: "A compression algorithm."}

	gRecordSizeLimit = wire.Field{Name: "record_size_limit", Ref: "RFC 8449 §4", Text: wire.Count, Mean: "The longest protected record that the sender takes."}
	fRecordSizeLimit = wire.Field{Name: "limit", Ref: "RFC 8449 §4", Filter: "tls.record_size_limit", Text: wire.Number, Mean: "Bytes of plaintext a record, at most."}

	gSessionTicket = wire.Field{Name: "session_ticket", Ref: "RFC 5077 §3.2", Text: wire.Count, Mean: "Up to TLS 1.2: a ticket from an earlier connection, or, empty, the wish to get one."}
	fSessionTicket = wire.Field{Name: "ticket", Ref: "RFC 5077 §3.2", Filter: "tls.handshake.extension.data", Text: wire.Count, Mean: "The ticket. Only the server can read it."}

	gEarlyData           = wire.Field{Name: "early_data", Ref: "RFC 8446 §4.2.10", Text: wire.Count, Mean: "The client sends data with its first flight, under a key from an earlier connection. Empty: being there is the message."}
	fMaxEarlyData        = wire.Field{Name: "max_early_data_size", Ref: "RFC 8446 §4.6.1", Filter: "tls.early_data.max_early_data_size", Text: wire.Number, Mean: "How many bytes of early data the server takes with this ticket."}
	gTicketEarlyDataInfo = wire.Field{Name: "ticket_early_data_info", Ref: "draft-ietf-tls-tls13-18 §4.5.1", Text: wire.Count, Mean: "Up to draft 18 of TLS 1.3 what early_data says in a ticket now."}
	gCookie              = wire.Field{Name: "cookie", Ref: "RFC 8446 §4.2.2", Text: wire.Count, Mean: "Bytes that the server asked the client to bring back with its second hello."}
	fCookieLength        = wire.Field{Name: "cookie_length", Ref: "RFC 8446 §4.2.2", Filter: "tls.handshake.extensions.cookie_len", Text: wire.Number, Mean: "How many bytes the cookie has."}
	fCookie              = wire.Field{Name: "cookie_data", Min: 1, Ref: "RFC 8446 §4.2.2", Filter: "tls.handshake.extensions.cookie", Text: wire.Count, Mean: "Only the server knows what they mean."}
	gPostHandshakeAuth   = wire.Field{Name: "post_handshake_auth", Ref: "RFC 8446 §4.2.6", Text: wire.Count, Mean: "The client may be asked for a certificate after the handshake. Empty: being there is the offer."}

	gRenegotiationInfo   = wire.Field{Name: "renegotiation_info", Ref: "RFC 5746 §3.2", Text: wire.Count, Mean: "Ties a second handshake on the same connection to the first, against an attacker who puts his own data before it."}
	fRenegotiationLength = wire.Field{Name: "renegotiated_connection_length", Ref: "RFC 5746 §3.2", Filter: "tls.handshake.extensions_reneg_info_len", Text: wire.Number, Mean: "0 in the first handshake of a connection."}
	fRenegotiation       = wire.Field{Name: "renegotiated_connection", Ref: "RFC 5746 §3.2", Filter: "tls.handshake.extensions_reneg_info", Text: wire.Count, Mean: "The verify_data of the handshake before; from a server that of both sides."}
)

func readUseSRTP(c *wire.Cursor) {
	c.List16(&fSRTPLength, &fSRTPProfiles, &fSRTPProfile, 2)
	c.Data8(&fSRTPMKILength, &fSRTPMKI)
}

func readCompressCertificate(c *wire.Cursor) {
	c.List8(&fCompressAlgsLength, &fCompressAlgs, &fCompressAlg, 2)
}
