package handshake

import (
	"errors"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
	"github.com/tlsteach/tlsteach/handshake/wire"
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

	trials int            // records that were tried with another sequence number than the next
	told   bool           // somebody wants to see the steps
	taken  []secrets.Step // that were not told yet: the item that led to them comes first
}

// helloFacts is what the keys need of both hellos.
type helloFacts struct {
	clientRandom, serverRandom [32]byte
	client, server             bool // they were seen

	suites []registry.CipherSuite // of TLS 1.3 that the client offers: early data is protected by one of them

	// What both must say to agree on it.
	extendedMaster, encryptThenMAC, truncatedHMAC agreement

	compressed bool // TLS 1.2 and below: records are compressed before they are protected
}

// An agreement is an extension that the client offers and the server takes.
type agreement struct{ client, server bool }

func (a agreement) both() bool { return a.client && a.server }

// A guard is one direction of the record protection.
type guard struct {
	records *record.Half // nil: nothing opens what comes
	params  record.Params
	epoch   epoch // of TLS 1.3
	next    [epochs]*record.Half
	secret  []byte // of TLS 1.3: the traffic secret in use, for KeyUpdate
	opened  bool   // a record opened under these keys
	refused bool   // and one did not
	slack   int    // so many records may be missing before the next one
	adrift  bool   // bytes are missing, and what follows cannot be opened without them
	bareIV  bool   // the IV is the end of the record before, and no MAC covers it: RFC 2246 §6.2.3.2, RFC 7366 §3
	loose   bool   // and that record is missing, or is not as it was sent
	closed  int    // records that nothing opened
	missing string // why nothing opens what comes, where it is not for want of a secret
}

// use begins a new set of keys.
func (h *guard) use(r *record.Half, p record.Params) {
	h.records, h.params = r, p
	h.opened, h.refused, h.slack, h.adrift, h.closed, h.missing = false, false, 0, false, 0, ""
	h.bareIV, h.loose = false, false
}

// An opened record is what a protected one holds.
type opened struct {
	ok      bool
	inner   Record // the plaintext in the place of the ciphertext that carried it
	padding int
	err     *wire.Error // it should have opened
	missing string      // the secret that would open it; empty: the usual one
}

// open opens the body of a record. Buffer is memory for the plaintext.
func (o *opener) open(from capture.Side, r *Record, buffer []byte) (in opened, grown []byte) {
	h := &o.sides[from]
	if r.V2 {
		return opened{missing: "the master key of SSL 2.0, which no key log has"}, buffer
	}
	if h.adrift {
		return opened{missing: "the bytes before it: what protects it runs on from record to record"}, buffer
	}
	// The plaintext stands behind as many bytes as the ciphertext that carried it
	// does, so that each of its bytes has the place of its ciphertext.
	lead := RecordHeaderLength + h.params.Explicit
	if need := lead + len(r.Bytes); cap(buffer) < need {
		buffer = make([]byte, lead, need)
	}
	buffer = buffer[:lead]
	var plain record.Opened
	var err error
	if o.hidesTypes() {
		plain, err = o.openTLS13(from, h, r, buffer)
	} else {
		plain, err = o.openTLS12(h, r, buffer)
	}
	if err != nil {
		return o.closed(h, r, err), buffer
	}
	h.opened, h.slack, h.refused = true, 0, false
	if h.loose { // its MAC is right, and its first block is anything
		h.loose = false
		return opened{missing: "the record before it as it was sent: its end is the IV of this one"}, buffer
	}
	buffer = append(buffer, plain.Content...) // mostly onto itself
	in = opened{ok: true, padding: plain.Padding}
	in.inner = Record{Type: plain.Type, Version: r.Version, Index: r.Index, Bytes: buffer, At: r.At, header: lead}
	return in, buffer
}

func (o *opener) hidesTypes() bool { return o.state.hidesTypes() }

// errNoKeys says that nothing is there that opens a record.
var errNoKeys = errors.New("no keys")

