package tickets

import (
	"encoding/hex"
	"errors"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/goticket"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/wire"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// Messages and fields that the claims look at.
const (
	clientHello = "ClientHello"
	serverHello = "ServerHello"
	newTicket   = "NewSessionTicket"
	finished    = "Finished"
	certificate = "Certificate"

	ticketField = "ticket"
	ticket12    = "session_ticket/ticket"
	ticket13    = "pre_shared_key/identity"
	ticketAge   = "pre_shared_key/obfuscated_ticket_age"
	binders     = "pre_shared_key/binders_length"
	binder      = "pre_shared_key/binder"
	share       = "key_share/key_exchange"
)

// shownTicket is the field of the ClientHello that carries a ticket.
func (v version) shownTicket() string {
	return v.pick(ticket12, ticket13)
}

// given is the ticket that the server gave on a connection, nil where there is none.
func given(a *anatomy.Act) []byte { return bytesOf(a.Message(newTicket), ticketField) }

// shown is the ticket that the client shows in its hello.
func shown(a *anatomy.Act, v version) []byte { return bytesOf(a.Message(clientHello), v.shownTicket()) }

func bytesOf(m anatomy.Message, path string) []byte {
	f, ok := m.Field(path)
	if !ok {
		return nil
	}
	return f.Bytes
}

var errNoTicket = errors.New("the ticket does not open")

// opened is what stands in the ticket that was given on a connection, opened with the
// server's ticket key.
func opened(s *anatomy.Scene, act string) (steps secrets.Derivation, session []byte, err error) {
	return openedWith(s.Facts[ticketKey], given(s.Act(act)))
}

func openedWith(key string, ticket []byte) (steps secrets.Derivation, session []byte, err error) {
	k, err := hex.DecodeString(key)
	if err != nil {
		return nil, nil, err
	}
	steps, session, ok := goticket.Open(k, ticket)
	if !ok {
		return nil, nil, errNoTicket
	}
	return steps, session, nil
}

// secretIn is the secret in a session, nil where it cannot be read.
func secretIn(session []byte) []byte {
	var t wire.Trace
	s, err := goticket.Dissect(session, &t)
	if err != nil {
		return nil
	}
	return s.Secret
}

// ticketSecret is the secret in the ticket that was given on a connection.
func ticketSecret(s *anatomy.Scene, act string) []byte {
	_, session, err := opened(s, act)
	if err != nil {
		return nil
	}
	return secretIn(session)
}

// keptSecret is the one that the client kept beside the ticket.
func keptSecret(s *anatomy.Scene, act string) []byte {
	state, err := hex.DecodeString(s.Facts[keptAfter(act)])
	if err != nil {
		return nil
	}
	return secretIn(state)
}

// sessionItem is the opened ticket as an item whose fields can be shown.
func sessionItem(s *anatomy.Scene, act string) (*handshake.Item, error) {
	_, session, err := opened(s, act)
	if err != nil {
		return nil, err
	}
	it := &handshake.Item{Kind: handshake.KindHandshake, From: capture.Server, Name: "the opened ticket", Bytes: session, Decrypted: true, Protected: true}
	_, err = goticket.Dissect(session, &it.Trace)
	return it, err
}
