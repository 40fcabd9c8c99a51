package lab

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
)

func draw(t testing.TB, r io.Reader, n int) []byte {
	t.Helper()
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestReadersGoByName: the order in which readers are asked for, or drawn from,
// changes nothing.
func TestReadersGoByName(t *testing.T) {
	l := open(t, Options{Seed: seed(3)})
	client, server := l.Rand("client"), l.Rand("server")
	c, s := draw(t, client, 32), draw(t, server, 32)
	again := open(t, Options{Seed: seed(3)})
	server, client = again.Rand("server"), again.Rand("client")
	if s2, c2 := draw(t, server, 32), draw(t, client, 32); !bytes.Equal(c, c2) || !bytes.Equal(s, s2) {
		t.Error("another order gives other bytes")
	}
	for name, other := range map[string]io.Reader{
		"another name":       l.Rand("server"),
		"the name again":     l.Rand("client"),
		"another seed":       open(t, Options{Seed: seed(4)}).Rand("client"),
		"a name in a name":   l.Rand("client, number 0"),
		"an unseeded reader": open(t, Options{}).Rand("client"),
	} {
		if bytes.Equal(draw(t, other, 32), c) {
			t.Errorf("%s gives the same bytes", name)
		}
	}
}

// TestOneByteDrawsDoNotAdvance: Go makes them or not, at random.
func TestOneByteDrawsDoNotAdvance(t *testing.T) {
	with, without := seeded(5, "x", 0), seeded(5, "x", 0)
	for range 40 {
		if b := draw(t, with, 1); b[0] != 0 {
			t.Fatalf("a draw of one byte is %d", b[0])
		}
		if _, err := with.Read(nil); err != nil {
			t.Fatal(err)
		}
		if a, b := draw(t, with, 32), draw(t, without, 32); !bytes.Equal(a, b) {
			t.Fatal("a draw of one byte advanced the reader")
		}
	}
}

// TestReadersThatAreNotReadAreNoticed tells a reader that is read from one that is not.
func TestReadersThatAreNotReadAreNoticed(t *testing.T) {
	if err := probe(func() io.Reader { return seeded(1, "x", 0) }); err != nil {
		t.Errorf("equal readers: %v", err)
	}
	if err := probe(func() io.Reader { return rand.Reader }); !errors.Is(err, ErrNotSeedable) {
		t.Errorf("readers that differ: %v", err)
	}
	broken := errors.New("broken")
	if err := probe(func() io.Reader { return failing{broken} }); !errors.Is(err, broken) {
		t.Errorf("a reader that fails: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// A stutterer gives its first draw again and again.
type stutterer struct {
	from  io.Reader
	first []byte
}

func (s *stutterer) Read(p []byte) (int, error) {
	if len(p) == 1 {
		return s.from.Read(p)
	}
	if s.first == nil {
		s.first = make([]byte, len(p))
		if _, err := io.ReadFull(s.from, s.first); err != nil {
			return 0, err
		}
	}
	return copy(p, s.first), nil
}

// TestAPeerDrawsFromTheGeneratorThatItIsGiven: and what it drew is what the session holds.
func TestAPeerDrawsFromTheGeneratorThatItIsGiven(t *testing.T) {
	l := open(t, Options{Seed: seed(6), Transport: Memory})
	l.SetRand("bad client", func(from io.Reader) io.Reader { return &stutterer{from: from} })
	ca, err := l.Authority("root")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := ca.Issue("school.example")
	if err != nil {
		t.Fatal(err)
	}
	s := hello(t, l, l.ClientConfig("bad client", ca, "school.example"), l.ServerConfig("server", cert))
	var drawn [][]byte
	for _, d := range s.ClientDraws {
		if len(d.Bytes) > 1 {
			drawn = append(drawn, d.Bytes)
		}
	}
	if len(drawn) != 3 || !bytes.Equal(drawn[0], drawn[1]) || !bytes.Equal(drawn[0], drawn[2]) {
		t.Errorf("the client drew %x", drawn)
	}
	if !bytes.Contains(s.Recording.Bytes(capture.Client), append(append([]byte{}, drawn[0]...), append([]byte{32}, drawn[0]...)...)) {
		t.Error("the hello has not the same random and session ID")
	}
	for _, d := range s.ServerDraws {
		if bytes.Equal(d.Bytes, drawn[0]) {
			t.Error("the server drew from the client's generator")
		}
	}
}
