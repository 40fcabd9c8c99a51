package transcript

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// TestABombIsRefused: small files that would print, or hold, far more than they
// are long.
func TestABombIsRefused(t *testing.T) {
	cells := strings.Repeat(",[]", 99)[1:]
	for name, c := range map[string]struct{ blocks, says string }{
		"a table of many columns": {`{"kind":"table","head":[` + cells + `],"rows":[]}`, "columns"},
		"rows of many columns":    {`{"kind":"table","head":[],"rows":[[` + cells + `]]}`, "columns"},
		"a long text":             {`{"kind":"heading","level":2,"text":[{"text":"` + strings.Repeat("a", maxText+1) + `"}]}`, "text of"},
		"a long message":          {`{"kind":"bytes","title":"","data":"` + strings.Repeat("00", maxHex+1) + `"}`, "bytes of a message"},
		"many spans":              {`{"kind":"bytes","title":"","data":"00","spans":[` + strings.Repeat(`,{}`, maxSpans+1)[1:] + `]}`, "spans"},
		"many fields":             {`{"kind":"message","fields":[` + strings.Repeat(`,{}`, maxList+1)[1:] + `]}`, "list of"},
		"fields in fields":        {`{"kind":"message","fields":` + strings.Repeat(`[{"fields":`, 400) + `[]` + strings.Repeat(`}]`, 400) + `}`, "too many parts"},
		"one answer many times": {`{"kind":"question","id":"q","role":"predict","ask":[],"choices":[{"key":"a","text":[]}],"answer":"a"}` +
			strings.Repeat(`,{"kind":"note","role":"answer","question":"q"}`, 2), "answered twice"},
		"many blocks": {strings.Repeat(`,{"kind":"prose"}`, maxList+1)[1:], "blocks"},
	} {
		_, err := Read(strings.NewReader(fmt.Sprintf(`{"schema":1,"lesson":null,"blocks":[%s]}`, c.blocks)))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// endless is a string that never ends.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	return copy(p, bytes.Repeat([]byte("a"), len(p))), nil
}

func TestAnEndlessFileIsGivenUp(t *testing.T) {
	source := &endless{}
	_, err := Read(io.MultiReader(strings.NewReader(`{"schema":1,"command":"`), source))
	if err == nil || !strings.Contains(err.Error(), "longer than 64 MiB") {
		t.Errorf("error %v", err)
	}
	if source.read > 2*maxFile {
		t.Errorf("%d bytes were read", source.read)
	}
}

func TestALongWordWrapsInLinearTime(t *testing.T) {
	word := strings.Repeat("a", 1<<20)
	if got := strings.Join(wrap(word, 78), ""); got != word {
		t.Error("the word is not whole")
	}
}
