package follow

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/tlsteach/tlsteach/capture/packets"
)

// secretsTLS is the type of a Decryption Secrets Block that holds a TLS key log.
// Source: draft-ietf-opsawg-pcapng, section 4.7.
const secretsTLS = 0x544c534b

// Secrets implements packets.Handler. The keys belong to the goroutine that feeds
// conversations: it waits meanwhile. What was read before its turn is read again:
// under a seed a later block may have other secrets for the same random.
func (f *follower) Secrets(kind uint32, r io.Reader) {
	f.blocks++
	if kind == secretsTLS {
		f.sender.settle()
		_ = f.take(f.blocks, r) // where the capture fails, packets.Read says so
	}
}

// take reads the key log of a Decryption Secrets Block.
func (f *follower) take(number int, r io.Reader) error {
	return f.keys.Captured.Read(r, "secrets block "+strconv.Itoa(number))
}

// lateSecrets takes the secrets that stand behind packets, as a program has written
// them that did not know them before.
func (f *follower) lateSecrets(ctx context.Context, file io.ReaderAt) error {
	n := 0
	err := packets.Secrets(ctx, file, func(kind uint32, r io.Reader, late bool) error {
		if n++; !late || kind != secretsTLS {
			return nil
		}
		return f.take(n, r)
	})
	var damage *packets.DamageError
	if errors.As(err, &damage) {
		return nil // reading the packets says it
	}
	return err
}
