package secrets

import "crypto"

// EarlySecret begins the key schedule. psk is nil where none was agreed on.
// Source: RFC 8446 §7.1.
func EarlySecret(h crypto.Hash, psk []byte) (Step, error) {
	return extract(h, "early_secret", "salt", nil, "PSK", psk)
}

// HandshakeSecret brings in the shared secret of (EC)DHE, nil where a PSK
// stands alone (psk_ke). Its steps are derived_secret_handshake and handshake_secret.
// Source: RFC 8446 §7.1.
func HandshakeSecret(h crypto.Hash, early, shared []byte) (Derivation, error) {
	return next(h, early, "derived_secret_handshake", "handshake_secret", shared)
}

// MainSecret is the "Master Secret" of RFC 8446 §7.1. Its steps are
// derived_secret_master and master_secret.
func MainSecret(h crypto.Hash, handshake []byte) (Derivation, error) {
	return next(h, handshake, "derived_secret_master", "master_secret", nil)
}

// next goes down one floor of the figure in RFC 8446 §7.1.
func next(h crypto.Hash, secret []byte, derivedName, name string, ikm []byte) (Derivation, error) {
	if err := checkHash13(name, h); err != nil {
		return nil, err
	}
	derived, err := deriveSecret(h, derivedName, "RFC 8446 §7.1", secret, "derived", sum(h))
	if err != nil {
		return nil, err
	}
	s, err := extract(h, name, "salt", derived.Output, "IKM", ikm)
	if err != nil {
		return nil, err
	}
	return Derivation{derived, s}, nil
}

// secretNames are the labels of RFC 8446 §7.1 with what comes out, named as in the
// figure there.
var secretNames = map[string]string{
	"ext binder":   "binder_key",
	"res binder":   "binder_key",
	"imp binder":   "binder_key", // RFC 9258 §5.2
	"c e traffic":  "client_early_traffic_secret",
	"e exp master": "early_exporter_master_secret",
	"c hs traffic": "client_handshake_traffic_secret",
	"s hs traffic": "server_handshake_traffic_secret",
	"c ap traffic": "client_application_traffic_secret_0",
	"s ap traffic": "server_application_traffic_secret_0",
	"exp master":   "exporter_master_secret",
	"res master":   "resumption_master_secret",
}

// DeriveSecret derives one of the secrets of the figure in RFC 8446 §7.1, for
// example with label "c hs traffic"; transcriptHash is the hash of the messages
// up to the place that the figure names.
func DeriveSecret(h crypto.Hash, secret []byte, label string, transcriptHash []byte) (Step, error) {
	name, ok := secretNames[label]
	if !ok {
		name = "derived_secret"
	}
	return deriveSecret(h, name, "RFC 8446 §7.1", secret, label, transcriptHash)
}

// MessageHash stands for the first ClientHello once a HelloRetryRequest was
// answered: a handshake message of type 254 with the hash of the ClientHello
// (header included). Its steps are client_hello1_hash and message_hash.
// Source: RFC 8446 §4.4.1.
func MessageHash(h crypto.Hash, clientHello1 []byte) (Derivation, error) {
	const ref = "RFC 8446 §4.4.1"
	if err := firstError(checkHash13("message_hash", h), notEmpty("message_hash", "ClientHello1", clientHello1)); err != nil {
		return nil, err
	}
	digest := sum(h, clientHello1)
	header := []byte{254, 0, 0, byte(len(digest))}
	return Derivation{
		{Name: "client_hello1_hash", Ref: ref, Func: "Hash", Hash: hashName(h), Inputs: []Input{{"ClientHello1", clientHello1}}, Output: digest},
		{Name: "message_hash", Ref: ref, Func: "Concat", Inputs: []Input{{"header", header}, {"Hash(ClientHello1)", digest}}, Output: append(header[:4:4], digest...)},
	}, nil
}
