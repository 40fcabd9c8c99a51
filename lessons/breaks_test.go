package lessons

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// TestABreakChangesTheWireOrTheVerdict runs every break beside its lesson under
// one seed: where nothing differs, nothing was broken.
func TestABreakChangesTheWireOrTheVerdict(t *testing.T) {
	for _, l := range All() {
		whole := sceneOf(t, l.Perform)
		for _, b := range l.Breaks {
			t.Run(l.Slug+"/"+b.Name, func(t *testing.T) {
				broken := sceneOf(t, b.Perform)
				if !broken.Has(b.Act) || !whole.Has(b.Against) {
					t.Fatalf("the break names the connections %q and %q: there %t, %t", b.Act, b.Against, broken.Has(b.Act), whole.Has(b.Against))
				}
				if same(broken.Act(b.Act), whole.Act(b.Against)) {
					t.Error("the same bytes and the same verdicts as in the unbroken run")
				}
				again := sceneOf(t, b.Perform)
				if !same(broken.Act(b.Act), again.Act(b.Act)) {
					t.Error("two runs of the break under one seed differ: what was compared may be chance")
				}
			})
		}
	}
}

func sceneOf(t *testing.T, perform func(*lab.Lab) (*anatomy.Scene, error)) *anatomy.Scene {
	t.Helper()
	seed := transcriptSeed
	l, err := lab.New(context.Background(), lab.Options{Seed: &seed})
	if err != nil {
		t.Fatal(err)
	}
	s, err := perform(l)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// same says whether two connections have the same bytes and ended the same way.
func same(a, b *anatomy.Act) bool {
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		if !bytes.Equal(a.Session.Recording.Bytes(side), b.Session.Recording.Bytes(side)) {
			return false
		}
	}
	return fmt.Sprint(a.Session.ClientErr, a.Session.ServerErr) == fmt.Sprint(b.Session.ClientErr, b.Session.ServerErr)
}
