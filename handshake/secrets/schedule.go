package secrets

import (
	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// Inputs12 is what the keys of a connection of SSL 3.0 to TLS 1.2 rest on.
type Inputs12 struct {
	Version      registry.Version
	Suite        registry.CipherSuite
	PreMaster    []byte // nil where Master is given
	Master       []byte // of a resumed session, or from a key log; nil: it is computed
	ClientRandom []byte
	ServerRandom []byte
	SessionHash  []byte // the hash up to the ClientKeyExchange, where an extended master secret was agreed on; else nil

	BeforeClientFinished []byte // the handshake messages before each Finished; nil leaves it out
	BeforeServerFinished []byte
}

// Schedule is the whole key schedule of a connection before TLS 1.3, with the
// keys of both directions. The names of its steps, where the suite has them:
//
//	master_secret
//	key_block
//	client_write_MAC_key, server_write_MAC_key
//	client_write_key, server_write_key
//	client_write_IV, server_write_IV
//	client_finished, server_finished
//
// Export suites add final_client_write_key, final_server_write_key and iv_block.
func Schedule(in Inputs12) (steps Derivation, client, server record.Keys, err error) {
	fail := func(err error) (Derivation, record.Keys, record.Keys, error) {
		return nil, record.Keys{}, record.Keys{}, err
	}
	master := in.Master
	if master == nil {
		var s Step
		var err error
		if in.SessionHash != nil {
			s, err = ExtendedMasterSecret(in.Version, in.Suite, in.PreMaster, in.SessionHash)
		} else {
			s, err = MasterSecret(in.Version, in.Suite, in.PreMaster, in.ClientRandom, in.ServerRandom)
		}
		if err != nil {
			return fail(err)
		}
		steps = append(steps, s)
		master = s.Output
	}
	block, err := NewKeyBlock(in.Version, in.Suite, master, in.ClientRandom, in.ServerRandom)
	if err != nil {
		return fail(err)
	}
	steps = append(steps, block.Steps...)
	for _, f := range []struct {
		from     capture.Side
		messages []byte
	}{{capture.Client, in.BeforeClientFinished}, {capture.Server, in.BeforeServerFinished}} {
		if f.messages == nil {
			continue
		}
		s, err := Finished(in.Version, in.Suite, master, f.from, f.messages)
		if err != nil {
			return fail(err)
		}
		steps = append(steps, s)
	}
	return steps, block.Client, block.Server, nil
}
