package refusals

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestTheCheckWithOtherToolsShowsTheSame(t *testing.T) {
	scene, shown := lessontest.Commands(t, Lesson(), lab.Options{})
	var want []string
	for i, c := range clients {
		for j, f := range faults {
			want = append(want, fmt.Sprintf("%d\t%d", (len(faults)+1)*i+1+j, alert(scene, actOf(c.name, f.name)).Number("description")))
		}
	}
	want = append(want, fmt.Sprintf("%d\t%d", 2*(len(faults)+1), alert(scene, newest).Number("description")))
	if all := shown[1].Output; !strings.Contains(all, strings.Join(want, "\n")+"\n") {
		t.Errorf("tshark lists\n%s\nwant\n%s", all, strings.Join(want, "\n"))
	}

	late, soon := shown[4], shown[5]
	for _, says := range []string{"(OUT), TLS handshake, Finished", "(IN), TLS handshake, Finished", "no alternative certificate subject name matches", "TLS alert, close notify"} {
		if late.Err == nil || !strings.Contains(late.Output, says) || strings.Count(late.Output, "TLS alert") != 1 {
			t.Errorf("%s: %v, without %q, or with another alert:\n%s", late.Command, late.Err, says, late.Output)
		}
	}
	if says := "(OUT), TLS alert, unknown CA"; soon.Err == nil || !strings.Contains(soon.Output, says) || strings.Contains(soon.Output, "(OUT), TLS handshake, Finished") {
		t.Errorf("%s: %v, without %q, or it finished:\n%s", soon.Command, soon.Err, says, soon.Output)
	}
}
