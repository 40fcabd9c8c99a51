package weakrandomness

import (
	"bytes"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

// TestTheGeneratorIsOneRowOfBytes however it is drawn from.
func TestTheGeneratorIsOneRowOfBytes(t *testing.T) {
	var want []byte
	for n := range uint32(5) {
		b := block(small(9), n)
		want = append(want, b[:]...)
	}
	g := &generator{seed: small(9)}
	var got []byte
	for _, n := range []int{32, 1, 7, 0, 60, 1, 29} {
		p := make([]byte, n)
		if read, err := g.Read(p); read != n || err != nil {
			t.Fatal(read, err)
		}
		if n != 1 {
			got = append(got, p...)
		}
	}
	if !bytes.Equal(got, want[:len(got)]) {
		t.Errorf("got  %x\nwant %x", got, want)
	}
}

// TestTheClientDrawsWhatTheAttackerThinks: the watched draws are the blocks.
func TestTheClientDrawsWhatTheAttackerThinks(t *testing.T) {
	s := lessontest.Perform(t, perform, lab.Options{})
	seed := sixteen.search(s.Act(hybrid).Session.Recording, 1).seed
	var drawn []byte
	for _, d := range s.Act(hybrid).Session.ClientDraws {
		if len(d.Bytes) > 1 {
			drawn = append(drawn, d.Bytes...)
		}
	}
	random, id := block(seed, randomBlock), block(seed, sessionIDBlock)
	want := append(append(append(random[:], id[:]...), privateKey(seed)...), mlkemSeed(seed)...)
	if !bytes.Equal(drawn, want) {
		t.Errorf("drawn %x\nblocks %x", drawn, want)
	}
}

func TestAHundredSourcesAreAHundred(t *testing.T) {
	names := map[string]bool{}
	for _, s := range sources(3) {
		names[s.name] = true
	}
	if len(sources(3)) != howMany || len(names) != howMany || alike() != howMany-1 {
		t.Errorf("%d sources, %d names, %d known", len(sources(3)), len(names), alike())
	}
	guess := guessed()
	for _, n := range []uint32{0, 1, 65535} {
		if !bytes.Equal(guess(n), mixed(n)) {
			t.Errorf("process %d: the attacker computes another seed", n)
		}
	}
}

func TestNumbersAndTimesAreWords(t *testing.T) {
	for n, want := range map[float64]string{0: "0", 999: "999", 65536: "65,536", 1048576: "1,048,576", 1 << 60: "1.2 × 10^18"} {
		if got := grouped(n); got != want {
			t.Errorf("%f is %q, not %q", n, got, want)
		}
	}
	for seconds, want := range map[float64]string{0.0054: "5 ms", 0.084: "84 ms", 1.5: "1,500 ms", 12: "12 seconds", 344: "6 minutes", 86400: "24 hours", 1e6: "12 days", 1.5e12: "48,000 years", 1e30: "3.2 × 10^22 years"} {
		if got := spelled(seconds); got != want {
			t.Errorf("%g seconds are %q, not %q", seconds, got, want)
		}
	}
}
