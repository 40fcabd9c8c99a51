package main

import (
	"context"
	"fmt"
	"time"

	"github.com/tlsteach/tlsteach/lessons/lab"
)

// plights says what of this machine is not as a lesson wants it, and teaches the
// lesson where it can be taught. What was asked for by name is not replaced.
func (a *app) plights(ctx context.Context, f *runFlags, o *lab.Options) {
	if o.Transport == lab.TCP && !f.asked {
		if err := lab.Loopback(ctx); err != nil && ctx.Err() == nil {
			a.complain(err.Error(), "is the loopback interface up, and may this program open sockets? This run joins its peers in memory instead")
			o.Transport = lab.Memory
		}
	}
	if text, hint := offClock(time.Now()); text != "" && o.Seed == nil {
		a.complain(text, hint)
	}
}

// The time at which a clock is believed: this program is not older, and will not
// be in use for longer.
var (
	clockFrom  = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	clockUntil = time.Date(2050, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// offClock is what to say of a clock that is far off; empty where it is not.
func offClock(now time.Time) (text, hint string) {
	if now.Before(clockFrom) || now.After(clockUntil) {
		return fmt.Sprintf("the clock of this machine says %s", now.UTC().Format("2006-01-02")),
			"the lesson goes by it, and is right in itself; the certificates of real servers will look expired, or not valid yet: lesson 6 shows how"
	}
	return "", ""
}
