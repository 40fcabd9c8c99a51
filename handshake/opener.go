package handshake

import (
	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// An opener opens the protected records of one connection: it follows the
// handshake as far as the keys depend on it.
type opener struct {
	keys  *Keys
	state *State

	hello      helloFacts
	transcript transcript
	sides      [3]guard // by side

	tls12 secretsTLS12
	tls13 secretsTLS13

	told      bool           // somebody wants to see the steps
	taken     []secrets.Step // that were not told yet: the item that led to them comes first
	steppedOn int            // steps so far
}

// helloFacts is what the keys need of both hellos.
type helloFacts struct {
	clientRandom, serverRandom [32]byte
	client, server             bool // they were seen

	suites []registry.CipherSuite // of TLS 1.3 that the client offers: early data is protected by one of them

	// What both must say to agree on it.
	extendedMaster, encryptThenMAC, truncatedHMAC agreement

	hidden     bool    // the client offers to hide its hello (ECH), or seems to
	cut        bool    // the client's hello was, and its extensions are not known
	answered   bool    // a ServerHello came
	changed    [3]bool // by side: its ChangeCipherSpec came
	compressed bool    // TLS 1.2 and below: records are compressed before they are protected
}

// An agreement is an extension that the client offers and the server takes.
type agreement struct{ client, server bool }

func (a agreement) both() bool { return a.client && a.server }

func (o *opener) hidesTypes() bool { return o.state.hidesTypes() }

// logged is a secret of this connection in a key log: first of the user's, then of
// the capture's own.
func (o *opener) logged(label string) []byte {
	if !o.hello.client {
		return nil
	}
	if b := o.keys.Log.Secret(label, o.hello.clientRandom[:]); b != nil {
		return b
	}
	return o.keys.Captured.Secret(label, o.hello.clientRandom[:])
}

// learn takes in a handshake message, or a ChangeCipherSpec, before its item is
// emitted.
func (o *opener) learn(from capture.Side, it *Item) {
	if it.Err != nil && it.Kind == KindHandshake {
		o.transcript.lose()
	}
	switch m := it.Message.(type) {
	case *ClientHello:
		if from == capture.Client {
			o.clientHello(m, it)
		}
		return
	case *ClientHelloSSL20:
		o.clientHelloSSL20(m, it.Bytes)
		return
	case *ServerHello:
		if from == capture.Server {
			o.serverHello(m, it.Bytes)
		}
		return
	case *ServerHelloDraft:
		if from == capture.Server {
			o.serverHelloDraft(m, it.Bytes)
		}
		return
	case *HelloRetryRequest:
		if from == capture.Server && !o.hello.answered {
			o.retry(m.CipherSuite, it.Bytes)
		}
		return
	case *HelloRequest:
		return // it is no part of a transcript: RFC 5246 §7.4.1.1
	case *ChangeCipherSpec:
		if !o.hidesTypes() {
			o.changed(from)
		}
		return
	}
	if it.Kind != KindHandshake {
		return
	}
	if o.hidesTypes() {
		o.learnTLS13(from, it)
	} else {
		o.learnTLS12(from, it)
	}
}

func (o *opener) clientHello(m *ClientHello, it *Item) {
	switch again := o.state.Retried && !o.hello.answered; {
	case again && !o.hello.client: // the first one, and what asked for this one, may be missing
		o.begin()
		o.transcript.lose()
	case !again: // the second hello of a handshake goes on with it
		o.begin()
	}
	if o.state.Joined || o.state.Lossy && !o.hello.answered && !o.state.seen.serverHello {
		o.transcript.lose() // this may be the second
	}
	copy(o.hello.clientRandom[:], m.Random)
	o.hello.client = len(m.Random) == len(o.hello.clientRandom)
	o.hello.cut = it.Err != nil // then the server's answer says what was offered
	o.hello.extendedMaster.client = o.hello.cut || m.Has(registry.ExtExtendedMasterSecret)
	o.hello.encryptThenMAC.client = o.hello.cut || m.Has(registry.ExtEncryptThenMAC)
	o.hello.truncatedHMAC.client = o.hello.cut || m.Has(registry.ExtTruncatedHMAC)
	o.hello.suites = o.hello.suites[:0]
	for _, s := range m.CipherSuites {
		if s.TLS13() && len(o.hello.suites) < 8 {
			o.hello.suites = append(o.hello.suites, s)
		}
	}
	o.tls12.offered(m)
	o.tls13.offered(m, o.keys)
	o.hello.hidden = m.Has(registry.ExtECH)
	o.transcript.add(it.Bytes)
	if m.Has(registry.ExtEarlyData) {
		o.computeEarly()
	}
}

// clientHelloSSL20: the challenge serves as the random, with zeros before it
// (RFC 6101 §E.1).
func (o *opener) clientHelloSSL20(m *ClientHelloSSL20, message []byte) {
	o.begin()
	if n := len(m.Challenge); n > 0 && n <= 32 {
		copy(o.hello.clientRandom[32-n:], m.Challenge)
		o.hello.client = true
	}
	o.transcript.add(message)
}

// begin begins a handshake: the first one, or another within a connection.
func (o *opener) begin() {
	o.hello = helloFacts{suites: o.hello.suites[:0]}
	o.tls12 = secretsTLS12{}
	o.tls13 = secretsTLS13{}
	o.transcript.reset()
}

func (o *opener) serverHello(m *ServerHello, message []byte) {
	o.answer()
	copy(o.hello.serverRandom[:], m.Random)
	o.hello.server = len(m.Random) == len(o.hello.serverRandom)
	o.hello.extendedMaster.server = m.Has(registry.ExtExtendedMasterSecret)
	o.hello.encryptThenMAC.server = m.Has(registry.ExtEncryptThenMAC)
	o.hello.truncatedHMAC.server = m.Has(registry.ExtTruncatedHMAC)
	o.hello.compressed = m.CompressionMethod != 0
	o.transcript.add(message)
	if o.hidesTypes() {
		o.economise()
		o.beginTLS13(m.KeyShare, m.Has(registry.ExtPreSharedKey), int(m.PSKIdentity))
		return
	}
	o.tls12.logged = append(o.tls12.logged[:0], m.SessionID...) // 32 bytes at most
	o.tls12.sessionID = nameOf(bySessionID, m.SessionID)
	o.economise()
}

// economise gives up the transcript of a connection in a capture that nothing will
// open. Whether a pre-master secret that is logged by its encryption is that of this
// connection, its ClientKeyExchange tells.
func (o *opener) economise() {
	k := o.keys
	if o.transcript.room == nil || len(k.RSA)+len(k.Ephemeral) > 0 || k.sessions.secrets != nil || k.Log.PreMasters() || k.Captured.PreMasters() {
		return
	}
	if !o.hasLogged() {
		o.transcript.lose()
	}
}

// answer is a ServerHello: where one came before it, the hello that it answers is
// missing.
func (o *opener) answer() {
	if o.hello.answered {
		o.begin()
		o.transcript.lose()
	}
	o.hello.answered = true
}

func (o *opener) serverHelloDraft(m *ServerHelloDraft, message []byte) {
	o.answer()
	copy(o.hello.serverRandom[:], m.Random)
	o.hello.server = len(m.Random) == len(o.hello.serverRandom)
	o.transcript.add(message)
	o.beginTLS13(m.KeyShare, false, 0)
}

// hasLogged says whether a key log has a secret of this connection.
func (o *opener) hasLogged() bool {
	for _, label := range [...]string{keylog.ClientRandom, keylog.PMSClientRandom, keylog.ServerHandshakeTraffic, keylog.ServerTraffic0,
		keylog.ClientHandshakeTraffic, keylog.ClientTraffic0, keylog.ClientEarlyTraffic} {
		if o.logged(label) != nil {
			return true
		}
	}
	return o.session() != nil
}

// Logged says whether a key log has a secret of this connection.
func (c *Conversation) Logged() bool { return c.opener != nil && c.opener.hasLogged() }
