package articlesclient

import (
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestTheCheckWithOtherToolsShowsTheSame(t *testing.T) {
	seed := uint64(1) // as the recording of the last commands has it
	s, shown := lessontest.Commands(t, Lesson(), lab.Options{Seed: &seed})
	find := func(part string) lessontest.Shown {
		t.Helper()
		for _, c := range shown {
			if strings.Contains(c.Command, part) {
				return c
			}
		}
		t.Fatalf("no command holds %q", part)
		return lessontest.Shown{}
	}
	status := func(c lessontest.Shown, want int) {
		t.Helper()
		got := 0
		var exit *exec.ExitError
		if errors.As(c.Err, &exit) {
			got = exit.ExitCode()
		}
		if got != want {
			t.Errorf("%s: status %d, want %d\n%s", c.Command, got, want, c.Output)
		}
	}
	for _, c := range []struct {
		part, says string
		status     int
	}{
		{"curl -sS --cacert", wanted, 60}, // CURLE_PEER_FAILED_VERIFICATION
		{"curl -sS --insecure", "s_server", 0},
		{"-verify_return_error -brief", "Verification: OK", 0},
		{"-verify_hostname", "hostname mismatch", 1},
		{"tlsteach run", "", 0},
	} {
		found := find(c.part)
		status(found, c.status)
		if !strings.Contains(found.Output, c.says) {
			t.Errorf("%s: without %q:\n%s", found.Command, c.says, found.Output)
		}
	}

	// tshark: the names and versions of seven hellos, and who says goodbye.
	var hellos []string
	for _, act := range []string{wrongName, unknown, cut, cutLength} {
		if names := s.Message(act, clientHello).Text(hostName); names != "absent" {
			t.Errorf("%s names %s", act, names)
		}
		hellos = append(hellos, "0x0303")
	}
	for range 3 {
		hellos = append(hellos, wanted+" 0x0304,0x0303")
	}
	if got := lines(find("tls.handshake.type == 1").Output); strings.Join(got, "; ") != strings.Join(hellos, "; ") {
		t.Errorf("tshark shows the hellos %q, want %q", got, hellos)
	}
	if got := lines(find("tls.alert_message.desc == 0").Output); len(got) != 1 || got[0] == "443" {
		t.Errorf("tshark shows the goodbyes %q, want one, of the client", got)
	}
}

// lines are the rows that tshark printed, each without the number of its connection.
func lines(output string) (rows []string) {
	for l := range strings.Lines(output) {
		if number, rest, ok := strings.Cut(strings.TrimSpace(l), "\t"); ok && len(number) == 1 {
			rows = append(rows, strings.Join(strings.Fields(rest), " "))
		}
	}
	return rows
}
