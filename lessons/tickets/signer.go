package tickets

import (
	"crypto"
	"io"
	"sync/atomic"
)

// A counter is the private key of a certificate, which counts its signatures.
type counter struct {
	crypto.Signer
	signed atomic.Int64
}

func (c *counter) Sign(rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	c.signed.Add(1)
	return c.Signer.Sign(rand, digest, opts)
}

func (c *counter) count() int { return int(c.signed.Load()) }
