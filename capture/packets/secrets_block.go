package packets

import (
	"fmt"
	"io"
)

const (
	maxSecrets   = 16 << 20 // of a Decryption Secrets Block, in bytes
	secretsFixed = 8        // bytes of its body before the secrets: type and length
)

// badSecrets says why a Decryption Secrets Block cannot have this length; empty: it
// can.
func badSecrets(length int64) string {
	switch {
	case length < secretsFixed+blockEnds:
		return fmt.Sprintf("its type needs %d bytes and it has %d", secretsFixed+blockEnds, length)
	case length > maxSecrets:
		return fmt.Sprintf("its length of %d bytes is over the limit of %d", length, maxSecrets)
	}
	return ""
}

// lyingSecrets says why a block of this length cannot hold n bytes of secrets;
// empty: it can.
func lyingSecrets(n, length int64) string {
	if room := length - blockEnds - secretsFixed; n > room {
		return fmt.Sprintf("its secrets should have %d bytes and have %d", n, room)
	}
	return ""
}

// handSecrets gives out a Decryption Secrets Block, of which the type and the length
// were read. It may be long, so it is not kept: what is not taken is passed over.
func (b *blocks) handSecrets(length int64) error {
	const what = "the pcapng block"
	if reason := badSecrets(length); reason != "" {
		return b.damage("%s", reason)
	}
	var h [secretsFixed]byte
	if err := b.in.fill(h[:], what, b.at, length); err != nil {
		return err
	}
	n := int64(b.order.Uint32(h[4:]))
	if reason := lyingSecrets(n, length); reason != "" {
		return b.damage("%s", reason)
	}
	p := &portion{in: b.in, left: n}
	b.secrets(b.order.Uint32(h[:]), p)
	if p.err != nil {
		return b.in.stopped(p.err, what, b.at, length)
	}
	if err := b.in.skip(p.left+length-blockEnds-secretsFixed-n, what, b.at, length); err != nil {
		return err
	}
	return b.trailer(length)
}

// A portion is the next bytes of an input.
type portion struct {
	in   *input
	left int64
	err  error // of the input, within the part
}

// Read implements io.Reader.
func (p *portion) Read(b []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	if p.left == 0 {
		return 0, io.EOF
	}
	n, err := p.in.r.Read(b[:min(int64(len(b)), p.left)])
	p.in.offset += int64(n)
	p.left -= int64(n)
	if p.err = err; err == io.EOF {
		return n, io.ErrUnexpectedEOF
	}
	return n, err
}
