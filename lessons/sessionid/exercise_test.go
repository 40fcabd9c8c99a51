package sessionid

import (
	"bytes"
	"encoding/hex"
	"os/exec"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// read is what a student reads from the exercise: the randoms, and the table.
func read(e *anatomy.Exercise) (client, server, id []byte, table [][2]string) {
	ch, sh := e.Blocks[0].(*transcript.Bytes).Data, e.Blocks[1].(*transcript.Bytes).Data
	for _, row := range e.Blocks[2].(*transcript.Table).Rows {
		table = append(table, [2]string{row[0].String(), row[1].String()})
	}
	return ch[6:38], sh[6:38], sh[39:71], table
}

// kdf runs the command of the exercise.
func kdf(t *testing.T, e *anatomy.Exercise, master string, randoms ...[]byte) []byte {
	t.Helper()
	command := e.Blocks[3].(*transcript.TryIt).Commands[0]
	command = strings.NewReplacer("MASTER", master, "RANDOMS", hex.EncodeToString(bytes.Join(randoms, nil))).Replace(command)
	out, err := exec.Command("sh", "-c", command).Output()
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	b, err := hex.DecodeString(strings.NewReplacer(":", "", "\n", "").Replace(string(out)))
	if err != nil || len(b) != 40 {
		t.Fatalf("%s prints %q", command, out)
	}
	return b
}

func solve(t *testing.T, e *anatomy.Exercise) string {
	client, server, id, table := read(e)
	for _, s := range table {
		if s[0] == hex.EncodeToString(id) {
			return hex.EncodeToString(kdf(t, e, s[1], server, client)[:16])
		}
	}
	t.Fatal("the session is not in the table")
	return ""
}

func TestTheExerciseCanBeSolvedFromWhatItShows(t *testing.T) {
	peer.Need(t, "openssl")
	for answer, e := range lessontest.Exercise(t, exercise, solve) {
		client, server, id, table := read(e)
		for i, s := range table {
			if s[0] != hex.EncodeToString(id) {
				if says := e.Grade(hex.EncodeToString(kdf(t, e, s[1], server, client)[:16])).Says; !strings.Contains(says, "master secret of session "+string(rune('1'+i))) {
					t.Errorf("another session's key: %q", says)
				}
				continue
			}
			block := kdf(t, e, s[1], server, client)
			for says, wrong := range map[string][]byte{
				"the whole key block":        block,
				"the server_write_key":       block[16:32],
				"the client's random first":  kdf(t, e, s[1], client, server)[:16],
				"none of the keys":           block[20:36],
				"has 16 bytes, which are 32": block[:15],
			} {
				if g := e.Grade(hex.EncodeToString(wrong)); g.Right || !strings.Contains(g.Says, says) {
					t.Errorf("%x is answered %t %q, without %q", wrong, g.Right, g.Says, says)
				}
			}
			if g := e.Grade(" " + strings.ToUpper(answer[:2]) + ":" + answer[2:] + "\n"); !g.Right {
				t.Errorf("colons and capitals are refused: %s", g.Says)
			}
		}
	}
}
