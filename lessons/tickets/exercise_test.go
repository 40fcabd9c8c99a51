package tickets

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// shownBy is what the student sees: the ticket, and both keys.
func shownBy(t *testing.T, e *anatomy.Exercise) (ticket []byte, keys [2][]byte) {
	t.Helper()
	for i, s := range e.Blocks[1].(*transcript.Derivation).Steps {
		b, err := hex.DecodeString(s.Value)
		if err != nil {
			t.Fatal(err)
		}
		keys[i] = b
	}
	ticket = e.Blocks[0].(*transcript.Bytes).Data
	if echo := e.Blocks[2].(*transcript.TryIt).Commands[0]; !strings.Contains(echo, fmt.Sprintf(" %x ", ticket)) {
		t.Fatalf("the command %q makes another file", echo)
	}
	return ticket, keys
}

// ctr is what openssl enc -d -aes-128-ctr gives.
func ctr(t *testing.T, key, iv, b []byte) []byte {
	t.Helper()
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, len(b))
	cipher.NewCTR(block, iv).XORKeyStream(out, b)
	return out
}

func solve(t *testing.T, e *anatomy.Exercise) string {
	t.Helper()
	ticket, keys := shownBy(t, e)
	session := ctr(t, keys[0], ticket[:16], ticket[16:])
	return hex.EncodeToString(session[14:18])
}

func TestTheExerciseCanBeSolvedFromWhatItShows(t *testing.T) {
	for answer, e := range lessontest.Exercise(t, exercise, solve) {
		ticket, keys := shownBy(t, e)
		iv, rest := ticket[:16], ticket[16:]
		session := ctr(t, keys[0], iv, rest)
		for says, wrong := range map[string][]byte{
			"first bytes of the session": session[0:4],
			"one byte early":             session[13:17],
			"one byte late":              session[15:19],
			"the time":                   session[5:9],
			"still encrypted":            rest[14:18],
			"decrypted the IV":           ctr(t, keys[0], iv, ticket)[14:18],
			"key for the MAC":            ctr(t, keys[1], iv, rest)[14:18],
			"an IV of zeros":             ctr(t, keys[0], make([]byte, 16), rest)[14:18],
			"begin with 0304":            {1, 2, 3, 4},
		} {
			if g := e.Grade(hex.EncodeToString(wrong)); g.Right || !strings.Contains(g.Says, says) {
				t.Errorf("%x is answered %t, %q, without %q", wrong, g.Right, g.Says, says)
			}
		}
		for _, typed := range []string{strings.ToUpper(answer), answer[:2] + " " + answer[2:4] + " " + answer[4:]} {
			if g := e.Grade(typed); !g.Right {
				t.Errorf("%q is refused: %s", typed, g.Says)
			}
		}
	}
}
