package tickets

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/goticket"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// asked is how many bytes of the secret an exercise asks for.
const asked = 4

// exercise asks for the secret in a fresh ticket of TLS 1.3.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	p, err := open(l)
	if err != nil {
		return nil, err
	}
	key, err := p.ticketKey("ticket key")
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Facts[ticketKey] = hex.EncodeToString(key[:])
	if err := p.visit(s, v13.full, "", p.client(v13.number, tls.NewLRUClientSessionCache(1)), p.server(key)); err != nil {
		return nil, err
	}
	it, err := sessionItem(s, v13.full)
	if err != nil {
		return nil, err
	}
	secret, ok := it.Find("secret")
	if !ok || len(secret.Bytes) < asked {
		return nil, errors.New("the ticket holds no secret")
	}
	steps, _, err := opened(s, v13.full)
	if err != nil {
		return nil, err
	}
	ticket := given(s.Act(v13.full))
	aesKey, macKey := steps.Output("aes_key"), steps.Output("hmac_key")
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			parts("A ticket of TLS 1.3, fresh from the wire", ticket),
			&transcript.Derivation{Title: "What the server makes of its ticket key", Steps: []transcript.Step{
				{Label: "key for AES-128-CTR", Value: hex.EncodeToString(aesKey)},
				{Label: "key for the MAC", Value: hex.EncodeToString(macKey)},
			}},
			&transcript.TryIt{Role: "exercise", Text: transcript.Plainly(fmt.Sprintf(
				"You are the server, and a client shows you this ticket. Open it. The first command below makes a file of the ticket; the second is what you need, once its dots are filled in. "+
					"What comes out begins with version (2 bytes), type (1), cipher suite (2), time (8) and the length of the secret (1); then comes the secret. (At the very end stands the MAC. It was never encrypted: what comes out there means nothing.) What are its first %d bytes? (%d hexadecimal digits)", asked, 2*asked)),
				Commands: []string{
					fmt.Sprintf("echo %x | xxd -r -p > ticket.bin", ticket),
					fmt.Sprintf("tail -c +%d ticket.bin | openssl enc -d -aes-128-ctr -K ... -iv ... | xxd", goticket.IVLength+1),
				}},
		},
		Grade: func(answer string) anatomy.Grading { return grade(answer, ticket, aesKey, macKey, secret.Offset) },
	}, nil
}

// grade explains a wrong answer by the way that leads to it.
func grade(answer string, ticket, aesKey, macKey []byte, place int) anatomy.Grading {
	typed, err := hex.DecodeString(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(answer)), " ", ""))
	if err != nil || len(typed) != asked {
		return anatomy.Grading{Says: fmt.Sprintf("%q is not %d hexadecimal digits.", answer, 2*asked)}
	}
	iv, rest := ticket[:goticket.IVLength], ticket[goticket.IVLength:]
	session := decrypted(aesKey, iv, rest)
	is := func(from []byte, at int) bool {
		return at+asked <= len(from) && string(from[at:at+asked]) == string(typed)
	}
	switch {
	case is(session, place):
		return anatomy.Grading{Right: true, Says: fmt.Sprintf("%x… is the pre-shared key. You held the ticket key. The client, who carries the ticket, does not.", typed)}
	case is(session, 0):
		return anatomy.Grading{Says: fmt.Sprintf("These are the first bytes of the session: version, type and half of the suite. The secret begins at byte %d of it.", place)}
	case is(session, place-1):
		return anatomy.Grading{Says: "You began one byte early: the first of these bytes is the length of the secret."}
	case is(session, place+1):
		return anatomy.Grading{Says: "You began one byte late. Bytes are counted from 0."}
	case is(session, place-9):
		return anatomy.Grading{Says: "This is the time at which the session was made. The length of the secret follows it, and then the secret."}
	case is(rest, place), is(ticket, place):
		return anatomy.Grading{Says: "These bytes stand in the ticket as it crossed: they are still encrypted."}
	case is(decrypted(aesKey, iv, ticket), place), is(decrypted(aesKey, iv, ticket), place+goticket.IVLength):
		return anatomy.Grading{Says: "You decrypted the IV along with the rest. The ciphertext begins behind it, at byte 16 of the ticket."}
	case is(decrypted(macKey, iv, rest), place):
		return anatomy.Grading{Says: "That comes out with the key for the MAC. To decrypt, take the one for AES."}
	case is(decrypted(aesKey, make([]byte, goticket.IVLength), rest), place):
		return anatomy.Grading{Says: "That comes out with an IV of zeros. The IV stands at the beginning of the ticket."}
	}
	return anatomy.Grading{Says: fmt.Sprintf("What comes out must begin with 0304, the version. If it does, the secret begins at byte %d. If it does not, look at key, IV and where the ciphertext begins.", place)}
}

// decrypted is AES-128-CTR as somebody may apply it; nil where it cannot be.
func decrypted(key, iv, b []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil || len(iv) != aes.BlockSize {
		return nil
	}
	out := make([]byte, len(b))
	cipher.NewCTR(block, iv).XORKeyStream(out, b)
	return out
}
