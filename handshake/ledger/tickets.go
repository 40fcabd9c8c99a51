package ledger

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"slices"
	"strconv"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/goticket"
)

// A ticket is one that crossed.
type ticket struct {
	b     []byte
	where Evidence
	given bool   // by the server, in this connection; else the client shows it
	add   []byte // ticket_age_add of TLS 1.3
	addAt Evidence
}

func (v *view) findTickets() {
	for i, it := range v.in.Items {
		switch m := it.Message.(type) {
		case *handshake.NewSessionTicketTLS12:
			v.addTicket(i, "ticket", len(m.Ticket), true)
		case *handshake.NewSessionTicketTLS13:
			v.addTicket(i, "ticket", len(m.Ticket), true)
		case *handshake.ClientHello:
			v.addTicket(i, "session_ticket/ticket", len(m.SessionTicket), false)
			for n, id := range m.PSKIdentities {
				v.addTicket(i, "psk_identity["+strconv.Itoa(n)+"]/identity", len(id.Identity), false)
			}
		}
	}
}

func (v *view) addTicket(index int, path string, n int, given bool) {
	e, b := v.find(index, path)
	if len(b) == 0 || len(b) != n {
		return
	}
	t := ticket{b: b, where: e, given: given}
	t.addAt, t.add = v.find(index, "ticket_age_add")
	v.tickets = append(v.tickets, t)
}

// sentTicket finds a draw in a ticket of this connection: its IV, or its
// ticket_age_add, whose bytes crypto/tls turns around (RFC 8446 §4.6.1).
func (v *view) sentTicket(side capture.Side, d capture.Draw) []claim {
	if side != capture.Server {
		return nil
	}
	var out []claim
	for _, t := range v.tickets {
		switch {
		case !t.given:
		case len(d.Bytes) == goticket.IVLength && bytes.HasPrefix(t.b, d.Bytes):
			e := t.where
			e.Length = goticket.IVLength
			out = append(out, claim{kind: TicketIV, text: "the IV of the ticket, sent as it is at its beginning", where: []Evidence{e}})
		case len(d.Bytes) == 4 && len(t.add) == 4 && d.Bytes[0] == t.add[3] && d.Bytes[1] == t.add[2] && d.Bytes[2] == t.add[1] && d.Bytes[3] == t.add[0]:
			out = append(out, claim{kind: TicketAgeAdd, where: []Evidence{t.addAt},
				text: "ticket_age_add, sent with its bytes turned around: what hides from others how old the ticket is"})
		}
	}
	return out
}

// ticketKey finds a ticket that was made with the key that a draw gives.
func (v *view) ticketKey(side capture.Side, d capture.Draw) []claim {
	if side != capture.Server || len(d.Bytes) != 32 {
		return nil
	}
	c := claim{kind: TicketKey, text: "the key of the server's tickets: the ticket's MAC is right under it"}
	for _, t := range v.tickets {
		if steps := goticket.Prove(d.Bytes, t.b); steps != nil {
			e := t.where
			e.Steps = steps
			c.where = append(c.where, e)
		}
	}
	if c.where == nil {
		return nil
	}
	return []claim{c}
}

// A sample is what the server's Config tells of its ticket keys.
type sample struct {
	ticket []byte   // made with the key that is in use; nil: none could be made
	legacy [32]byte // its field SessionTicketKey
}

// sampleTicket asks a copy of the Config for a ticket, so that the Config's own
// reader is left alone.
func sampleTicket(config *tls.Config) (s sample) {
	if config == nil {
		return s
	}
	config = config.Clone()
	config.Rand = rand.Reader
	//lint:ignore SA1019 what crypto/tls draws for it is what is looked for
	s.legacy = config.SessionTicketKey
	if !config.SessionTicketsDisabled {
		// The error says that the Config has no keys: then there is no ticket.
		s.ticket, _ = config.EncryptTicket(tls.ConnectionState{}, &tls.SessionState{})
	}
	return s
}

// idleTicketKey finds the key of tickets that no ticket here was made with: the
// Config holds it, since a ticket that it makes afterwards is right under it.
func (v *view) idleTicketKey(side capture.Side, d capture.Draw) []claim {
	if side != capture.Server || len(d.Bytes) != 32 {
		return nil
	}
	steps := goticket.Prove(d.Bytes, v.sample.ticket)
	if steps == nil {
		return nil
	}
	c := claim{kind: TicketKey, gone: true, text: "the key of the server's tickets, and this connection got none: the Config keeps it for others",
		where: []Evidence{{Item: "tls.Config", Index: -1, Field: "EncryptTicket", Length: len(v.sample.ticket), Record: -1, Steps: steps,
			Text: "a ticket that the Config made afterwards has a MAC that is right under this key"}}}
	if v.closed(capture.Server) || slices.ContainsFunc(v.tickets, func(t ticket) bool { return t.given }) {
		c.gone, c.text = false, "the key of the server's tickets, which the Config keeps: no ticket that could be read here is right under it"
	}
	return []claim{c}
}

// closed says whether one side sent what was not opened.
func (v *view) closed(from capture.Side) bool {
	return slices.ContainsFunc(v.in.Items, func(it *handshake.Item) bool { return it.From == from && it.Protected && !it.Decrypted })
}

// deprecated is what crypto/tls writes over a ticket key that it has no use for.
const deprecated = "DEPRECATED"

// legacyKey finds the draw for Config.SessionTicketKey, a field that crypto/tls
// fills for programs of old and reads no more.
func (v *view) legacyKey(side capture.Side, d capture.Draw) []claim {
	at := len(deprecated)
	if side != capture.Server || len(d.Bytes) != 32 || string(v.sample.legacy[:at]) != deprecated || !bytes.Equal(v.sample.legacy[at:], d.Bytes[at:]) {
		return nil
	}
	return []claim{{kind: LegacyTicketKey, text: "a ticket key that nothing uses: its first 10 bytes were overwritten with the word DEPRECATED",
		where: []Evidence{{Item: "tls.Config", Index: -1, Field: "SessionTicketKey", Offset: at, Length: 32 - at, Record: -1}}}}
}
