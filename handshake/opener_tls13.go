package handshake

import (
	"bytes"
	"crypto"
	"slices"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// An epoch is which traffic secret protects a direction: RFC 8446 §2, §7.1.
type epoch uint8

const (
	early epoch = iota // of the client alone
	inHandshake
	application
	epochs = 3
)

// The labels of the NSS key log, by side and epoch.
var trafficLabels = [3][epochs]string{
	capture.Client: {"CLIENT_EARLY_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0"},
	capture.Server: {"", "SERVER_HANDSHAKE_TRAFFIC_SECRET", "SERVER_TRAFFIC_SECRET_0"},
}

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
	accepted   bool          // the server takes early data: its end is a message of the handshake
	later      authentications
}

// A ticketTLS13 is what a NewSessionTicket says of its pre-shared key.
type ticketTLS13 struct {
	name  sessionName
	nonce []byte
}

const maxIdentities = 8

// offered keeps what the client offers to agree on keys by.
func (s *secretsTLS13) offered(m *ClientHello, known []EphemeralKey) {
	s.shares, s.identities = nil, nil
	s.later.offered = m.Has(registry.ExtPostHandshakeAuth)
	for i, id := range m.PSKIdentities {
		if i < maxIdentities {
			s.identities = append(s.identities, nameOf(byIdentity, id.Identity))
		}
	}
	for i, share := range m.KeyShares {
		if i < maxIdentities && slices.ContainsFunc(known, func(k EphemeralKey) bool { return k.Group == share.Group }) {
			s.shares = append(s.shares, KeyShare{share.Group, kept(share.Data)})
		}
	}
}

// beginTLS13 is the ServerHello: both sides protect with handshake keys from here
// on, the client not before its early data has ended (RFC 8446 §4.5).
func (o *opener) beginTLS13(share KeyShare, resumed bool, identity int) {
	o.compute(share, resumed, identity)
	o.enter(capture.Server, inHandshake)
	if !o.state.EarlyData || o.state.Retried { // a retry refuses early data: RFC 8446 §4.2.10
		o.enter(capture.Client, inHandshake)
	}
}

// computeEarly derives the secret of early data where its pre-shared key is known:
// RFC 8446 §7.1. The key is as long as the hash of its suite.
func (o *opener) computeEarly() {
	s := &o.tls13
	if len(s.identities) == 0 {
		return
	}
	psk := o.keys.sessions.find(s.identities[0])
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
		s.known[capture.Client][early] = o.step(secrets.DeriveSecret(hash, o.step(secrets.EarlySecret(hash, psk)), "c e traffic", sum))
	}
}

// enter begins an epoch of one side.
func (o *opener) enter(side capture.Side, e epoch) {
	h := &o.sides[side]
	h.epoch = e
	h.use(h.next[e], record.Params{})
	h.next = [epochs]*record.Half{}
	if h.records == nil {
		h.records = o.keysOf(side, e)
	}
	h.secret = o.trafficSecret(side, e)
	o.tellKeys(side, e, h.secret)
}

// tellKeys tells the keys of an epoch, and its secret where that was given.
func (o *opener) tellKeys(side capture.Side, e epoch, secret []byte) {
	if !o.told || secret == nil {
		return
	}
	name := side.String() + [epochs]string{"_early", "_handshake", "_application"}[e]
	if o.tls13.known[side][e] == nil {
		o.given(name+"_traffic_secret", trafficLabels[side][e], secret)
	}
	version := o.state.Version
	if version == 0 {
		version = registry.VersionTLS13
	}
	if _, steps, err := secrets.TrafficKeys(version, o.state.CipherSuite, secret); err == nil {
		for _, s := range steps {
			s.Name = name + "_" + s.Name
			o.step(s, nil)
		}
	}
}

// trafficSecret is the secret of an epoch, or nil.
func (o *opener) trafficSecret(side capture.Side, e epoch) []byte {
	if b := o.keys.Log.Secret(trafficLabels[side][e], o.hello.clientRandom[:]); b != nil {
		return b
	}
	return o.tls13.known[side][e]
}

