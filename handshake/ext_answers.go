package handshake

// What an extension of the client's hello means when the server answers it.
var (
	aServerName           = meaning(gServerName, "Empty: the server used the name that the client asked for.")
	aMaxFragmentLength    = meaning(gMaxFragmentLength, "The server agrees to short records.")
	aStatusRequest        = meaning(gStatusRequest, "Empty: the server may send a proof that its certificate has not been revoked, as a message of its own.")
	aPointFormats         = meaning(gPointFormats, "How the server can read points on a curve: uncompressed, the one form that is still used.")
	aUseSRTP              = meaning(gUseSRTP, "The profile that the server chose for encrypted voice and video.")
	aALPN                 = meaning(gALPN, "The one protocol that the server chose from the client's list.")
	aSCT                  = meaning(gSCT, "Proofs that the certificate stands in public logs.")
	aEncryptThenMAC       = meaning(gEncryptThenMAC, "Empty: the server accepts to compute the MAC over the ciphertext.")
	aExtendedMasterSecret = meaning(gExtendedMasterSecret, "Empty: the server accepts; the master secret will be made from the whole handshake so far. The registry now lists the extension as extended_main_secret.")
	aSessionTicket        = meaning(gSessionTicket, "Empty: the server will send a ticket for the next connection.")
	aPreSharedKey         = meaning(gPreSharedKey, "The server goes on with one of the keys that the client offered.")
	aSupportedVersions    = meaning(gSupportedVersions, "The one version that the server chose. Where this extension stands, the version field is not used.")
	aKeyShare             = meaning(gKeyShare, "The server's half of the key exchange, in a group for which the client sent a share.")
	rKeyShare             = meaning(gKeyShare, "The server asks for a share in another group.")
	rECH                  = meaning(gECH, "Whether the server opened the hidden hello: eight bytes that only it and the client can compute.")
)
