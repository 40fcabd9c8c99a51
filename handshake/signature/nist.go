package signature

import "filippo.io/nistec"

// A group computes u1·G, u2·Q and their sum on one curve, as points in SEC 1's
// form, and the sum's first coordinate, which is nil for the point at infinity.
type group func(q, u1, u2 []byte) (p1, p2, sum, x []byte, err error)

var groups = map[string]group{
	"P-224": groupOf(nistec.NewP224Point),
	"P-256": groupOf(nistec.NewP256Point),
	"P-384": groupOf(nistec.NewP384Point),
	"P-521": groupOf(nistec.NewP521Point),
}

type point[P any] interface {
	SetBytes([]byte) (P, error)
	Bytes() []byte
	BytesX() ([]byte, error)
	Add(P, P) P
	ScalarMult(P, []byte) (P, error)
	ScalarBaseMult([]byte) (P, error)
}

func groupOf[P point[P]](fresh func() P) group {
	return func(q, u1, u2 []byte) (_, _, _, x []byte, err error) {
		key, err := fresh().SetBytes(q)
		if err != nil {
			return nil, nil, nil, nil, err
		}
		p1, err := fresh().ScalarBaseMult(u1)
		if err != nil {
			return nil, nil, nil, nil, err
		}
		p2, err := fresh().ScalarMult(key, u2)
		if err != nil {
			return nil, nil, nil, nil, err
		}
		sum := fresh().Add(p1, p2)
		if x, err = sum.BytesX(); err != nil {
			x = nil // only the point at infinity has none
		}
		return p1.Bytes(), p2.Bytes(), sum.Bytes(), x, nil
	}
}
