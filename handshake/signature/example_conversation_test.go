package signature_test

import (
	"crypto/tls"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/signature"
)

// What the server of TLS 1.3 signed is rebuilt from the messages before it, which a
// key log opens.
func ExampleCertificateVerifyTLS13() {
	certificate := peer.ECDSA()
	var log keylog.Collector
	recorder := capture.NewRecorder(capture.Options{})
	a, b := capture.Pipe()
	done := make(chan error)
	go func() {
		done <- tls.Server(b, &tls.Config{Certificates: []tls.Certificate{certificate}}).Handshake()
	}()
	if err := tls.Client(recorder.Conn(a, capture.Client), &tls.Config{KeyLogWriter: &log, InsecureSkipVerify: true}).Handshake(); err != nil {
		fmt.Println(err)
	}
	if err := <-done; err != nil {
		fmt.Println(err)
	}

	keys := new(handshake.Keys)
	keys.Log.Add(log.Bytes(), "the client")
	items, state := handshake.DecodeWith(recorder.Recording(), keys)
	hash, err := secrets.HashOf(state.Version, state.CipherSuite)
	if err != nil {
		fmt.Println(err)
	}
	var messages [][]byte
	var key signature.Key
	for _, it := range items {
		switch m := it.Message.(type) {
		case *handshake.CertificateTLS13:
			key, err = signature.CertificateKey(m.Entries[0].Data)
			if err != nil {
				fmt.Println(err)
			}
		case *handshake.CertificateVerifyTLS13:
			transcript, err := signature.TranscriptHash(hash, messages...)
			if err != nil {
				fmt.Println(err)
			}
			e, err := signature.CertificateVerifyTLS13(m, it.From, key, transcript)
			if err != nil {
				fmt.Println(err)
			}
			for _, p := range e.Parts {
				fmt.Printf("signed: %s, %d bytes\n", p.Name, len(p.Bytes))
			}
			fmt.Println(e.Scheme, "holds:", e.Holds)
			for _, s := range e.Steps[len(e.Steps)-3:] {
				fmt.Printf("%s = %s\n", s.Name, s.Formula)
			}
		}
		if it.Kind == handshake.KindHandshake {
			messages = append(messages, it.Bytes)
		}
	}
	// Output:
	// signed: 64 spaces, 64 bytes
	// signed: context string, 33 bytes
	// signed: separator, 1 bytes
	// signed: transcript hash, 32 bytes
	// ecdsa_secp256r1_sha256 holds: true
	// R = u1·G + u2·Q
	// x = the first coordinate of R
	// v = x mod n
}
