package maninthemiddle

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

// TestTheChecksWithTSharkAndOpenSSLShowTheSame: with the seed that the commands
// name, their run is this one.
func TestTheChecksWithTSharkAndOpenSSLShowTheSame(t *testing.T) {
	seed := uint64(1)
	s, shown := lessontest.Commands(t, Lesson(), lab.Options{Seed: &seed})
	want := [][]string{{}, {}, {},
		{"subject=O = tlsteach lab, CN = " + host, "CN = Honest Root", fingerprintOf(t, s.Message(far, "Certificate").Hex("cert_data"))},
		{"subject=O = tlsteach lab, CN = " + host, "CN = Rogue Root", fingerprintOf(t, s.Message(near, "Certificate").Hex("cert_data"))},
		{s.Facts[password], strings.TrimSpace(greeting)},
	}
	if len(shown) != len(want) {
		t.Fatalf("%d commands, want %d", len(shown), len(want))
	}
	for i, c := range shown {
		if c.Err != nil {
			t.Errorf("%s: %v\n%s", c.Command, c.Err, c.Output)
		}
		for _, part := range want[i] {
			if !strings.Contains(c.Output, part) {
				t.Errorf("%s\nprints %q, without %q", c.Command, c.Output, part)
			}
		}
	}
}
