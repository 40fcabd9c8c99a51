package registry

// Meaning says in a sentence what the sender of the alert says, and where that
// is specified. It is empty for an unknown alert.
func (a Alert) Meaning() string {
	switch a {
	case AlertCloseNotify:
		return "The sender will send nothing more on this connection (RFC 8446 §6.1)."
	case AlertUnexpectedMessage:
		return "A message came that has no place at this point (RFC 8446 §6.2)."
	case AlertBadRecordMAC:
		return "A record failed its integrity check: it was changed, or the two sides have different keys (RFC 8446 §6.2)."
	case AlertDecryptionFailed:
		return "A record could not be decrypted; forbidden since TLS 1.2, because it helped attacks on CBC padding (RFC 5246 §7.2.2)."
	case AlertRecordOverflow:
		return "A record is longer than the limit (RFC 8446 §6.2)."
	case AlertDecompressionFailure:
		return "A compressed record could not be expanded, or grew too long; TLS 1.3 has no compression (RFC 5246 §7.2.2)."
	case AlertHandshakeFailure:
		return "The sender found no acceptable set of parameters among those on offer (RFC 8446 §6.2)."
	case AlertNoCertificate:
		return "The client has no suitable certificate; SSL 3.0 only (RFC 6101 §5.4.2)."
	case AlertBadCertificate:
		return "A certificate is damaged, or a signature in it does not verify (RFC 8446 §6.2)."
	case AlertUnsupportedCertificate:
		return "A certificate is of a type that the sender does not support (RFC 8446 §6.2)."
	case AlertCertificateRevoked:
		return "A certificate was revoked by its signer (RFC 8446 §6.2)."
	case AlertCertificateExpired:
		return "A certificate has expired or is not valid at this time (RFC 8446 §6.2)."
	case AlertCertificateUnknown:
		return "A certificate is unacceptable for a reason that no other alert names (RFC 8446 §6.2)."
	case AlertIllegalParameter:
		return "A handshake field is well formed, but its value is wrong or contradicts another (RFC 8446 §6.2)."
	case AlertUnknownCA:
		return "The certificate chain does not lead to a root that the sender trusts (RFC 8446 §6.2)."
	case AlertAccessDenied:
		return "The certificate or pre-shared key is valid, but its holder may not enter (RFC 8446 §6.2)."
	case AlertDecodeError:
		return "A message could not be parsed: a length is wrong or a field is out of range (RFC 8446 §6.2)."
	case AlertDecryptError:
		return "A cryptographic check of the handshake failed: a signature, a Finished or a PSK binder (RFC 8446 §6.2)."
	case AlertTooManyCIDsRequested:
		return "The peer asked for more connection IDs than the sender will give; DTLS 1.3 only (RFC 9147 §9)."
	case AlertExportRestriction:
		return "The negotiation did not keep to export restrictions; TLS 1.0 only (RFC 2246 §7.2.2)."
	case AlertProtocolVersion:
		return "The sender knows the protocol version that the peer wants, but does not support it (RFC 8446 §6.2)."
	case AlertInsufficientSecurity:
		return "The server demands stronger parameters than the client offers (RFC 8446 §6.2)."
	case AlertInternalError:
		return "The sender failed for a reason that has nothing to do with the peer, for example for want of memory (RFC 8446 §6.2)."
	case AlertInappropriateFallback:
		return "The client retried with a lower version although the server supports a higher one (RFC 7507 §3)."
	case AlertUserCanceled:
		return "The sender gives the handshake up for a reason outside the protocol (RFC 8446 §6.1)."
	case AlertNoRenegotiation:
		return "The sender does not want to renegotiate; TLS 1.3 has no renegotiation (RFC 5246 §7.2.2)."
	case AlertMissingExtension:
		return "A message lacks an extension that it must have (RFC 8446 §6.2)."
	case AlertUnsupportedExtension:
		return "A message holds an extension that is forbidden there or answers none that was offered (RFC 8446 §6.2)."
	case AlertCertificateUnobtainable:
		return "The server could not fetch the client's certificate from the URL that it was given (RFC 6066 §5)."
	case AlertUnrecognizedName:
		return "The server serves no host of the name that the client asked for (RFC 6066 §3)."
	case AlertBadCertificateStatusResponse:
		return "The stapled status of the certificate is invalid or unacceptable to the client (RFC 8446 §6.2)."
	case AlertBadCertificateHashValue:
		return "The certificate fetched from the client's URL does not match the hash that came with it (RFC 6066 §5)."
	case AlertUnknownPSKIdentity:
		return "The server wants a pre-shared key, but the client named none that it accepts (RFC 8446 §6.2)."
	case AlertCertificateRequired:
		return "The server wants a certificate from the client and got none (RFC 8446 §6.2)."
	case AlertGeneralError:
		return "Something failed that no other alert names, or that the sender does not want to name (RFC 9846 §6.2)."
	case AlertNoApplicationProtocol:
		return "The server supports none of the application protocols on offer (RFC 7301 §3.2)."
	case AlertECHRequired:
		return "The client offered an encrypted hello, the server did not take it, and the client will not go on without (RFC 9849 §6.1.6)."
	}
	return ""
}