// keysOf makes the record protection of an epoch; nil where its secret is missing.
func (o *opener) keysOf(side capture.Side, e epoch) *record.Half {
	return o.protection(o.state.CipherSuite, o.trafficSecret(side, e))
}

func (o *opener) protection(suite registry.CipherSuite, secret []byte) *record.Half {
	version := o.state.Version
	if version == 0 {
		version = registry.VersionTLS13
	}
	h, err := secrets.HashOf(version, suite)
	if secret == nil || err != nil || len(secret) != h.Size() {
		return nil
	}
	keys, _, err := secrets.TrafficKeys(version, suite, secret)
	if err != nil {
		return nil
	}
	half, err := record.New(version, suite, keys, record.Options{})
	if err != nil {
		return nil
	}
	return half
}

// openTLS13 opens a record of TLS 1.3.
func (o *opener) openTLS13(from capture.Side, h *guard, r *Record, buffer []byte) (record.Opened, error) {
	if o.state.Version == 0 {
		return o.openEarly(from, h, r, buffer)
	}
	if h.records == nil { // the log may have grown, or only a later secret be known
		h.records = o.keysOf(from, h.epoch)
	}
	plain, err := o.attempt(h, h.records, r, buffer)
	if err == nil {
		return plain, nil
	}
	// The client's early data may be refused, or its end be missing; and where the
	// keys of the handshake are not known, or are wrong, nobody sees where it ends.
	unsure := h.epoch == early || h.records == nil || h.slack > 0 || h.refused && !h.opened
	for e := h.epoch + 1; e < epochs && unsure; e++ {
		if h.next[e] == nil {
			h.next[e] = o.keysOf(from, e)
		}
		if h.next[e] == nil {
			continue
		}
		if plain, again := o.attempt(h, h.next[e], r, buffer); again == nil {
			if h.epoch == early && o.tls13.accepted || e == application {
				o.transcript.lose() // EndOfEarlyData, or Finished, was not read
			}
			o.enter(from, e)
			return plain, nil
		}
	}
	if h.records == nil || h.epoch == early && !h.opened { // refused early data may be of another suite
		h.missing = o.missingTLS13(from, h)
		return plain, errNoKeys
	}
	return plain, err
}

// missingTLS13 says what would open the next record of a side.
func (o *opener) missingTLS13(from capture.Side, h *guard) string {
	if _, err := record.ParamsOf(o.state.Version, o.state.CipherSuite); err != nil {
		return unsupported(err)
	}
	labels := trafficLabels[from]
	switch {
	case h.epoch == early && o.trafficSecret(from, inHandshake) != nil:
		return labels[early]
	case h.epoch == early:
		return labels[early] + ", or " + labels[inHandshake]
	case h.epoch == inHandshake && o.trafficSecret(from, application) == nil && h.closed > 0: // nobody sees where the handshake ends
		return labels[inHandshake] + ", or " + labels[application]
	}
	return labels[h.epoch]
}

// openEarly opens early data. Which suite protects it was agreed on in an earlier
// connection; it is one that the client offers again (RFC 8446 §4.2.11).
func (o *opener) openEarly(from capture.Side, h *guard, r *Record, buffer []byte) (record.Opened, error) {
	if h.records != nil {
		return o.attempt(h, h.records, r, buffer)
	}
	secret := o.trafficSecret(capture.Client, early)
	if from != capture.Client || secret == nil {
		return record.Opened{}, errNoKeys
	}
	var tried bool
	for _, suite := range o.hello.suites {
		half := o.protection(suite, secret)
		if half == nil {
			continue
		}
		tried = true
		if plain, err := o.attempt(h, half, r, buffer); err == nil {
			h.use(half, record.Params{})
			h.epoch = early
			o.tellEarly(suite, secret)
			return plain, nil
		}
	}
	if tried {
		h.missing = "a secret that fits: CLIENT_EARLY_TRAFFIC_SECRET does not"
	}
	return record.Opened{}, errNoKeys
}

