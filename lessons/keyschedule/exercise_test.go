package keyschedule

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A sheet is what an exercise shows a student.
type sheet struct {
	secrets     map[string][]byte // by the line of the key log
	part, whose string
	length      map[string]int // of a key and of an IV
}

var (
	askedFor = regexp.MustCompile(`Compute the (key|IV) that opens the record with the (.*) \(marked`)
	sizes    = regexp.MustCompile(`the key has (\d+) bytes, the IV (\d+)`)
)

func read(t *testing.T, e *anatomy.Exercise) sheet {
	t.Helper()
	s := sheet{secrets: map[string][]byte{}, length: map[string]int{}}
	for _, step := range e.Blocks[1].(*transcript.Derivation).Steps {
		b, err := hex.DecodeString(step.Value)
		if err != nil {
			t.Fatal(err)
		}
		s.secrets[step.Label] = b
	}
	text := e.Blocks[2].(*transcript.TryIt).Text.String()
	ask, size := askedFor.FindStringSubmatch(text), sizes.FindStringSubmatch(text)
	if ask == nil || size == nil || len(s.secrets) != 4 {
		t.Fatalf("%d secrets, and %q", len(s.secrets), text)
	}
	s.part, s.whose = strings.ToLower(ask[1]), ask[2]
	for i, part := range []string{"key", "iv"} {
		n, err := strconv.Atoi(size[1+i])
		if err != nil {
			t.Fatal(err)
		}
		s.length[part] = n
	}
	marked := 0
	for _, r := range e.Blocks[0].(*transcript.Ladder).Rows {
		if r.Mark {
			marked++
		}
	}
	if marked != 1 {
		t.Errorf("%d rows are marked", marked)
	}
	return s
}

// right is the line of the key log whose secret protects what is asked for.
func (s sheet) right() string {
	return map[string]string{"server's Certificate": "SERVER_HANDSHAKE_TRAFFIC_SECRET", "client's Finished": "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
		"client's question": "CLIENT_TRAFFIC_SECRET_0", "server's NewSessionTicket": "SERVER_TRAFFIC_SECRET_0"}[s.whose]
}

// expand is what the command of OpenSSL computes.
func (s sheet) expand(t *testing.T, line, info string, n int) string {
	t.Helper()
	b, err := hkdf.Expand(sha256.New, s.secrets[line], info, n)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}

func info(n int, label, context string) string {
	return string([]byte{0, byte(n), byte(len(label))}) + label + context
}

func (s sheet) answer(t *testing.T, line, part string) string {
	n := s.length[part]
	return s.expand(t, line, info(n, "tls13 "+part, "\x00"), n)
}

func TestTheExercise(t *testing.T) {
	asked := map[string]bool{}
	exercises := lessontest.Exercise(t, exercise, func(t *testing.T, e *anatomy.Exercise) string {
		s := read(t, e)
		asked[s.whose] = true
		return s.answer(t, s.right(), s.part)
	})
	if len(asked) < 3 {
		t.Errorf("ten runs ask for %v alone", asked)
	}
	sides := strings.NewReplacer("CLIENT", "SERVER", "SERVER", "CLIENT")
	stages := map[string]string{"SERVER_HANDSHAKE_TRAFFIC_SECRET": "SERVER_TRAFFIC_SECRET_0", "CLIENT_HANDSHAKE_TRAFFIC_SECRET": "CLIENT_TRAFFIC_SECRET_0",
		"SERVER_TRAFFIC_SECRET_0": "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0": "CLIENT_HANDSHAKE_TRAFFIC_SECRET"}
	for answer, e := range exercises {
		s := read(t, e)
		line, n := s.right(), s.length[s.part]
		other := map[string]string{"key": "iv", "iv": "key"}[s.part]
		label := "tls13 " + s.part
		for wrong, says := range map[string]string{
			s.answer(t, sides.Replace(line), s.part):         "the side is not",
			s.answer(t, stages[line], s.part):                "the stage is not",
			s.answer(t, sides.Replace(stages[line]), s.part): "the other side, and the other stage",
			s.answer(t, line, other):                         "the label is not",
			hex.EncodeToString(s.secrets[line]):              "No record is encrypted with a secret",
			s.expand(t, line, info(n, label, "\x00"), n+4):   "you asked for",
			s.expand(t, line, info(n, s.part, "\x00"), n):    "lacks its prefix",
			s.expand(t, line, info(n, label, ""), n):         "lacks its last byte",
			s.expand(t, line, info(32, label, "\x00"), n):    "length of what is wanted",
			s.expand(t, line, label, n):                      "more than the label",
			strings.Repeat("00", n):                          "None of the four secrets",
			answer[2:]:                                       "None of the four secrets",
			"what?":                                          "not a row of bytes",
		} {
			if g := e.Grade(wrong); g.Right || !strings.Contains(g.Says, says) {
				t.Errorf("%s of the %s: %s is judged %t, %q, without %q", s.part, s.whose, wrong, g.Right, g.Says, says)
			}
		}
		var colons []string
		for i := 0; i < len(answer); i += 2 {
			colons = append(colons, strings.ToUpper(answer[i:i+2]))
		}
		if g := e.Grade(" " + strings.Join(colons, ":") + "\n"); !g.Right { // as OpenSSL prints it
			t.Errorf("OpenSSL's form is refused: %s", g.Says)
		}
	}
}
