package secrets

import (
	"crypto"
	"crypto/hmac"
)

// FinishedKey derives the key of a Finished from the traffic secret of its
// sender, and that of a binder from the binder key. Source: RFC 8446 §4.4.4.
func FinishedKey(h crypto.Hash, baseKey []byte) (Step, error) {
	if err := checkHash13("finished_key", h); err != nil {
		return Step{}, err
	}
	return expandLabel(h, "finished_key", "RFC 8446 §4.4.4", baseKey, "finished", nil, h.Size())
}

// FinishedMAC is what a Finished carries: an HMAC over the hash of the messages
// before it. Source: RFC 8446 §4.4.4.
func FinishedMAC(h crypto.Hash, finishedKey, transcriptHash []byte) (Step, error) {
	return mac13(h, "verify_data", "RFC 8446 §4.4.4", finishedKey, transcriptHash)
}

func mac13(h crypto.Hash, name, ref string, key, transcriptHash []byte) (Step, error) {
	if err := checkHash13(name, h); err != nil {
		return Step{}, err
	}
	if err := firstError(length(name, "finished_key", key, h.Size()), length(name, "Transcript-Hash", transcriptHash, h.Size())); err != nil {
		return Step{}, err
	}
	return Step{
		Name: name, Ref: ref, Func: "HMAC", Hash: hashName(h),
		Inputs: []Input{{"finished_key", key}, {"Transcript-Hash", transcriptHash}},
		Output: hmacOf(h, key, transcriptHash),
	}, nil
}

func hmacOf(h crypto.Hash, key []byte, parts ...[]byte) []byte {
	m := hmac.New(h.New, key)
	for _, p := range parts {
		m.Write(p)
	}
	return m.Sum(nil)
}
