package secrets

import (
	"bytes"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// Finished computes what a Finished of SSL 3.0 to TLS 1.2 carries. messages are
// the handshake messages before it, headers included, in one slice or in many:
// 36 bytes come out in SSL 3.0, then 12. Sources: RFC 6101 §5.6.9, RFC 2246
// §7.4.9, RFC 5246 §7.4.9.
func Finished(v registry.Version, s registry.CipherSuite, master []byte, from capture.Side, messages ...[]byte) (Step, error) {
	if v == registry.VersionSSL30 {
		if err := checkFinished(v, s, master, from); err != nil {
			return Step{}, err
		}
		return finishedSSL30(master, from, bytes.Join(messages, nil)), nil
	}
	hash, err := hash12(v, s, "", "", messages)
	if err != nil {
		return Step{}, err
	}
	return finishedFromHash(v, s, master, from, hash.Output)
}

// finishedFromHash is Finished of TLS 1.0 to 1.2 from the hash of the messages:
// up to TLS 1.1 MD5's 16 bytes and SHA-1's 20. SSL 3.0 hashes its secret behind
// the messages, and so needs them.
func finishedFromHash(v registry.Version, s registry.CipherSuite, master []byte, from capture.Side, transcriptHash []byte) (Step, error) {
	if v == registry.VersionSSL30 {
		return Step{}, &UnsupportedError{"a Finished of SSL 3.0 from a hash"}
	}
	if err := checkFinished(v, s, master, from); err != nil {
		return Step{}, err
	}
	h, _ := HashOf(v, s) // checked
	if err := length(finishedName(from), "Hash(handshake_messages)", transcriptHash, h.Size()); err != nil {
		return Step{}, err
	}
	return prfStep(v, s, finishedName(from), ref12(v, "RFC 2246 §7.4.9", "RFC 5246 §7.4.9"), Input{"master_secret", master},
		from.String()+" finished", []Input{{"Hash(handshake_messages)", transcriptHash}}, 12)
}

func checkFinished(v registry.Version, s registry.CipherSuite, master []byte, from capture.Side) error {
	if from != capture.Client && from != capture.Server {
		return &InputError{Step: "finished", Input: "sender", Reason: "it is neither client nor server"}
	}
	_, err := HashOf(v, s)
	return firstError(err, length(finishedName(from), "master_secret", master, 48))
}

func finishedName(from capture.Side) string { return from.String() + "_finished" }
