package replay

import (
	"fmt"
	"io"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A fault says which draws of a server repeat, as bytes of what it draws.
type fault struct{ from, to int }

// Faults of the servers of an exercise: of one all draws repeat, so that it takes the
// replay.
var (
	sound       = fault{0, 0}
	sameRandom  = fault{0, drawLength}
	sameKeyPair = fault{drawLength, 2 * drawLength}
	sameAll     = fault{0, -1}

	servers = []fault{sameAll, sameRandom, sameRandom, sameKeyPair, sameKeyPair, sound, sound, sound}
)

// letters name the servers of an exercise.
const letters = "ABCDEFGH"

// A tried server is one to which the recording was sent.
type tried struct {
	share, random bool // they are those of the recording
	paid          bool // its application received the request
}

// exercise asks which of several servers takes a replay. Their order is drawn for this
// run.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	if !l.SeesDraws() {
		return nil, lab.ErrDrawsUnseen
	}
	order, err := shuffled(l.Rand("exercise"), servers)
	if err != nil {
		return nil, err
	}
	b, err := newBank(l)
	if err != nil {
		return nil, err
	}
	const reader = "server of the exercise"
	if err := l.Repeat(reader, sameAll.from, sameAll.to); err != nil {
		return nil, err
	}
	session, _, err := b.pay(v13.number, b.server(reader))
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.AddOpened(v13.first, "", session)
	t := &transcript.Table{Title: "The ServerHello in the recording, and what eight servers answer to the same ClientHello",
		Head: transcript.Cells("server", "session ID", "random", "public key")}
	row := func(name string, m anatomy.Message) {
		t.Rows = append(t.Rows, transcript.Cells(name, cut(m.Hex(echoedID)), cut(m.Hex(random)), cut(m.Hex(share))))
	}
	recorded := s.Message(v13.first, serverHello)
	row("recording", recorded)
	all := map[string]tried{}
	for i, f := range order {
		if err := l.Repeat(reader, f.from, f.to); err != nil {
			return nil, err
		}
		again, received, err := b.replay(session, b.server(reader))
		if err != nil {
			return nil, err
		}
		s.AddOpened(v13.again, "", again)
		m := s.Message(v13.again, serverHello)
		row(letters[i:i+1], m)
		all[letters[i:i+1]] = tried{m.Hex(share) == recorded.Hex(share), m.Hex(random) == recorded.Hex(random), received != ""}
	}
	return &anatomy.Exercise{
		Blocks: []transcript.Block{t, &transcript.TryIt{Role: "exercise", Text: transcript.Plainly(
			"A bank has eight servers, and somebody copied one virtual machine for all of them, with the state of its random number generator. " +
				"Some have drawn fresh bytes since then, some have not, some now and then. You recorded a payment to one of them, and sent your recording to each. " +
				"You see the beginning of each value. Which server pays again? (a letter)")}},
		Grade: func(answer string) anatomy.Grading { return grade(answer, all) },
	}, nil
}

// shuffled is a random order of faults.
func shuffled(r io.Reader, in []fault) ([]fault, error) {
	draw := make([]byte, 2*len(in))
	if _, err := io.ReadFull(r, draw); err != nil {
		return nil, err
	}
	out := append([]fault(nil), in...)
	for i := len(out) - 1; i > 0; i-- {
		j := (int(draw[2*i])<<8 | int(draw[2*i+1])) % (i + 1)
		out[i], out[j] = out[j], out[i]
	}
	return out, nil
}

// grade explains a wrong answer by what was fresh at that server.
func grade(answer string, all map[string]tried) anatomy.Grading {
	letter := strings.ToUpper(strings.TrimSpace(answer))
	t, ok := all[letter]
	switch {
	case !ok:
		return anatomy.Grading{Says: fmt.Sprintf("%q is no letter of a server. Look for the line in which nothing is fresh.", answer)}
	case t.paid:
		return anatomy.Grading{Right: true, Says: "Server " + letter + " repeats its random and its public key. Then it comes to the keys of the recording, the recorded Finished opens, and the request runs again: its application received it."}
	case t.random:
		return anatomy.Grading{Says: "Server " + letter + " repeats its random, but its public key is another one. So the shared secret is another one, and the Finished does not open."}
	case t.share:
		return anatomy.Grading{Says: "Server " + letter + " repeats its public key, so the shared secret is that of the recording. But its random is another one, and the keys are derived from the hellos, too. The Finished does not open."}
	}
	return anatomy.Grading{Says: "At server " + letter + " only the session ID is that of the recording, and so it is at all of them: they copy it. Its random and its public key are fresh."}
}
