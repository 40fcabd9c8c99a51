package keytransport

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// shown is what the exercise prints.
type shown struct {
	preMaster, clientRandom, serverRandom, sessionHash []byte
	server                                             bool // whose key is asked for
}

func read(t *testing.T, e *anatomy.Exercise) shown {
	t.Helper()
	block := e.Blocks[0].(*transcript.Bytes).Data
	end := 2 + bytes.IndexByte(block[2:], 0)
	var values [][]byte
	for _, s := range e.Blocks[1].(*transcript.Derivation).Steps {
		b, err := hex.DecodeString(s.Value)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, b)
	}
	asked := regexp.MustCompile(`does the (client|server) encrypt`).FindStringSubmatch(e.Blocks[2].(*transcript.TryIt).Text.String())
	if asked == nil {
		t.Fatal("whose key is asked for?")
	}
	return shown{block[end+1:], values[0], values[1], values[2], asked[1] == "server"}
}

// keys are both keys from a master secret and two randoms, in the order given.
func keys(t *testing.T, master, client, server []byte) (clientKey, serverKey string) {
	t.Helper()
	k, err := secrets.NewKeyBlock(registry.VersionTLS12, suite, master, client, server)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(k.Client.Key), hex.EncodeToString(k.Server.Key)
}

// ivs are the rest of the key block, behind both keys.
func (s shown) ivs(t *testing.T, master []byte) string {
	t.Helper()
	k, err := secrets.NewKeyBlock(registry.VersionTLS12, suite, master, s.clientRandom, s.serverRandom)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(append(k.Client.IV, k.Server.IV...))
}

func (s shown) master(t *testing.T) []byte {
	t.Helper()
	master, err := secrets.ExtendedMasterSecret(registry.VersionTLS12, suite, s.preMaster, s.sessionHash)
	if err != nil {
		t.Fatal(err)
	}
	return master.Output
}

func solve(t *testing.T, e *anatomy.Exercise) string {
	s := read(t, e)
	client, server := keys(t, s.master(t), s.clientRandom, s.serverRandom)
	if s.server {
		return server
	}
	return client
}

func TestTheExerciseCanBeSolvedFromWhatItShows(t *testing.T) {
	sides := map[bool]bool{}
	for answer, e := range lessontest.Exercise(t, exercise, solve) {
		s := read(t, e)
		sides[s.server] = true
		master := s.master(t)
		client, server := keys(t, master, s.clientRandom, s.serverRandom)
		other := client
		if !s.server {
			other = server
		}
		swapped, _ := keys(t, master, s.serverRandom, s.clientRandom)
		old, err := secrets.MasterSecret(registry.VersionTLS12, suite, s.preMaster, s.clientRandom, s.serverRandom)
		if err != nil {
			t.Fatal(err)
		}
		_, older := keys(t, old.Output, s.clientRandom, s.serverRandom)
		for wrong, says := range map[string]string{
			other:                                   "That is the key of the",
			client + server + s.ivs(t, master):      "whole key block",
			hex.EncodeToString(s.preMaster[:16]):    "pre-master secret. It encrypts nothing",
			hex.EncodeToString(master[:16]):         "master secret. It encrypts nothing",
			swapped:                                 "other order",
			older:                                   "older formula",
			answer[:8]:                              "You gave 8",
			strings.Repeat("0", 32):                 "No key of this connection",
			"the key":                               "not in hexadecimal digits",
			hex.EncodeToString(s.clientRandom[:16]): "No key of this connection",
		} {
			if g := e.Grade(wrong); g.Right || !strings.Contains(g.Says, says) {
				t.Errorf("%q is answered %t %q, without %q", wrong, g.Right, g.Says, says)
			}
		}
		if g := e.Grade(" " + strings.ToUpper(answer) + "\n"); !g.Right {
			t.Errorf("in capitals the answer is refused: %s", g.Says)
		}
	}
	if len(sides) != 2 {
		t.Errorf("only the keys of one side are asked for: %v", sides)
	}
}
