package hybrid

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// unknown is what a claim gets where the recording does not lead to a value.
const unknown = "not known"

// claims are what the two uploads must prove.
var claims = []anatomy.Claim{
	{ID: "fits", Says: "the longest message that one block of this RSA key takes is 11 bytes shorter than its modulus", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(byRSA, "Certificate")
		v := anatomy.Verdict{Got: unknown, Want: "a modulus", At: m.At("modulus")}
		if n := fits(s, byRSA); n > 0 {
			v.Got = fmt.Sprintf("%d bytes", n)
		}
		if f, ok := m.Field("modulus/value"); ok { // a 00 stands before it, so that it is no negative number
			v.Want = fmt.Sprintf("%d bytes", len(f.Bytes)-1-11)
		}
		return v
	}},
	{ID: "one-block", Says: "in the first connection one block crossed that was encrypted with RSA, and no other", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(byRSA, "ClientKeyExchange")
		v := anatomy.Verdict{Got: unknown, Want: "1 block as long as the modulus", At: m.At("encrypted_pre_master_secret")}
		x, ok := messageOf[*handshake.ClientKeyExchangeRSA](m)
		if key := publicKey(s, byRSA); key != nil && ok && len(x.Encrypted) == key.Size() {
			v.Got = fmt.Sprintf("%d block as long as the modulus", count[*handshake.ClientKeyExchangeRSA](s.Act(byRSA)))
		}
		return v
	}},
	{ID: "server-rsa", Says: "for the first connection the server used its private key once: to decrypt", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(byRSA)
		return keyUse(s, byRSA, count[*handshake.ClientKeyExchangeRSA](a), count[*handshake.ServerKeyExchangeECDHE](a), "ClientKeyExchange")
	}},
	{ID: "chain", Says: "the client has a signature to check for each certificate that the server sent, and each of them holds under the key of the next one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		var got, want []string
		for _, act := range []string{byRSA, byTLS13} {
			got = append(got, fmt.Sprintf("%s: %d hold", s.Act(act).Title, chainSignatures(s, act)))
			n := number(s, act+" chain") - 1 // of the root's own signature the client has no need
			want = append(want, fmt.Sprintf("%s: %d hold", s.Act(act).Title, n))
		}
		return anatomy.Verdict{Got: strings.Join(got, "; "), Want: strings.Join(want, "; "), At: transcript.Evidence{Text: "against the chain that the client built"}}
	}},
	{ID: "upload-rsa", Says: "in the first connection the records carry the upload: all of it and nothing else", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return carried(s, byRSA)
	}},
	{ID: "records-rsa", Says: "every one of its records opens with the client's AES key, which is 16 bytes long", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return allOpen(s, byRSA, 16)
	}},
	{ID: "not-derived", Says: "there are more records than full ones of 2^14 bytes would be", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: unknown, Want: "more", At: transcript.Evidence{Text: "the client's records, counted"}}
		t, err := trafficOf(s.Act(byRSA))
		if err != nil {
			return v
		}
		n, err := t.tally()
		if err != nil || n.bytes == 0 {
			return v
		}
		v.Got = "not more"
		if n.opened > (n.bytes+fullRecord-1)/fullRecord {
			v.Got = "more"
		}
		return v
	}},
	{ID: "expensive", Says: "a byte costs at least ten times as much with the private RSA key as in a record", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		private, symmetric := perByte(s)
		return atLeast(s, private, symmetric, 10)
	}},
	{ID: "one-way", Says: "to decrypt with RSA costs at least three times as much as to encrypt", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return atLeast(s, float64(took(s, tookDecrypt)), float64(took(s, tookEncrypt)), 3)
	}},
	{ID: "pairs", Says: "in TLS 1.3 each side drew a key pair: the share on the wire is its public half", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(byTLS13)
		client, server := keyPairs(a)
		shares, _, ok := keyShares(a)
		v := anatomy.Verdict{Got: fmt.Sprintf("client %d, server %d", client, server), Want: unknown, At: a.Message("ClientHello").At("key_share")}
		if ok {
			v.Want = fmt.Sprintf("client %d, server 1", len(shares))
		}
		return v
	}},
	{ID: "agreed", Says: "from its own private half and the other's share each side computes the same secret", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		client, server := agreed(s.Act(byTLS13))
		v := anatomy.Verdict{Got: unknown, Want: "a shared secret", At: s.Message(byTLS13, "ServerHello").At("key_share")}
		if client != nil && server != nil {
			v.Got, v.Want = fmt.Sprintf("%x", client), fmt.Sprintf("%x", server)
		}
		return v
	}},
	{ID: "secret-used", Says: "the agreed secret is that of this connection: the client's first traffic secret in the key log follows from it", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(byTLS13)
		v := anatomy.Verdict{Got: unknown, Want: "a traffic secret in the key log", At: transcript.Evidence{Text: "the line CLIENT_HANDSHAKE_TRAFFIC_SECRET of the key log"}}
		shared, _ := agreed(a)
		if secret := trafficSecret(a, shared); secret != nil && shared != nil {
			v.Got = fmt.Sprintf("%x", secret)
		}
		if hello, ok := a.Message("ClientHello").Client(); ok {
			keys := a.Session.Keys()
			if log := keys.Log.Secret("CLIENT_HANDSHAKE_TRAFFIC_SECRET", hello.Random); log != nil {
				v.Want = fmt.Sprintf("%x", log)
			}
		}
		return v
	}},
	{ID: "nothing-encapsulated", Says: "the agreed secret stands nowhere in the recording, and no message carries a pre-master secret", Judge: nothingEncapsulated},
	{ID: "server-13", Says: "for the second connection the server used its private key once, too: to sign", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(byTLS13)
		return keyUse(s, byTLS13, count[*handshake.ClientKeyExchangeRSA](a), count[*handshake.CertificateVerifyTLS13](a), "CertificateVerify")
	}},
	{ID: "verify", Says: "the client can check the signature in CertificateVerify with the key in the certificate: it holds", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: "it does not hold", Want: "it holds", At: s.Act(byTLS13).MessageFrom(capture.Server, "CertificateVerify").At("signature")}
		if verifyHolds(s, byTLS13) {
			v.Got = v.Want
		}
		return v
	}},
	{ID: "upload-13", Says: "in the second connection, too, the records carry the upload: all of it and nothing else", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return carried(s, byTLS13)
	}},
}

