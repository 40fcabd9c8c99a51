package signature

import (
	"errors"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

var errUnsigned = errors.New("signature: the message carries no signature")

// ServerKeyExchange checks the signature of the message with the key of the
// server's certificate: client_random, server_random (32 bytes each) and the
// parameters are signed. RFC 5246 §7.4.3, RFC 8422 §5.4, RFC 5054 §2.8.2; up to TLS
// 1.1 RFC 4346 §7.4.3, in SSL 3.0 RFC 6101 §5.6.3. The error says that the message
// has no signature, or is an *[UnsupportedError].
func ServerKeyExchange(m handshake.Message, key Key, clientRandom, serverRandom []byte) (Evaluation, error) {
	var signed, sig []byte
	var scheme registry.SignatureScheme
	old := false
	switch m := m.(type) {
	case *handshake.ServerKeyExchangeECDHE:
		signed, sig, scheme = m.Signed, m.Signature, m.Scheme
	case *handshake.ServerKeyExchangeDHE:
		signed, sig, scheme = m.Signed, m.Signature, m.Scheme
	case *handshake.ServerKeyExchangeSRPSigned:
		signed, sig, scheme = m.Signed, m.Signature, m.Scheme
	case *handshake.ServerKeyExchangeECDHETLS10:
		signed, sig, old = m.Signed, m.Signature, true
	case *handshake.ServerKeyExchangeDHETLS10:
		signed, sig, old = m.Signed, m.Signature, true
	case *handshake.ServerKeyExchangeSRPSignedTLS10:
		signed, sig, old = m.Signed, m.Signature, true
	case *handshake.ServerKeyExchangeRSAExport:
		signed, sig, old = m.Signed, m.Signature, true
	}
	if len(signed) == 0 || len(sig) == 0 {
		return Evaluation{}, errUnsigned
	}
	method, err := MethodOfScheme(scheme, registry.VersionTLS12)
	if old {
		method, err = MethodOfKey(key)
	}
	if err != nil {
		return Evaluation{}, err
	}
	var e Evaluation
	e.content(m.Spec(), Part{"client_random", clientRandom}, Part{"server_random", serverRandom}, Part{"params", signed})
	return key.finish(&e, method, nil, sig)
}
