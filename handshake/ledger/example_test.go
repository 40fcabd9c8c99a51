package ledger_test

import (
	"crypto/rand"
	"crypto/tls"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/ledger"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// Both peers draw through a capture.Draws, and log their secrets; what crossed is
// recorded. Then every draw has its place.
func ExamplePlace() {
	var log keylog.Collector
	draws := capture.NewDraws(rand.Reader, capture.DrawOptions{})
	drawn := capture.NewDraws(rand.Reader, capture.DrawOptions{})
	client := &tls.Config{Rand: draws, KeyLogWriter: &log, InsecureSkipVerify: true, ServerName: "example.com", CurvePreferences: []tls.CurveID{tls.X25519}}
	server := &tls.Config{Rand: drawn, Certificates: []tls.Certificate{peer.ECDSA()}, SessionTicketsDisabled: true}

	recorder := capture.NewRecorder(capture.Options{})
	a, b := capture.Pipe()
	done := make(chan error)
	go func() { done <- tls.Server(b, server).Handshake() }()
	if err := tls.Client(recorder.Conn(a, capture.Client), client).Handshake(); err != nil {
		fmt.Println(err)
	}
	if err := <-done; err != nil {
		fmt.Println(err)
	}

	in := ledger.Input{Recording: recorder.Recording(), Client: draws.All(), Server: drawn.All(), ClientConfig: client, ServerConfig: server}
	keys := new(handshake.Keys)
	keys.Log.Add(log.Bytes(), "the client")
	in.Items, in.State = handshake.DecodeWith(in.Recording, keys)
	in.Log = &keys.Log

	for _, p := range ledger.Place(in).Placements {
		if p.Kind != ledger.Coin { // Go makes them or not, by chance
			fmt.Printf("%s, %d bytes: %s, %s\n", p.Side, p.Length, p.Kind, p.Fate)
		}
	}
	// Output:
	// client, 32 bytes: client random, sent as it is
	// client, 32 bytes: session ID, sent as it is
	// client, 32 bytes: ephemeral private key, inside a secret
	// server, 32 bytes: server random, sent as it is
	// server, 32 bytes: ephemeral private key, inside a secret
	// server, 32 bytes: ECDSA hedging, mixed into a signature
}
