package verdict_test

import "testing"

func BenchmarkJudge(b *testing.B) {
	p := newPlan().make()
	for b.Loop() {
		if !p.judge().Trusted {
			b.Fatal("not trusted")
		}
	}
}
