package lab

import (
	"io"
	mathrand "math/rand/v2"
)

// Repeat breaks the readers of a name that are asked for from now on: their bytes from
// and up to, but not including, to are the same in each of them, also without a seed. The
// other bytes stay fresh. A negative to is the end of all bytes. Asked again with other
// bounds, it repeats the same bytes.
func (l *Lab) Repeat(name string, from, to int) error {
	key, ok := l.repeats[name]
	if !ok {
		if _, err := io.ReadFull(l.Rand(name+", what repeats"), key[:]); err != nil {
			return err
		}
		l.repeats[name] = key
	}
	l.SetRand(name, func(fresh io.Reader) io.Reader {
		return &repeatedReader{same: mathrand.NewChaCha8(key), fresh: fresh, from: from, to: to}
	})
	return nil
}

type repeatedReader struct {
	same     *mathrand.ChaCha8
	fresh    io.Reader
	from, to int
	at       int
}

// Read treats one-byte draws as [seededReader.Read] does: they would shift what
// repeats.
func (r *repeatedReader) Read(p []byte) (int, error) {
	if len(p) == 1 {
		p[0] = 0
		return 1, nil
	}
	again := make([]byte, len(p))
	if _, err := r.same.Read(again); err != nil {
		return 0, err
	}
	if n, err := io.ReadFull(r.fresh, p); err != nil {
		return n, err
	}
	for i := range p {
		if r.at >= r.from && (r.at < r.to || r.to < 0) {
			p[i] = again[i]
		}
		r.at++
	}
	return len(p), nil
}
