package ledger

import (
	"crypto"
	"crypto/tls"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// Issuer is the side of draws that were made for certificates, by neither peer.
const Issuer capture.Side = 0

// An Input is what is known of one connection. All but Recording may be absent;
// what is absent leaves draws unplaced.
type Input struct {
	Recording *capture.Recording
	Items     []*handshake.Item // of the recording, opened where that was possible
	State     handshake.State

	Client, Server []capture.Draw // by peer, in order
	Issuer         []capture.Draw // of who made the certificates

	Log          *keylog.Log
	ClientConfig *tls.Config                   // its certificates' keys
	ServerConfig *tls.Config                   // its certificates' keys, ticket keys and ECH keys
	ECH          []tls.EncryptedClientHelloKey // further keys, such as those of a config that the server no longer has
	Signers      []crypto.Signer
	Certificates [][]byte // in DER: those that cross in no message of the recording
}

// A Ledger says of every draw of a connection where it went.
type Ledger struct {
	Placements []Placement // the client's draws, then the server's, then the issuer's
	Elsewhere  []Evidence  // random values on the wire that were drawn from no reader; Text says by whom
}

// A Placement is what became of a draw.
type Placement struct {
	Draw   int          // its number
	Side   capture.Side // who drew it; Issuer for certificates
	Length int          // bytes
	Kind   Kind
	Fate   Fate
	Text   string     // in one sentence
	Where  []Evidence // what proves it; several where one value crosses several times
	Proven bool       // by Where; false for coins and for what is Unplaced
	Same   []int      // other draws of this side with the same bytes
}

// Evidence says where the bytes are that prove a placement.
type Evidence struct {
	From   capture.Side // who sent them; 0: they are in no message
	Item   string       // the message: "ClientHello"; "record" for what stands before a ciphertext; or what holds the bytes
	Index  int          // of the message in Input.Items; -1: none
	Field  string       // its path, as Item.Find takes it; within a field of bytes there may be more of it behind a space
	Offset int          // of the bytes in the message, or in what Item names
	Length int
	Record int            // that carried them, counted from 0 in its direction; -1: none
	Steps  []secrets.Step // from the draw to these bytes, or from these bytes to the draw; none where they are the same
	Text   string         // what the steps show, or who drew the bytes
}

// Place finds the place of every draw.
func Place(in Input) *Ledger {
	v := newView(in)
	l := &Ledger{Elsewhere: v.elsewhere()}
	for _, side := range []capture.Side{capture.Client, capture.Server, Issuer} {
		l.Placements = append(l.Placements, v.placeAll(side)...)
	}
	return l
}

// Unplaced returns the draws of two bytes or more whose place was not found.
func (l *Ledger) Unplaced() []Placement {
	var out []Placement
	for _, p := range l.Placements {
		if p.Length > 1 && !p.Proven {
			out = append(out, p)
		}
	}
	return out
}

// Of returns the placements of one side.
func (l *Ledger) Of(side capture.Side) []Placement {
	var out []Placement
	for _, p := range l.Placements {
		if p.Side == side {
			out = append(out, p)
		}
	}
	return out
}
