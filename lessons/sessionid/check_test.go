package sessionid

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestTheCheckWithOtherToolsShowsTheSame(t *testing.T) {
	scene, shown := lessontest.Commands(t, Lesson(), lab.Options{})
	seed := uint64(1)
	recorded := lessontest.Perform(t, perform, lab.Options{Seed: &seed})

	id := recorded.Message(first, serverHello).Hex(answeredID)
	var list []string
	for line := range strings.Lines(shown[1].Output) {
		if strings.HasSuffix(line, "\t"+id+"\n") {
			list = append(list, line[:3])
		}
	}
	if got := fmt.Sprintf("%q", list); got != `["0\t2" "1\t1" "1\t2" "2\t1" "2\t2"]` {
		t.Errorf("the ID %s in\n%s", id, shown[1].Output)
	}

	block := fmt.Sprintf("%x", schedule(scene.Act(second)).Output("key_block"))
	if got := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(shown[2].Output), ":", "")); got != block {
		t.Errorf("openssl kdf prints %q, and the key block is %s", got, block)
	}

	one, two := shown[5].Output, shown[6].Output
	if !strings.Contains(one, "\nNew, TLSv1.2") || !strings.Contains(two, "\nReused, TLSv1.2") {
		t.Errorf("%s\n%s", one, two)
	}
	for _, line := range []*regexp.Regexp{regexp.MustCompile(`Session-ID: [0-9A-F]{64}`), regexp.MustCompile(`Master-Key: [0-9A-F]{96}`)} {
		if a, b := line.FindString(one), line.FindString(two); a == "" || a != b {
			t.Errorf("%q, then %q", a, b)
		}
	}
}
