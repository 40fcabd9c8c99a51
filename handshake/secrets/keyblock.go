package secrets

import (
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// A KeyBlock is what is cut into the keys of both directions.
type KeyBlock struct {
	Steps          Derivation // key_block, then its slices that have a length
	Client, Server record.Keys
}

// NewKeyBlock expands the master secret and cuts it, in this order: MAC keys,
// keys, IVs, each the client's first. The server's random comes first here,
// unlike in MasterSecret. Sources: RFC 6101 §6.2.2, RFC 2246 §6.3, RFC 5246 §6.3.
func NewKeyBlock(v registry.Version, s registry.CipherSuite, master, clientRandom, serverRandom []byte) (KeyBlock, error) {
	const name = "key_block"
	if tls13(v) {
		return KeyBlock{}, &UnsupportedError{"a key block in TLS 1.3"}
	}
	if err := firstError(length(name, "master_secret", master, 48), randoms(name, clientRandom, serverRandom)); err != nil {
		return KeyBlock{}, err
	}
	if _, err := HashOf(v, s); err != nil {
		return KeyBlock{}, err
	}
	p, err := record.ParamsOf(v, s)
	if err != nil {
		return KeyBlock{}, err
	}
	secret := Input{"master_secret", master}
	seed := []Input{{"server_random", serverRandom}, {"client_random", clientRandom}}
	n := 2 * (p.MAC + p.Key + p.IV)
	var block Step
	ref := "RFC 6101 §6.2.2"
	if v == registry.VersionSSL30 {
		block, err = stepSSL30(name, ref, secret, seed, n)
	} else {
		ref = ref12(v, "RFC 2246 §6.3", "RFC 5246 §6.3")
		block, err = prfStep(v, s, name, ref, secret, "key expansion", seed, n)
	}
	if err != nil {
		return KeyBlock{}, err
	}
	k := KeyBlock{Steps: Derivation{block}}
	at := 0
	for _, cut := range []struct {
		name string
		n    int
		into *[]byte
	}{
		{"client_write_MAC_key", p.MAC, &k.Client.MAC},
		{"server_write_MAC_key", p.MAC, &k.Server.MAC},
		{"client_write_key", p.Key, &k.Client.Key},
		{"server_write_key", p.Key, &k.Server.Key},
		{"client_write_IV", p.IV, &k.Client.IV},
		{"server_write_IV", p.IV, &k.Server.IV},
	} {
		if cut.n == 0 {
			continue
		}
		*cut.into = block.Output[at : at+cut.n : at+cut.n]
		k.Steps = append(k.Steps, Step{Name: cut.name, Ref: ref, Func: "Slice", Inputs: []Input{{name, block.Output}}, Output: *cut.into, Label: slice(at, cut.n)})
		at += cut.n
	}
	return k, nil
}

// slice writes a range of bytes as Go and Python do.
func slice(at, n int) string { return fmt.Sprintf("[%d:%d]", at, at+n) }