// fullRecord is the most that a record may carry, in bytes: RFC 5246 §6.2.1.
const fullRecord = 1 << 14

// keyUse compares how often the server's key was asked with what the messages
// demand of it.
func keyUse(s *anatomy.Scene, act string, decrypt, sign int, message string) anatomy.Verdict {
	v := anatomy.Verdict{Got: unknown, Want: "1 message that demands it", At: s.Message(act, message).Whole()}
	if s.Message(act, message).There() {
		v.Got = fmt.Sprintf("decrypted %s, signed %s", s.Facts[act+" decrypted"], s.Facts[act+" signed"])
		v.Want = fmt.Sprintf("decrypted %d, signed %d", decrypt, sign)
	}
	return v
}

// carried compares what the records held with what the client had, and with what
// the server says that it got.
func carried(s *anatomy.Scene, act string) anatomy.Verdict {
	v := anatomy.Verdict{Got: unknown, Want: "an upload", At: transcript.Evidence{Text: "the client's records, opened, against the bytes that it had"}}
	if d := s.Act(act).Data(capture.Client); len(d) > 0 {
		v.Got = digest(d)
	}
	if d := digest([]byte(s.Facts["upload"])); d == s.Facts[act+" received"] {
		v.Want = d
	}
	return v
}

// allOpen opens the client's records with its key, which has a length.
func allOpen(s *anatomy.Scene, act string, length int) anatomy.Verdict {
	v := anatomy.Verdict{Got: unknown, Want: "records of an upload", At: transcript.Evidence{Text: "every record of the client behind its Finished"}}
	t, err := trafficOf(s.Act(act))
	if err != nil {
		return v
	}
	n, err := t.tally()
	if err != nil {
		return v
	}
	// One record at its end is the goodbye.
	v.Got = fmt.Sprintf("%d records of data and %d goodbye, with a key of %d bytes", n.opened, n.others, len(t.keys.Key))
	v.Want = fmt.Sprintf("%d records of data and 1 goodbye, with a key of %d bytes", max(len(t.records)-1, 1), length)
	return v
}

// atLeast compares two measured figures. Under a seed they do not stand in the
// verdict: no seed can fix them.
func atLeast(s *anatomy.Scene, dear, cheap, times float64) anatomy.Verdict {
	v := anatomy.Verdict{Got: unknown, Want: fmt.Sprintf("at least %.0f times as much", times), At: transcript.Evidence{Text: "measured on this machine, the best of several"}}
	if dear <= 0 || cheap <= 0 {
		return v
	}
	v.Got = fmt.Sprintf("less than %.0f times as much", times)
	if dear >= times*cheap {
		v.Got = v.Want
		if !s.Stable {
			v.At.Text += fmt.Sprintf(": %s times as much", rounded(dear/cheap))
		}
	}
	return v
}

// nothingEncapsulated looks for the agreed secret in all that crossed.
func nothingEncapsulated(s *anatomy.Scene) anatomy.Verdict {
	a := s.Act(byTLS13)
	v := anatomy.Verdict{Got: unknown, Want: "nowhere, 0 encrypted pre-master secrets"}
	shared, _ := agreed(a)
	if len(shared) == 0 {
		return v
	}
	where, total := "nowhere", 0
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		b := a.Session.Recording.Bytes(side)
		total += len(b)
		if bytes.Contains(b, shared) {
			where = "in what the " + side.String() + " sent"
		}
	}
	v.Got = fmt.Sprintf("%s, %d encrypted pre-master secrets", where, count[*handshake.ClientKeyExchangeRSA](a))
	v.At.Text = fmt.Sprintf("all %d bytes of both directions", total)
	return v
}
