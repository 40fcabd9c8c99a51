package relay

import "sync/atomic"

// A budget is the bytes that all recordings may still take together.
type budget struct{ left atomic.Int64 }

// take returns how many of n bytes there are, and takes them.
func (b *budget) take(n int64) int64 {
	for {
		left := b.left.Load()
		got := min(n, max(left, 0))
		if b.left.CompareAndSwap(left, left-got) {
			return got
		}
	}
}

func (b *budget) give(n int64) { b.left.Add(n) }
