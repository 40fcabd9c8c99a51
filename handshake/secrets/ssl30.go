package secrets

import (
	"bytes"
	"crypto"

	"github.com/tlsteach/tlsteach/capture"
)

// expandSSL30 is how SSL 3.0 stretches a secret: MD5(secret + SHA-1("A" +
// secret + seed)), then with "BB", and so on. Sources: RFC 6101 §6.1, §6.2.2.
func expandSSL30(secret, seed []byte, n int) []byte {
	var out []byte
	for i := 1; len(out) < n; i++ {
		salt := bytes.Repeat([]byte{byte('A' + i - 1)}, i)
		out = append(out, sum(crypto.MD5, secret, sum(crypto.SHA1, salt, secret, seed))...)
	}
	return out[:n]
}

// maxSSL30 is where the letters of expandSSL30 end.
const maxSSL30 = 26 * 16

func stepSSL30(name, ref string, secret Input, seed []Input, n int) (Step, error) {
	if n > maxSSL30 {
		return Step{}, &InputError{Step: name, Input: "Length", Have: n, Reason: "SSL 3.0 has 26 letters and so 416 bytes"}
	}
	return Step{
		Name: name, Ref: ref, Func: "SSL3-Expand", Hash: "MD5-SHA1",
		Inputs: append([]Input{secret}, seed...),
		Output: expandSSL30(secret.Value, append(bytes.Clone(seed[0].Value), seed[1].Value...), n),
	}, nil
}

// finishedSSL30 is the Finished of SSL 3.0: for MD5 and for SHA-1,
// hash(master + pad2 + hash(messages + sender + master + pad1)).
// Source: RFC 6101 §5.6.9.
func finishedSSL30(master []byte, from capture.Side, messages []byte) Step {
	sender := []byte("CLNT")
	if from == capture.Server {
		sender = []byte("SRVR")
	}
	var out []byte
	for _, h := range []crypto.Hash{crypto.MD5, crypto.SHA1} {
		n := 48 // RFC 6101 §5.2.3.1: 48 times for MD5, 40 times for SHA-1
		if h == crypto.SHA1 {
			n = 40
		}
		inner := sum(h, messages, sender, master, bytes.Repeat([]byte{0x36}, n))
		out = append(out, sum(h, master, bytes.Repeat([]byte{0x5c}, n), inner)...)
	}
	return Step{
		Name: finishedName(from), Ref: "RFC 6101 §5.6.9", Func: "SSL3-Finished", Hash: "MD5-SHA1", Label: string(sender),
		Inputs: []Input{{"master_secret", master}, {"handshake_messages", messages}},
		Output: out,
	}
}
