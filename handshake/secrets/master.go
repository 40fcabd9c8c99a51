package secrets

import (
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// MasterSecret turns the pre-master secret into the 48 bytes from which all
// keys of SSL 3.0 to TLS 1.2 come. Sources: RFC 6101 §6.1, RFC 2246 §8.1,
// RFC 5246 §8.1.
func MasterSecret(v registry.Version, s registry.CipherSuite, preMaster, clientRandom, serverRandom []byte) (Step, error) {
	const name = "master_secret"
	if err := firstError(notEmpty(name, "pre_master_secret", preMaster), randoms(name, clientRandom, serverRandom)); err != nil {
		return Step{}, err
	}
	secret := Input{"pre_master_secret", preMaster}
	seed := []Input{{"client_random", clientRandom}, {"server_random", serverRandom}}
	if v == registry.VersionSSL30 {
		if _, err := HashOf(v, s); err != nil {
			return Step{}, err
		}
		return stepSSL30(name, "RFC 6101 §6.1", secret, seed, 48)
	}
	return prfStep(v, s, name, ref12(v, "RFC 2246 §8.1", "RFC 5246 §8.1"), secret, "master secret", seed, 48)
}

// ExtendedMasterSecret binds the master secret to the messages up to and
// including the ClientKeyExchange; sessionHash is their hash (MD5 and SHA-1
// together up to TLS 1.1). Source: RFC 7627 §4.
func ExtendedMasterSecret(v registry.Version, s registry.CipherSuite, preMaster, sessionHash []byte) (Step, error) {
	const name = "master_secret"
	if v == registry.VersionSSL30 { // RFC 7627 §6.4: not with SSL 3.0
		return Step{}, &UnsupportedError{"an extended master secret in SSL 3.0"}
	}
	h, err := HashOf(v, s)
	if err != nil {
		return Step{}, err
	}
	if err := firstError(notEmpty(name, "pre_master_secret", preMaster), length(name, "session_hash", sessionHash, h.Size())); err != nil {
		return Step{}, err
	}
	return prfStep(v, s, name, "RFC 7627 §4", Input{"pre_master_secret", preMaster}, "extended master secret", []Input{{"session_hash", sessionHash}}, 48)
}

// SessionHash is the hash of the messages up to and including the
// ClientKeyExchange, headers included. Source: RFC 7627 §3.
func SessionHash(v registry.Version, s registry.CipherSuite, messages ...[]byte) (Step, error) {
	return hash12(v, s, "session_hash", "RFC 7627 §3", messages)
}

func hash12(v registry.Version, s registry.CipherSuite, name, ref string, messages [][]byte) (Step, error) {
	h, err := HashOf(v, s)
	if err != nil {
		return Step{}, err
	}
	var joined []byte
	for _, m := range messages {
		joined = append(joined, m...)
	}
	return Step{Name: name, Ref: ref, Func: "Hash", Hash: hashName(h), Inputs: []Input{{"handshake_messages", joined}}, Output: sum(h, joined)}, nil
}

// ref12 picks the section of a version. RFC 4346 counts its sections as RFC 2246
// does.
func ref12(v registry.Version, tls10, tls12 string) string {
	switch v {
	case registry.VersionTLS12:
		return tls12
	case registry.VersionTLS11:
		return strings.Replace(tls10, "RFC 2246", "RFC 4346", 1)
	}
	return tls10
}
