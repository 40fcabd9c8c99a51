package sessionid

import (
	"encoding/hex"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

const (
	clientHello = "ClientHello"
	serverHello = "ServerHello"
	random      = "random"
	offeredID   = "legacy_session_id"
	answeredID  = "legacy_session_id_echo"
)

// masterOf is the master secret that the key log has for the random of this
// connection's client, in hexadecimal digits; empty: it has none.
func masterOf(a *anatomy.Act) string {
	for line := range strings.Lines(string(a.Session.KeyLog)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "CLIENT_RANDOM" && f[1] == a.Message(clientHello).Hex(random) {
			return f[2]
		}
	}
	return ""
}

// schedule computes the keys of a connection, and both Finished, from its master
// secret and from what crossed; nil where a part is missing.
func schedule(a *anatomy.Act) secrets.Derivation {
	master, err := hex.DecodeString(masterOf(a))
	client, ok := a.Message(clientHello).Field(random)
	server, ok2 := a.Message(serverHello).Field(random)
	if err != nil || len(master) == 0 || !ok || !ok2 {
		return nil
	}
	steps, _, _, err := secrets.Schedule(secrets.Inputs12{Version: a.State.Version, Suite: a.State.CipherSuite, Master: master,
		ClientRandom: client.Bytes, ServerRandom: server.Bytes,
		BeforeClientFinished: before(a, capture.Client), BeforeServerFinished: before(a, capture.Server)})
	if err != nil {
		return nil
	}
	return steps
}

// before are the handshake messages before the Finished of a side, one behind the
// other; nil where there is no such Finished.
func before(a *anatomy.Act, side capture.Side) (messages []byte) {
	for _, it := range a.Items {
		if it.Kind != handshake.KindHandshake || it.Protected && !it.Decrypted {
			continue
		}
		if it.Name == "Finished" && it.From == side {
			return messages
		}
		messages = append(messages, it.Bytes...)
	}
	return nil
}
