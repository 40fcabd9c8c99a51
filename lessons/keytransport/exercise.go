package keytransport

import (
	"fmt"
	"io"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// exercise asks for the key of one side of a fresh connection: whose, is drawn.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	draw := make([]byte, 2) // a draw of one byte is always 0 under a seed
	if _, err := io.ReadFull(l.Rand("whose key"), draw); err != nil {
		return nil, err
	}
	whose := capture.Client
	if draw[0]%2 == 0 {
		whose = capture.Server
	}
	s, err := perform(l)
	if err != nil {
		return nil, err
	}
	o, err := opened(s)
	if err != nil {
		return nil, err
	}
	d, ok := decrypted(s)
	if !ok {
		return nil, errIncomplete
	}
	answers, err := o.answers(whose)
	if err != nil {
		return nil, err
	}
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			telling.BytesOf("What the server's private key found in a ClientKeyExchange", d.EM, len(d.EM)),
			&transcript.Derivation{Title: "What else crossed, or follows from it", Steps: []transcript.Step{
				{Label: "client_random", Value: fmt.Sprintf("%x", o.client.Random)},
				{Label: "server_random", Value: fmt.Sprintf("%x", o.server.Random)},
				{Label: "session_hash", Value: fmt.Sprintf("%x", o.sessionHash.Output), Note: "both hellos carry the extension extended_master_secret"},
			}},
			&transcript.TryIt{Role: "exercise", Text: transcript.Plainly(fmt.Sprintf(
				"The suite is TLS_RSA_WITH_AES_128_GCM_SHA256. With which key does the %s encrypt its records? (32 hexadecimal digits) "+
					"These commands compute the two steps; put the values in the place of the words in capitals, as hexadecimal digits without spaces.", whose)),
				Commands: []string{
					"openssl kdf -binary -keylen 48 -kdfopt digest:SHA256 -kdfopt hexsecret:PRE_MASTER -kdfopt 'seed:extended master secret' -kdfopt hexseed:SESSION_HASH TLS1-PRF | xxd -p -c 0",
					"openssl kdf -binary -keylen 40 -kdfopt digest:SHA256 -kdfopt hexsecret:MASTER -kdfopt 'seed:key expansion' -kdfopt hexseed:FIRST_RANDOM -kdfopt hexseed:SECOND_RANDOM TLS1-PRF | xxd -p -c 0",
				}},
		},
		Grade: func(answer string) anatomy.Grading { return grade(answer, whose, answers) },
	}, nil
}

// An attempt is an answer, and what it would have been the answer to.
type attempt struct{ digits, says string }

// answers are the right answer, and behind it the wrong ones that a student comes to
// by one mistake.
func (o *opening) answers(whose capture.Side) ([]attempt, error) {
	other := capture.Client
	if whose == capture.Client {
		other = capture.Server
	}
	cut := func(b []byte) string { return fmt.Sprintf("%x", b[:min(16, len(b))]) }
	all := []attempt{{cut(o.keys[whose].Key), fmt.Sprintf("The %s's key. It was cut from the key block, and the key block was made from the master secret; neither of the two crossed.", whose)}}
	add := func(digits, says string) { all = append(all, attempt{digits, says}) }
	add(cut(o.keys[other].Key), fmt.Sprintf("That is the key of the %s. The client's key stands first in the key block, the server's behind it (RFC 5246 §6.3).", other))
	add(cut(o.preMaster()), "Those are the first bytes of the pre-master secret. It encrypts nothing: the master secret is made from it first.")
	add(cut(o.master.Output), "Those are the first bytes of the master secret. It encrypts nothing: the key block is made from it, and the keys are cut from that.")
	add(fmt.Sprintf("%x", o.schedule.Output("key_block")), "That is the whole key block. It is cut into pieces: first come two keys of 16 bytes each (RFC 5246 §6.3).")
	swapped, err := secrets.NewKeyBlock(registry.VersionTLS12, suite, o.master.Output, o.server.Random, o.client.Random)
	if err != nil {
		return nil, err
	}
	for _, b := range [][]byte{swapped.Client.Key, swapped.Server.Key} {
		add(cut(b), "The randoms stood in the other order. For the key block the server's comes first (RFC 5246 §6.3).")
	}
	old, err := o.withoutEMS()
	if err != nil {
		return nil, err
	}
	older, err := secrets.NewKeyBlock(registry.VersionTLS12, suite, old.Output, o.client.Random, o.server.Random)
	if err != nil {
		return nil, err
	}
	for _, b := range [][]byte{older.Client.Key, older.Server.Key} {
		add(cut(b), "You took the older formula, with both randoms. Both hellos carry the extension extended_master_secret, so the session hash goes in (RFC 7627 §4).")
	}
	return all, nil
}

// grade explains a wrong answer by the step that went wrong.
func grade(answer string, whose capture.Side, all []attempt) anatomy.Grading {
	digits := strings.ToLower(strings.NewReplacer(" ", "", ":", "", "0x", "").Replace(strings.TrimSpace(answer)))
	if strings.Trim(digits, "0123456789abcdef") != "" || digits == "" {
		return anatomy.Grading{Says: fmt.Sprintf("%q is not in hexadecimal digits.", answer)}
	}
	for i, a := range all {
		if digits == a.digits {
			return anatomy.Grading{Right: i == 0, Says: a.says}
		}
	}
	if len(digits) != 32 {
		return anatomy.Grading{Says: fmt.Sprintf("AES-128 has a key of 16 bytes, which are 32 hexadecimal digits. You gave %d.", len(digits))}
	}
	return anatomy.Grading{Says: fmt.Sprintf("No key of this connection. The pre-master secret is the last 48 bytes of the block: behind the first 00 that follows 00 02. Then the master secret, then the key block; the %s's key is cut from that.", whose)}
}
