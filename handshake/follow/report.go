package follow

import (
	"slices"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/fingerprint"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A Report is what one connection comes to.
type Report struct {
	Version     registry.Version // 0: not chosen, or not seen
	CipherSuite registry.CipherSuite
	Group       registry.Group // 0: none, or not seen
	ServerName  string         // the client's text
	ALPN        string         // the server's text
	Resumed     bool
	Complete    bool   // the handshake came to its end, as far as can be seen
	JA3, JA4    string // of the first ClientHello; empty where there was none
	JA3S        string // of the ServerHello
	Outcome     string // how it went, in one sentence
	Damaged     bool   // something could not be read, or bytes are missing

	// Of what crossed encrypted, by side. Unfit says that a record did not open
	// under its keys: a secret is wrong, or the record was changed.
	Sides [3]Opening
	Unfit bool
	Lossy bool // bytes are missing: there may have been more
	// Logged says that a key log has a secret of this connection.
	Logged bool
}

// An Opening is how much of what one side sent encrypted was opened.
type Opening struct {
	Opened, Closed int      // records
	Missing        []string // the secrets that would open those that are closed: at most four
}

// maxMissing is how many secrets are named: there are no more labels for one side.
const maxMissing = 4

// Opened is how many records were, of both sides.
func (r *Report) Opened() int { return r.Sides[capture.Client].Opened + r.Sides[capture.Server].Opened }

// Closed is how many records stay closed, of both sides.
func (r *Report) Closed() int { return r.Sides[capture.Client].Closed + r.Sides[capture.Server].Closed }

// Missing are the secrets that would open what stays closed.
func (r *Report) Missing() (all []string) {
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		for _, m := range r.Sides[side].Missing {
			if !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	return all
}

// protected counts what crossed encrypted.
func (r *Report) protected(it *handshake.Item) {
	o := &r.Sides[it.From]
	switch {
	case it.Kind == handshake.KindRecord && it.Decrypted:
		o.Opened++
	case it.Kind == handshake.KindRecord:
		o.Closed++
	case it.Missing != "" && len(o.Missing) < maxMissing && !slices.Contains(o.Missing, it.Missing):
		o.Missing = append(o.Missing, it.Missing)
	case it.Err != nil && !it.Decrypted:
		r.Unfit = true
	}
}

// report writes down what is known at the end.
func (s *stream) report(end handshake.Ending) {
	r, t := &s.conn.Report, &s.talk.State
	r.Version, r.CipherSuite, r.Group, r.ServerName, r.ALPN = t.Version, t.CipherSuite, t.Group, t.ServerName, t.ALPN
	r.Resumed, r.Complete, r.Outcome = t.Resumed, t.Complete(), t.Outcome(end)
	r.Logged, r.Lossy = s.talk.Logged(), t.Lossy
	r.JA3, r.JA3S, r.JA4 = s.hellos.ja3, s.hellos.ja3s, s.hellos.ja4
}

// ending says how the connection ended in the words of its two roles.
func (s *stream) ending(how packets.End) handshake.Ending {
	switch how {
	case packets.Finished:
		return handshake.Ending{How: handshake.Closed}
	case packets.ResetByA:
		return handshake.Ending{How: handshake.Reset, From: s.side(packets.FromA)}
	case packets.ResetByB:
		return handshake.Ending{How: handshake.Reset, From: s.side(packets.FromB)}
	case packets.Idle, packets.Forgotten, packets.Replaced:
		return handshake.Ending{How: handshake.Silent}
	}
	return handshake.Ending{How: handshake.CaptureEnds}
}

// prints are the fingerprints of a connection's hellos.
type prints struct{ ja3, ja4, ja3s string }

// note takes the fingerprints of the first hello of each side.
func (p *prints) note(it *handshake.Item) {
	switch m := it.Message.(type) {
	case *handshake.ClientHello:
		if it.From == capture.Client && p.ja4 == "" && it.Err == nil {
			p.client(m)
		}
	case *handshake.ServerHello:
		if it.From == capture.Server && p.ja3s == "" && it.Err == nil {
			p.server(m)
		}
	}
}

func (p *prints) client(h *handshake.ClientHello) {
	_, p.ja3 = fingerprint.JA3(h)
	p.ja4 = fingerprint.JA4(h)
}

func (p *prints) server(h *handshake.ServerHello) { _, p.ja3s = fingerprint.JA3S(h) }
