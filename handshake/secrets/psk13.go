package secrets

import "crypto"

// The labels of a binder key.
const (
	ExternalBinder   = "ext binder" // RFC 8446 §7.1
	ResumptionBinder = "res binder" // RFC 8446 §7.1
	ImportedBinder   = "imp binder" // RFC 9258 §5.2
)

// ResumptionPSK is the key that a NewSessionTicket stands for.
// Source: RFC 8446 §4.6.1.
func ResumptionPSK(h crypto.Hash, resumptionSecret, nonce []byte) (Step, error) {
	if err := checkHash13("resumption_psk", h); err != nil {
		return Step{}, err
	}
	return expandLabel(h, "resumption_psk", "RFC 8446 §4.6.1", resumptionSecret, "resumption", nonce, h.Size())
}

// BinderKey derives the key of a binder from the early secret that its PSK
// gives. label says where the PSK is from. Source: RFC 8446 §4.2.11.2.
func BinderKey(h crypto.Hash, early []byte, label string) (Step, error) {
	if err := checkHash13("binder_key", h); err != nil {
		return Step{}, err
	}
	return deriveSecret(h, "binder_key", "RFC 8446 §4.2.11.2", early, label, sum(h))
}

// Binder proves that the client has the PSK: a Finished over the ClientHello
// without its binders. truncatedHash is the hash of all messages so far (after
// a HelloRetryRequest those, too) and of the ClientHello up to and including
// the identities, its length fields being those of the whole. Its steps are
// binder_finished_key and binder. Source: RFC 8446 §4.2.11.2.
func Binder(h crypto.Hash, binderKey, truncatedHash []byte) (Derivation, error) {
	key, err := FinishedKey(h, binderKey)
	if err != nil {
		return nil, err
	}
	key.Name = "binder_finished_key"
	mac, err := mac13(h, "binder", "RFC 8446 §4.2.11.2", key.Output, truncatedHash)
	if err != nil {
		return nil, err
	}
	return Derivation{key, mac}, nil
}
