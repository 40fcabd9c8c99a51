package handshake

import (
	"bytes"
	"crypto"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// secretsTLS13 is what is known of a handshake of TLS 1.3.
type secretsTLS13 struct {
	shares     []KeyShare    // that the client offers, of the groups of which a key is known
	identities []sessionName // of pre-shared keys that the client offers

	known      [3][epochs][]byte // traffic secrets that were computed, by side
	hs         []byte            // Handshake Secret, where it was computed
	main       []byte            // Master Secret, the same
	resumption []byte            // resumption_master_secret, the same
	hash       crypto.Hash
	tickets    []ticketTLS13 // that came before the client's Finished, on which their keys depend
	finished   [3]bool       // by side
	computed   int           // how often secrets were computed
	accepted   bool          // the server takes early data: its end is a message of the handshake
	later      authentications
}

// A ticketTLS13 is what a NewSessionTicket says of its pre-shared key.
type ticketTLS13 struct {
	name  sessionName
	nonce []byte
}

const maxIdentities = 8

// offered keeps what the client offers to agree on keys by. A share is kept where it
// may belong to a key that is known.
func (s *secretsTLS13) offered(m *ClientHello, keys *Keys) {
	s.shares, s.identities = nil, nil
	s.later.offered = m.Has(registry.ExtPostHandshakeAuth)
	for i, id := range m.PSKIdentities {
		if i < maxIdentities {
			s.identities = append(s.identities, nameOf(byIdentity, id.Identity))
		}
	}
	for i, share := range m.KeyShares {
		if i < maxIdentities && keys.mayOwn(share) {
			s.shares = append(s.shares, KeyShare{share.Group, bytes.Clone(share.Data)})
		}
	}
}

// beginTLS13 is the ServerHello: both sides protect with handshake keys from here
// on, the client not before its early data has ended (RFC 8446 §4.5).
func (o *opener) beginTLS13(share KeyShare, resumed bool, identity int) {
	o.compute(share, resumed, identity)
	o.enter(capture.Server, inHandshake)
	early := o.state.EarlyData || o.hello.cut && o.logged(keylog.ClientEarlyTraffic) != nil
	if !early || o.state.Retried { // a retry refuses early data: RFC 8446 §4.2.10
		missed := o.sides[capture.Client].missed
		o.enter(capture.Client, inHandshake)
		o.sides[capture.Client].missed = missed // of its own records, which this is not
	}
}

// computeEarly derives the secret of early data where its pre-shared key is known:
// RFC 8446 §7.1. The key is as long as the hash of its suite.
func (o *opener) computeEarly() {
	s := &o.tls13
	if len(s.identities) == 0 {
		return
	}
	psk := o.given("resumption_psk", fromEarlier, "the ticket", o.keys.sessions.find(s.identities[0]))
	var hash crypto.Hash
	switch len(psk) {
	case crypto.SHA256.Size():
		hash = crypto.SHA256
	case crypto.SHA384.Size():
		hash = crypto.SHA384
	default:
		return
	}
	if sum, ok := o.transcript.hash(hash); ok {
		s.computed++
		s.known[capture.Client][early] = o.step(secrets.DeriveSecret(hash, o.step(secrets.EarlySecret(hash, psk)), "c e traffic", sum))
	}
}

// learnTLS13 takes in a message of TLS 1.3.
func (o *opener) learnTLS13(from capture.Side, it *Item) {
	s := &o.tls13
	switch m := it.Message.(type) {
	case *NewSessionTicketTLS13:
		o.keepTicket(m)
		return
	case *KeyUpdate:
		o.update(from)
		return
	case *EncryptedExtensions:
		s.accepted = hasExtension(m.Extensions, registry.ExtEarlyData)
	case *EndOfEarlyData:
		o.transcript.add(it.Bytes)
		if o.sides[from].epoch == early {
			o.enter(from, inHandshake)
		}
		return
	case *FinishedTLS13:
		if s.finished[from] {
			o.authenticate(from, it)
			return
		}
		s.finished[from] = true
		o.checkFinishedTLS13(from, it, m.VerifyData)
		o.transcript.add(it.Bytes)
		o.computeApplication(from)
		if o.sides[from].epoch <= inHandshake {
			o.enter(from, application)
		}
		if from == capture.Client {
			o.handshakeEnds()
			o.transcript.lose() // it serves no more
		}
		return
	}
	if s.finished[capture.Client] {
		o.authenticate(from, it)
	} else {
		o.transcript.add(it.Bytes)
	}
}

// scheduled says whether the key schedule is the one of RFC 8446: drafts before 21
// had other labels or another one.
func (o *opener) scheduled() bool {
	n, draft := o.version13().Draft()
	return !draft || n >= 21
}

// checkFinishedTLS13 holds a Finished against the handshake secret of its side and
// the messages so far: RFC 8446 §4.4.4.
func (o *opener) checkFinishedTLS13(from capture.Side, it *Item, got []byte) {
	secret := o.trafficSecret(from, inHandshake)
	hash := o.hash()
	if secret == nil || hash == 0 || it.Err != nil || !o.scheduled() {
		return
	}
	sum, ok := o.transcript.hash(hash)
	if !ok {
		return
	}
	key, err := secrets.FinishedKey(hash, secret)
	key.Name = from.String() + "_finished_key"
	mac, err2 := secrets.FinishedMAC(hash, o.step(key, err), sum)
	mac.Name = from.String() + "_finished"
	if it.verify(got, o.step(mac, err2)); it.Verify == Differs && o.hello.hidden {
		it.Verify = Unverified // where the server opened the hidden hello, both hash that one: RFC 9849 §6.1
	}
}

// retry is a HelloRetryRequest: the first hello counts as its hash (RFC 8446
// §4.4.1).
func (o *opener) retry(suite registry.CipherSuite, message []byte) {
	hash, err := secrets.HashOf(registry.VersionTLS13, suite)
	if err != nil {
		o.transcript.lose()
		return
	}
	first := o.steps(secrets.MessageHash(hash, bytes.Clone(o.transcript.messages)))
	if first == nil { // the first hello was not seen
		o.transcript.lose()
		return
	}
	o.transcript.replace(first)
	o.transcript.add(message)
}

// compute derives the secrets of the handshake where the private key of one side
// is known, and the pre-shared key if there is one: RFC 8446 §7.1.
func (o *opener) compute(share KeyShare, resumed bool, identity int) {
	s := &o.tls13
	hash := o.hash()
	if hash == 0 || len(o.keys.Ephemeral) == 0 && o.keys.sessions.secrets == nil || !o.scheduled() {
		return
	}
	var psk []byte
	if resumed {
		if identity >= len(s.identities) {
			return
		}
		if psk = o.keys.sessions.find(s.identities[identity]); psk == nil {
			return
		}
		o.given("resumption_psk", fromEarlier, "the ticket", psk)
	}
	shared := o.agreed(share)
	sum, ok := o.transcript.hash(hash)
	if shared == nil && share.Group != 0 || !ok {
		return
	}
	s.computed++
	s.hs = o.steps(secrets.HandshakeSecret(hash, o.step(secrets.EarlySecret(hash, psk)), shared))
	s.known[capture.Client][inHandshake] = o.step(secrets.DeriveSecret(hash, s.hs, "c hs traffic", sum))
	s.known[capture.Server][inHandshake] = o.step(secrets.DeriveSecret(hash, s.hs, "s hs traffic", sum))
}

// agreed is the shared secret of the key exchange, if a private key is known.
func (o *opener) agreed(server KeyShare) []byte {
	for _, client := range o.tls13.shares {
		if client.Group != server.Group {
			continue
		}
		for i, key := range o.keys.Ephemeral {
			if key.Group != server.Group {
				continue
			}
			if shared := o.agreedGroup(i, client.Data, server.Data); shared != nil {
				return shared
			}
		}
	}
	return nil
}

// computeApplication derives what a Finished leads to: RFC 8446 §7.1.
func (o *opener) computeApplication(from capture.Side) {
	s := &o.tls13
	hash := o.hash()
	if hash == 0 || s.hs == nil {
		return
	}
	sum, ok := o.transcript.hash(hash)
	if !ok {
		return
	}
	s.computed++
	if from == capture.Server {
		s.main = o.steps(secrets.MainSecret(hash, s.hs))
		s.known[capture.Client][application] = o.step(secrets.DeriveSecret(hash, s.main, "c ap traffic", sum))
		s.known[capture.Server][application] = o.step(secrets.DeriveSecret(hash, s.main, "s ap traffic", sum))
	} else if s.main != nil {
		s.resumption = o.step(secrets.DeriveSecret(hash, s.main, "res master", sum))
		s.hash = hash
		for _, t := range s.tickets {
			o.keepPSK(t)
		}
		s.tickets = nil
	}
}

// keepTicket remembers the pre-shared key that a ticket stands for. A server that
// asks for no certificate may send it before the client's Finished: RFC 8446 §4.6.1.
func (o *opener) keepTicket(m *NewSessionTicketTLS13) {
	s := &o.tls13
	t := ticketTLS13{name: nameOf(byIdentity, m.Ticket), nonce: m.Nonce}
	switch {
	case s.resumption != nil:
		o.keepPSK(t)
	case s.main != nil && !s.finished[capture.Client] && len(s.tickets) < maxIdentities:
		t.nonce = bytes.Clone(t.nonce)
		s.tickets = append(s.tickets, t)
	}
}

func (o *opener) keepPSK(t ticketTLS13) {
	s := &o.tls13
	o.keys.sessions.keep(t.name, o.step(secrets.ResumptionPSK(s.hash, s.resumption, t.nonce)))
}
