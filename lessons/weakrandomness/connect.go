package weakrandomness

import (
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The connections on the scene.
const (
	seen    = "seen" // as it crossed
	weak    = "weak" // the same, opened by the attacker
	hybrid  = "hybrid"
	strong  = "strong"
	hundred = "sources"
)

const (
	host   = "shop.example"
	answer = "Welcome back. Your order is on its way.\n"
)

// seedBits is how much of the weak client's seed is unknown.
const seedBits = 16

var sixteen = attacker{seedBits, small}

// perform makes four connections: two of a client with a seed of 16 bits, one of a
// client that draws well, one of a client that mixes a hundred sources.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	if !l.SeesDraws() {
		return nil, lab.ErrDrawsUnseen
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Facts["host"] = host
	for _, c := range []struct {
		act, title string
		group      tls.CurveID
		seed       func(uint32) []byte // of the client's generator; nil: it draws well
		attacker   attacker
	}{
		{weak, "weak client", tls.X25519, small, sixteen},
		{hybrid, "hybrid", tls.X25519MLKEM768, small, sixteen},
		{strong, "strong client", tls.X25519, nil, sixteen},
		{hundred, "a hundred sources", tls.X25519, mixed, hundredGuessed()},
	} {
		n, err := drawNumber(l, seedBits)
		if err != nil {
			return nil, err
		}
		g := visit{act: c.act, group: c.group}
		if c.seed != nil {
			g.seed = c.seed(n)
			s.Facts["seed of "+c.act] = fmt.Sprint(n)
		}
		session, err := g.talk(l, s.Facts)
		if err != nil {
			return nil, fmt.Errorf("the connection of the %s: %w", c.title, err)
		}
		s.AddWith(c.act, c.title, session, c.attacker.keys)
	}
	s.Add(seen, "weak client", s.Act(weak).Session)
	if !l.Seeded() {
		best, _ := timed(s, 3)
		s.Facts[measuredKey] = fmt.Sprint(best.Nanoseconds())
	}
	return s, nil
}

// drawNumber draws a number below 1<<bits, as the machine of a weak client would.
func drawNumber(l *lab.Lab, bits int) (uint32, error) {
	b := make([]byte, 4)
	if _, err := io.ReadFull(l.Rand("seed"), b); err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint32(b) >> (32 - bits), nil
}

// A visit is one connection: a client logs in, the server answers.
type visit struct {
	act   string
	group tls.CurveID
	seed  []byte // of the client's generator; nil: it draws from the lab's
}

// talk makes the connection, and puts into known what the peers said.
func (g visit) talk(l *lab.Lab, known map[string]string) (*lab.Session, error) {
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return nil, err
	}
	cert, err := root.Issue(host)
	if err != nil {
		return nil, err
	}
	password, err := word(l.Rand("password"), 12)
	if err != nil {
		return nil, err
	}
	name := "client"
	if g.seed != nil {
		name = "client of " + g.act
		l.SetRand(name, func(io.Reader) io.Reader { return &generator{seed: g.seed} })
	}
	client := l.ClientConfig(name, root, host)
	client.MinVersion, client.CurvePreferences = tls.VersionTLS13, []tls.CurveID{g.group}
	server := l.ServerConfig("server", cert)
	server.CurvePreferences = client.CurvePreferences
	request := "user=alice&password=" + password + "\n"
	received := make([]byte, len(request))
	var got []byte
	session, err := l.Talk(
		lab.TLSClient(client, func(c *tls.Conn) (err error) {
			if _, err = io.WriteString(c, request); err != nil {
				return err
			}
			got, err = io.ReadAll(c)
			return err
		}),
		lab.TLSServer(server, func(c *tls.Conn) error {
			if _, err := io.ReadFull(c, received); err != nil {
				return err
			}
			_, err := io.WriteString(c, answer)
			return err
		}))
	if err := lab.BothFine(session, err); err != nil {
		return nil, err
	}
	known["password of "+g.act] = password
	known["server of "+g.act], known["client of "+g.act] = string(received), string(got) // what each received
	return session, nil
}

// letters has no sign that is easily mistaken.
const letters = "abcdefghijkmnpqrstuvwxyz23456789"

func word(r io.Reader, n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", err
	}
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)] // 32 letters: no bias
	}
	return string(b), nil
}
