package keyschedule

import (
	"crypto"
	_ "crypto/sha256" // the hash of the suites that are agreed on
	_ "crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/ledger"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// A drawn number is the private half of a key share.
type drawn struct {
	number int // of the draw, counted from 1 for its side
	bytes  []byte
}

// private finds, among all that one side drew, the private half of its key share.
// The ledger proves it: the public half of this draw stands on the wire. Draws of
// one byte are not counted: Go makes them or not, by chance, and uses none.
func private(session *lab.Session, side capture.Side) drawn {
	draws := session.ClientDraws
	if side == capture.Server {
		draws = session.ServerDraws
	}
	number := map[int]int{}
	for _, d := range draws {
		if len(d.Bytes) > 1 {
			number[d.Number] = len(number) + 1
		}
	}
	for _, p := range session.Ledger().Of(side) {
		for _, d := range draws {
			if p.Kind == ledger.EphemeralKey && d.Number == p.Draw {
				return drawn{number[d.Number], d.Bytes}
			}
		}
	}
	return drawn{}
}

// fromPrivate opens a connection with nothing but the client's private number: no
// line of the key log is used.
func fromPrivate(session *lab.Session) *handshake.Keys {
	return &handshake.Keys{Ephemeral: []handshake.EphemeralKey{
		{Group: registry.GroupX25519, Private: private(session, capture.Client).bytes}}}
}

// worked is a connection computed again, from what its sides drew and from the
// messages that crossed.
type worked struct {
	act        *anatomy.Act
	hash       crypto.Hash
	hashName   string
	private    map[capture.Side]drawn
	public     map[capture.Side]secrets.Step
	shared     map[capture.Side]secrets.Step // as each side computes it
	in         secrets.Inputs13
	steps      secrets.Derivation
	err        error
	transcript []byte // of all messages up to the client's Finished
}

// work computes the key schedule of a full handshake.
func work(a *anatomy.Act) *worked {
	w := &worked{act: a, private: map[capture.Side]drawn{}}
	for _, side := range sides {
		w.private[side] = private(a.Session, side)
	}
	w.err = w.schedule(capture.Client, capture.Server)
	return w
}

var sides = []capture.Side{capture.Client, capture.Server}

// schedule computes what follows from the private numbers of these sides.
func (w *worked) schedule(known ...capture.Side) (err error) {
	a := w.act
	w.public, w.shared = map[capture.Side]secrets.Step{}, map[capture.Side]secrets.Step{}
	ch, ok := a.Message("ClientHello").Client()
	sh, ok2 := a.Message("ServerHello").Server()
	if !ok || !ok2 || len(ch.KeyShares) == 0 {
		return errors.New("a hello is not there")
	}
	if w.hash, err = secrets.HashOf(a.State.Version, a.State.CipherSuite); err != nil {
		return err
	}
	shares := map[capture.Side][]byte{capture.Client: ch.KeyShares[0].Data, capture.Server: sh.KeyShare.Data}
	for _, side := range known {
		if w.public[side], err = secrets.PublicShare(sh.KeyShare.Group, w.private[side].bytes); err != nil {
			return err
		}
		if w.shared[side], err = secrets.SharedSecret(sh.KeyShare.Group, w.private[side].bytes, shares[side.Other()]); err != nil {
			return err
		}
	}
	w.in = secrets.Inputs13{Version: a.State.Version, Suite: a.State.CipherSuite, Shared: w.shared[capture.Client].Output}
	w.hashes()
	w.steps, err = secrets.Schedule13(w.in)
	if len(w.steps) > 0 {
		w.hashName = w.steps[0].Hash
	}
	return err
}

// hashes takes the hash of the messages so far at each place that the schedule
// needs one: RFC 8446 §4.4.1.
func (w *worked) hashes() {
	for _, it := range w.act.Items {
		if it.Kind != handshake.KindHandshake || it.Protected && !it.Decrypted || it.Name == "NewSessionTicket" {
			continue
		}
		if it.Name == "Finished" && it.From == capture.Server {
			w.in.BeforeServerFinished = w.sum()
		}
		w.transcript = append(w.transcript, it.Bytes...)
		switch {
		case it.Name == "ServerHello":
			w.in.ServerHello = w.sum()
		case it.Name == "Finished" && it.From == capture.Server:
			w.in.ServerFinished = w.sum()
			w.in.BeforeClientFinished = w.in.ServerFinished
		case it.Name == "Finished":
			w.in.ClientFinished = w.sum()
		}
	}
}

func (w *worked) sum() []byte { return w.digest(w.transcript) }

func (w *worked) digest(b []byte) []byte {
	h := w.hash.New()
	h.Write(b)
	return h.Sum(nil)
}

// output is what a step computed, in digits; or why there is nothing.
func (w *worked) output(step string) string {
	if b := w.steps.Output(step); b != nil {
		return hex.EncodeToString(b)
	}
	return w.nothing()
}

func (w *worked) nothing() string {
	if w.err != nil {
		return fmt.Sprintf("not computed: %v", w.err)
	}
	return "not computed: a message is missing"
}

// logged is a secret as a peer logged it, in digits.
func logged(a *anatomy.Act, label string) string {
	ch, ok := a.Message("ClientHello").Client()
	if !ok {
		return "no ClientHello"
	}
	var log keylog.Log
	log.Add(a.Session.KeyLog, "the lab's key log")
	if b := log.Secret(label, ch.Random); b != nil {
		return hex.EncodeToString(b)
	}
	return "not in the key log"
}

// secretSteps are the steps that make a secret: not a key, an IV or a MAC, and not
// the salts between the floors.
func (w *worked) secretSteps() secrets.Derivation {
	var out secrets.Derivation
	for _, s := range w.steps {
		if s.Func == "HKDF-Extract" || s.Func == "Derive-Secret" && s.Label != "derived" {
			out = append(out, s)
		}
	}
	return out
}

// distinct counts different values.
func distinct(steps secrets.Derivation) int {
	seen := map[string]bool{}
	for _, s := range steps {
		seen[string(s.Output)] = true
	}
	return len(seen)
}
