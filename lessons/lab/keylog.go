package lab

import (
	"bytes"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// once leaves out lines that stood before: both peers log the same secrets.
func once(log []byte) []byte {
	var out []byte
	seen := map[string]bool{}
	for line := range bytes.Lines(log) {
		if !seen[string(line)] {
			seen[string(line)] = true
			out = append(out, line...)
		}
	}
	return out
}

// complete adds to what the peers logged of a connection what a reader of the wire
// lacks. Where ECH was accepted, crypto/tls logs under a random that does not cross;
// of a session of TLS 1.2 that is gone on with by a ticket, it logs nothing: its
// secret is that of the connection which got the ticket.
func (l *Lab) complete(rec *capture.Recording, logged []byte) []byte {
	items, state := handshake.Decode(rec)
	var random, ticket []byte
	var given [][]byte
	for _, it := range items {
		switch m := it.Message.(type) {
		case *handshake.ClientHello:
			random, ticket = m.Random, m.SessionTicket
		case *handshake.NewSessionTicketTLS12:
			given = append(given, m.Ticket)
		}
	}
	if state.Version < registry.VersionTLS13 && state.Resumed {
		logged = append(logged, keylog.UnderRandom(l.tickets[string(ticket)], random)...)
		given = append(given, ticket)
	}
	logged = once(append(logged, keylog.UnderRandom(logged, random)...))
	for _, t := range given {
		l.tickets[string(t)] = logged
	}
	return logged
}
