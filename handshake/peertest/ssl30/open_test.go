package ssl30_test

import (
	"bytes"
	"crypto/rsa"
	"fmt"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/peertest/ssl30"
)

// A Conversation opens what our peers say, new and resumed, by the key log and by
// the server's key, which opens a resumed session because it saw the first.
func TestAConversationOpensWhatIsSaid(t *testing.T) {
	for _, suite := range ssl30.Suites {
		first := talk(t, suite, nil)
		again := talk(t, suite, first.Session)
		logged := new(handshake.Keys)
		if err := logged.Log.Read(bytes.NewReader(append(bytes.Clone(first.KeyLog), again.KeyLog...)), "log"); err != nil {
			t.Fatal(err)
		}
		byKey := &handshake.Keys{RSA: []*rsa.PrivateKey{peer.RSA().PrivateKey.(*rsa.PrivateKey)}}
		for name, keys := range map[string]*handshake.Keys{"key log": logged, "RSA key": byKey} {
			for i, talked := range []*ssl30.Talked{first, again} {
				said := map[capture.Side][]byte{}
				verified := 0
				items, _ := handshake.DecodeWith(talked.Recording, keys)
				for _, it := range items {
					if it.Err != nil || it.Protected != it.Decrypted {
						t.Errorf("%s by %s, connection %d: %v of the %v: %v, missing %s", suite, name, i+1, it.Kind, it.From, it.Err, it.Missing)
					}
					if it.Verify == handshake.Matches {
						verified++
					}
					if it.Kind == handshake.KindApplicationData {
						said[it.From] = append(said[it.From], it.Bytes...)
					}
				}
				if !bytes.Equal(said[capture.Client], up) || !bytes.Equal(said[capture.Server], down) {
					t.Errorf("%s by %s, connection %d: %d and %d bytes are opened, not what was said", suite, name, i+1, len(said[capture.Client]), len(said[capture.Server]))
				}
				if verified != 2 {
					t.Errorf("%s by %s, connection %d: %d Finished match", suite, name, i+1, verified)
				}
			}
		}
	}
}

// TestALoggedSessionOpens: older programs log the master secret by the session's ID.
func TestALoggedSessionOpens(t *testing.T) {
	first := talk(t, ssl30.Suites[0], nil)
	again := talk(t, ssl30.Suites[0], first.Session)
	keys := func() *handshake.Keys { // fresh: they remember sessions
		k := new(handshake.Keys)
		k.Log.Add(fmt.Appendf(nil, "RSA Session-ID:%x Master-Key:%x\n", first.Session.ID, first.Session.Master), "the log")
		return k
	}
	for i, talked := range []*ssl30.Talked{first, again} {
		items, _ := handshake.DecodeWith(talked.Recording, keys())
		for where, items := range map[string][]*handshake.Item{"alone": items, "among others": peertest.DecodeAmongOthers(talked.Recording, keys())} {
			var said []byte
			verified := 0
			for _, it := range items {
				if it.Verify == handshake.Matches {
					verified++
				}
				if it.Kind == handshake.KindApplicationData && it.Decrypted && it.From == capture.Server {
					said = append(said, it.Bytes...)
				}
			}
			if !bytes.Equal(said, down) || verified != 2 {
				t.Errorf("connection %d, %s: %d bytes of %d are opened, %d Finished match", i+1, where, len(said), len(down), verified)
			}
		}
	}
}

// TestASessionOfTheSameNameTakesNothingAway: whoever makes a capture may put in a
// session of his own under the ID of another, before it or behind.
func TestASessionOfTheSameNameTakesNothingAway(t *testing.T) {
	suite := ssl30.Suites[0]
	first := talk(t, suite, nil)
	again := talk(t, suite, first.Session)
	other := talk(t, suite, nil)
	renamed := 0
	for i, e := range other.Recording.Events { // under the ID of the first
		if e.From == capture.Server {
			renamed += bytes.Count(e.Data, other.Session.ID)
			other.Recording.Events[i].Data = bytes.ReplaceAll(e.Data, other.Session.ID, first.Session.ID)
		}
	}
	if renamed != 1 {
		t.Fatalf("the ID crossed %d times", renamed)
	}
	for name, order := range map[string][]*ssl30.Talked{"before": {other, first, again}, "behind": {first, other, again}} {
		keys := &handshake.Keys{RSA: []*rsa.PrivateKey{peer.RSA().PrivateKey.(*rsa.PrivateKey)}}
		var said []byte
		for _, talked := range order {
			said = nil
			items, _ := handshake.DecodeWith(talked.Recording, keys)
			for _, it := range items {
				if it.Kind == handshake.KindApplicationData && it.Decrypted && it.From == capture.Server {
					said = append(said, it.Bytes...)
				}
			}
		}
		if !bytes.Equal(said, down) {
			t.Errorf("%s: %d bytes of the resumed connection are opened, of %d", name, len(said), len(down))
		}
	}
}
