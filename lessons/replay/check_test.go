package replay

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestTheCheckWithTSharkShowsTheSame(t *testing.T) {
	seed := uint64(1)
	scene, shown := lessontest.Commands(t, Lesson(), lab.Options{Seed: &seed})
	for _, s := range shown {
		if s.Err != nil {
			t.Fatalf("%s: %v\n%s", s.Command, s.Err, s.Output)
		}
	}
	for stream, act := range []string{v12.first, v12.again, v13.first, v13.again} {
		m := scene.Message(act, serverHello)
		want := strings.TrimSpace(strings.Join([]string{string(rune('0' + stream)), m.Hex(random), m.Hex(echoedID)}, "\t"))
		if !has(shown[1].Output, want) {
			t.Errorf("no line %q in\n%s", want, shown[1].Output)
		}
	}
	if scene.Act(v12.again).Alert(capture.Server).Number("description") != 20 || !has(shown[2].Output, "2\t20") {
		t.Errorf("the alert of stream 1 is\n%s", shown[2].Output)
	}
}

func has(output, line string) bool {
	for l := range strings.Lines(output) {
		if strings.TrimSpace(l) == line {
			return true
		}
	}
	return false
}
