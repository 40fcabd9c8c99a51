package refusals

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"time"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// riddles are the faults that an exercise may have, and the field that each is in.
var riddles = []struct{ fault, field string }{
	{expired, "certificate[0]/not_after"},
	{notYet, "certificate[0]/not_before"},
	{wrongName, "certificate[0]/subject_alt_name/dns_name"},
	{wrongUsage, "certificate[0]/ext_key_usage/key_purpose_id"},
	{noCA, "certificate[1]/basic_constraints"},
}

const days = 24 * time.Hour

// exercise asks for the field at fault in a fresh chain. The fault, the names and
// the dates are drawn for this run.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	draw := make([]byte, 16)
	if _, err := io.ReadFull(l.Rand("exercise"), draw); err != nil {
		return nil, err
	}
	riddle := riddles[int(draw[0])%len(riddles)]
	off := time.Duration(1+int(draw[1])%60) * days
	root, err := l.Authority(word(draw[2:5]) + " root")
	if err != nil {
		return nil, err
	}
	s := &shop{lab: l, host: word(draw[5:10]) + ".example", root: root, made: map[string]tls.Certificate{}}
	issuer, err := root.Intermediate(word(draw[10:15])+" authority", func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = l.Now().Add(-off-90*days), l.Now().Add(off+365*days)
		if riddle.fault == noCA {
			c.IsCA, c.KeyUsage = false, 0
		}
	})
	if err != nil {
		return nil, err
	}
	err = s.issue(riddle.fault, issuer, func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = l.Now().Add(-off-30*days), l.Now().Add(off+30*days)
		switch riddle.fault {
		case expired:
			c.NotAfter = l.Now().Add(-off)
		case notYet:
			c.NotBefore = l.Now().Add(off)
		case wrongName:
			c.DNSNames = []string{nearly(s.host, draw[15])}
		case wrongUsage:
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		}
	})
	if err != nil {
		return nil, err
	}
	session, err := s.toGo(riddle.fault, tls.VersionTLS12)
	if err := expects(false, session, err); err != nil {
		return nil, err
	}
	scene := anatomy.NewScene()
	scene.Stable = l.Seeded()
	s.knows(scene, byGo)
	scene.Add("it", "", session)
	m := scene.Message("it", certificate)
	found, ok := m.Field(riddle.field)
	if !ok {
		return nil, fmt.Errorf("the certificate has no %s", riddle.field)
	}
	x := &riddleOf{scene: scene, message: m, field: riddle.field, from: found.Offset, to: found.Offset + len(found.Bytes)}
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			telling.Ladder(scene, "it", "A refusal that you did not see before"),
			x.bytes(),
			&transcript.TryIt{Role: "exercise", Text: transcript.Plainly(fmt.Sprintf(
				"The client wanted %s, its clock said %s, and it trusts the root named “%s”. All signatures hold. In one field something stands for which it had to refuse. At which byte of the message does that field begin? (the first number of its line)",
				s.host, clockOf(scene, byGo), root.Certificate.Subject.CommonName))},
		},
		Grade: x.grade,
	}, nil
}

// word makes a name from drawn bytes, of two letters each.
func word(draw []byte) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	out := ""
	for _, b := range draw {
		out += string(consonants[int(b)%len(consonants)]) + string(vowels[int(b)/len(consonants)%len(vowels)])
	}
	return out[:2+int(draw[0])%(len(out)-1)]
}

// nearly is a name that differs in one letter.
func nearly(name string, draw byte) string {
	b := []byte(name)
	at := int(draw) % (len(name) - len(".example"))
	b[at] = 'a' + (b[at]-'a'+1+draw%24)%26
	return string(b)
}
