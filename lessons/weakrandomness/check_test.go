package weakrandomness

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestTheChecksWithOpenSSLAndTSharkShowTheSame(t *testing.T) {
	seed := uint64(1) // the run of the second check
	s, shown := lessontest.Commands(t, Lesson(), lab.Options{Seed: &seed})
	if len(shown) != 9 {
		t.Fatalf("%d commands", len(shown))
	}
	for _, c := range shown {
		if c.Err != nil {
			t.Errorf("%s: %v\n%s", c.Command, c.Err, c.Output)
		}
	}
	steps, err := derived(s, weak, sixteen)
	if err != nil {
		t.Fatal(err)
	}
	hello := s.Message(weak, clientHello)
	for n, want := range map[int]string{
		0: hello.Hex("random"),
		1: values["private"](s),
		3: hello.Hex(shareField),
		5: fmt.Sprintf("%x", steps.Output("shared_secret")),
		7: s.Facts["password of "+weak],
		8: s.Facts["password of "+weak][4:],
	} {
		if want == "" || !strings.Contains(shown[n].Output, want) {
			t.Errorf("no %s in what this shows: %s\n%s", want, shown[n].Command, shown[n].Output)
		}
	}
}
