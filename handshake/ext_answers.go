package handshake

// What an extension of the client's hello means in another message: when the
// server answers (a), when it asks in its turn (r), in an entry of a
// certificate message (e), with a ticket (t).
var (
	aServerName           = meaning(gServerName, "Empty: the server used the name that the client asked for.")
	rServerName           = meaning(gServerName, "Which of the peer's names is to be proved: only in requests that cross within the application's own messages (RFC 9261 §4).")
	aMaxFragmentLength    = meaning(gMaxFragmentLength, "The server agrees to short records.")
	aStatusRequest        = meaning(gStatusRequest, "Empty: the server may send a proof that its certificate has not been revoked, as a message of its own.")
	eStatusRequest        = meaning(gStatusRequest, "A fresh proof by the authority that this certificate has not been revoked (OCSP stapling).")
	rStatusRequest        = meaning(gStatusRequest, "The server asks the client for a fresh proof that its certificate has not been revoked.")
	aSupportedGroups      = meaning(gSupportedGroups, "Which groups the server can use, so that the client may send the right share the next time.")
	aPointFormats         = meaning(gPointFormats, "How the server can read points on a curve: uncompressed, the one form that is still used.")
	rSignatureAlgorithms  = meaning(gSignatureAlgorithms, "Which signatures the server can check: with these the client may prove that it holds its key.")
	aUseSRTP              = meaning(gUseSRTP, "The profile that the server chose for encrypted voice and video.")
	aALPN                 = meaning(gALPN, "The one protocol that the server chose from the client's list.")
	aStatusRequestV2      = meaning(gStatusRequestV2, "Empty: the server may send proofs for its whole chain, as a message of its own.")
	aSCT                  = meaning(gSCT, "Proofs that the certificate stands in public logs.")
	rSCT                  = meaning(gSCT, "Empty: the server would like proofs that the client's certificate stands in public logs.")
	aEncryptThenMAC       = meaning(gEncryptThenMAC, "Empty: the server accepts to compute the MAC over the ciphertext.")
	aExtendedMasterSecret = meaning(gExtendedMasterSecret, "Empty: the server accepts; the master secret will be made from the whole handshake so far. The registry now lists the extension as extended_main_secret.")
	rCompressCertificate  = meaning(gCompressCertificate, "The server can read a compressed certificate message.")
	rDelegatedCredential  = meaning(gDelegatedCredential, "The client may prove itself with a short-lived key that its certificate's key has signed.")
	eDelegatedCredential  = meaning(gDelegatedCredential, "A short-lived key, signed with the key of this certificate: the peer proves itself with it.")
	aSessionTicket        = meaning(gSessionTicket, "Empty: the server will send a ticket for the next connection.")
	aPreSharedKey         = meaning(gPreSharedKey, "The server goes on with one of the keys that the client offered.")
	aEarlyData            = meaning(gEarlyData, "Empty: the server takes the data that the client sent with its first flight.")
	tEarlyData            = meaning(gEarlyData, "With this ticket the client may send data in its first flight.")
	aSupportedVersions    = meaning(gSupportedVersions, "The one version that the server chose. Where this extension stands, the version field is not used.")
	rCookie               = meaning(gCookie, "Bytes that the client must bring back with its second hello, so that the server need not remember the first.")

	rSignatureAlgorithmsCert = meaning(gSignatureAlgorithmsCert, "Which signatures the server can check inside certificates, where that differs.")
	rCertificateAuthorities  = meaning(gCertificateAuthorities, "Which authorities the server trusts, so that the client can pick a certificate.")

	aKeyShare = meaning(gKeyShare, "The server's half of the key exchange, in a group for which the client sent a share.")
	rKeyShare = meaning(gKeyShare, "The server asks for a share in another group.")
	rECH      = meaning(gECH, "Whether the server opened the hidden hello: eight bytes that only it and the client can compute.")
	aECH      = meaning(gECH, "Keys with which the client should try again: the server could not open the hidden hello.")
)
