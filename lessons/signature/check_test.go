package signature

import (
	"encoding/hex"
	"regexp"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestTheCheckWithOpenSSLShowsTheSame(t *testing.T) {
	seed := uint64(1) // the recording of the last two commands has it, too
	s, shown := lessontest.Commands(t, Lesson(), lab.Options{Seed: &seed})
	says := func(command, want string) {
		t.Helper()
		n := 0
		for _, c := range shown {
			if strings.Contains(c.Command, command) {
				n++
				if c.Err != nil || !strings.Contains(c.Output, want) {
					t.Errorf("%s: %v, without %q:\n%s", c.Command, c.Err, want, c.Output)
				}
			}
		}
		if n != 1 {
			t.Errorf("%d commands hold %q", n, command)
		}
	}
	hash := hex.EncodeToString(hashOf(s, withRSA))
	says("-verifyrecover", "OCTET STRING")
	if got := dumped(shown); !strings.HasSuffix(got, hash) {
		t.Errorf("openssl opens the signature to %s, without the hash %s", got, hash)
	}
	says("dgst -sha256 signed.bin", hash)
	says("dgst -sha256 -keyform DER -verify", "Verified OK")
	says("pkeyutl -verify ", "Signature Verified Successfully")
	for _, c := range shown {
		if c.Err != nil {
			t.Errorf("%s: %v\n%s", c.Command, c.Err, c.Output)
		}
	}
	// tshark's six signatures: those of this run, and of them two alike.
	alike, all := map[string]int{}, 0
	for _, l := range strings.Fields(shown[len(shown)-1].Output) {
		if len(l) == 12 && !strings.Contains(l, "\"") { // not what tshark says of itself
			alike[l]++
			all++
		}
	}
	if all != 6 {
		t.Fatalf("%d lines of tshark:\n%s", all, shown[len(shown)-1].Output)
	}
	for _, p := range pairs {
		for _, act := range []string{p.act, p.again} {
			want := 1
			if p.act == withRSA {
				want = 2
			}
			whole := hex.EncodeToString(signatureOf(s, act))
			if got := alike[whole[len(whole)-12:]]; got != want {
				t.Errorf("tshark shows the signature of %s %d times, want %d", act, got, want)
			}
		}
	}
}

var hexDump = regexp.MustCompile(`(?m)^ *[0-9a-f]{4} - (([0-9a-f]{2}[ -])+)`)

// dumped is the bytes in the dump that openssl shows of an opened signature.
func dumped(shown []lessontest.Shown) (digits string) {
	for _, c := range shown {
		if strings.Contains(c.Command, "-verifyrecover") {
			for _, m := range hexDump.FindAllStringSubmatch(c.Output, -1) {
				digits += strings.NewReplacer(" ", "", "-", "").Replace(m[1])
			}
		}
	}
	return digits
}
