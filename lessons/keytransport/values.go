package keytransport

import (
	"bytes"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// values are what the prose and the commands may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"pre_master": func(s *anatomy.Scene) string { return secretIn(s, func(o *opening) []byte { return o.preMaster() }) },
	"session_hash": func(s *anatomy.Scene) string {
		return secretIn(s, func(o *opening) []byte { return o.sessionHash.Output })
	},
	"master": func(s *anatomy.Scene) string { return secretIn(s, func(o *opening) []byte { return o.master.Output }) },
	"key_block": func(s *anatomy.Scene) string {
		return secretIn(s, func(o *opening) []byte { return o.schedule.Output("key_block") })
	},
	"padding": func(s *anatomy.Scene) string {
		d, _ := decrypted(s)
		return fmt.Sprint(len(d.Padding))
	},
	"block": func(s *anatomy.Scene) string {
		d, _ := decrypted(s)
		return fmt.Sprintf("%x", d.EM)
	},
	"encrypted_what": encryptedWhat,
	"first_word":     firstWord,
	"half":           halfInCertificate,
	"accepts":        accepts,
	"client_error":   func(s *anatomy.Scene) string { return fmt.Sprint(s.Act(wrongOpenSSL).Session.ClientErr) },
}

func secretIn(s *anatomy.Scene, of func(*opening) []byte) string {
	o, err := opened(s)
	if err != nil {
		return unknown
	}
	return fmt.Sprintf("%x", of(&o))
}

// encryptedWhat names what RSA encrypted by comparing it with all that it could
// have been: the answer to the lesson's prediction.
func encryptedWhat(s *anatomy.Scene) string {
	d, ok := decrypted(s)
	o, err := opened(s)
	if !ok || err != nil {
		return unknown
	}
	switch {
	case bytes.Equal(d.Message, logged(s.Act(transported))):
		return "master"
	case bytes.Contains(d.Message, o.keys[capture.Client].Key), bytes.Contains(d.Message, o.keys[capture.Server].Key):
		return "keys"
	case bytes.Contains(d.Message, []byte(s.Facts["request"])):
		return "request"
	case bytes.Equal(d.Message[2:], drawn(s.Act(transported), 46)):
		return "pre-master"
	}
	return unknown
}

// firstWord is the first message of the server, behind the ClientKeyExchange, that
// crosses encrypted: the first one for which it needed the private key.
func firstWord(s *anatomy.Scene) string {
	behind := false
	for _, it := range s.Act(transported).Items {
		behind = behind || it.Name == exchange
		if behind && it.From == capture.Server && it.Protected && it.Kind != handshake.KindRecord {
			return it.Name
		}
	}
	return unknown
}

// halfInCertificate looks for both exponents in the certificate.
func halfInCertificate(s *anatomy.Scene) string {
	m := s.Message(transported, "Certificate")
	key, err := privateKey(s.Act(transported).Session)
	if !m.There() || err != nil {
		return unknown
	}
	public, private := bytes.Contains(m.Bytes, key.N.Bytes()), bytes.Contains(m.Bytes, key.D.Bytes())
	switch {
	case public && private:
		return "both"
	case private:
		return "private"
	case public:
		return "public"
	}
	return "none"
}
