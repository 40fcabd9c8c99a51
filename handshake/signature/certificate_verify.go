package signature

import (
	"bytes"
	"crypto"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// CertificateVerifyTLS13 checks the message of one side with the key of that side's
// certificate: RFC 8446 §4.4.3. The transcript hash ends with the Certificate.
func CertificateVerifyTLS13(m *handshake.CertificateVerifyTLS13, from capture.Side, key Key, transcriptHash []byte) (Evaluation, error) {
	method, err := MethodOfScheme(m.Scheme, registry.VersionTLS13)
	if err != nil {
		return Evaluation{}, err
	}
	text := "TLS 1.3, server CertificateVerify"
	if from == capture.Client {
		text = "TLS 1.3, client CertificateVerify"
	}
	var e Evaluation
	e.content("RFC 8446 §4.4.3",
		Part{"64 spaces", []byte(strings.Repeat(" ", 64))}, // so that no signature of an older version can be taken for this one
		Part{"context string", []byte(text)},
		Part{"separator", []byte{0}},
		Part{"transcript hash", transcriptHash})
	return key.finish(&e, method, nil, m.Signature)
}

// CertificateVerifyTLS12 checks the client's message of TLS 1.2: signed are all
// handshake messages before it, one behind the other, each with its header. RFC
// 5246 §7.4.8.
func CertificateVerifyTLS12(m *handshake.CertificateVerifyTLS12, key Key, messages []byte) (Evaluation, error) {
	method, err := MethodOfScheme(m.Scheme, registry.VersionTLS12)
	if err != nil {
		return Evaluation{}, err
	}
	var e Evaluation
	e.content("RFC 5246 §7.4.8", Part{"handshake_messages", messages})
	return key.finish(&e, method, nil, m.Signature)
}

// CertificateVerifyTLS10 checks the client's message of TLS 1.0 and 1.1, over the same
// messages: RFC 2246 §7.4.8, RFC 4346 §7.4.8.
func CertificateVerifyTLS10(m *handshake.CertificateVerifyTLS10, key Key, messages []byte) (Evaluation, error) {
	method, err := MethodOfKey(key)
	if err != nil {
		return Evaluation{}, err
	}
	var e Evaluation
	e.content("RFC 4346 §7.4.8", Part{"handshake_messages", messages})
	return key.finish(&e, method, nil, m.Signature)
}

// CertificateVerifySSL30 checks the client's message of SSL 3.0, whose hashes take in
// the master secret: RFC 6101 §5.6.8. The steps then hold hashes that depend on it.
func CertificateVerifySSL30(m *handshake.CertificateVerifyTLS10, key Key, messages, master []byte) (Evaluation, error) {
	method, err := MethodOfKey(key)
	if err != nil {
		return Evaluation{}, err
	}
	var e Evaluation
	e.content("RFC 6101 §5.6.8", Part{"handshake_messages", messages})
	digest := e.padded(crypto.SHA1, "sha_hash", 40, messages, master)
	if method.Hash == crypto.MD5SHA1 {
		digest = append(e.padded(crypto.MD5, "md5_hash", 48, messages, master), digest...)
		e.step("hash", "md5_hash ‖ sha_hash", Bytes, digest)
	}
	return key.finish(&e, method, digest, m.Signature)
}

// padded is the hash of SSL 3.0 with its two pads of n bytes: RFC 6101 §5.6.8.
func (e *Evaluation) padded(h crypto.Hash, name string, n int, messages, master []byte) []byte {
	inner := sum(h, messages, master, bytes.Repeat([]byte{0x36}, n))
	outer := sum(h, master, bytes.Repeat([]byte{0x5c}, n), inner)
	e.step(name, h.String()+"(master_secret ‖ pad_2 ‖ "+h.String()+"(content ‖ master_secret ‖ pad_1))", Bytes, outer)
	return outer
}
