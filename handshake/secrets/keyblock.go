package secrets

import (
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// A KeyBlock is what is cut into the keys of both directions.
type KeyBlock struct {
	Steps          Derivation // key_block, then its slices that have a length, then what export suites make of them
	Client, Server record.Keys
}

// NewKeyBlock expands the master secret and cuts it, in this order: MAC keys,
// keys, IVs, each the client's first. The server's random comes first here,
// unlike in MasterSecret. Sources: RFC 6101 §6.2.2, RFC 2246 §6.3, RFC 5246 §6.3.
func NewKeyBlock(v registry.Version, s registry.CipherSuite, master, clientRandom, serverRandom []byte) (KeyBlock, error) {
	const name = "key_block"
	if tls13(v) {
		return KeyBlock{}, &UnsupportedError{"a key block in " + v.String()}
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
	if p.Export && v > registry.VersionTLS10 { // RFC 4346 §A.5
		return KeyBlock{}, &UnsupportedError{fmt.Sprintf("the export suite %v in %v", s, v)}
	}
	secret := Input{"master_secret", master}
	seed := []Input{{"server_random", serverRandom}, {"client_random", clientRandom}}
	iv := p.IV
	if p.Export {
		iv = 0 // not from here: RFC 2246 §6.3.1
	}
	n := 2 * (p.MAC + p.Key + iv)
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
		{"client_write_IV", iv, &k.Client.IV},
		{"server_write_IV", iv, &k.Server.IV},
	} {
		if cut.n == 0 {
			continue
		}
		step := slice(block, cut.name, ref, at, cut.n)
		*cut.into = step.Output
		k.Steps = append(k.Steps, step)
		at += cut.n
	}
	if p.Export {
		return k, k.export(v, s, p, clientRandom, serverRandom)
	}
	return k, nil
}

// slice cuts n bytes out of what a step gave. Its label is the range, written
// as Go and Python do.
func slice(from Step, name, ref string, at, n int) Step {
	return Step{
		Name: name, Ref: ref, Func: "Slice", Label: fmt.Sprintf("[%d:%d]", at, at+n),
		Inputs: []Input{{from.Name, from.Output}},
		Output: from.Output[at : at+n : at+n],
	}
}
