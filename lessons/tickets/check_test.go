package tickets

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestTheCheckWithOtherToolsShowsTheSame(t *testing.T) {
	seed := uint64(1)
	scene, shown := lessontest.Commands(t, Lesson(), lab.Options{Seed: &seed})
	for _, s := range shown {
		if s.Err != nil {
			t.Fatalf("%s: %v\n%s", s.Command, s.Err, s.Output)
		}
	}
	var streams []string
	for line := range strings.Lines(shown[1].Output) {
		if line = strings.TrimSpace(line); len(line) == 1 { // tshark may warn that it is root
			streams = append(streams, line)
		}
	}
	if got := strings.Join(streams, " "); got != "0 1" {
		t.Errorf("certificates in the streams %q", got)
	}
	opened := strings.TrimSpace(shown[2].Output)
	if master := values["master"](scene); len(master) != 96 || strings.Index(opened, master) != 2*14 {
		t.Errorf("openssl opens the ticket to %s, without %s at byte 14", opened, master)
	}
	if got, want := strings.TrimSpace(shown[3].Output), scene.Message(v13.resumed, clientHello).Hex(binder); got != want {
		t.Errorf("openssl computes the binder %s, the hello has %s", got, want)
	}
}
