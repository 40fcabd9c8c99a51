package report

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"
)

func TestAheadWritesAllInOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	var got, want bytes.Buffer
	a := newAhead(&got)
	for range 200 {
		b := make([]byte, random.IntN(3*aheadSize/2))
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		want.Write(b)
		a.write(b)
		if random.IntN(20) == 0 {
			if err := a.flush(); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Fatalf("after a flush: %v, %d bytes of %d", err, got.Len(), want.Len())
			}
		}
	}
	if err := a.flush(); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
		t.Errorf("%v, %d bytes of %d", err, got.Len(), want.Len())
	}
	a.close()
}

// full is a disk that takes so many writes.
type full int

var errFull = errors.New("no space left")

func (f *full) Write(b []byte) (int, error) {
	if *f--; *f < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestAheadKeepsTheFirstError(t *testing.T) {
	disk := full(2)
	a := newAhead(&disk)
	for range 10 {
		a.write(make([]byte, aheadSize))
	}
	for range 2 {
		if err := a.flush(); err != errFull {
			t.Errorf("%v", err)
		}
	}
	if disk != -1 {
		t.Errorf("written %d times after the error", -disk-1)
	}
	a.close()
}
