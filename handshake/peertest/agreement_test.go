package peertest_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// TestAgreesWithTSharkOnCorpus takes every capture of the folder that
// TLSTEACH_CORPUS names.
func TestAgreesWithTSharkOnCorpus(t *testing.T) {
	var all peertest.Agreement
	for _, file := range peertest.Corpus(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			a := peertest.Agree(t, file)
			t.Logf("%v", a)
			all.Add(a)
		})
	}
	judge(t, all)
}

// TestAgreesWithTSharkOnSessions takes what real peers say to each other, all of
// it in one capture.
func TestAgreesWithTSharkOnSessions(t *testing.T) {
	peertest.Need(t, "tshark")
	m := peertest.NewMaterials(t)
	var recordings []*capture.Recording
	for _, s := range peertest.Sessions() {
		t.Run(s.Name, func(t *testing.T) {
			said := s.Record(t, m)
			for i, rec := range said {
				t.Logf("connection %d is that of the client's port %d", i, peertest.FirstClientPort+len(recordings)+i)
				asItsNameSays(t, s, rec)
			}
			recordings = append(recordings, said...)
		})
	}
	judge(t, peertest.Agree(t, peertest.WriteCapture(t, recordings...)))
}

// asItsNameSays holds a connection against what it was made for: the version in
// its name, where it is one program's, and a handshake that fails where it should.
func asItsNameSays(t *testing.T, s peertest.Session, rec *capture.Recording) {
	t.Helper()
	items, state := handshake.Decode(rec)
	broken := false
	for _, it := range items {
		if it.Err != nil {
			t.Errorf("%s %s: %v", it.From, it.Name, it.Err)
		}
		a, ok := it.Message.(*handshake.Alert)
		broken = broken || ok && a.Level == registry.AlertLevelFatal
	}
	if broken != s.Fails {
		t.Errorf("the handshake failed: %v, and should: %v", broken, s.Fails)
	}
	version := strings.TrimPrefix(state.Version.String(), "TLS ")
	if !s.Fails && strings.Contains(s.Name, " 1.") && !strings.Contains(s.Name, " "+version) {
		t.Errorf("it is TLS %s", version)
	}
}

// judge holds the two shares against what is asked for.
func judge(t *testing.T, all peertest.Agreement) {
	t.Helper()
	t.Logf("all: %v", all)
	t.Logf("differences: %v", all.Differences)
	t.Logf("opaque: %v", all.Opaque)
	if all.Same*100 < all.Fields*99 {
		t.Errorf("%d of %d fields are named with the same bytes, less than 99 %%", all.Same, all.Fields)
	}
	if all.OpaqueBytes()*1000 > all.Handshake*5 {
		t.Errorf("%d of %d bytes of handshake messages are opaque, more than 0.5 %%", all.OpaqueBytes(), all.Handshake)
	}
}
