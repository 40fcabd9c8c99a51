package randomness

import (
	"bytes"
	"crypto/ecdh"
	"encoding/hex"
	"os/exec"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// listed are the draws as the exercise lists them, by their letters.
func listed(t *testing.T, e *anatomy.Exercise) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, row := range e.Blocks[2].(*transcript.Table).Rows {
		out[row[0].String()] = unhex(t, row[1].String())
	}
	return out
}

// shares are the key shares that the two hellos show.
func shares(e *anatomy.Exercise) (client, server []byte) {
	field := func(n int) []byte {
		b := e.Blocks[n].(*transcript.Bytes)
		last := b.Spans[len(b.Spans)-1]
		return b.Data[last.Offset:][:last.Length]
	}
	return field(0), field(1)
}

func solve(t *testing.T, e *anatomy.Exercise) string {
	client, server := shares(e)
	var c, s string
	for letter, draw := range listed(t, e) {
		key, err := ecdh.X25519().NewPrivateKey(draw)
		if err != nil {
			t.Fatal(err)
		}
		switch public := key.PublicKey().Bytes(); {
		case bytes.Equal(public, client):
			c = letter
		case bytes.Equal(public, server):
			s = letter
		}
	}
	return c + s
}

func TestTheExerciseCanBeSolved(t *testing.T) {
	for answer, e := range lessontest.Exercise(t, exercise, solve) {
		client, server := answer[:1], answer[1:]
		hello := e.Blocks[0].(*transcript.Bytes).Data
		sent, other := "", ""
		for letter, draw := range listed(t, e) {
			switch {
			case bytes.Contains(hello, draw):
				sent = letter
			case letter != client && letter != server && !bytes.Contains(e.Blocks[1].(*transcript.Bytes).Data, draw):
				other = letter
			}
		}
		for wrong, says := range map[string]string{
			server + client: "other way round",
			client + client: "twice",
			sent + server:   "crosses as it is",
			client + sent:   "in ClientHello",
			client + other:  "stands in no hello",
			other + server:  "stands in no hello",
			"A":             "not two letters",
			"AZ":            "from A to H",
		} {
			if g := e.Grade(wrong); g.Right || !strings.Contains(g.Says, says) {
				t.Errorf("%s for %s is answered %v %q, without %q", wrong, answer, g.Right, g.Says, says)
			}
		}
		for _, right := range []string{strings.ToLower(answer), client + ", " + server} {
			if g := e.Grade(right); !g.Right {
				t.Errorf("%q is refused: %s", right, g.Says)
			}
		}
	}
}

// TestTheCommandOfTheExerciseGivesThePublicKey as a student types it.
func TestTheCommandOfTheExerciseGivesThePublicKey(t *testing.T) {
	peer.Need(t, "openssl")
	peer.Need(t, "xxd")
	s := lessontest.Perform(t, perform, lab.Options{})
	command := strings.Replace(publicKeyCommand, "DRAW", values["client_key"](s), 1)
	out, err := exec.CommandContext(t.Context(), "bash", "-c", command).CombinedOutput()
	if want := s.Message(plain, clientHello).Hex(shareField); err != nil || strings.TrimSpace(string(out)) != want {
		t.Errorf("%s\nprinted %q, %v, not %s", command, out, err, want)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
