package secrets

import (
	"crypto"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// TrafficKeys derives key and IV of one direction. Its steps are write_key and
// write_iv. Source: RFC 8446 §7.3, and for drafts before 20, which had another
// prefix before their labels, the same section of theirs.
func TrafficKeys(v registry.Version, s registry.CipherSuite, trafficSecret []byte) (record.Keys, Derivation, error) {
	h, err := HashOf(v, s)
	if err != nil {
		return record.Keys{}, nil, err
	}
	p, err := record.ParamsOf(v, s)
	if err != nil {
		return record.Keys{}, nil, err
	}
	prefix, ref := "tls13 ", "RFC 8446 §7.3"
	switch d := record.DraftOf(v); {
	case d == 0:
		return record.Keys{}, nil, &UnsupportedError{"a traffic secret in " + v.String()}
	case d < labelDraft:
		prefix, ref = "TLS 1.3, ", "draft-ietf-tls-tls13-18 §7.3"
	}
	key, err := expandPrefixed(h, "write_key", ref, trafficSecret, prefix, "key", nil, p.Key)
	if err != nil {
		return record.Keys{}, nil, err
	}
	iv, err := expandPrefixed(h, "write_iv", ref, trafficSecret, prefix, "iv", nil, p.IV)
	if err != nil {
		return record.Keys{}, nil, err
	}
	return record.Keys{Key: key.Output, IV: iv.Output}, Derivation{key, iv}, nil
}

// NextTrafficSecret is the secret after a KeyUpdate. Source: RFC 8446 §7.2.
func NextTrafficSecret(h crypto.Hash, trafficSecret []byte) (Step, error) {
	if err := checkHash13("next_traffic_secret", h); err != nil {
		return Step{}, err
	}
	return expandLabel(h, "next_traffic_secret", "RFC 8446 §7.2", trafficSecret, "traffic upd", nil, h.Size())
}
