package lessons

import (
	"context"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// TestLessonsAgreeWithTShark holds every field of the TLS connections of every
// lesson and break against what tshark says of the same bytes.
func TestLessonsAgreeWithTShark(t *testing.T) {
	var all []peertest.Named
	add := func(name string, perform func(*lab.Lab) (*anatomy.Scene, error)) {
		l, err := lab.New(context.Background(), lab.Options{})
		if err != nil {
			t.Fatal(err)
		}
		s, err := perform(l)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range s.Acts() {
			if a.Message("ClientHello").There() && a.Message("ClientHello").Err == nil {
				all = append(all, peertest.Named{Name: name + " " + a.Name, Recording: a.Session.Recording})
			}
		}
	}
	for _, l := range All() {
		add(l.Slug, l.Perform)
		for _, b := range l.Breaks {
			add(l.Slug+" --break "+b.Name, b.Perform)
		}
	}
	if len(all) < 2*len(All()) {
		t.Fatalf("%d connections of %d lessons", len(all), len(All()))
	}
	peertest.AgreesWithTShark(t, all...)
}
