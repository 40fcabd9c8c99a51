package lab

import (
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/ledger"
)

// Keys are what opens the protected records of the connection.
func (s *Session) Keys() *handshake.Keys {
	k := &handshake.Keys{}
	k.Log.Add(s.KeyLog, "the lab's key log")
	return k
}

// Opened decodes the recording, and opens what is protected.
func (s *Session) Opened() ([]*handshake.Item, handshake.State) {
	return handshake.DecodeWith(s.Recording, s.Keys())
}

// Ledger says of every draw of the peers, and of the authorities that issued their
// certificates, where it went.
func (s *Session) Ledger(issuers ...*Authority) *ledger.Ledger {
	return ledger.Place(s.ledger(issuers))
}

// ledger is what the lab knows of the connection.
func (s *Session) ledger(issuers []*Authority) ledger.Input {
	keys := s.Keys()
	in := ledger.Input{Recording: s.Recording, Client: s.ClientDraws, Server: s.ServerDraws,
		Log: &keys.Log, ClientConfig: s.Client, ServerConfig: s.Server, ECH: s.ech}
	in.Items, in.State = handshake.DecodeWith(s.Recording, keys)
	for _, a := range issuers {
		in.Issuer = append(in.Issuer, a.Draws()...)
		in.Signers = append(in.Signers, a.Key)
		in.Certificates = append(in.Certificates, a.Certificate.Raw)
		for _, c := range a.Issued {
			in.Certificates = append(in.Certificates, c.Raw)
		}
	}
	return in
}
