package handshake

import (
	"crypto"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
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

// The labels of key logs, by side and epoch.
var trafficLabels = [3][epochs]string{
	capture.Client: {keylog.ClientEarlyTraffic, keylog.ClientHandshakeTraffic, keylog.ClientTraffic0},
	capture.Server: {"", keylog.ServerHandshakeTraffic, keylog.ServerTraffic0},
}

// enter begins an epoch of one side.
func (o *opener) enter(side capture.Side, e epoch) {
	h := &o.sides[side]
	h.epoch = e
	h.use(h.next[e], record.Params{})
	h.next = [epochs]*record.Half{}
	h.secret = o.trafficSecret(side, e)
	if h.records == nil {
		h.records = o.protection(o.state.CipherSuite, h.secret)
	}
	o.tellKeys(side, e, o.state.CipherSuite, h.secret)
}

// trafficSecret is the secret of an epoch, or nil.
func (o *opener) trafficSecret(side capture.Side, e epoch) []byte {
	if b := o.logged(trafficLabels[side][e]); b != nil {
		return b
	}
	return o.tls13.known[side][e]
}

// version13 is the version, or TLS 1.3 where only early data has come.
func (o *opener) version13() registry.Version {
	if o.state.Version == 0 {
		return registry.VersionTLS13
	}
	return o.state.Version
}

// protection makes the record protection of a traffic secret; nil where there is none.
func (o *opener) protection(suite registry.CipherSuite, secret []byte) *record.Half {
	if secret == nil {
		return nil
	}
	version := o.version13()
	h, err := secrets.HashOf(version, suite)
	if err != nil || len(secret) != h.Size() {
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

// knowledge grows with what may open a record that nothing opened before.
func (o *opener) knowledge() int {
	return 1 + o.keys.Log.Len() + o.keys.Captured.Len() + o.tls13.computed
}

// openTLS13 opens a record of TLS 1.3.
func (o *opener) openTLS13(from capture.Side, h *guard, r *Record, buffer []byte) (record.Opened, error) {
	if o.state.Version == 0 {
		return o.openEarly(from, h, r, buffer)
	}
	if h.records == nil {
		if h.known == o.knowledge() {
			return record.Opened{}, errNoKeys
		}
		if h.secret = o.trafficSecret(from, h.epoch); h.secret != nil { // the log has grown
			h.records = o.protection(o.state.CipherSuite, h.secret)
			h.missed = min(h.missed+h.closed, maxMissed)
			o.tellKeys(from, h.epoch, o.state.CipherSuite, h.secret)
		}
	}
	plain, err := o.attempt(h, h.records, r, buffer)
	if err == nil {
		return plain, nil
	}
	if plain, ok := o.openLater(from, h, r, buffer); ok {
		return plain, nil
	}
	if h.records == nil || h.epoch == early && !h.opened { // refused early data may be of another suite
		h.missing, h.known = o.missingTLS13(from, h), 0
		if h.epoch != early && h.next == [epochs]*record.Half{} {
			h.known = o.knowledge() // nothing was tried
		}
		return plain, errNoKeys
	}
	return plain, err
}

// openLater tries the keys of later epochs: the client's early data may be refused,
// or its end be missing; and where the keys of the handshake are not known or do not
// fit, where bytes are missing or were changed, nobody sees where it ends.
func (o *opener) openLater(from capture.Side, h *guard, r *Record, buffer []byte) (record.Opened, bool) {
	unsure := h.epoch == early || !h.opened || h.missed > 0 || h.refused > 0
	for e := h.epoch + 1; e < epochs && unsure; e++ {
		if h.next[e] == nil {
			h.next[e] = o.protection(o.state.CipherSuite, o.trafficSecret(from, e))
		}
		if h.next[e] == nil {
			continue
		}
		if plain, err := o.attempt(h, h.next[e], r, buffer); err == nil {
			if h.epoch == early && o.tls13.accepted || e == application {
				o.transcript.lose() // EndOfEarlyData, or Finished, was not read
			}
			o.enter(from, e)
			return plain, true
		}
	}
	if h.epoch == application && h.records != nil && unsure {
		return o.openUpdated(from, h, r, buffer)
	}
	return record.Opened{}, false
}

// maxUpdates is how many KeyUpdates may be among missing bytes, or be the record that
// was changed.
const maxUpdates = 3

// openUpdated tries the keys behind KeyUpdates that were not read.
func (o *opener) openUpdated(from capture.Side, h *guard, r *Record, buffer []byte) (record.Opened, bool) {
	secret := h.secret
	var steps secrets.Derivation
	for range maxUpdates {
		if h.vain > maxVain {
			break
		}
		h.vain += 1 << 12 // to make keys takes as long as to open so many bytes
		next, err := secrets.NextTrafficSecret(o.hash(), secret)
		if err != nil {
			break
		}
		secret, steps = next.Output, append(steps, next)
		keys := o.protection(o.state.CipherSuite, secret)
		if plain, err := o.attempt(h, keys, r, buffer); err == nil {
			h.secret = secret
			h.use(keys, record.Params{})
			o.steps(steps, nil)
			o.tellTrafficKeys(from.String()+"_updated", o.state.CipherSuite, secret)
			return plain, true
		}
	}
	return record.Opened{}, false
}

// hash is that of the key schedule; 0 where there is none.
func (o *opener) hash() crypto.Hash {
	h, err := secrets.HashOf(o.state.Version, o.state.CipherSuite)
	if err != nil {
		return 0
	}
	return h
}

// update is a KeyUpdate: RFC 8446 §7.2.
func (o *opener) update(from capture.Side) {
	h := &o.sides[from]
	if h.secret == nil || h.epoch != application || !o.scheduled() {
		return
	}
	h.secret = o.step(secrets.NextTrafficSecret(o.hash(), h.secret))
	h.use(o.protection(o.state.CipherSuite, h.secret), record.Params{})
	o.tellTrafficKeys(from.String()+"_updated", o.state.CipherSuite, h.secret)
}

// missingTLS13 says what would open the next record of a side.
func (o *opener) missingTLS13(from capture.Side, h *guard) string {
	if _, err := record.ParamsOf(o.state.Version, o.state.CipherSuite); err != nil {
		return unsupported(err)
	}
	labels := trafficLabels[from]
	switch {
	case !o.hello.client:
		return missingClientHello
	case h.epoch == early && o.trafficSecret(from, inHandshake) != nil:
		return labels[early]
	case h.epoch == early:
		return labels[early] + ", or " + labels[inHandshake]
	case h.epoch == inHandshake && o.trafficSecret(from, application) == nil: // nobody sees where the handshake ends
		return labels[inHandshake] + " or " + labels[application]
	}
	return labels[h.epoch]
}

// What is missing where no secret is.
const (
	missingClientHello = "the ClientHello: without its random no secret is found"
	missingServerHello = "the ServerHello, which says what was agreed on"
	missingHellos      = "the hellos of this handshake"
	missingIV          = "the record before it as it was sent: its end is the IV of this one"
)

// openEarly opens early data. Which suite protects it was agreed on in an earlier
// connection; it is one that the client offers again (RFC 8446 §4.2.10).
func (o *opener) openEarly(from capture.Side, h *guard, r *Record, buffer []byte) (record.Opened, error) {
	if h.records != nil {
		plain, err := o.attempt(h, h.records, r, buffer)
		if err != nil && (o.state.Lossy || o.state.Retried) { // it may be behind the ServerHello
			h.missing = missingServerHello
			return plain, errNoKeys
		}
		return plain, err
	}
	secret := o.trafficSecret(capture.Client, early)
	if from != capture.Client || secret == nil || h.known == o.knowledge() {
		switch {
		case o.state.Lossy && !o.hello.client:
			h.missing = missingClientHello
		case o.state.Lossy && (from == capture.Server || !o.state.EarlyData):
			h.missing = missingServerHello
		}
		return record.Opened{}, errNoKeys
	}
	for _, suite := range o.hello.suites {
		half := o.protection(suite, secret)
		if half == nil {
			continue
		}
		if h.missing = "a secret that fits: " + keylog.ClientEarlyTraffic + " does not"; o.state.Lossy || o.state.Retried {
			h.missing = missingServerHello
		}
		if plain, err := o.attempt(h, half, r, buffer); err == nil {
			h.use(half, record.Params{})
			h.epoch = early
			o.tellKeys(capture.Client, early, suite, secret)
			return plain, nil
		}
	}
	return record.Opened{}, errNoKeys
}
