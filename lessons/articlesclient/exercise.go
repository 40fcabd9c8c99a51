package articlesclient

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A puzzle is a certificate and names that clients want. All of it is drawn.
type puzzle struct {
	base    string   // what all of its names have in common
	subject string   // stands in the subject, and in no entry
	entries []string // of subject_alt_name
	wants   []string // by letter, from a
	leaf    *x509.Certificate
}

// exercise asks which names a certificate covers, from its bytes.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	p, err := draw(l.Rand("exercise"))
	if err != nil {
		return nil, err
	}
	s, err := p.show(l)
	if err != nil {
		return nil, err
	}
	m := s.Message(wrongName, certificate)
	san, ok := m.Field("subject_alt_name")
	subject, ok2 := m.Field("subject")
	if p.leaf = leaf(s, wrongName); !ok || !ok2 || p.leaf == nil {
		return nil, errors.New("the certificate of the exercise did not cross")
	}
	list := &transcript.Prose{Text: transcript.Plainly("Nine clients, and the server that each of them wants:")}
	for i, name := range p.wants {
		list.Items = append(list.Items, transcript.Plainly(fmt.Sprintf("%c: %s", 'a'+i, name)))
	}
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			telling.BytesOf("The subject of a certificate, fresh from the wire", subject.Bytes, len(subject.Bytes)),
			telling.BytesOf("Its extension subject_alt_name: each entry is 82, a length, and letters", san.Bytes, len(san.Bytes)),
			list,
			&transcript.TryIt{Role: "exercise", Text: transcript.Plainly(
				"The chain of this certificate leads to a root that all nine trust. Each client checks the name as RFC 9525 says. Which of them go on? Answer with their letters, in any order, for example: acf")},
		},
		Grade: p.grade,
	}, nil
}

// draw makes the names.
func draw(r io.Reader) (*puzzle, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, err
	}
	word := make([]byte, 5)
	for i := range word {
		word[i] = 'a' + b[i]%26
	}
	p := &puzzle{base: string(word) + ".example"}
	p.subject = "mail." + p.base
	pool := []string{p.base, "*." + p.base, "*.api." + p.base, "www." + p.base}
	skip := int(b[5]) % len(pool) // three of the four entries
	for i, e := range pool {
		if i != skip {
			p.entries = append(p.entries, e)
		}
	}
	p.wants = []string{p.base, "www." + p.base, strings.ToUpper("shop." + p.base), "v2.api." + p.base, "old.shop." + p.base,
		"api." + p.base, p.subject, p.base + ".evil.example", "my" + p.base}
	for i := len(p.wants) - 1; i > 0; i-- {
		j := int(b[8+i]) % (i + 1)
		p.wants[i], p.wants[j] = p.wants[j], p.wants[i]
	}
	return p, nil
}

// show lets the certificate cross to the article's client.
func (p *puzzle) show(l *lab.Lab) (*anatomy.Scene, error) {
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), l.Rand("server key"))
	if err != nil {
		return nil, err
	}
	cert, err := root.IssueWith(p.subject, key, func(c *x509.Certificate) { c.DNSNames = p.entries })
	if err != nil {
		return nil, err
	}
	client, received := l.ClientConfig("client", root, ""), ""
	session, err := l.Talk(func(conn net.Conn) error {
		_, err := get(conn, pinned(client, client.RootCAs, l.Now(), ""), request("/", p.base))
		return err
	}, serve(l.ServerConfig("server", cert), &received, whole))
	if err := lab.BothFine(session, err); err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Add(wrongName, "", session)
	return s, nil
}

// grade explains the first name that was judged wrongly.
func (p *puzzle) grade(answer string) anatomy.Grading {
	chosen := map[int]bool{}
	for _, r := range strings.ToLower(answer) {
		if strings.ContainsRune(" ,", r) {
			continue
		}
		if r < 'a' || int(r-'a') >= len(p.wants) {
			return anatomy.Grading{Says: fmt.Sprintf("%q names none of the clients: they are a to %c.", r, 'a'+len(p.wants)-1)}
		}
		chosen[int(r-'a')] = true
	}
	if len(chosen) == 0 {
		return anatomy.Grading{Says: "At least one of the clients goes on: each entry of this certificate covers something."}
	}
	var right string
	for i, name := range p.wants {
		fine := p.leaf.VerifyHostname(name) == nil
		if fine {
			right += string(rune('a' + i))
		}
		if fine != chosen[i] {
			return anatomy.Grading{Says: fmt.Sprintf("Look at %c, %s, again. %s", 'a'+i, name, p.why(name, fine))}
		}
	}
	return anatomy.Grading{Right: true, Says: fmt.Sprintf("%s: crypto/x509 says the same of the certificate that crossed. Every other client sends an alert, and its request stays at home.", right)}
}

// why says what decides over a name.
func (p *puzzle) why(name string, fine bool) string {
	by := coveredBy(p.entries, name)
	switch lower := strings.ToLower(name); {
	case fine && name != lower:
		return fmt.Sprintf("Letters count alike, large or small: %s covers it.", by)
	case fine && by != name:
		return fmt.Sprintf("The asterisk of %s stands for any one label: it covers this name.", by)
	case fine:
		return "It stands there letter by letter."
	case name == p.subject:
		return "It stands in the subject alone, and clients do not look for names there."
	case name == p.base:
		return "An asterisk stands for exactly one label. It cannot stand for none."
	case strings.HasPrefix(lower, p.base+"."):
		return "Its labels at the right say whose it is: this one belongs to evil.example."
	case strings.Count(name, ".") == strings.Count(p.base, ".")+2:
		return "An asterisk stands for one label, not for two."
	case !strings.HasSuffix(lower, "."+p.base):
		return "Labels are compared whole: this is another name that ends alike."
	}
	return "None of the entries is this name, and no asterisk stands for its first label."
}
