package telling

import (
	"math"
	"time"

	"github.com/tlsteach/tlsteach/capture"
)

// A Turn is what one side sent before the other spoke. How many reads and
// writes it took differs from run to run; the turns do not.
type Turn struct {
	From capture.Side
	Data []byte
	At   time.Duration // of its first byte, since the connection began
}

// Turns are the turns of a recording, in order.
func Turns(rec *capture.Recording) []Turn {
	var out []Turn
	for _, e := range rec.Events {
		if e.Kind != capture.Data {
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].From == e.From {
			out[last].Data = append(out[last].Data, e.Data...)
			continue
		}
		out = append(out, Turn{From: e.From, Data: append([]byte(nil), e.Data...), At: e.At})
	}
	return out
}

// Millis is a time in milliseconds, to a hundredth.
func Millis(d time.Duration) *float64 {
	ms := math.Round(d.Seconds()*1e5) / 100
	return &ms
}
