package lessons

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/lessons/lab"
)

// TestLessonsAreTaughtByAnyClock: a machine without a battery begins in 1970, and
// dates from 2050 on are written another way in certificates.
func TestLessonsAreTaughtByAnyClock(t *testing.T) {
	for _, at := range []time.Time{
		time.Unix(0, 0), time.Date(2049, time.December, 31, 23, 59, 59, 0, time.UTC), time.Date(2106, time.March, 1, 0, 0, 0, 0, time.UTC),
	} {
		for _, l := range All() {
			d, err := Run(context.Background(), l, Options{Lab: lab.Options{Clock: at}})
			if err != nil {
				t.Errorf("lesson %d in %d: %v", l.Number, at.Year(), err)
				continue
			}
			if d.Failed() > 0 {
				t.Errorf("lesson %d in %d: %d claims are false", l.Number, at.Year(), d.Failed())
			}
		}
	}
	_, err := Run(context.Background(), All()[0], Options{Lab: lab.Options{Clock: time.Date(12026, time.January, 1, 0, 0, 0, 0, time.UTC)}})
	if clock := new(lab.ClockError); !errors.As(err, &clock) {
		t.Errorf("in the year 12026: %v", err)
	}
}
