package keylog_test

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture/keylog"
)

// A log is read, and a secret looked up by what the ClientHello shows. The line that
// is no good costs itself only.
func ExampleLog() {
	const random = "a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0"
	file := strings.NewReader("# SSL/TLS secrets log file\n" +
		"SERVER_HANDSHAKE_TRAFFIC_SECRET " + random + " 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n" +
		"CLIENT_HANDSHAKE_TRAFFIC_SECRET " + random + " 0001\n")
	var log keylog.Log
	if err := log.Read(file, "keys.log"); err != nil {
		fmt.Println(err)
	}
	fmt.Println(log.Len(), "secret")
	clientRandom, _ := hex.DecodeString(random)
	fmt.Printf("%x\n", log.Secret(keylog.ServerHandshakeTraffic, clientRandom))
	fmt.Println(log.Secret(keylog.ClientHandshakeTraffic, clientRandom) == nil)
	for _, note := range log.Notes() {
		fmt.Println(note)
	}
	// Output:
	// 1 secret
	// 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
	// true
	// keys.log, line 3: CLIENT_HANDSHAKE_TRAFFIC_SECRET: the secret has 2 bytes, not 32 or 48
}
