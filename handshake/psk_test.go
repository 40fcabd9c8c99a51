package handshake_test

import (
	"testing"

	"github.com/tlsteach/tlsteach/handshake"
)

// TestAPreSharedKeyChangesTheKeyExchange: RFC 5489 §2 puts a hint before the
// parameters and no signature behind them, so the parser of ECDHE must not read it.
func TestAPreSharedKeyChangesTheKeyExchange(t *testing.T) {
	backend := opensslServer(t, rsaCertificate(), "", "-tls1_2", "-psk", "00112233", "-psk_hint", "a hint", "-cipher", "ECDHE-PSK-AES128-CBC-SHA256")
	addr, recordings := relay(t, backend)
	finish(t, "Q\n", "openssl", "s_client", "-connect", addr, "-tls1_2", "-psk", "00112233", "-cipher", "ECDHE-PSK-AES128-CBC-SHA256")
	items, state := handshake.Decode(next(t, recordings))
	if state.CipherSuite.String() != "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256" {
		t.Fatalf("%v: %s", state.CipherSuite, story(items))
	}
	exchanges := 0
	for _, it := range items {
		switch m := it.Message.(type) {
		case *handshake.ServerKeyExchangeECDHEPSK:
			exchanges++
			if it.Err != nil || string(m.Hint) != "a hint" || len(m.Public) == 0 {
				t.Errorf("hint %q, public value of %d bytes: %v", m.Hint, len(m.Public), it.Err)
			}
		case *handshake.ClientKeyExchangeECDHEPSK:
			exchanges++
			if it.Err != nil || string(m.Identity) != "Client_identity" || len(m.Public) == 0 {
				t.Errorf("identity %q, public value of %d bytes: %v", m.Identity, len(m.Public), it.Err)
			}
		}
	}
	if exchanges != 2 {
		t.Errorf("%d key exchanges: %s", exchanges, story(items))
	}
}
