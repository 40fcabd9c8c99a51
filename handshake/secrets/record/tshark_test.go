package record_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// What is sealed in each way, at each version, TShark opens: it checks MACs and tags.
func TestTSharkOpensWhatIsSealed(t *testing.T) {
	peertest.Need(t, "tshark")
	var sessions []*sealedSession
	var keylog []byte
	var recordings []*capture.Recording
	for i, u := range distinct(uses()) {
		if derivable(u) && unknownToTShark(u) == "" {
			s := newSealedSession(t, u, i)
			sessions = append(sessions, s)
			keylog = append(keylog, s.keylog...)
			recordings = append(recordings, s.recording)
		}
	}
	if len(sessions) < 120 {
		t.Errorf("only %d ways", len(sessions))
	}
	for i, said := range peertest.TSharkDecrypts(t, keylog, recordings...) {
		for side, want := range sessions[i].said {
			if got := said[side]; !bytes.Equal(got, want) {
				t.Errorf("%s: TShark opens %d bytes of the %s, and %d were sealed", sessions[i].use, len(got), side, len(want))
			}
		}
	}
}

// unknownToTShark says why TShark 4.0 cannot open records; empty: it can.
func unknownToTShark(u use) string {
	switch {
	case u.options.TruncatedHMAC:
		return "it does not follow truncated_hmac"
	case strings.HasPrefix(u.suite.Encryption(), "ARIA"):
		return "it has no ARIA"
	case u.suite == registry.TLS_SHA256_SHA256, u.suite == registry.TLS_SHA384_SHA384:
		return "it does not know the suites of RFC 9150"
	case strings.HasPrefix(u.suite.KeyExchange(), "KRB5"), u.suite.KeyExchange() == "ECCPWD", u.suite == 0xd003:
		return "it has no entry for the suite"
	}
	return ""
}

// derivable leaves out what package secrets has no key schedule for.
func derivable(u use) bool {
	p, err := record.ParamsOf(u.version, u.suite)
	if err != nil || p.Export {
		return false
	}
	if u.is13() {
		return u.suite.TLS13() && hashOf13(u.suite) != 0
	}
	_, err = secrets.HashOf(u.version, u.suite)
	return err == nil && u.suite != registry.TLS_NULL_WITH_NULL_NULL
}
