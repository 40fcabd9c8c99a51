package randomness

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestTheChecksWithOpenSSLAndTSharkShowTheSame(t *testing.T) {
	seed := uint64(1) // the run of the second check
	s, shown := lessontest.Commands(t, Lesson(), lab.Options{Seed: &seed})
	if len(shown) != 4 {
		t.Fatalf("%d commands", len(shown))
	}
	for _, c := range shown {
		if c.Err != nil {
			t.Errorf("%s: %v\n%s", c.Command, c.Err, c.Output)
		}
	}
	client, server := s.Message(plain, clientHello), s.Message(plain, serverHello)
	want := map[int][]string{
		0: {client.Hex(shareField)},
		2: {client.Hex("random"), client.Hex("legacy_session_id"), client.Hex(shareField), server.Hex("random"), server.Hex(shareField)},
	}
	for _, b := range drawn(s, transport, capture.Client)[5:] { // the first IV is that of the Finished
		want[3] = append(want[3], digits(b))
	}
	want[3] = want[3][:2] // the two orders; what is behind is the goodbye
	for n, all := range want {
		for _, w := range all {
			if len(w) < 16 || !strings.Contains(shown[n].Output, w) {
				t.Errorf("no %s in what this shows: %s\n%s", w, shown[n].Command, shown[n].Output)
			}
		}
	}
}
