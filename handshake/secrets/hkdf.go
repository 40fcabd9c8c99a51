package secrets

import (
	"crypto"
	"crypto/hkdf"
)

// extract is HKDF-Extract: RFC 5869 §2.2, as RFC 8446 §7.1 uses it. Where one
// of the inputs is "0" there, it is a string of zeros as long as the hash.
func extract(h crypto.Hash, name, saltName string, salt []byte, ikmName string, ikm []byte) (Step, error) {
	if err := checkHash13(name, h); err != nil {
		return Step{}, err
	}
	if salt == nil {
		salt = make([]byte, h.Size())
	}
	if ikm == nil {
		ikm = make([]byte, h.Size())
	}
	if err := firstError(length(name, saltName, salt, h.Size()), notEmpty(name, ikmName, ikm)); err != nil {
		return Step{}, err
	}
	out, err := hkdf.Extract(h.New, ikm, salt)
	if err != nil { // only a module in FIPS mode refuses
		return Step{}, &InputError{Step: name, Input: ikmName, Have: len(ikm), Reason: err.Error()}
	}
	return Step{
		Name: name, Ref: "RFC 8446 §7.1", Func: "HKDF-Extract", Hash: hashName(h),
		Inputs: []Input{{"salt", salt}, {"IKM", ikm}},
		Output: out,
	}, nil
}

// hkdfLabel is the structure HkdfLabel that HKDF-Expand gets as its info:
// length, prefix and label, context. Source: RFC 8446 §7.1.
func hkdfLabel(prefix, label string, context []byte, n int) []byte {
	b := []byte{byte(n >> 8), byte(n), byte(len(prefix) + len(label))}
	b = append(b, prefix...)
	b = append(b, label...)
	b = append(b, byte(len(context)))
	return append(b, context...)
}

// ExpandLabel is HKDF-Expand-Label with any label, those of no RFC among them: for
// peers that go wrong, and for exporters of other protocols. Its step is expanded.
// Source: RFC 8446 §7.1.
func ExpandLabel(h crypto.Hash, secret []byte, label string, context []byte, n int) (Step, error) {
	return expandLabel(h, "expanded", "RFC 8446 §7.1", secret, label, context, n)
}

// expandLabel is HKDF-Expand-Label: RFC 8446 §7.1. The info that it hands to
// HKDF-Expand stands among the inputs, since it can be worked out but not seen.
func expandLabel(h crypto.Hash, name, ref string, secret []byte, label string, context []byte, n int) (Step, error) {
	return expandPrefixed(h, name, ref, secret, "tls13 ", label, context, n)
}

func expandPrefixed(h crypto.Hash, name, ref string, secret []byte, prefix, label string, context []byte, n int) (Step, error) {
	if err := checkHash13(name, h); err != nil {
		return Step{}, err
	}
	switch {
	case len(secret) != h.Size():
		return Step{}, length(name, "Secret", secret, h.Size())
	case len(label) > 255-len(prefix):
		return Step{}, &InputError{Step: name, Input: "Label", Have: len(label), Reason: "it is longer than 249 bytes"}
	case len(context) > 255:
		return Step{}, &InputError{Step: name, Input: "Context", Have: len(context), Reason: "it is longer than 255 bytes"}
	case n < 0 || n > 255*h.Size():
		return Step{}, &InputError{Step: name, Input: "Length", Have: n, Reason: "HKDF-Expand gives 255 hashes at most"}
	}
	info := hkdfLabel(prefix, label, context, n)
	out, err := hkdf.Expand(h.New, secret, string(info), n)
	if err != nil { // only a module in FIPS mode refuses
		return Step{}, &InputError{Step: name, Input: "Secret", Have: len(secret), Reason: err.Error()}
	}
	return Step{
		Name: name, Ref: ref, Func: "HKDF-Expand-Label", Hash: hashName(h), Label: label,
		Inputs: []Input{{"Secret", secret}, {"Context", context}, {"info", info}},
		Output: out,
	}, nil
}

// deriveSecret is Derive-Secret: RFC 8446 §7.1. It takes the hash of the
// messages, not the messages.
func deriveSecret(h crypto.Hash, name, ref string, secret []byte, label string, transcriptHash []byte) (Step, error) {
	if err := checkHash13(name, h); err != nil { // before anybody asks for its size
		return Step{}, err
	}
	if err := length(name, "Transcript-Hash", transcriptHash, h.Size()); err != nil {
		return Step{}, err
	}
	s, err := expandLabel(h, name, ref, secret, label, transcriptHash, h.Size())
	if err != nil {
		return Step{}, err
	}
	s.Func = "Derive-Secret"
	s.Inputs[1].Name = "Transcript-Hash"
	return s, nil
}