// tellEarly tells the keys of early data, whose suite its first record showed.
func (o *opener) tellEarly(suite registry.CipherSuite, secret []byte) {
	state := *o.state
	state.CipherSuite = suite
	then := *o
	then.state = &state
	then.tellKeys(capture.Client, early, secret)
	o.taken = then.taken
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

// update is a KeyUpdate: RFC 8446 §7.2.
func (o *opener) update(from capture.Side) {
	h := &o.sides[from]
	hash, err := secrets.HashOf(o.state.Version, o.state.CipherSuite)
	if err != nil || h.secret == nil || h.epoch != application {
		return
	}
	h.secret = o.step(secrets.NextTrafficSecret(hash, h.secret))
	h.use(o.protection(o.state.CipherSuite, h.secret), record.Params{})
	o.tellUpdated(from, h.secret)
}

// tellUpdated tells the keys after a KeyUpdate.
func (o *opener) tellUpdated(from capture.Side, secret []byte) {
	if !o.told {
		return
	}
	if _, steps, err := secrets.TrafficKeys(o.state.Version, o.state.CipherSuite, secret); err == nil {
		for _, s := range steps {
			s.Name = from.String() + "_updated_" + s.Name
			o.step(s, nil)
		}
	}
}

// checkFinishedTLS13 holds a Finished against the handshake secret of its side and
// the messages so far: RFC 8446 §4.4.4.
func (o *opener) checkFinishedTLS13(from capture.Side, it *Item, got []byte) {
	secret := o.trafficSecret(from, inHandshake)
	hash, err := secrets.HashOf(o.state.Version, o.state.CipherSuite)
	if secret == nil || err != nil || it.Err != nil {
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
	want := o.step(mac, err2)
	it.verify(got, want)
}

// retry is a HelloRetryRequest: the first hello counts as its hash (RFC 8446
// §4.4.1).
func (o *opener) retry(suite registry.CipherSuite, message []byte) {
	hash, err := secrets.HashOf(registry.VersionTLS13, suite)
	if err != nil {
		o.transcript.lose()
		return
	}
	if first := o.steps(secrets.MessageHash(hash, bytes.Clone(o.transcript.messages))); first != nil {
		o.transcript.replace(first)
	}
	o.transcript.add(message)
}

// compute derives the secrets of the handshake where the private key of one side
// is known, and the pre-shared key if there is one: RFC 8446 §7.1.
func (o *opener) compute(share KeyShare, resumed bool, identity int) {
	s := &o.tls13
	hash, err := secrets.HashOf(o.state.Version, o.state.CipherSuite)
	if err != nil || len(o.keys.Ephemeral) == 0 && o.keys.sessions.secrets == nil {
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
	}
	shared := o.agreed(share)
	sum, ok := o.transcript.hash(hash)
	if shared == nil && share.Group != 0 || !ok {
		return
	}
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
		for _, key := range o.keys.Ephemeral {
			if key.Group != server.Group {
				continue
			}
			if shared := o.agreedGroup(key, client.Data, server.Data); shared != nil {
				return shared
			}
		}
	}
	return nil
}

// computeApplication derives what a Finished leads to: RFC 8446 §7.1.
func (o *opener) computeApplication(from capture.Side) {
	s := &o.tls13
	hash, err := secrets.HashOf(o.state.Version, o.state.CipherSuite)
	if err != nil || s.hs == nil {
		return
	}
	sum, ok := o.transcript.hash(hash)
	if !ok {
		return
	}
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
		t.nonce = kept(t.nonce)
		s.tickets = append(s.tickets, t)
	}
}

func (o *opener) keepPSK(t ticketTLS13) {
	s := &o.tls13
	o.keys.sessions.keep(t.name, o.step(secrets.ResumptionPSK(s.hash, s.resumption, t.nonce)))
}
