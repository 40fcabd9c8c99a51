package replay

import (
	"crypto/tls"
	"encoding/binary"
	"errors"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

var errNoKeys = errors.New("the connection has no hellos, or no secret in the key log")

// logged is the secret of a connection that the key of the client's Finished comes
// from: the master secret up to TLS 1.2, the client's handshake traffic secret in TLS
// 1.3.
func logged(a *anatomy.Act) []byte {
	hello, ok := a.Message(clientHello).Client()
	if !ok {
		return nil
	}
	label := keylog.ClientRandom
	if a.State.Version == tls.VersionTLS13 {
		label = keylog.ClientHandshakeTraffic
	}
	keys := a.Session.Keys()
	return keys.Log.Secret(label, hello.Random)
}

// clientKeys are the keys under which the client's Finished is protected, and how
// they come from the logged secret.
func clientKeys(a *anatomy.Act) (record.Keys, secrets.Derivation, error) {
	ch, ok := a.Message(clientHello).Client()
	sh, ok2 := a.Message(serverHello).Server()
	secret := logged(a)
	if !ok || !ok2 || secret == nil {
		return record.Keys{}, nil, errNoKeys
	}
	if a.State.Version == tls.VersionTLS13 {
		return secrets.TrafficKeys(a.State.Version, a.State.CipherSuite, secret)
	}
	steps, client, _, err := secrets.Schedule(secrets.Inputs12{Version: a.State.Version, Suite: a.State.CipherSuite, Master: secret,
		ClientRandom: ch.Random, ServerRandom: sh.Random})
	return client, steps, err
}

// finishedRecord is the record behind the client's ChangeCipherSpec: in both versions
// the first that is protected, and it holds the Finished.
func finishedRecord(a *anatomy.Act) (header, body []byte) {
	b := a.Session.Recording.Bytes(capture.Client)
	changed := false
	for len(b) >= handshake.RecordHeaderLength {
		n := handshake.RecordHeaderLength + int(binary.BigEndian.Uint16(b[3:]))
		if n > len(b) {
			break
		}
		if changed {
			return b[:handshake.RecordHeaderLength], b[handshake.RecordHeaderLength:n]
		}
		changed = registry.ContentType(b[0]) == registry.ContentChangeCipherSpec
		b = b[n:]
	}
	return nil, nil
}

// opening says what comes out when the client's Finished of a connection is opened
// with the keys that the server has on it.
func opening(a *anatomy.Act) string {
	header, body := finishedRecord(a)
	keys, _, err := clientKeys(a)
	if err != nil || header == nil {
		return "nothing to open"
	}
	half, err := record.New(a.State.Version, a.State.CipherSuite, keys, record.Options{})
	if err != nil {
		return "no such cipher"
	}
	opened, err := half.Open(nil, registry.ContentType(header[0]), registry.Version(binary.BigEndian.Uint16(header[1:])), body)
	switch {
	case record.Forged(err):
		return "the tag does not match"
	case err != nil:
		return "no record"
	case opened.Type != registry.ContentHandshake || len(opened.Content) == 0:
		return "something else"
	}
	return registry.HandshakeType(opened.Content[0]).String()
}

// verifyData is what the client's Finished of a connection has to hold, computed from
// its secret and its messages: RFC 5246 §7.4.9, RFC 8446 §4.4.4.
func verifyData(a *anatomy.Act) ([]byte, error) {
	var messages [][]byte
	for _, it := range a.Items {
		if it.Name == finished && it.From == capture.Client {
			break
		}
		if it.Kind == handshake.KindHandshake && it.Message != nil {
			messages = append(messages, it.Bytes)
		}
	}
	secret := logged(a)
	if secret == nil {
		return nil, errNoKeys
	}
	if a.State.Version != tls.VersionTLS13 {
		step, err := secrets.Finished(a.State.Version, a.State.CipherSuite, secret, capture.Client, messages...)
		return step.Output, err
	}
	hash, err := secrets.HashOf(a.State.Version, a.State.CipherSuite)
	if err != nil {
		return nil, err
	}
	sum := hash.New()
	for _, m := range messages {
		sum.Write(m)
	}
	key, err := secrets.FinishedKey(hash, secret)
	if err != nil {
		return nil, err
	}
	mac, err := secrets.FinishedMAC(hash, key.Output, sum.Sum(nil))
	return mac.Output, err
}
