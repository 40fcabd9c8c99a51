package handshake

import (
	"crypto/rsa"

	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// Keys is what can open protected records: [Conversation.Open] takes it. Many
// conversations may share one, if all of them are fed from one goroutine: what one
// of them shows of a session serves to open those that go on with it.
type Keys struct {
	// Log holds secrets by client random. It may be filled while conversations go
	// on, from the goroutine that feeds them: a secret is looked for when the first
	// record needs it.
	Log keylog.Log

	// Captured holds what a capture says of itself. It is asked after Log: whoever
	// makes a capture cannot take the user's own secrets away.
	Captured keylog.Log

	// RSA are keys of servers: they open a key transport, up to TLS 1.2 (RFC 5246
	// §7.4.7.1), and nothing where the keys were agreed on by (EC)DHE.
	RSA []*rsa.PrivateKey

	// Ephemeral are private keys that one side drew for one connection.
	Ephemeral []EphemeralKey

	sessions sessions
	publics  map[int][]byte // of Ephemeral, by its index
}

// An EphemeralKey is the private half of an (EC)DHE key exchange.
type EphemeralKey struct {
	// Group is 0 where the server names a prime of its own (DHE up to TLS 1.2).
	Group registry.Group
	// Private is as package secrets takes it: a scalar, an exponent, or for a
	// hybrid with ML-KEM the client's seed of 64 bytes and its scalar, in the order
	// of the group's name.
	Private []byte
}

// Empty says whether nothing can be opened by these keys, as long as nothing more
// is logged.
func (k *Keys) Empty() bool {
	return k.Log.Len()+k.Captured.Len() == 0 && len(k.RSA) == 0 && len(k.Ephemeral) == 0
}

// public is the public value of an ephemeral key; nil where it has none by itself.
func (k *Keys) public(i int) []byte {
	b, there := k.publics[i]
	if !there {
		if k.publics == nil {
			k.publics = map[int][]byte{}
		}
		b = output(secrets.PublicShare(k.Ephemeral[i].Group, k.Ephemeral[i].Private))
		k.publics[i] = b
	}
	return b
}

// mayOwn says whether a share may belong to an ephemeral key, or be what its owner
// agreed with: in a group both are of one length.
func (k *Keys) mayOwn(share KeyShare) bool {
	for i, e := range k.Ephemeral {
		if e.Group == share.Group && len(share.Data) == len(k.public(i)) {
			return true
		}
	}
	return false
}

// opensFields says whether there is a key for a prime of the server's own.
func (k *Keys) opensFields() bool {
	for _, e := range k.Ephemeral {
		if e.Group == 0 {
			return true
		}
	}
	return false
}

// Open gives a conversation what its protected records are opened by. Call it
// before the first Feed. An item that was opened has Decrypted set; one that was
// not says in Missing what would open it.
func (c *Conversation) Open(k *Keys) { c.keys = k }

// Derive tells every step by which the conversation comes to its keys and checks a
// Finished, behind the item that leads to it: what a key log gave has the Func
// "given". The step and what it holds are valid during the call only. They are
// secrets. Call it before the first Feed.
func (c *Conversation) Derive(tell func(*secrets.Step)) { c.tell = tell }
