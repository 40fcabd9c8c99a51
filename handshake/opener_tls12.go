package handshake

import (
	"bytes"
	"errors"
	"slices"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// secretsTLS12 is what is known of a handshake of SSL 3.0 to TLS 1.2.
type secretsTLS12 struct {
	ticket    sessionName // that the client offers
	sessionID sessionName // that the server gives
	logged    []byte      // the ID itself, as a key log may name it
	newTicket sessionName

	encrypted []byte // the encrypted pre-master secret
	group     registry.Group
	prime     []byte // of DHE
	generator []byte
	publics   [3][]byte // by side, of (EC)DHE

	sessionHash []byte // of the messages to the ClientKeyExchange: RFC 7627 §3
	exchanged   bool   // a ClientKeyExchange came: the session is no resumed one
	master      []byte
	others      [][]byte // that sessions of the same name have
	sought      bool     // in vain
	told        bool     // the key block
	finished    [3]bool  // by side
}

// maxKept bounds a number or a public value that is kept, in bytes: an RSA modulus
// of 16,384 bits, and more than any group needs.
const maxKept = 1 << 11

// kept is a copy of a value that serves to compute a secret, or of as much of it as
// a key log may name it by.
func (o *opener) kept(b []byte, serves bool) []byte {
	if !serves {
		return bytes.Clone(b[:min(len(b), 8)])
	}
	if len(b) > maxKept {
		return nil
	}
	return bytes.Clone(b)
}

// offered notes the ticket that the client would go on with.
func (s *secretsTLS12) offered(m *ClientHello) { s.ticket = nameOf(byTicket, m.SessionTicket) }

// openTLS12 opens a record up to TLS 1.2. Where several sessions have the same name,
// the first record tells which one goes on.
func (o *opener) openTLS12(from capture.Side, h *guard, r *Record, buffer []byte) (record.Opened, error) {
	if h.records == nil && h.known != o.knowledge() {
		o.changeLate(from, h)
	}
	plain, err := o.attempt(h, h.records, r, buffer)
	s := &o.tls12
	for i := 0; i < len(s.others) && err != nil && h.records != nil && h.refused == 0; i++ {
		missed := h.missed
		s.master, s.others[i] = s.others[i], s.master
		o.change(from)
		h.missed = missed
		if plain, again := o.attempt(h, h.records, r, buffer); again == nil {
			return plain, nil
		}
		if s.master, s.others[i] = s.others[i], s.master; i == len(s.others)-1 { // none fits
			o.change(from)
			h.missed = missed
		}
	}
	return plain, err
}

// changeLate looks for keys again, where the log has grown since the ChangeCipherSpec,
// or that is missing.
func (o *opener) changeLate(from capture.Side, h *guard) {
	if o.hello.client && o.hello.server && (o.hello.changed[from] || h.missed > 0) {
		missed, closed := h.missed, h.closed
		o.change(from)
		h.missed, h.closed = min(missed+closed, maxMissed), closed
	}
	switch h.known = o.knowledge(); {
	case h.records != nil || h.missing != "" || !o.state.Lossy:
	case !o.hello.client:
		h.missing = missingClientHello
	case !o.hello.server:
		h.missing = missingHellos
	}
}

// learnTLS12 takes in a message up to TLS 1.2.
func (o *opener) learnTLS12(from capture.Side, it *Item) {
	s := &o.tls12
	switch m := it.Message.(type) {
	case *ServerKeyExchangeECDHE:
		o.curve(m.ServerECDHParams)
	case *ServerKeyExchangeECDHETLS10:
		o.curve(m.ServerECDHParams)
	case *ServerKeyExchangeECDHAnon:
		o.curve(m.ServerECDHParams)
	case *ServerKeyExchangeDHE:
		o.field(m.ServerDHParams)
	case *ServerKeyExchangeDHETLS10:
		o.field(m.ServerDHParams)
	case *ServerKeyExchangeDHAnon:
		o.field(m.ServerDHParams)
	case *ClientKeyExchangeRSA:
		s.encrypted = o.kept(m.Encrypted, len(o.keys.RSA) > 0)
	case *ClientKeyExchangeRSASSL30:
		s.encrypted = o.kept(m.Encrypted, len(o.keys.RSA) > 0)
	case *ClientKeyExchangeECDHE:
		s.publics[capture.Client] = o.kept(m.Public, len(o.keys.Ephemeral) > 0)
	case *ClientKeyExchangeDHE:
		s.publics[capture.Client] = o.kept(m.Public, o.keys.opensFields())
	case *NewSessionTicketTLS12:
		s.newTicket = nameOf(byTicket, m.Ticket)
	case *FinishedTLS12:
		s.finished[from] = true
		o.checkFinished(from, it, m.VerifyData)
	case *FinishedSSL30:
		s.finished[from] = true
		o.checkFinished(from, it, m.LayerContents()[min(HeaderLength, len(m.LayerContents())):])
	}
	o.transcript.add(it.Bytes)
	if s.finished[capture.Client] && s.finished[capture.Server] {
		o.transcript.lose() // it serves no more
	}
	if len(it.Bytes) > 0 && registry.HandshakeType(it.Bytes[0]) == registry.HandshakeClientKeyExchange {
		s.exchanged = true
		if !o.transcript.lost {
			s.sessionHash = output(secrets.SessionHash(o.state.Version, o.state.CipherSuite, o.transcript.messages))
		}
	}
}

func (o *opener) curve(p ServerECDHParams) {
	o.tls12.group, o.tls12.publics[capture.Server] = p.Group, o.kept(p.Public, len(o.keys.Ephemeral) > 0)
}

func (o *opener) field(p ServerDHParams) {
	s, serves := &o.tls12, o.keys.opensFields()
	s.prime, s.generator, s.publics[capture.Server] = o.kept(p.P, serves), o.kept(p.G, serves), o.kept(p.Ys, serves)
}

// checkFinished holds a Finished against the master secret and the messages so far.
func (o *opener) checkFinished(from capture.Side, it *Item, got []byte) {
	if o.tls12.master == nil || o.transcript.lost || it.Err != nil {
		return
	}
	it.verify(got, o.step(secrets.Finished(o.state.Version, o.state.CipherSuite, o.tls12.master, from, o.transcript.messages)))
}

// changed is a ChangeCipherSpec up to TLS 1.2. One without hellos since the last is of
// a handshake whose hellos are missing.
func (o *opener) changed(from capture.Side) {
	if o.hello.changed[from] {
		o.sides[from].use(nil, record.Params{})
		o.sides[from].missing = missingHellos
		o.transcript.lose()
		o.hello.client, o.hello.server = false, false
		return
	}
	o.hello.changed[from] = true
	o.change(from)
}

// change makes the keys of the handshake that goes on those of one side.
func (o *opener) change(from capture.Side) {
	h := &o.sides[from]
	h.use(nil, record.Params{})
	if o.hello.compressed {
		h.missing = "a way to undo compression, which is not read here"
		return
	}
	if o.state.CipherSuite == registry.TLS_NULL_WITH_NULL_NULL { // RFC 5246 §A.5: it must not be negotiated, and would open anything
		h.missing = "a cipher suite: TLS_NULL_WITH_NULL_NULL is none"
		return
	}
	params, err := record.ParamsOf(o.state.Version, o.state.CipherSuite)
	if err != nil {
		h.missing = unsupported(err)
		return
	}
	master := o.masterSecret()
	if master == nil && o.transcript.crowded && o.tls12.encrypted != nil {
		h.missing = "the messages of the handshake, which took more room than there is"
	}
	if master == nil || !o.hello.client || !o.hello.server {
		return
	}
	block, err := secrets.NewKeyBlock(o.state.Version, o.state.CipherSuite, master, o.hello.clientRandom[:], o.hello.serverRandom[:])
	if err != nil {
		h.missing = unsupported(err)
		return
	}
	if !o.tls12.told && len(o.tls12.others) == 0 {
		o.tls12.told = true
		o.steps(block.Steps, nil)
	}
	keys := block.Client
	if from == capture.Server {
		keys = block.Server
	}
	opts := record.Options{EncryptThenMAC: o.hello.encryptThenMAC.both() && params.Kind == record.Block, TruncatedHMAC: o.hello.truncatedHMAC.both()}
	records, err := record.New(o.state.Version, o.state.CipherSuite, keys, opts)
	if err != nil {
		h.missing = unsupported(err)
		return
	}
	h.use(records, params)
	h.bareIV = opts.EncryptThenMAC && params.Explicit == 0
}

// unsupported says what would be needed where it is no secret.
func unsupported(err error) string {
	var missing *record.UnsupportedError
	if errors.As(err, &missing) {
		return "a cipher that is not implemented here: " + missing.Error()
	}
	return err.Error()
}

// masterSecret finds or computes the master secret of the handshake.
func (o *opener) masterSecret() []byte {
	s := &o.tls12
	if s.master != nil {
		return s.master
	}
	if s.master = o.given("master_secret", fromLog, keylog.ClientRandom, o.logged(keylog.ClientRandom)); s.master != nil {
		return s.master
	}
	if s.master = o.given("master_secret", fromLog, "RSA Session-ID", o.session()); s.master != nil {
		return s.master
	}
	if !s.exchanged {
		all := o.keys.sessions.all(s.sessionID)
		if len(all) == 0 {
			all = o.keys.sessions.all(s.ticket)
		}
		if len(all) > 0 {
			s.master, s.others = all[0], slices.Clone(all[1:])
		}
		if len(all) == 1 { // else the first record tells which
			o.given("master_secret", fromEarlier, "the session", s.master)
		}
		return s.master
	}
	if s.sought {
		return nil
	}
	s.sought = true
	if pre := o.preMaster(); pre != nil {
		s.master = o.fromPreMaster(pre)
	}
	return s.master
}

// session is the master secret that a key log has by the session's ID.
func (o *opener) session() []byte {
	if b := o.keys.Log.SessionMaster(o.tls12.logged); b != nil {
		return b
	}
	return o.keys.Captured.SessionMaster(o.tls12.logged)
}

// fromPreMaster computes the master secret: RFC 5246 §8.1, RFC 7627 §4.
func (o *opener) fromPreMaster(pre []byte) []byte {
	v, suite := o.state.Version, o.state.CipherSuite
	if o.hello.extendedMaster.both() {
		return o.step(secrets.ExtendedMasterSecret(v, suite, pre, o.tls12.sessionHash))
	}
	return o.step(secrets.MasterSecret(v, suite, pre, o.hello.clientRandom[:], o.hello.serverRandom[:]))
}

// preMaster finds the pre-master secret: in the key log, by the server's RSA key,
// or by one side's ephemeral key.
func (o *opener) preMaster() []byte {
	s := &o.tls12
	if pre := o.given("pre_master_secret", fromLog, keylog.PMSClientRandom, o.logged(keylog.PMSClientRandom)); pre != nil {
		return pre
	}
	if len(s.encrypted) >= 8 {
		for _, log := range []*keylog.Log{&o.keys.Log, &o.keys.Captured} {
			if pre := o.given("pre_master_secret", fromLog, "RSA", log.PreMaster(s.encrypted[:8])); pre != nil {
				return pre
			}
		}
		for _, key := range o.keys.RSA {
			if pre := o.step(secrets.PreMasterRSA(key, s.encrypted)); pre != nil {
				return pre
			}
		}
	}
	client, server := s.publics[capture.Client], s.publics[capture.Server]
	if client == nil || server == nil {
		return nil
	}
	for i := range o.keys.Ephemeral {
		if pre := o.agreedTLS12(i, client, server); pre != nil {
			return pre
		}
	}
	return nil
}

// agreedTLS12 is the shared secret if ephemeral key i belongs to one of the two public
// values.
func (o *opener) agreedTLS12(i int, client, server []byte) []byte {
	s, key := &o.tls12, o.keys.Ephemeral[i]
	if s.prime != nil {
		if key.Group == 0 {
			return o.agreedField(key.Private, s.prime, s.generator, client, server)
		}
		return nil
	}
	if key.Group != s.group {
		return nil
	}
	return o.agreedGroup(i, client, server)
}

// proven says that a record opened: the master secret is the right one, and the
// session is kept for those that go on with it.
func (o *opener) proven() {
	s := &o.tls12
	if len(s.others) > 0 {
		s.others = nil
		o.given("master_secret", fromEarlier, "the session", s.master)
		if block, err := secrets.NewKeyBlock(o.state.Version, o.state.CipherSuite, s.master, o.hello.clientRandom[:], o.hello.serverRandom[:]); err == nil {
			s.told = true
			o.steps(block.Steps, nil)
		}
	}
	o.keys.sessions.keep(s.sessionID, s.master)
	o.keys.sessions.keep(s.newTicket, s.master)
}
