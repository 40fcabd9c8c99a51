package handshake

import (
	"crypto"
	"hash"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// maxAsked is how many requests for a certificate may wait for their answer.
const maxAsked = 2

// authentications are those behind the handshake of TLS 1.3, where the client offers
// them: each has a transcript of its own, which begins with that of the handshake
// (RFC 8446 §4.4, §4.6.2).
type authentications struct {
	offered   bool
	handshake hash.Cloner            // of the messages to the client's Finished; nil: they are not known
	asked     map[string]hash.Cloner // the same and the request, by its context
	answer    hash.Cloner            // what the client answers to; nil: to nothing that is known
}

// handshakeEnds keeps what the handshake was, as its hash alone.
func (o *opener) handshakeEnds() {
	a := &o.tls13.later
	h := o.hash()
	if !a.offered || o.transcript.lost || h == 0 {
		return
	}
	a.handshake = begun(h)
	if a.handshake != nil {
		a.handshake.Write(o.transcript.messages)
	}
}

func begun(h crypto.Hash) hash.Cloner {
	c, _ := h.New().(hash.Cloner) // those of TLS 1.3 are
	return c
}

// authenticate takes in a message behind the handshake.
func (o *opener) authenticate(from capture.Side, it *Item) {
	a := &o.tls13.later
	switch m := it.Message.(type) {
	case *CertificateRequestTLS13:
		if from != capture.Server || a.handshake == nil || len(a.asked) >= maxAsked {
			return
		}
		c, err := a.handshake.Clone()
		if err != nil {
			return
		}
		c.Write(it.Bytes)
		if a.asked == nil {
			a.asked = map[string]hash.Cloner{}
		}
		a.asked[string(m.Context)] = c
	case *CertificateTLS13:
		if from != capture.Client {
			return
		}
		a.answer = a.asked[string(m.Context)]
		delete(a.asked, string(m.Context))
		if a.answer != nil {
			a.answer.Write(it.Bytes)
		}
	case *CertificateVerifyTLS13:
		if from == capture.Client && a.answer != nil {
			a.answer.Write(it.Bytes)
		}
	case *FinishedTLS13:
		o.checkLaterFinished(from, it, m.VerifyData)
	}
}

// checkLaterFinished holds the Finished of an authentication against the client's
// traffic secret in use and the messages that it ends.
func (o *opener) checkLaterFinished(from capture.Side, it *Item, got []byte) {
	answer, secret := o.tls13.later.answer, o.sides[from].secret
	o.tls13.later.answer = nil
	h := o.hash()
	if from != capture.Client || answer == nil || secret == nil || h == 0 || it.Err != nil {
		return
	}
	it.verify(got, o.step(secrets.FinishedMAC(h, o.step(secrets.FinishedKey(h, secret)), answer.Sum(nil))))
}
