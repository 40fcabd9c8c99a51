package lab

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"sync"
)

// ErrDrawsUnseen says that a lesson about draws cannot be given.
var ErrDrawsUnseen = errors.New("this build draws its random numbers elsewhere, so nobody can say which they were")

// ErrNotSeedable says that crypto/tls does not draw from the reader it is given.
var ErrNotSeedable = errors.New("this build draws its random numbers elsewhere, so a run cannot be seeded")

// Rand is a source of randomness for one peer. With a seed, each name has its
// own stream, so that the order in which two peers draw changes nothing; asking
// for the same name again gives a new stream.
func (l *Lab) Rand(name string) io.Reader {
	from := io.Reader(rand.Reader)
	if l.opts.Seed != nil {
		n := l.draws[name]
		l.draws[name]++
		from = seeded(*l.opts.Seed, name, n)
	}
	if own := l.own[name]; own != nil {
		return own(from)
	}
	return from
}

// SetRand gives readers of this name that are asked for from now on another
// generator, for peers that draw badly. It is given the lab's own, to draw from. What
// [Session] holds of draws is what the generator gave. Where it has to give the same
// bytes on every run, it answers draws of one byte without advancing, as the lab's
// own does.
func (l *Lab) SetRand(name string, generator func(io.Reader) io.Reader) { l.own[name] = generator }

// seeded is the stream of one name: ChaCha8 under a key made from seed, name
// and number.
func seeded(seed uint64, name string, n int) io.Reader {
	key := sha256.Sum256(fmt.Appendf(nil, "tlsteach seed %d, reader %s, number %d", seed, name, n))
	return &seededReader{mathrand.NewChaCha8(key)}
}

// seesDraws says whether crypto/tls draws from the readers it is given: the same
// for the whole life of the program.
var seesDraws = sync.OnceValue(func() bool {
	return probe(func() io.Reader { return seeded(0, "probe", 0) }) == nil
})

type seededReader struct{ stream *mathrand.ChaCha8 }

// Read answers one-byte draws with 0 and does not advance: Go makes them half
// the time, at random, so that nobody relies on the order of its draws.
func (r *seededReader) Read(p []byte) (int, error) {
	if len(p) == 1 {
		p[0] = 0
		return 1, nil
	}
	return r.stream.Read(p)
}

// probe makes keys as crypto/tls and crypto/x509 do, twice from equal readers.
// Without the setting cryptocustomrand=1 the readers are ignored and the keys
// differ.
func probe(fresh func() io.Reader) error {
	for _, key := range []func(io.Reader) ([]byte, error){
		func(r io.Reader) ([]byte, error) {
			k, err := ecdh.X25519().GenerateKey(r)
			if err != nil {
				return nil, err
			}
			return k.Bytes(), nil
		},
		func(r io.Reader) ([]byte, error) {
			k, err := ecdsa.GenerateKey(elliptic.P256(), r)
			if err != nil {
				return nil, err
			}
			return k.Bytes()
		},
	} {
		a, err := key(fresh())
		if err != nil {
			return err
		}
		b, err := key(fresh())
		if err != nil {
			return err
		}
		if !bytes.Equal(a, b) {
			return ErrNotSeedable
		}
	}
	return nil
}
