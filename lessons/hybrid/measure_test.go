package hybrid

import (
	"testing"
	"time"
)

// TestAClockOfLongStepsMeasuresAllTheSame: what is too short for one look at the
// clock is done until it is not.
func TestAClockOfLongStepsMeasuresAllTheSame(t *testing.T) {
	n := 0
	took, err := average(func() error { n++; return nil })
	if err != nil || took <= 0 || took > time.Millisecond || n < 100 {
		t.Errorf("%v after %d times, %v", took, n, err)
	}
	slow, err := best(3, func() error { time.Sleep(2 * time.Millisecond); return nil })
	if err != nil || slow < time.Millisecond {
		t.Errorf("%v, %v", slow, err)
	}
}
