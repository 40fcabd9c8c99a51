package randomness

import (
	"crypto/tls"
	"fmt"
	"io"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/ledger"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// publicKeyCommand prints the public key of X25519 that belongs to a draw.
const publicKeyCommand = `printf '302e020100300506032b656e04220420%s' DRAW | xxd -r -p | openssl pkey -inform DER -pubout -outform DER | tail -c 32 | xxd -p -c 32`

// exercise asks which of the draws of a fresh connection are the two private keys.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	h, err := newHouse(l)
	if err != nil {
		return nil, err
	}
	h.talk, h.receive = func(c *tls.Conn) error { _, err := io.Copy(io.Discard, c); return err }, 0
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	const act = "exercise" // its draws are not those of the lesson, under the same seed either
	if err := h.add(s, kinds[0], act); err != nil {
		return nil, err
	}
	entries := book(s, act)
	if err := shuffle(l.Rand("exercise"), entries); err != nil {
		return nil, err
	}
	list := &transcript.Table{Title: "What both sides drew, shuffled", Head: plainRow("", "32 bytes")}
	for i, e := range entries {
		list.Rows = append(list.Rows, plainRow(letter(i), digits(e.bytes)))
	}
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			helloBytes("The ClientHello", s.Message(act, clientHello), "random", "legacy_session_id", shareField),
			helloBytes("The ServerHello", s.Message(act, serverHello), "random", "legacy_session_id_echo", shareField),
			list,
			&transcript.TryIt{Role: "exercise", Text: transcript.Plainly(
				"These are the hellos of another connection, and the draws of its two sides, without saying whose they are. Some of them stand in the hellos as they are. " +
					"Of the others, the command computes the public key of X25519: put the draw in the place of DRAW. " +
					"Which draw is the client's private key, and which one is the server's? (two letters, the client's first)"),
				Commands: []string{publicKeyCommand}},
		},
		Grade: func(answer string) anatomy.Grading { return grade(answer, entries) },
	}, nil
}

func letter(i int) string { return string(rune('A' + i)) }

// shuffle puts entries into an order that is drawn.
func shuffle(r io.Reader, entries []entry) error {
	order := make([]byte, len(entries))
	if len(order) < 2 {
		return fmt.Errorf("%d draws were logged", len(order))
	}
	if _, err := io.ReadFull(r, order); err != nil {
		return err
	}
	for i := len(entries) - 1; i > 0; i-- {
		j := int(order[i]) % (i + 1)
		entries[i], entries[j] = entries[j], entries[i]
	}
	return nil
}

// helloBytes shows a hello, with the fields that matter named.
func helloBytes(title string, m anatomy.Message, fields ...string) *transcript.Bytes {
	if !m.There() {
		return telling.BytesOf(title+" was not recorded", nil, 0)
	}
	b := telling.BytesOf(title, m.Bytes, m.Size())
	for _, path := range fields {
		if f, ok := m.Field(path); ok {
			b.Spans = append(b.Spans, transcript.ByteSpan{Offset: f.Offset, Length: len(f.Bytes), Label: f.Name})
		}
	}
	return b
}

// grade explains a wrong letter by what that draw is.
func grade(answer string, entries []entry) anatomy.Grading {
	typed := strings.ToUpper(strings.NewReplacer(" ", "", ",", "", "-", "").Replace(answer))
	if len(typed) != 2 {
		return anatomy.Grading{Says: fmt.Sprintf("%q is not two letters: first that of the client's private key, then that of the server's.", answer)}
	}
	var chosen []entry
	for _, c := range typed {
		if n := int(c - 'A'); n >= 0 && n < len(entries) {
			chosen = append(chosen, entries[n])
		}
	}
	if len(chosen) != 2 {
		return anatomy.Grading{Says: fmt.Sprintf("The letters go from A to %s.", letter(len(entries)-1))}
	}
	client, server := chosen[0], chosen[1]
	isKey := func(e entry, side capture.Side) bool { return e.Kind == ledger.EphemeralKey && e.Side == side }
	switch {
	case isKey(client, capture.Client) && isKey(server, capture.Server):
		return anatomy.Grading{Right: true, Says: "The public keys of both stand in the hellos, and the draws themselves nowhere. With one of the two, all of this connection can be read."}
	case isKey(client, capture.Server) && isKey(server, capture.Client):
		return anatomy.Grading{Says: "These are the two, but the other way round. The public key in the ClientHello belongs to the client's draw."}
	case typed[0] == typed[1]:
		return anatomy.Grading{Says: "You named one draw twice. Each side drew a key of its own."}
	}
	for i, c := range chosen {
		if c.Kind != ledger.EphemeralKey {
			return anatomy.Grading{Says: fmt.Sprintf("%c: %s", typed[i], whatItIs(c))}
		}
	}
	return anatomy.Grading{Says: "One of the two is right. Compare the public key of the other with the key share of the ServerHello."}
}

// whatItIs says why a draw is no private key of this connection.
func whatItIs(e entry) string {
	switch e.Fate {
	case ledger.InClear:
		return fmt.Sprintf("this draw stands %s. What crosses as it is cannot be a private key.", place(e))
	case ledger.MixedIn:
		return "that went into the making of the server's signature. Its public key, as if it were one, stands in no hello."
	}
	return "the server drew that for tickets, and gave none here. Its public key, as if it were one, stands in no hello."
}
