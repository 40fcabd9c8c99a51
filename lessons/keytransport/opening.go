package keytransport

import (
	"bytes"
	"errors"
	"slices"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// A handshakeSeen is what somebody on the path has of a connection: the messages in
// the clear, and the bodies of the records that are protected.
type handshakeSeen struct {
	client    *handshake.ClientHello
	server    *handshake.ServerHello
	encrypted []byte   // the pre-master secret, as the client sent it
	messages  []byte   // all handshake messages up to the ClientKeyExchange
	closed    []sealed // in the order of the wire
}

// A sealed is a protected record.
type sealed struct {
	from capture.Side
	kind registry.ContentType
	body []byte
}

var errIncomplete = errors.New("the recording has no whole handshake with RSA key transport")

// seen reads the recording of a connection without any key.
func seen(a *anatomy.Act) (handshakeSeen, error) {
	var h handshakeSeen
	items, _ := handshake.Decode(a.Session.Recording)
	var kind registry.ContentType
	for _, it := range items {
		switch m := it.Message.(type) {
		case *handshake.ClientHello:
			h.client = m
		case *handshake.ServerHello:
			h.server = m
		case *handshake.ClientKeyExchangeRSA:
			h.encrypted = m.Encrypted
		}
		switch {
		case it.Kind == handshake.KindRecord && len(it.Bytes) > 0:
			kind = registry.ContentType(it.Bytes[0])
		case it.Protected:
			h.closed = append(h.closed, sealed{it.From, kind, it.Bytes})
		case it.Kind == handshake.KindHandshake:
			h.messages = append(h.messages, it.Bytes...)
		}
	}
	if h.client == nil || h.server == nil || h.encrypted == nil || len(h.server.Random) != 32 {
		return h, errIncomplete
	}
	return h, nil
}

// An opening is what follows from a pre-master secret.
type opening struct {
	handshakeSeen
	sessionHash secrets.Step
	master      secrets.Step
	schedule    secrets.Derivation // key_block, its slices, and both Finished
	keys        map[capture.Side]record.Keys
	plain       []plain // one for each protected record
}

// A plain is what a protected record held; err says why it did not open.
type plain struct {
	sealed
	content []byte
	err     error
}

// follow computes what both sides compute from the pre-master secret: RFC 7627 §4,
// RFC 5246 §6.3, §7.4.9. The server's Finished covers the client's, so the records
// are opened in between.
func (h handshakeSeen) follow(preMaster []byte) (opening, error) {
	o := opening{handshakeSeen: h}
	var err error
	if o.sessionHash, err = secrets.SessionHash(registry.VersionTLS12, h.server.CipherSuite, h.messages); err != nil {
		return o, err
	}
	if o.master, err = secrets.ExtendedMasterSecret(registry.VersionTLS12, h.server.CipherSuite, preMaster, o.sessionHash.Output); err != nil {
		return o, err
	}
	block, err := secrets.NewKeyBlock(registry.VersionTLS12, h.server.CipherSuite, o.master.Output, h.client.Random, h.server.Random)
	if err != nil {
		return o, err
	}
	o.keys = map[capture.Side]record.Keys{capture.Client: block.Client, capture.Server: block.Server}
	if o.plain, err = h.open(o.keys); err != nil {
		return o, err
	}
	o.schedule = block.Steps
	finished, err := secrets.Finished(registry.VersionTLS12, h.server.CipherSuite, o.master.Output, capture.Client, h.messages)
	if err != nil {
		return o, err
	}
	o.schedule = append(o.schedule, finished)
	finished, err = secrets.Finished(registry.VersionTLS12, h.server.CipherSuite, o.master.Output, capture.Server, h.messages, o.finished(capture.Client))
	if err != nil {
		return o, err
	}
	o.schedule = append(o.schedule, finished)
	return o, nil
}

// open opens the protected records of both sides, each with its keys.
func (h handshakeSeen) open(keys map[capture.Side]record.Keys) ([]plain, error) {
	halves := map[capture.Side]*record.Half{}
	for side, k := range keys {
		half, err := record.New(registry.VersionTLS12, h.server.CipherSuite, k, record.Options{})
		if err != nil {
			return nil, err
		}
		halves[side] = half
	}
	var out []plain
	for _, r := range h.closed {
		opened, err := halves[r.from].Open(nil, r.kind, registry.VersionTLS12, r.body)
		if err != nil {
			halves[r.from].Skip(r.body)
		}
		out = append(out, plain{r, slices.Clone(opened.Content), err})
	}
	return out, nil
}

// finished is the Finished that a side sent, as it was opened: header and
// verify_data.
func (o *opening) finished(from capture.Side) []byte {
	for _, p := range o.plain {
		if p.from == from && p.kind == registry.ContentHandshake && p.err == nil {
			return p.content
		}
	}
	return nil
}

// opened is what the server's private key makes of the lesson's connection.
func opened(s *anatomy.Scene) (opening, error) {
	a := s.Act(transported)
	h, err := seen(a)
	if err != nil {
		return opening{}, err
	}
	key, err := privateKey(a.Session)
	if err != nil {
		return opening{}, err
	}
	preMaster, err := secrets.PreMasterRSA(key, h.encrypted)
	if err != nil {
		return opening{}, err
	}
	return h.follow(preMaster.Output)
}

// preMaster is what the master secret was computed from.
func (o *opening) preMaster() []byte {
	if len(o.master.Inputs) == 0 {
		return nil
	}
	return o.master.Inputs[0].Value
}

// withoutEMS is the master secret as it was computed before RFC 7627, from both
// randoms: RFC 5246 §8.1.
func (o *opening) withoutEMS() (secrets.Step, error) {
	return secrets.MasterSecret(registry.VersionTLS12, o.server.CipherSuite, o.preMaster(), o.client.Random, o.server.Random)
}

// logged is the master secret that the peers logged.
func logged(a *anatomy.Act) []byte {
	m := a.Message("ClientHello")
	hello, ok := m.Client()
	if !ok {
		return nil
	}
	keys := a.Session.Keys()
	return keys.Log.Secret("CLIENT_RANDOM", hello.Random)
}

// drawn is the client's draw of this many bytes; nil where there is none, or more
// than one.
func drawn(a *anatomy.Act, n int) []byte {
	var found []byte
	for _, d := range a.Session.ClientDraws {
		if len(d.Bytes) == n {
			if found != nil && !bytes.Equal(found, d.Bytes) {
				return nil
			}
			found = d.Bytes
		}
	}
	return found
}