// attempt opens a record under the keys in use. Behind missing bytes it looks for
// the record's sequence number.
func (o *opener) attempt(h *guard, keys *record.Half, r *Record, buffer []byte) (record.Opened, error) {
	if keys == nil {
		return record.Opened{}, errNoKeys
	}
	plain, err := keys.Open(buffer, r.Type, r.Version, r.Body())
	if err == nil || h.slack == 0 {
		return plain, err
	}
	first := keys.Seq()
	for n := 1; n <= h.slack && o.trials < maxTrials; n++ {
		o.trials++
		keys.SetSeq(first + uint64(n))
		if plain, again := keys.Open(buffer, r.Type, r.Version, r.Body()); again == nil {
			return plain, nil
		}
	}
	keys.SetSeq(first)
	return plain, err
}

// Bounds on looking for a record's sequence number behind missing bytes: within
// one hole, and within a connection.
const (
	maxSlack  = 1 << 10
	maxTrials = 1 << 14
)

// closed says why a record was not opened. One that its keys do not fit is damage,
// the first time; where they never fitted, the next ones are only closed.
func (o *opener) closed(h *guard, r *Record, err error) (in opened) {
	o.unread(h, r)
	if err == errNoKeys {
		h.closed++
		in.missing = h.missing
		return in
	}
	if h.records != nil {
		h.records.Skip(r.Body())
		h.loose = h.bareIV
	}
	if h.refused && !h.opened {
		in.missing = "a secret that fits: the one given does not"
		return in
	}
	reason := "it does not open: " + reasonOf(err)
	switch {
	case h.slack > 0:
		reason += ", under any sequence number that it can have behind the missing bytes"
	case h.opened:
		reason += "; records before it did open: this one was changed, or put in"
	default:
		reason += ": the secret is not the one of this record, or the record was changed"
	}
	h.refused = true
	in.err = &wire.Error{Field: fEncryptedRecord.Name, Have: len(r.Body()), Alert: registry.AlertBadRecordMAC, Reason: reason}
	return in
}

func reasonOf(err error) string {
	var why *record.OpenError
	if errors.As(err, &why) {
		return why.Reason
	}
	return err.Error()
}

// unread notes that a record stays closed: where it may hold messages of the
// handshake, the transcript is not known any more.
func (o *opener) unread(h *guard, r *Record) {
	switch {
	case !o.hidesTypes():
		if r.Type == registry.ContentHandshake {
			o.transcript.lose()
		}
	case o.state.Version != 0 && h.epoch == inHandshake: // in the one before it, early data alone is no part of it
		o.transcript.lose()
	}
}

// cut says that a record came without its end: it cannot be opened, and those
// behind it can.
func (o *opener) cut(from capture.Side, r *Record) {
	h := &o.sides[from]
	o.unread(h, r)
	if h.records != nil {
		h.records.SetSeq(h.records.Seq() + 1)
	}
	o.drift(h)
}

// lose says that bytes did not come; fewer than 0: nobody knows how many.
func (o *opener) lose(from capture.Side, n int) {
	h := &o.sides[from]
	o.transcriptLost()
	o.drift(h)
	if n < 0 {
		h.slack = maxSlack
		return
	}
	h.slack = min(h.slack+n/(RecordHeaderLength+1)+1, maxSlack)
}

// drift notes what cannot be opened any more behind missing bytes: a key stream
// that runs on has no known place.
func (o *opener) drift(h *guard) {
	h.loose = h.bareIV
	if h.records != nil && h.params.Kind == record.Stream {
		h.adrift = true
	}
}

