package keyschedule

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

// TestTheChecksWithOpenSSLAndTSharkShowTheSame: with the seed that the commands of
// the lesson name, their run is this one.
func TestTheChecksWithOpenSSLAndTSharkShowTheSame(t *testing.T) {
	seed := uint64(1)
	s, shown := lessontest.Commands(t, Lesson(), lab.Options{Seed: &seed})
	w := work(s.Act(first))
	server, client := s.Act(first).MessageFrom(capture.Server, "Finished").Hex(verifyData), s.Act(first).MessageFrom(capture.Client, "Finished").Hex(verifyData)
	want := [][]string{
		{digits(w.shared[capture.Client].Output)}, {digits(w.shared[capture.Server].Output)},
		{w.output("handshake_secret")}, {w.output("client_handshake_traffic_secret")}, {w.output("server_handshake_write_key")},
		{server}, {s.Message(again, "ClientHello").Hex(binderPath)},
		{}, {server, client}, {question, reply}, // tlsteach run, tshark, tshark
	}
	if len(shown) != len(want) {
		t.Fatalf("%d commands, want %d", len(shown), len(want))
	}
	for i, c := range shown {
		if c.Err != nil {
			t.Errorf("%s: %v\n%s", c.Command, c.Err, c.Output)
		}
		if strings.HasSuffix(c.Command, "| xxd -p -c 0") && strings.TrimSpace(c.Output) != want[i][0] {
			t.Errorf("%s\nprints %q, want %q", c.Command, c.Output, want[i])
		}
		for _, part := range want[i] {
			if !strings.Contains(c.Output, part) {
				t.Errorf("%s\nprints %q, without %q", c.Command, c.Output, part)
			}
		}
	}
}

// TestEveryStepHasACommand: also those whose command does not stand on the page.
func TestEveryStepHasACommand(t *testing.T) {
	s := lessontest.Perform(t, perform, lab.Options{Transport: lab.Memory})
	w := work(s.Act(first))
	for _, step := range append(append(w.steps, w.exported()...), resume(s)...) {
		if step.Command() == "" && step.Name != "context_hash" { // the hash of nothing
			t.Errorf("no command for %s", step.Name)
		}
	}
}
