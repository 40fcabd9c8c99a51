package keytransport

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestTheCheckWithOtherToolsShowsTheSame(t *testing.T) {
	seed := uint64(1) // of the run that tlsteach makes again
	s, shown := lessontest.Commands(t, Lesson(), lab.Options{Seed: &seed})
	if len(shown) != 8 {
		t.Fatalf("%d commands", len(shown))
	}
	crossed := s.Message(transported, exchange).Hex(encrypted)
	for i, want := range map[int]string{
		0: values["master"](s), 1: values["key_block"](s), 4: crossed,
		6: crossed, 7: "https://" + host + "/balance",
	} {
		lines := strings.Split(strings.TrimSpace(shown[i].Output), "\n") // tshark may say more before it
		if got := lines[len(lines)-1]; got != want || shown[i].Err != nil {
			t.Errorf("%s\nshows %q (%v), want %q", shown[i].Command, got, shown[i].Err, want)
		}
	}
	for _, i := range []int{2, 3, 5} {
		if shown[i].Err != nil || shown[i].Output != "" {
			t.Errorf("%s\n%v: %s", shown[i].Command, shown[i].Err, shown[i].Output)
		}
	}
}
