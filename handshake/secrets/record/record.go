// Package record holds what the keys of a cipher suite look like.
package record

import (
	"crypto"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A Kind is a way to protect records.
type Kind uint8

// The kinds of protection.
const (
	Null Kind = iota
	Stream
	Block
	AEAD
)

// Params says how long the keys of a suite are.
type Params struct {
	Name         string
	Kind         Kind
	MACHash      crypto.Hash
	MAC, Key, IV int
	Explicit     int
	Tag          int
}

// Keys are those of one direction.
type Keys struct{ MAC, Key, IV []byte }

// An UnsupportedError says which cipher is missing.
type UnsupportedError struct{ What string }

func (e *UnsupportedError) Error() string { return e.What + " is not supported" }

// ParamsOf returns the parameters of a suite.
func ParamsOf(v registry.Version, s registry.CipherSuite) (Params, error) {
	p := Params{Name: s.Encryption()}
	switch p.Name {
	case "NULL":
		p.Kind = Null
	case "RC4_128":
		p.Kind, p.Key = Stream, 16
	case "3DES_EDE_CBC":
		p.Kind, p.Key, p.IV = Block, 24, 8
	case "AES_128_CBC":
		p.Kind, p.Key, p.IV = Block, 16, 16
	case "AES_256_CBC":
		p.Kind, p.Key, p.IV = Block, 32, 16
	case "AES_128_GCM", "AES_128_CCM", "AES_128_CCM_8":
		p.Kind, p.Key, p.IV, p.Explicit, p.Tag = AEAD, 16, 4, 8, 16
	case "AES_256_GCM", "AES_256_CCM", "AES_256_CCM_8":
		p.Kind, p.Key, p.IV, p.Explicit, p.Tag = AEAD, 32, 4, 8, 16
	case "CHACHA20_POLY1305":
		p.Kind, p.Key, p.IV, p.Tag = AEAD, 32, 12, 16
	default:
		return Params{}, &UnsupportedError{fmt.Sprint(s)}
	}
	if strings.HasSuffix(p.Name, "_8") {
		p.Tag = 8
	}
	if p.Kind == AEAD {
		if v == registry.VersionTLS13 {
			p.IV, p.Explicit = 12, 0
		}
		return p, nil
	}
	switch s.Hash() {
	case "MD5":
		p.MACHash = crypto.MD5
	case "SHA":
		p.MACHash = crypto.SHA1
	case "SHA256":
		p.MACHash = crypto.SHA256
	case "SHA384":
		p.MACHash = crypto.SHA384
	default:
		return Params{}, &UnsupportedError{fmt.Sprint(s)}
	}
	p.MAC = p.MACHash.Size()
	if p.Kind == Block && v >= registry.VersionTLS11 {
		p.Explicit, p.IV = p.IV, 0
	}
	return p, nil
}
