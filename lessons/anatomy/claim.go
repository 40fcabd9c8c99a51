package anatomy

import "github.com/tlsteach/tlsteach/lessons/transcript"

// A Claim is a sentence that the bytes of a run must prove.
type Claim struct {
	ID    string // as in `show check ID`
	Says  string // the sentence; it may hold {references} as the prose does
	Judge func(*Scene) Verdict
}

// A Verdict is what the bytes say of a claim. It passes only if got is want.
type Verdict struct {
	Got, Want string
	At        transcript.Evidence
}

// Passed says whether the claim holds. Two fields that are both absent are
// equal, and prove nothing.
func (v Verdict) Passed() bool { return v.Got == v.Want && v.Got != absent }
