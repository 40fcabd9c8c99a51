package secrets

import (
	"crypto"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// export makes the keys of an export suite: of the short secret keys of the key
// block, with what everybody saw, keys as long as the cipher's. The IVs are
// public. Sources: RFC 2246 §6.3.1, RFC 6101 §6.2.2.1.
func (k *KeyBlock) export(v registry.Version, s registry.CipherSuite, p record.Params, clientRandom, serverRandom []byte) error {
	for _, side := range []struct {
		name   string
		keys   *record.Keys
		first  Input // of the randoms, in SSL 3.0
		second Input
	}{
		{"client_write", &k.Client, Input{"client_random", clientRandom}, Input{"server_random", serverRandom}},
		{"server_write", &k.Server, Input{"server_random", serverRandom}, Input{"client_random", clientRandom}},
	} {
		short := Input{side.name + "_key", side.keys.Key}
		if v == registry.VersionSSL30 {
			side.keys.Key = k.exportSSL30("final_"+side.name+"_key", p.Final, short, side.first, side.second)
			side.keys.IV = k.exportSSL30(side.name+"_IV", p.IV, side.first, side.second)
			continue
		}
		label := strings.ReplaceAll(short.Name, "_", " ")
		final, err := prfStep(v, s, "final_"+short.Name, "RFC 2246 §6.3.1", short, label,
			[]Input{{"client_random", clientRandom}, {"server_random", serverRandom}}, p.Final)
		if err != nil {
			return err
		}
		k.Steps = append(k.Steps, final)
		side.keys.Key = final.Output
	}
	if v == registry.VersionSSL30 || p.IV == 0 {
		return nil
	}
	block, err := prfStep(v, s, "iv_block", "RFC 2246 §6.3.1", Input{"secret", nil}, "IV block",
		[]Input{{"client_random", clientRandom}, {"server_random", serverRandom}}, 2*p.IV)
	if err != nil {
		return err
	}
	client := slice(block, "client_write_IV", "RFC 2246 §6.3.1", 0, p.IV)
	server := slice(block, "server_write_IV", "RFC 2246 §6.3.1", p.IV, p.IV)
	k.Steps = append(k.Steps, block, client, server)
	k.Client.IV, k.Server.IV = client.Output, server.Output
	return nil
}

// exportSSL30 is the beginning of an MD5.
func (k *KeyBlock) exportSSL30(name string, n int, inputs ...Input) []byte {
	if n == 0 {
		return nil
	}
	const ref = "RFC 6101 §6.2.2.1"
	hash := Step{Name: name + "_hash", Ref: ref, Func: "Hash", Hash: "MD5", Inputs: inputs, Output: sum(crypto.MD5, joined(inputs))}
	cut := slice(hash, name, ref, 0, n)
	k.Steps = append(k.Steps, hash, cut)
	return cut.Output
}
