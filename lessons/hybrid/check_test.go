package hybrid

import (
	"fmt"
	"regexp"
	"strconv"
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
	last := func(i int) string {
		lines := strings.Split(strings.TrimSpace(shown[i].Output), "\n")
		return strings.TrimSpace(lines[len(lines)-1])
	}
	for i, want := range map[int]string{
		1: fmt.Sprint(modulus(s)), 6: fmt.Sprint(modulus(s)),
		7: fmt.Sprint(tallied(s, byRSA).opened + 1), // and the server's answer
	} {
		if got := last(i); got != want || shown[i].Err != nil {
			t.Errorf("%s\nshows %q (%v), want %q", shown[i].Command, got, shown[i].Err, want)
		}
	}
	if shown[2].Err == nil || !strings.Contains(shown[2].Output, "too large") {
		t.Errorf("one byte more is encrypted: %v, %s", shown[2].Err, shown[2].Output)
	}

	// Not exact times: only the order that the lesson tells of.
	rsa := regexp.MustCompile(`rsa +2048 bits +\S+ +\S+ +([0-9.]+) +([0-9.]+)`).FindStringSubmatch(shown[3].Output)
	aes := regexp.MustCompile(`(?i)aes-128-gcm +([0-9.]+)k`).FindStringSubmatch(shown[4].Output)
	if rsa == nil || aes == nil {
		t.Fatalf("openssl speed says\n%s\n%s", shown[3].Output, shown[4].Output)
	}
	sign, verify, bytes := number64(t, rsa[1]), number64(t, rsa[2]), 1000*number64(t, aes[1])
	if verify < 3*sign || bytes < 10*sign*float64(fits(s, byRSA)) {
		t.Errorf("a second has %v signatures, %v checks, %v bytes of AES", sign, verify, bytes)
	}
}

func number64(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
