package handshake_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// TestOutcomeOfHalfACapture: of a side whose bytes are missing nothing is said that
// only they could tell.
func TestOutcomeOfHalfACapture(t *testing.T) {
	rec := goRuns[0].record()
	for _, tt := range []struct {
		kept, lost capture.Side
		want       string
	}{
		{capture.Client, capture.Server, "The client greeted; whether the server answered cannot be seen. Bytes are missing from the capture."},
		{capture.Server, capture.Client, "Whether the handshake came to its end cannot be seen. Bytes are missing from the capture."},
	} {
		_, state := decodeFed(t, func(c *handshake.Conversation) {
			c.Lose(tt.lost, len(rec.Bytes(tt.lost)), 0)
			c.Feed(tt.kept, rec.Bytes(tt.kept), 0)
		})
		if got := state.Outcome(handshake.Ending{How: handshake.Closed}); got != tt.want {
			t.Errorf("without the %s: %s", tt.lost, got)
		}
	}
}

// TestTheHelloBehindARetryIsClear: the ChangeCipherSpec behind a HelloRetryRequest
// changes nothing, also where what the client sent is missing.
func TestTheHelloBehindARetryIsClear(t *testing.T) {
	_, state := decodeFed(t, func(c *handshake.Conversation) {
		c.Lose(capture.Client, 200, 0)
		for _, name := range []string{"hello_retry_request_go", "server_hello_go"} {
			m := message(t, name).bytes
			c.Feed(capture.Server, append([]byte{22, 3, 3, byte(len(m) >> 8), byte(len(m))}, m...), 0)
			c.Feed(capture.Server, []byte{20, 3, 3, 0, 1, 1}, 0)
		}
	})
	if state.Version != registry.VersionTLS13 || !state.Retried {
		t.Errorf("%s, a retry: %v", state.Version, state.Retried)
	}
}

// recordSSL20 puts the header of SSL 2.0 before a body.
func recordSSL20(body []byte) []byte {
	return append([]byte{0x80 | byte(len(body)>>8), byte(len(body))}, body...)
}

func TestAServerOfSSL20MayAnswerWithAnError(t *testing.T) {
	hello := recordSSL20(message(t, "client_hello_ssl20_by_hand").bytes)
	refusal, _ := hex.DecodeString("8003000001")
	for cut := range len(refusal) {
		items, state := decodeFed(t, func(c *handshake.Conversation) {
			c.Feed(capture.Client, hello, 0)
			c.Feed(capture.Server, refusal[:cut], 0)
			c.Feed(capture.Server, refusal[cut:], 0)
		})
		if last := items[len(items)-1]; last.Name != "Error" || last.Err != nil {
			t.Fatalf("cut at %d: the answer is %q, %v", cut, last.Name, last.Err)
		}
		if got := state.Outcome(handshake.Ending{}); got != "The server ended the handshake with the error NO-CIPHER-ERROR (1)." {
			t.Errorf("cut at %d: %s", cut, got)
		}
	}
}

// TestSSL20EndsWithSERVERFINISHED: SERVER-VERIFY, the server's first protected
// message, is not yet the end.
func TestSSL20EndsWithSERVERFINISHED(t *testing.T) {
	protected := recordSSL20(make([]byte, 40))
	for n, want := range map[int]bool{0: false, 1: false, 2: true} {
		_, state := decodeFed(t, func(c *handshake.Conversation) {
			c.Feed(capture.Client, recordSSL20(message(t, "client_hello_ssl20_by_hand").bytes), 0)
			c.Feed(capture.Server, recordSSL20(message(t, "server_hello_ssl20_by_hand").bytes), 0)
			c.Feed(capture.Client, recordSSL20(message(t, "client_master_key_ssl20_by_hand").bytes), 0)
			c.Feed(capture.Client, protected, 0)
			for range n {
				c.Feed(capture.Server, protected, 0)
			}
		})
		if got := state.Complete(); got != want || strings.Contains(state.Outcome(handshake.Ending{}), "completed") != want {
			t.Errorf("with %d protected records of the server: %v, %s", n, got, state.Outcome(handshake.Ending{}))
		}
	}
}
