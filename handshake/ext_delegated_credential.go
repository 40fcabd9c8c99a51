package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A DelegatedCredential is a short-lived key that the key of a certificate has
// signed: RFC 9345 §4. Its slices alias the input.
type DelegatedCredential struct {
	ValidTime uint32                   // seconds behind the certificate's notBefore
	Scheme    registry.SignatureScheme // with which the peer will sign the handshake
	PublicKey []byte                   // a SubjectPublicKeyInfo in DER
	Algorithm registry.SignatureScheme // of Signature
	Signature []byte
}

var (
	gDelegatedCredential = wire.Field{Name: "delegated_credential", Ref: "RFC 9345 §4.1.1", Text: wire.Count,
		Mean: "The server may prove itself with a short-lived key that its certificate's key has signed."}
	gCredential = wire.Field{Name: "credential", Ref: "RFC 9345 §4", Text: wire.Count, Mean: "The short-lived key and its terms."}
	fValidTime  = wire.Field{Name: "valid_time", Ref: "RFC 9345 §4", Filter: "tls.handshake.cred.valid_time",
		Text: seconds,
		Mean: "Until how long after the beginning of the certificate's validity the key may be used."}
	fCredentialScheme = wire.Field{Name: "dc_cert_verify_algorithm", Ref: "RFC 9345 §4", Filter: "tls.handshake.sig_hash_alg",
		Text: wire.Named[registry.SignatureScheme], Mean: "How the peer will sign this handshake with the key."}
	fCredentialKeyLength = wire.Field{Name: "subject_public_key_info_length", Ref: "RFC 9345 §4", Filter: "tls.handshake.cred.pubkey_len",
		Text: wire.Number, Mean: "How many bytes the key has."}
	fCredentialKey = wire.Field{Name: "subject_public_key_info", Min: 1, Ref: "RFC 9345 §4", Filter: "tls.handshake.cred.pubkey",
		Text: wire.Count, Mean: "The short-lived public key, in DER."}
	fCredentialAlgorithm = wire.Field{Name: "algorithm", Ref: "RFC 9345 §4", Filter: "tls.handshake.sig_hash_alg",
		Text: wire.Named[registry.SignatureScheme], Mean: "How the certificate's key signed the credential."}
	fCredentialSigLength = wire.Field{Name: "signature_length", Ref: "RFC 9345 §4", Filter: "tls.handshake.cred.signature_len",
		Text: wire.Number, Mean: "How many bytes the signature has."}
	fCredentialSig = wire.Field{Name: "signature", Ref: "RFC 9345 §4", Filter: "tls.handshake.cred.signature",
		Text: wire.Count, Mean: "Made with the certificate's key over the certificate and this credential."}
)

// readDelegatedSchemes reads the list of schemes of whoever asks.
func readDelegatedSchemes(c *wire.Cursor) {
	c.List16(&fSchemesLength, &fSchemes, &fScheme, 2)
}

// readDelegatedCredential reads what stands in an entry of a certificate message.
func readDelegatedCredential(c *wire.Cursor) (d DelegatedCredential) {
	g := c.Open(&gCredential)
	d.ValidTime = c.Uint32(&fValidTime)
	d.Scheme = registry.SignatureScheme(c.Uint16(&fCredentialScheme))
	d.PublicKey = readCredentialKey(c)
	c.Close(g)
	d.Algorithm = registry.SignatureScheme(c.Uint16(&fCredentialAlgorithm))
	d.Signature = c.Data16(&fCredentialSigLength, &fCredentialSig)
	return d
}

// readCredentialKey reads a SubjectPublicKeyInfo behind its length.
func readCredentialKey(c *wire.Cursor) []byte {
	n := c.Uint24(&fCredentialKeyLength)
	return readPublicKeyDER(c, &fCredentialKey, n)
}
