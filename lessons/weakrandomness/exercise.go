package weakrandomness

import (
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// exerciseBits are few enough for a loop in a shell: a thousand calls of openssl.
const exerciseBits = 10

// answerLength is how much of the private key is asked for, in bytes.
const answerLength = 4

// exercise asks for the private key of a client whose seed has ten bits.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	if !l.SeesDraws() {
		return nil, lab.ErrDrawsUnseen
	}
	n, err := drawNumber(l, exerciseBits)
	if err != nil {
		return nil, err
	}
	seed := small(n)
	g := visit{act: "exercise", group: tls.X25519, seed: seed}
	session, err := g.talk(l, map[string]string{})
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Add(g.act, "", session)
	m := s.Message(g.act, clientHello)
	random, ok := m.Field("random")
	share, ok2 := m.Field("key_share_entry/key_exchange")
	if !ok || !ok2 || len(random.Bytes) < 8 {
		return nil, fmt.Errorf("the ClientHello was not recorded whole")
	}
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			telling.BytesOf("The random in the hello of another client", random.Bytes, len(random.Bytes)),
			telling.BytesOf("Its share for X25519", share.Bytes, len(share.Bytes)),
			&transcript.TryIt{Role: "exercise", Text: transcript.Plainly(fmt.Sprintf(
				"This client has the generator of the lesson: each block is SHA-256 of the seed and of the block's number, in four bytes each. Its seed is one of 0 to %d. The command tries all of them against the random, which is block 0; that takes some seconds. "+
					"Find the seed, and with it the client's private key. What are the first %d bytes of the private key? (%d hexadecimal digits)",
				1<<exerciseBits-1, answerLength, 2*answerLength)),
				Commands: []string{loop(random.Bytes)}},
		},
		Grade: func(answer string) anatomy.Grading { return grade(answer, seed, n, share.Bytes) },
	}, nil
}

// loop is a command that prints the seed whose first block is this random.
func loop(random []byte) string {
	return fmt.Sprintf(`for n in $(seq 0 %d); do printf '%%08x%%08x' $n 0 | xxd -r -p | openssl dgst -sha256 -r | sed "s/^/$n /"; done | grep %x`,
		1<<exerciseBits-1, random[:8])
}

// grade explains a wrong answer by what it is the beginning of.
func grade(answer string, seed []byte, n uint32, share []byte) anatomy.Grading {
	typed := strings.ToLower(strings.Join(strings.Fields(answer), ""))
	if typed == fmt.Sprint(n) || typed == fmt.Sprintf("%x", seed) || typed == fmt.Sprintf("%x", n) {
		return anatomy.Grading{Says: fmt.Sprintf("Right so far: %d is the seed. The private key is another block of the same generator: which one?", n)}
	}
	digits := typed[:min(len(typed), 2*answerLength)]
	if len(digits) < 2*answerLength || strings.Trim(typed, "0123456789abcdef") != "" {
		return anatomy.Grading{Says: fmt.Sprintf("%q is not %d hexadecimal digits. The first block gives the seed, by the command; the private key is a later block.", answer, 2*answerLength)}
	}
	begins := func(b []byte) bool { return fmt.Sprintf("%x", b[:answerLength]) == digits }
	for number, says := range map[uint32]string{
		randomBlock:        "That is block 0, the client random. It crosses in the clear. The client drew twice more.",
		sessionIDBlock:     "That is block 1, the session ID. It crosses in the clear, too. The private key was drawn next.",
		mlkemSeedBlock:     "That is block 3. Blocks are counted from 0, and this client stopped at block 2.",
		mlkemSeedBlock + 1: "That is block 4. This client drew three blocks: 0, 1 and 2.",
	} {
		if b := block(seed, number); begins(b[:]) {
			return anatomy.Grading{Says: says}
		}
	}
	private := privateKey(seed)
	swapped := sha256.Sum256(append(small(privateKeyBlock), seed...))
	asText := sha256.Sum256(fmt.Appendf(nil, "%x%08x", seed, privateKeyBlock))
	switch {
	case begins(private):
		return anatomy.Grading{Right: true, Says: fmt.Sprintf("The seed is %d, and its block 2 begins with %s. Nobody gave you a key: you worked it out from what crossed in the clear.", n, digits)}
	case begins(share):
		return anatomy.Grading{Says: "That is the share on the wire: the public key. It is computed from the private key, and nobody can go the other way. Go by the seed."}
	case begins(swapped[:]):
		return anatomy.Grading{Says: "You put the number of the block before the seed. The seed comes first."}
	case begins(asText[:]):
		return anatomy.Grading{Says: "You hashed the digits as letters. xxd -r -p makes bytes of them first."}
	}
	return anatomy.Grading{Says: "No block of this client begins so. Take the command for one seed only, and change the number of the block: 0 is the random, 1 the session ID."}
}
