package articlesclient

import (
	"os"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// TestTheCodeThatIsShownIsTheCodeThatRan looks each line of the two tables up in the
// source.
func TestTheCodeThatIsShownIsTheCodeThatRan(t *testing.T) {
	s := lessontest.Perform(t, perform, lab.Options{})
	for file, figure := range map[string]transcript.Block{"client.go": steps(s), "oneline.go": lineFigure(s)} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rows := figure.(*transcript.Table).Rows
		for _, row := range rows {
			if code := row[1].String(); !strings.Contains(string(source), code) {
				t.Errorf("%s has no %s", file, code)
			}
		}
		if len(rows) == 0 {
			t.Errorf("nothing of %s is shown", file)
		}
	}
}

// TestTheRuleForNames holds the rule that stands against crypto/x509 to cases of RFC
// 9525 §6.3.
func TestTheRuleForNames(t *testing.T) {
	for _, c := range []struct {
		entry, name string
		covers      bool
	}{
		{"a.example", "a.example", true}, {"a.example", "A.EXAMPLE", true}, {"A.example", "a.example", true}, {"a.example", "b.a.example", false},
		{"*.a.example", "b.a.example", true}, {"*.a.example", "a.example", false}, {"*.a.example", "c.b.a.example", false}, {"*.a.example", ".a.example", false},
		{"*.a.example", "b.A.example", true}, {"*.a.example", "ba.example", false}, {"a.example", "a.example.evil", false},
	} {
		if got := covers(c.entry, c.name); got != c.covers {
			t.Errorf("%s covers %s: %t", c.entry, c.name, got)
		}
	}
}
