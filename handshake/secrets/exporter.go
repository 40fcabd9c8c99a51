package secrets

import (
	"crypto"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// Exporter exports key material of TLS 1.3 from the exporter secret, or from
// the early one. No context and an empty one give the same. Its steps are
// derived_exporter_secret, context_hash and exported. Source: RFC 8446 §7.5.
func Exporter(h crypto.Hash, exporterSecret []byte, label string, context []byte, n int) (Derivation, error) {
	const ref = "RFC 8446 §7.5"
	if err := checkHash13("exported", h); err != nil {
		return nil, err
	}
	derived, err := deriveSecret(h, "derived_exporter_secret", ref, exporterSecret, label, sum(h))
	if err != nil {
		return nil, err
	}
	hashed := Step{Name: "context_hash", Ref: ref, Func: "Hash", Hash: hashName(h), Inputs: []Input{{"context_value", context}}, Output: sum(h, context)}
	out, err := expandLabel(h, "exported", ref, derived.Output, "exporter", hashed.Output, n)
	if err != nil {
		return nil, err
	}
	return Derivation{derived, hashed, out}, nil
}

// ExporterPRF exports key material of TLS 1.0 to 1.2 from the master secret.
// A nil context is none; an empty one is not the same. Source: RFC 5705 §4.
func ExporterPRF(v registry.Version, s registry.CipherSuite, master, clientRandom, serverRandom []byte, label string, context []byte, n int) (Step, error) {
	if v == registry.VersionSSL30 {
		return Step{}, &UnsupportedError{"an exporter in SSL 3.0"}
	}
	if err := firstError(length("exported", "master_secret", master, 48), randoms("exported", clientRandom, serverRandom)); err != nil {
		return Step{}, err
	}
	seed := []Input{{"client_random", clientRandom}, {"server_random", serverRandom}}
	if context != nil {
		if len(context) > 0xffff {
			return Step{}, &InputError{Step: "exported", Input: "context_value", Have: len(context), Reason: "it is longer than 65535 bytes"}
		}
		seed = append(seed, Input{"context_value_length", []byte{byte(len(context) >> 8), byte(len(context))}}, Input{"context_value", context})
	}
	return prfStep(v, s, "exported", "RFC 5705 §4", Input{"master_secret", master}, label, seed, n)
}
