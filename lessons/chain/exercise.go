package chain

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A card is a certificate in the folder of the exercise.
type card struct {
	letter byte
	*x509.Certificate
}

// exercise asks for the chain that a server should have sent. How many authorities
// stand in it, their names, and the order in the folder are drawn for this run.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	draw := make([]byte, 128)
	if _, err := io.ReadFull(l.Rand("exercise"), draw); err != nil {
		return nil, err
	}
	name := word(draw[:16]) + ".example"
	root, err := l.Authority(word(draw[16:32]) + " root")
	if err != nil {
		return nil, err
	}
	signing, folder := root, []*x509.Certificate{root.Certificate}
	for i := range 1 + int(draw[32])%2 {
		if signing, err = signing.Intermediate(word(draw[33+16*i:49+16*i])+" CA", nil); err != nil {
			return nil, err
		}
		folder = append(folder, signing.Certificate)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), l.Rand("key of the exercise"))
	if err != nil {
		return nil, err
	}
	cert, err := signing.IssueFor(name, key)
	if err != nil {
		return nil, err
	}
	// An authority with the name of the one that signs, and another key, below a root
	// of which the client has never heard.
	stranger, err := l.Authority(word(draw[65:81]) + " root")
	if err != nil {
		return nil, err
	}
	namesake, err := stranger.Intermediate(signing.Certificate.Subject.CommonName, nil)
	if err != nil {
		return nil, err
	}
	folder = append(folder, cert.Leaf, namesake.Certificate)

	shop := &shop{root: root, host: name}
	cert.Certificate = cert.Certificate[:1]
	session, err := shop.visit(l, cert)
	if err != nil {
		return nil, err
	}
	if session.ClientErr == nil {
		return nil, errors.New("a client was content with a leaf alone")
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Add(alone, "", session)
	cards := shuffled(folder, draw[81:])
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			telling.Ladder(s, alone, "A server sends its own certificate, and is refused"),
			cardTable(cards),
			&transcript.TryIt{Role: "exercise", Text: transcript.Plainly(fmt.Sprintf(
				"This is what the administrator finds in his folder. The server is called %s. The client trusts one root, %s; the identifier of its key begins with %s. "+
					"Which certificates must the server send, in which order, and none that the client does not need? (their letters, for example BAD)",
				name, root.Certificate.Subject.CommonName, begins(root.Certificate.SubjectKeyId)))},
		},
		Grade: func(answer string) anatomy.Grading {
			return grade(answer, cards, cert.Leaf, root.Certificate)
		},
	}, nil
}

// word is 3 to 10 letters, drawn.
func word(draw []byte) string {
	letters := make([]byte, 3+int(draw[0])%8)
	for i := range letters {
		letters[i] = 'a' + draw[1+i]%26
	}
	return string(letters)
}

// shuffled gives the certificates letters in an order that is drawn.
func shuffled(folder []*x509.Certificate, draw []byte) (cards []card) {
	folder = slices.Clone(folder)
	for i := 0; len(folder) > 0; i++ {
		n := int(draw[i]) % len(folder)
		cards = append(cards, card{byte('A' + i), folder[n]})
		folder = slices.Delete(folder, n, n+1)
	}
	return cards
}

// begins is the first digits of an identifier.
func begins(id []byte) string {
	if len(id) == 0 {
		return "none"
	}
	return fmt.Sprintf("%x", id[:min(4, len(id))])
}

func cardTable(cards []card) *transcript.Table {
	t := &transcript.Table{Title: "The folder: of each certificate the names, and the first digits of the identifiers of two keys",
		Head: transcript.Cells("", "subject", "its key", "issuer", "the issuer's key")}
	for _, c := range cards {
		t.Rows = append(t.Rows, []transcript.Text{transcript.Value(string(c.letter)), transcript.Value(c.Subject.CommonName), transcript.Value(begins(c.SubjectKeyId)),
			transcript.Value(c.Issuer.CommonName), transcript.Value(begins(c.AuthorityKeyId))})
	}
	return t
}

// grade follows the letters from the server's certificate up, and explains the first
// step that leads nowhere.
func grade(answer string, cards []card, leaf, root *x509.Certificate) anatomy.Grading {
	chosen, wrong := chosenCards(answer, cards)
	if wrong != "" {
		return anatomy.Grading{Says: wrong}
	}
	if !chosen[0].Equal(leaf) {
		if chosen[len(chosen)-1].Equal(leaf) {
			return anatomy.Grading{Says: "That is the other way round: the server's own certificate comes first, and each one behind it is of who signed the one before."}
		}
		return anatomy.Grading{Says: fmt.Sprintf("%c is not the server's own certificate. That one comes first: the one whose subject is the server's name.", chosen[0].letter)}
	}
	for i, above := range chosen[1:] {
		below := chosen[i]
		if slices.Equal(below.RawIssuer, root.RawSubject) {
			if above.Equal(root) {
				return anatomy.Grading{Says: fmt.Sprintf("%c is the root. The chain is right without it: the client must have the root already, and one that is sent changes nothing.", above.letter)}
			}
			return anatomy.Grading{Says: fmt.Sprintf("%c is signed by the root, which the client has. Nothing more is needed behind it, and %c did not sign it.", below.letter, above.letter)}
		}
		if !slices.Equal(below.RawIssuer, above.RawSubject) {
			return anatomy.Grading{Says: fmt.Sprintf("%c names %q as its issuer, and %c is %q.", below.letter, below.Issuer.CommonName, above.letter, above.Subject.CommonName)}
		}
		if !slices.Equal(below.AuthorityKeyId, above.SubjectKeyId) {
			return anatomy.Grading{Says: fmt.Sprintf("%c has the right name and the wrong key: %c was signed with the key %s, and the key of %c is %s. Two certificates in the folder have that name.",
				above.letter, below.letter, begins(below.AuthorityKeyId), above.letter, begins(above.SubjectKeyId))}
		}
	}
	last := chosen[len(chosen)-1]
	if !slices.Equal(last.RawIssuer, root.RawSubject) {
		return anatomy.Grading{Says: fmt.Sprintf("%c, the last one, is signed by %q. The client does not know it: go on until the issuer is the root.", last.letter, last.Issuer.CommonName)}
	}
	return anatomy.Grading{Right: true, Says: fmt.Sprintf("From the server's own certificate up to %c, whose issuer the client has. Names lead the way, and the keys decide.", last.letter)}
}

// chosenCards are the certificates that an answer names, or what is wrong with it.
func chosenCards(answer string, cards []card) (chosen []card, wrong string) {
	for _, r := range strings.ToUpper(answer) {
		if strings.ContainsRune(" ,\t", r) {
			continue
		}
		n := slices.IndexFunc(cards, func(c card) bool { return rune(c.letter) == r })
		if n < 0 {
			return nil, fmt.Sprintf("%q is no letter of a certificate here: they are A to %c.", r, cards[len(cards)-1].letter)
		}
		if slices.ContainsFunc(chosen, func(c card) bool { return c.letter == cards[n].letter }) {
			return nil, fmt.Sprintf("%c stands there twice.", r)
		}
		chosen = append(chosen, cards[n])
	}
	if chosen == nil {
		return nil, "Name the certificates by their letters, the server's own first."
	}
	return chosen, ""
}
