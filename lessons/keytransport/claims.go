package keytransport

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

const (
	clientHello = "ClientHello"
	serverHello = "ServerHello"
	exchange    = "ClientKeyExchange"
	encrypted   = "encrypted_pre_master_secret"
)

// unknown is what a claim gets where the recording does not lead to a value.
const unknown = "not known"

// claims are what the connection must prove.
var claims = []anatomy.Claim{
	{ID: "suite", Says: "the server chose the suite TLS_RSA_WITH_AES_128_GCM_SHA256", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(transported, serverHello)
		return anatomy.Verdict{Got: m.Text("cipher_suite"), Want: "TLS_RSA_WITH_AES_128_GCM_SHA256", At: m.At("cipher_suite")}
	}},
	{ID: "no-share", Says: "before the ClientKeyExchange the server sends three messages, and none of them is a key exchange of its own", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		before, _ := aroundExchange(s)
		return anatomy.Verdict{Got: before, Want: "ServerHello, Certificate, ServerHelloDone", At: transcript.Evidence{Text: "the server's messages before the ClientKeyExchange"}}
	}},
	{ID: "as-long-as-n", Says: "what the client encrypted is as long as the modulus in the certificate", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(transported, exchange)
		got, want := 0, -1
		if f, ok := m.Field(encrypted); ok {
			got = len(f.Bytes)
		}
		if key, ok := publicKey(s); ok {
			want = (key.N.BitLen() + 7) / 8
		}
		return anatomy.Verdict{Got: fmt.Sprintf("%d bytes", got), Want: fmt.Sprintf("%d bytes", want), At: m.At(encrypted)}
	}},
	{ID: "halves", Says: "the modulus in the certificate is that of the server's private key: the two are halves of one pair", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: unknown, Want: "a private key", At: s.Message(transported, "Certificate").At("subject_public_key")}
		if key, ok := publicKey(s); ok {
			v.Got = fingerprint(key.N)
		}
		if key, err := privateKey(s.Act(transported).Session); err == nil {
			v.Want = fingerprint(key.N)
		}
		return v
	}},
	{ID: "opens", Says: "the private key opens it: 00 02, a padding without a zero, 00, and 48 bytes", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(transported, exchange)
		v := anatomy.Verdict{Got: unknown, Want: "48 bytes behind a padding", At: m.At(encrypted)}
		if key, ok := publicKey(s); ok { // 00 02 and 00 are three bytes more
			v.Want = fmt.Sprintf("00 02, %d bytes of padding, 00, 48 bytes", key.Size()-3-48)
		}
		if d, ok := decrypted(s); ok {
			v.Got = fmt.Sprintf("%02x %02x, %d bytes of padding, 00, %d bytes", d.EM[0], d.EM[1], len(d.Padding), len(d.Message))
		}
		return v
	}},
	{ID: "version-inside", Says: "the first two of the 48 bytes are the version field of the ClientHello", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(transported, clientHello)
		v := anatomy.Verdict{Got: unknown, Want: m.Hex("legacy_version"), At: m.At("legacy_version")}
		if o, err := opened(s); err == nil {
			v.Got = fmt.Sprintf("%x", o.preMaster()[:2])
		}
		return v
	}},
	{ID: "drawn", Says: "the other 46 bytes are a number that the client drew", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: unknown, Want: "a draw of 46 bytes", At: transcript.Evidence{Text: "what the client drew from its source of randomness, kept by the lab"}}
		if o, err := opened(s); err == nil {
			v.Got = fmt.Sprintf("%x", o.preMaster()[2:])
		}
		if d := drawn(s.Act(transported), 46); d != nil {
			v.Want = fmt.Sprintf("%x", d)
		}
		return v
	}},
	{ID: "ems", Says: "both hellos carry the extension extended_master_secret", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		got := func(name string) string {
			return s.Message(transported, name).Hex("extended_master_secret/extension_type")
		}
		return anatomy.Verdict{Got: got(clientHello) + " and " + got(serverHello), Want: "0017 and 0017", At: s.Message(transported, serverHello).At("extended_master_secret")}
	}},
	{ID: "master", Says: "from the 48 bytes and the hash of the messages comes the master secret that the peers logged", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: unknown, Want: "a master secret in the key log", At: transcript.Evidence{Text: "the line CLIENT_RANDOM of the key log"}}
		if o, err := opened(s); err == nil {
			v.Got = fmt.Sprintf("%x", o.master.Output)
		}
		if log := logged(s.Act(transported)); log != nil {
			v.Want = fmt.Sprintf("%x", log)
		}
		return v
	}},
	{ID: "old-formula", Says: "the older formula, over both randoms, gives another value than the one that the peers logged", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: unknown, Want: "another value", At: transcript.Evidence{Text: "the line CLIENT_RANDOM of the key log"}}
		o, err := opened(s)
		log := logged(s.Act(transported))
		if err != nil || log == nil {
			return v
		}
		old, err := o.withoutEMS()
		switch {
		case err != nil:
			v.Got = err.Error()
		case bytes.Equal(old.Output, log):
			v.Got = "the same value"
		case len(old.Output) == len(log):
			v.Got = "another value"
		}
		return v
	}},
	{ID: "master-nowhere", Says: "the master secret crossed nowhere: not in the clear, and not inside what RSA encrypted", Judge: masterNowhere},
	{ID: "records", Says: "with the keys from the key block every protected record opens", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		n := 0
		o, err := opened(s)
		if err == nil {
			for _, p := range o.plain {
				if p.err == nil {
					n++
				}
			}
		}
		h, _ := seen(s.Act(transported))
		all := max(len(h.closed), 6) // of each side a Finished, what it says, and a goodbye
		return anatomy.Verdict{Got: fmt.Sprintf("%d of %d records", n, all), Want: fmt.Sprintf("%d of %d records", all, all),
			At: transcript.Evidence{Text: "all records behind the ChangeCipherSpecs"}}
	}},
	{ID: "no-other-key", Says: "no 16 bytes in a row of the pre-master secret or of the master secret open any of these records", Judge: noOtherKey},
	{ID: "finished-client", Says: "the client's Finished is the one that follows from the master secret and the messages", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return finishedFollows(s, capture.Client)
	}},
	{ID: "finished-server", Says: "and so is the server's", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return finishedFollows(s, capture.Server)
	}},
	{ID: "first-proof", Says: "between the ClientKeyExchange and its own Finished the server sends one message, a ChangeCipherSpec, and all that this says is 01", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		_, after := aroundExchange(s)
		first, rest, _ := strings.Cut(after, ", ")
		second, _, _ := strings.Cut(rest, ", ")
		m := s.Act(transported).MessageFrom(capture.Server, "ChangeCipherSpec")
		return anatomy.Verdict{Got: first + " " + m.Hex("type") + ", " + second, Want: "ChangeCipherSpec 01, Finished", At: m.Whole()}
	}},
	{ID: "request", Says: "whoever has the recording and the private key reads the request", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: unknown, Want: fmt.Sprintf("%q", s.Facts["request"]),
			At: transcript.Evidence{Text: "the client's records, opened with the private key alone"}}
		if read := s.Act(transported).Data(capture.Client); len(read) > 0 {
			v.Got = fmt.Sprintf("%q", read)
		}
		return v
	}},
}
