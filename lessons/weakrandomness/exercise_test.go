package weakrandomness

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// solveSeed does what the loop in the shell does.
func solveSeed(t *testing.T, e *anatomy.Exercise) uint32 {
	t.Helper()
	random := e.Blocks[0].(*transcript.Bytes).Data
	for n := range uint32(1) << exerciseBits {
		if b := block(small(n), 0); bytes.Equal(b[:], random) {
			return n
		}
	}
	t.Fatal("no seed fits")
	return 0
}

func solve(t *testing.T, e *anatomy.Exercise) string {
	b := block(small(solveSeed(t, e)), 2)
	return fmt.Sprintf("%x", b[:4])
}

func TestTheExerciseCanBeSolved(t *testing.T) {
	for answer, e := range lessontest.Exercise(t, exercise, solve) {
		n := solveSeed(t, e)
		first := func(number uint32) string { b := block(small(n), number); return fmt.Sprintf("%x", b[:4]) }
		swapped := fingerprint(append(small(2), small(n)...))
		text := fingerprint(fmt.Appendf(nil, "%08x%08x", n, 2))
		for wrong, says := range map[string]string{
			first(0):                       "client random",
			first(1):                       "session ID",
			first(3):                       "counted from 0",
			first(4):                       "three blocks",
			fmt.Sprint(n):                  "Right so far",
			fmt.Sprintf("%08x", n):         "Right so far",
			fmt.Sprintf("%x", swapped[:4]): "before the seed",
			fmt.Sprintf("%x", text[:4]):    "as letters",
			"ffffffff":                     "No block",
			answer[:6]:                     "not 8 hexadecimal digits",
			fmt.Sprintf("%x", e.Blocks[1].(*transcript.Bytes).Data[:4]): "public key",
		} {
			if g := e.Grade(wrong); g.Right || !strings.Contains(g.Says, says) {
				t.Errorf("%q is answered %v %q, without %q", wrong, g.Right, g.Says, says)
			}
		}
		for _, right := range []string{strings.ToUpper(answer), answer[:4] + " " + answer[4:], answer + "00ff"} {
			if g := e.Grade(right); !g.Right {
				t.Errorf("%q is refused: %s", right, g.Says)
			}
		}
	}
}

// TestTheLoopOfTheExerciseFindsTheSeed as it stands there, pasted into bash.
func TestTheLoopOfTheExerciseFindsTheSeed(t *testing.T) {
	peer.Need(t, "openssl")
	peer.Need(t, "xxd")
	const n = 37 // found early; the loop is cut off behind it
	b := block(small(n), 0)
	command := strings.Replace(loop(b[:]), "seq 0 1023", "seq 0 40", 1)
	out, err := exec.CommandContext(t.Context(), "bash", "-c", command).CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), fmt.Sprintf("%d %x", n, b)) {
		t.Errorf("%s\nprinted %q, %v", command, out, err)
	}
}
