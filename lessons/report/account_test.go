package report

import "testing"

// TestAnAccountKeepsLittleMemory empties an account after a long text, once as what
// is printed early does and once as the end does.
func TestAnAccountKeepsLittleMemory(t *testing.T) {
	for name, empty := range map[string]func(*account){"early": (*account).spare, "at the end": (*account).reset} {
		a := &account{text: make([]byte, 1<<20)}
		if empty(a); len(a.text) != 0 || cap(a.text) > maxSpare {
			t.Errorf("%s: %d bytes, room for %d", name, len(a.text), cap(a.text))
		}
	}
}
