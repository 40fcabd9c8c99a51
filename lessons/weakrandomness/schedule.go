package weakrandomness

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/signature"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

func fingerprint(b []byte) [sha256.Size]byte { return sha256.Sum256(b) }

// derived is the way from the seed to the keys of a connection, as the attacker goes
// it: the agreement, then the key schedule of TLS 1.3.
func derived(s *anatomy.Scene, act string, a attacker) (secrets.Derivation, error) {
	opened := s.Act(act)
	found := a.search(opened.Session.Recording, capture.Client)
	hello, ok := s.Message(act, serverHello).Server()
	if found.seed == nil || !ok {
		return nil, errors.New("no seed fits, or no ServerHello was recorded")
	}
	private := privateKey(found.seed)
	agreed, err := secrets.SharedSecret(hello.KeyShare.Group, private, hello.KeyShare.Data)
	if err != nil {
		return nil, err
	}
	h, err := secrets.HashOf(opened.State.Version, opened.State.CipherSuite)
	if err != nil {
		return nil, err
	}
	in := secrets.Inputs13{Version: opened.State.Version, Suite: opened.State.CipherSuite, Shared: agreed.Output}
	var messages [][]byte
	for _, it := range opened.Items {
		if it.Kind != handshake.KindHandshake || it.Protected && !it.Decrypted {
			continue
		}
		messages = append(messages, it.Bytes)
		sum, err := signature.TranscriptHash(h, messages...)
		if err != nil {
			return nil, err
		}
		switch {
		case it.Name == serverHello:
			in.ServerHello = sum
		case it.Name == "Finished" && it.From == capture.Server:
			in.ServerFinished = sum
		}
	}
	rest, err := secrets.Schedule13(in)
	return append(secrets.Derivation{agreed}, rest...), err
}

// trafficSecrets are the secrets that crypto/tls logs, by the names of the key log,
// with the names of their steps.
var trafficSecrets = []struct{ label, step string }{
	{"CLIENT_HANDSHAKE_TRAFFIC_SECRET", "client_handshake_traffic_secret"},
	{"SERVER_HANDSHAKE_TRAFFIC_SECRET", "server_handshake_traffic_secret"},
	{"CLIENT_TRAFFIC_SECRET_0", "client_application_traffic_secret_0"},
	{"SERVER_TRAFFIC_SECRET_0", "server_application_traffic_secret_0"},
}

// secretsAreTheirs is the verdict that what the attacker worked out stands in the key
// log of the peers.
func secretsAreTheirs(s *anatomy.Scene, act string) anatomy.Verdict {
	v := anatomy.Verdict{Got: "none", Want: fmt.Sprintf("%d of %d", len(trafficSecrets), len(trafficSecrets)),
		At: transcript.Evidence{Text: "the key log that the client and the server wrote"}}
	steps, err := derived(s, act, sixteen)
	if err != nil {
		v.Got = err.Error()
		return v
	}
	random, _ := publicRandom(s.Act(act).Session.Recording, capture.Client)
	same := 0
	for _, t := range trafficSecrets {
		logged := s.Act(act).Session.Keys().Log.Secret(t.label, random[:])
		if len(logged) > 0 && string(logged) == string(steps.Output(t.step)) {
			same++
		}
	}
	v.Got = fmt.Sprintf("%d of %d", same, len(trafficSecrets))
	return v
}
