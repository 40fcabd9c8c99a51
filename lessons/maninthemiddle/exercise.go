package maninthemiddle

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/signature"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// digitsAsked is how many digits of a hash the exercise wants.
const digitsAsked = 8

// exercise shows three certificates of one name: two are the server's, for one key;
// the third is an interceptor's, whose root bears the honest one's name. Which place
// it has is drawn.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	draw := make([]byte, 2)
	if _, err := io.ReadFull(l.Rand("exercise"), draw); err != nil {
		return nil, err
	}
	w, err := newWorld(l, "Honest Root")
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	g, err := w.intercept(w.client(true))
	if err := lab.BothFine(g.near, err); err != nil {
		return nil, err
	}
	g.add(s, near, far, "", "")
	direct, err := w.direct(w.client(true))
	if err != nil {
		return nil, err
	}
	s.AddOpened(renewed, "", direct)
	at := int(draw[0]) % 3
	certificates := [][]byte{shown(s, far), shown(s, renewed)}
	certificates = append(certificates[:at], append([][]byte{shown(s, near)}, certificates[at:]...)...)
	q := asked{forged: shown(s, near), all: certificates}
	var commands []string
	for i, der := range certificates {
		if der == nil {
			return nil, fmt.Errorf("connection %d shows no certificate", i+1)
		}
		commands = append(commands, fmt.Sprintf("echo %s | base64 -d > %d.der", base64.StdEncoding.EncodeToString(der), i+1))
	}
	for i := range certificates {
		commands = append(commands, fmt.Sprintf("openssl x509 -inform DER -in %d.der -noout -subject -issuer", i+1))
	}
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			&transcript.Prose{Text: transcript.Plainly(fmt.Sprintf(
				"A client made three connections to %s. It trusts the honest root, and somebody gave it a second one. One of the three connections was intercepted. The other two reached the server, which got a new certificate in between, for the key that it had.", host))},
			&transcript.TryIt{Role: "exercise", Text: transcript.Plainly(fmt.Sprintf(
				"Here are the three certificates, and a first look at them. Take an empty folder. Find the intercepted connection, and give the first %d hexadecimal digits of the SHA-256 hash of the public key in its certificate, as a pin has it: openssl x509 -pubkey writes the key as PEM, openssl pkey -pubin -outform DER makes bytes of it, openssl dgst -sha256 hashes them.", digitsAsked)),
				Commands: commands},
		},
		Grade: q.grade,
	}, nil
}

// asked is what one exercise asks for.
type asked struct {
	forged []byte
	all    [][]byte
}

// beginsHash is a row of digits that may be a hash, or the beginning of one.
var beginsHash = regexp.MustCompile(fmt.Sprintf("^[0-9a-f]{%d,64}$", digitsAsked))

// start is the part of a hash that is asked for.
func start(hash string) string { return hash[:min(len(hash), digitsAsked)] }

// grade explains a wrong answer by what it is the hash of.
func (q asked) grade(answer string) anatomy.Grading {
	_, digits, ok := strings.Cut(answer, "=") // as OpenSSL prints it
	if !ok {
		digits = answer
	}
	got := strings.ToLower(strings.NewReplacer(" ", "", ":", "").Replace(strings.TrimSpace(digits)))
	if !beginsHash.MatchString(got) {
		return anatomy.Grading{Says: fmt.Sprintf("%q is not the beginning of a hash: that has %d hexadecimal digits or more.", answer, digitsAsked)}
	}
	got = start(got)
	if got == start(publicKeyHash(q.forged)) {
		return anatomy.Grading{Right: true, Says: "Two certificates hold one key, and this one holds another. Names did not help: its issuer is called what the honest root is called. A pin would have noticed it."}
	}
	for i, der := range q.all {
		forged := bytes.Equal(der, q.forged)
		switch got {
		case start(publicKeyHash(der)):
			return anatomy.Grading{Says: fmt.Sprintf("That is the key of connection %d. Another of the three has the same key, in another certificate: a server keeps its key when it gets a new certificate. The interceptor does not have it.", i+1)}
		case start(fingerprint(der)):
			return anatomy.Grading{Says: fmt.Sprintf("That is the fingerprint of the whole certificate %d. It changes with each certificate, and so says nothing about the key. %s", i+1,
				said(forged, "The connection is the right one.", "Hash the keys, and see which two are the same."))}
		case start(pemHash(der)):
			return anatomy.Grading{Says: fmt.Sprintf("You hashed the PEM text of key %d: letters, lines and all. A pin is over the bytes: put openssl pkey -pubin -outform DER in between. %s", i+1,
				said(forged, "The connection is the right one.", "And compare all three."))}
		}
	}
	return anatomy.Grading{Says: "That is the hash of none of the three keys. Write x509 -pubkey -noout: without -noout the certificate itself goes into the pipe, too."}
}

// pemHash is the hash of a key's PEM text, as OpenSSL writes it.
func pemHash(der []byte) string {
	places, err := signature.Locate(der)
	if err != nil {
		return "no certificate"
	}
	return fmt.Sprintf("%x", sha256.Sum256(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: places.Key.Of(der)})))
}
