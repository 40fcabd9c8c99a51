package follow

import (
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

	// Of the records that crossed encrypted: how many were opened, how many were
	// not, and the secret that would open the first of these.
	Opened, Closed int
	Missing        string
}

// protected counts what crossed encrypted.
func (r *Report) protected(it *handshake.Item) {
	switch {
	case it.Kind == handshake.KindRecord && it.Decrypted:
		r.Opened++
	case it.Kind == handshake.KindRecord:
		r.Closed++
	case r.Missing == "" && it.Missing != "":
		r.Missing = it.Missing
	}
}

// report writes down what is known at the end.
func (s *stream) report(end handshake.Ending) {
	r, t := &s.conn.Report, &s.talk.State
	r.Version, r.CipherSuite, r.Group, r.ServerName, r.ALPN = t.Version, t.CipherSuite, t.Group, t.ServerName, t.ALPN
	r.Resumed, r.Complete, r.Outcome = t.Resumed, t.Complete(), t.Outcome(end)
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
