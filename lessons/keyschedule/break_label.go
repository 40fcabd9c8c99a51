package keyschedule

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"net"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The break: a client whose programmer left out a letter, in one label and then in
// another.
const (
	wrongSecret = "wrong-secret" // the connection whose traffic secret has another label
	wrongMAC    = "wrong-mac"    // the one whose Finished key has
)

// A slip is one label of the client's key schedule, and what stands in its place.
type slip struct{ right, wrong string }

var (
	secretSlip = slip{"c hs traffic", "c hs trafic"}
	macSlip    = slip{"finished", "finishd"}
)

func performLabel(l *lab.Lab) (*anatomy.Scene, error) {
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Facts["right_label"], s.Facts["wrong_label"] = secretSlip.right, secretSlip.wrong
	s.Facts["right_finished"], s.Facts["wrong_finished"] = macSlip.right, macSlip.wrong
	for _, c := range []struct {
		name, title string
		slip        slip
	}{{wrongSecret, "the first slip's", secretSlip}, {wrongMAC, "the second slip's", macSlip}} {
		p, err := newPeers(l)
		if err != nil {
			return nil, err
		}
		var m *mistaken
		session, err := l.Talk(func(conn net.Conn) error {
			m = &mistaken{Conn: conn, config: p.clientConfig, slip: c.slip}
			return p.client(m)
		}, p.server)
		if err != nil {
			return nil, err
		}
		if m.err != nil {
			return nil, fmt.Errorf("the client with the label %q: %w", c.slip.wrong, m.err)
		}
		if session.ClientErr == nil || session.ServerErr == nil {
			return nil, fmt.Errorf("nobody minds the label %q", c.slip.wrong)
		}
		s.AddWith(c.name, c.title, session, fromPrivate)
		s.Facts[c.name+" client"], s.Facts[c.name+" server"] = session.ClientErr.Error(), session.ServerErr.Error()
	}
	return s, nil
}

// mistaken is the connection of a client that computes everything as the RFC says,
// but for one label: in the place of the Finished that crypto/tls writes, it writes
// the one that follows from the wrong label.
type mistaken struct {
	net.Conn
	config *tls.Config
	slip   slip

	sent, received []byte
	done           bool
	err            error
}

func (m *mistaken) Read(b []byte) (int, error) {
	n, err := m.Conn.Read(b)
	m.received = append(m.received, b[:n]...)
	return n, err
}

func (m *mistaken) Write(b []byte) (int, error) {
	out := bytes.Clone(b)
	if !m.done && m.err == nil {
		m.err = m.replaceFinished(out)
	}
	m.sent = append(m.sent, b...)
	if _, err := m.Conn.Write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}

// replaceFinished puts another Finished into the first protected record, where one
// stands in b. Both have one length.
func (m *mistaken) replaceFinished(b []byte) error {
	for at := 0; at+handshake.RecordHeaderLength <= len(b); {
		body := at + handshake.RecordHeaderLength
		end := body + int(b[at+3])<<8 + int(b[at+4])
		if end > len(b) {
			return errors.New("a record in two writes")
		}
		if registry.ContentType(b[at]) == registry.ContentApplicationData {
			m.done = true
			sealed, err := m.finished()
			if err != nil {
				return err
			}
			if len(sealed) != end-body {
				return fmt.Errorf("a Finished of %d bytes, not %d", len(sealed), end-body)
			}
			copy(b[body:end], sealed)
			return nil
		}
		at = end
	}
	return nil
}

// finished is the sealed Finished of the mistaken client.
func (m *mistaken) finished() ([]byte, error) {
	private, err := m.private()
	if err != nil {
		return nil, err
	}
	heard := &capture.Recording{Events: []capture.Event{
		{From: capture.Client, Kind: capture.Data, Data: m.sent}, {From: capture.Server, Kind: capture.Data, Data: m.received}}}
	w := &worked{private: map[capture.Side]drawn{capture.Client: {bytes: private}}}
	w.act = &anatomy.Act{Session: &lab.Session{Recording: heard}}
	w.act.Items, w.act.State = handshake.DecodeWith(heard, &handshake.Keys{Ephemeral: []handshake.EphemeralKey{{Group: registry.GroupX25519, Private: private}}})
	if err := w.schedule(capture.Client); err != nil {
		return nil, err
	}
	said, err := w.mistake(m.slip)
	if err != nil {
		return nil, err
	}
	half, err := record.New(w.in.Version, w.in.Suite, said.keys, record.Options{})
	if err != nil {
		return nil, err
	}
	return half.Seal(nil, registry.ContentHandshake, registry.VersionTLS12, said.message(), 0, nil)
}

// private is the client's private number, among what it drew.
func (m *mistaken) private() ([]byte, error) {
	draws, ok := m.config.Rand.(*capture.Draws)
	items, _ := handshake.Decode(&capture.Recording{Events: []capture.Event{{From: capture.Client, Kind: capture.Data, Data: m.sent}}})
	for _, it := range items {
		ch, isHello := it.Message.(*handshake.ClientHello)
		if !ok || !isHello || len(ch.KeyShares) == 0 {
			continue
		}
		for _, d := range draws.All() {
			if p, err := secrets.PublicShare(ch.KeyShares[0].Group, d.Bytes); err == nil && bytes.Equal(p.Output, ch.KeyShares[0].Data) {
				return d.Bytes, nil
			}
		}
	}
	return nil, errors.New("none of the client's draws gives its key share")
}

// said is a client's Finished, and the keys under which it is sealed.
type said struct {
	secret, mac secrets.Step
	keys        record.Keys
}

// message is the Finished with its header: RFC 8446 §4.
func (s said) message() []byte {
	n := len(s.mac.Output)
	return append([]byte{byte(registry.HandshakeFinished), 0, byte(n >> 8), byte(n)}, s.mac.Output...)
}

// mistake computes the client's Finished with one label changed.
func (w *worked) mistake(c slip) (s said, err error) {
	if w.err != nil {
		return s, w.err
	}
	label := func(right string) string {
		if right == c.right {
			return c.wrong
		}
		return right
	}
	if s.secret, err = secrets.DeriveSecret(w.hash, w.steps.Output("handshake_secret"), label("c hs traffic"), w.in.ServerHello); err != nil {
		return s, err
	}
	if s.keys, _, err = secrets.TrafficKeys(w.in.Version, w.in.Suite, s.secret.Output); err != nil {
		return s, err
	}
	key, err := secrets.ExpandLabel(w.hash, s.secret.Output, label("finished"), nil, w.hash.Size())
	if err != nil {
		return s, err
	}
	s.mac, err = secrets.FinishedMAC(w.hash, key.Output, w.in.BeforeClientFinished)
	return s, err
}
