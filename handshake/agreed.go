package handshake

import (
	"bytes"
	"math/big"

	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// agreedGroup is the shared secret of a named group, if ephemeral key i belongs to one
// of the two public values; nil otherwise.
func (o *opener) agreedGroup(i int, client, server []byte) []byte {
	key, public := o.keys.Ephemeral[i], o.keys.public(i)
	switch {
	case public == nil:
		return nil
	case bytes.Equal(public, client):
		return o.step(secrets.SharedSecret(key.Group, key.Private, server))
	case bytes.Equal(public, server):
		return o.step(secrets.SharedSecret(key.Group, key.Private, client))
	}
	return nil
}

// agreedField is the same modulo a prime that the server names.
func (o *opener) agreedField(private, prime, generator, client, server []byte) []byte {
	public := output(secrets.PublicDHE(prime, generator, private))
	switch {
	case public == nil:
		return nil
	case sameNumber(public, client):
		return o.step(secrets.DHE(prime, private, server))
	case sameNumber(public, server):
		return o.step(secrets.DHE(prime, private, client))
	}
	return nil
}

func sameNumber(a, b []byte) bool {
	return new(big.Int).SetBytes(a).Cmp(new(big.Int).SetBytes(b)) == 0
}