func (o *opener) transcriptLost() {
	if o.transcript.messages != nil {
		o.transcript.lose()
	}
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
			o.clientHello(m, it.Bytes)
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
		o.retry(m.CipherSuite, it.Bytes)
		return
	case *HelloRequest:
		return // it is no part of a transcript: RFC 5246 §7.4.1.1
	case *ChangeCipherSpec:
		if !o.hidesTypes() {
			o.change(from)
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

func (o *opener) clientHello(m *ClientHello, message []byte) {
	if !o.state.Retried || !o.hello.client { // the second hello of a handshake goes on with it
		o.begin()
	}
	copy(o.hello.clientRandom[:], m.Random)
	o.hello.client = len(m.Random) == len(o.hello.clientRandom)
	o.hello.extendedMaster.client = m.Has(registry.ExtExtendedMasterSecret)
	o.hello.encryptThenMAC.client = m.Has(registry.ExtEncryptThenMAC)
	o.hello.truncatedHMAC.client = m.Has(registry.ExtTruncatedHMAC)
	o.hello.suites = o.hello.suites[:0]
	for _, s := range m.CipherSuites {
		if s.TLS13() && len(o.hello.suites) < 8 {
			o.hello.suites = append(o.hello.suites, s)
		}
	}
	o.tls12.offered(m)
	o.tls13.offered(m, o.keys.Ephemeral)
	o.transcript.add(message)
	if m.Has(registry.ExtEarlyData) {
		o.computeEarly()
	}
}

// clientHelloSSL20: the challenge serves as the random, with zeros before it
// (RFC 6101 §E.2).
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
	copy(o.hello.serverRandom[:], m.Random)
	o.hello.server = len(m.Random) == len(o.hello.serverRandom)
	o.hello.extendedMaster.server = m.Has(registry.ExtExtendedMasterSecret)
	o.hello.encryptThenMAC.server = m.Has(registry.ExtEncryptThenMAC)
	o.hello.truncatedHMAC.server = m.Has(registry.ExtTruncatedHMAC)
	o.hello.compressed = m.CompressionMethod != 0
	o.transcript.add(message)
	if o.hidesTypes() {
		o.beginTLS13(m.KeyShare, m.Has(registry.ExtPreSharedKey), int(m.PSKIdentity))
		return
	}
	o.tls12.logged = append(o.tls12.logged[:0], m.SessionID...) // 32 bytes at most
	o.tls12.sessionID = nameOf(bySessionID, m.SessionID)
}

func (o *opener) serverHelloDraft(m *ServerHelloDraft, message []byte) {
	copy(o.hello.serverRandom[:], m.Random)
	o.hello.server = len(m.Random) == len(o.hello.serverRandom)
	o.transcript.add(message)
	o.beginTLS13(m.KeyShare, false, 0)
}

// output is what a step of a key schedule gives; nil where an input is missing.
func output(s secrets.Step, err error) []byte {
	if err != nil {
		return nil
	}
	return s.Output
}

// step is output of a step that counts: it is told.
func (o *opener) step(s secrets.Step, err error) []byte {
	if err != nil {
		return nil
	}
	if o.told {
		o.taken = append(o.taken, s)
	}
	return s.Output
}

// steps is what the last of many steps gives, the same.
func (o *opener) steps(d secrets.Derivation, err error) (out []byte) {
	if err != nil {
		return nil
	}
	for _, s := range d {
		out = o.step(s, nil)
	}
	return out
}

// given tells a secret that was not computed: a key log has it.
func (o *opener) given(name, label string, secret []byte) []byte {
	if secret == nil || !o.told {
		return secret
	}
	return o.step(secrets.Step{Name: name, Ref: "NSS key log", Func: "given", Label: label, Output: secret}, nil)
}

// Logged says whether the key log has a secret of this connection.
func (c *Conversation) Logged() bool {
	if c.opener == nil || !c.opener.hello.client {
		return false
	}
	for _, label := range [...]string{keylog.ClientRandom, keylog.ServerHandshakeTraffic, keylog.ServerTraffic0, keylog.ClientHandshakeTraffic, keylog.ClientTraffic0, keylog.ClientEarlyTraffic} {
		if c.keys.Log.Secret(label, c.opener.hello.clientRandom[:]) != nil {
			return true
		}
	}
	return false
}
