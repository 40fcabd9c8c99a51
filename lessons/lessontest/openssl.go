package lessontest

import (
	"os"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// OpenSSL holds a live run with OpenSSL and the recording of one that comes with
// the lesson to the same claims. With update it first records a live run anew, in
// file: that lasts until the lesson is built again.
func OpenSSL(t *testing.T, perform func(*lab.Lab) (*anatomy.Scene, error), claims []anatomy.Claim, file string, update bool) {
	t.Helper()
	t.Run("recorded", func(t *testing.T) {
		if update {
			t.Skip("it is made anew")
		}
		scene := Perform(t, perform, lab.Options{Transport: lab.Memory})
		if who := scene.Facts[anatomy.OpenSSL]; !strings.HasPrefix(who, "a recording of OpenSSL ") {
			t.Errorf("OpenSSL is %q", who)
		}
		hold(t, scene, claims)
	})
	t.Run("live", func(t *testing.T) {
		peer.Need(t, "openssl")
		scene := Perform(t, perform, lab.Options{})
		if who := scene.Facts[anatomy.OpenSSL]; !strings.HasSuffix(who, ", live") {
			t.Errorf("OpenSSL is %q", who)
		}
		if hold(t, scene, claims); !update || t.Failed() {
			return
		}
		recorded, err := scene.Recorded()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(recorded, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	})
}

func hold(t *testing.T, s *anatomy.Scene, claims []anatomy.Claim) {
	t.Helper()
	for _, c := range claims {
		if v := c.Judge(s); !v.Passed() {
			t.Errorf("%s: got %q, want %q", c.ID, v.Got, v.Want)
		}
	}
}
