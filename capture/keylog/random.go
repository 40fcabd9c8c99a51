package keylog

import (
	"bytes"
	"encoding/hex"
)

// UnderRandom returns the lines of one connection once more, under another client
// random (32 bytes): those that a client random is in, whatever their label, and
// that do not stand under it already. Lines without one are left out.
//
// Where Encrypted Client Hello is accepted, crypto/tls logs under the random of
// the inner ClientHello, which does not cross the wire; who holds the wire looks
// for that of the outer one. A resumed session of TLS 1.2, of which crypto/tls
// logs nothing, has the master secret of the first: its line under the new random
// opens it.
func UnderRandom(lines []byte, random []byte) []byte {
	if len(random) != 32 {
		return nil
	}
	var out []byte
	for line := range bytes.Lines(lines) {
		name, rest := word(bytes.Trim(line, " \t\r\n"))
		old, rest := word(rest)
		var id [32]byte
		if n, ok := decode(id[:], old); !ok || n != len(id) || bytes.Equal(id[:], random) || len(rest) == 0 || name[0] == '#' {
			continue
		}
		out = append(append(out, name...), ' ')
		out = append(hex.AppendEncode(out, random), ' ')
		out = append(append(out, rest...), '\n')
	}
	return out
}
