package secrets

import (
	"crypto"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// TrafficKeys derives key and IV of one direction. Its steps are write_key and
// write_iv. Source: RFC 8446 §7.3.
func TrafficKeys(v registry.Version, s registry.CipherSuite, trafficSecret []byte) (record.Keys, Derivation, error) {
	h, err := HashOf(v, s)
	if err != nil {
		return record.Keys{}, nil, err
	}
	p, err := record.ParamsOf(v, s)
	if err != nil {
		return record.Keys{}, nil, err
	}
	key, err := expandLabel(h, "write_key", "RFC 8446 §7.3", trafficSecret, "key", nil, p.Key)
	if err != nil {
		return record.Keys{}, nil, err
	}
	iv, err := expandLabel(h, "write_iv", "RFC 8446 §7.3", trafficSecret, "iv", nil, p.IV)
	if err != nil {
		return record.Keys{}, nil, err
	}
	return record.Keys{Key: key.Output, IV: iv.Output}, Derivation{key, iv}, nil
}

// NextTrafficSecret is the secret after a KeyUpdate. Source: RFC 8446 §7.2.
func NextTrafficSecret(h crypto.Hash, trafficSecret []byte) (Step, error) {
	if err := schedule13("next_traffic_secret", h); err != nil {
		return Step{}, err
	}
	return expandLabel(h, "next_traffic_secret", "RFC 8446 §7.2", trafficSecret, "traffic upd", nil, h.Size())
}
