package refusals

import (
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

const certificate = "Certificate" // the message

// shown is the chain that the server sent on a connection; nil where there is none.
func shown(s *anatomy.Scene, act string) [][]byte {
	m := s.Message(act, certificate)
	if !m.There() {
		return nil
	}
	chain, ok := m.Item.Message.(*handshake.CertificateTLS12)
	if !ok {
		return nil
	}
	return chain.Certificates
}

// judged judges that chain by the root and the clock of a client, for the name that
// its hello asks for. Nothing that the client itself concluded goes in.
func judged(s *anatomy.Scene, act, client string) (j verdict.Judgement, ok bool) {
	chain, state := shown(s, act), s.Act(act).State
	der, err := hex.DecodeString(s.Facts["root of "+client])
	if err != nil || len(chain) == 0 || state.ServerName == "" {
		return j, false
	}
	root, err := x509.ParseCertificate(der)
	if err != nil {
		return j, false
	}
	now, err := time.Parse(time.RFC3339, s.Facts["clock of "+client])
	if err != nil {
		return j, false
	}
	return verdict.Judge(chain, verdict.Options{Roots: verdict.RootsOf(root), Name: state.ServerName, Now: now,
		Usages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, KeyExchange: state.CipherSuite.KeyExchange(), Version: state.Version}), true
}

// failures are the checks that count and do not pass.
func failures(j verdict.Judgement) (out []verdict.Verdict) {
	for _, v := range j.Verdicts {
		if v.Check.Counts() && v.Reached && !v.Passed {
			out = append(out, v)
		}
	}
	return out
}

// failed names the failures of a connection.
func failed(s *anatomy.Scene, act, client string) string {
	j, ok := judged(s, act, client)
	if !ok {
		return "nothing to judge"
	}
	var names []string
	for _, v := range failures(j) {
		names = append(names, v.Check.String())
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// restsOn is the first place that the failure of a connection rests on, in its
// Certificate message.
func restsOn(s *anatomy.Scene, act, client string) transcript.Evidence {
	m := s.Message(act, certificate)
	j, _ := judged(s, act, client)
	for _, v := range failures(j) {
		for _, e := range v.Evidence {
			path := fmt.Sprintf("certificate[%d]", e.Certificate)
			if f, ok := m.Field(path); ok {
				return transcript.Evidence{Message: m.Title(), Field: path + "/" + e.Path[strings.LastIndex(e.Path, "/")+1:], Offset: f.Offset + e.Offset, Length: e.Length}
			}
		}
	}
	return m.Whole()
}

// alert is the first alert of the client on a connection.
func alert(s *anatomy.Scene, act string) anatomy.Message { return s.Act(act).Alert(capture.Client) }

// alertOf is its name and its number: "bad_certificate 42".
func alertOf(s *anatomy.Scene, act string) string {
	m := alert(s, act)
	if !m.There() {
		return "no alert"
	}
	return fmt.Sprintf("%s %d", m.Text("description"), m.Number("description"))
}
