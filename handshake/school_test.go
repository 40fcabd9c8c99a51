package handshake_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"io"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// school is a connection of TLS 1.3 on which the server says one thing, for the
// examples: what crossed, and the client's key log.
func school() (*capture.Recording, []byte) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	cert, err := peertest.SelfSigned(key)
	if err != nil {
		panic(err)
	}
	var log bytes.Buffer
	a, b := capture.Pipe()
	recorder := capture.NewRecorder(capture.Options{})
	client := tls.Client(recorder.Conn(a, capture.Client), &tls.Config{InsecureSkipVerify: true, KeyLogWriter: &log, MinVersion: tls.VersionTLS13})
	server := tls.Server(b, &tls.Config{Certificates: []tls.Certificate{cert}, SessionTicketsDisabled: true})
	served := make(chan error, 1)
	go func() {
		_, err := io.WriteString(server, "good morning")
		if err == nil {
			err = server.CloseWrite()
		}
		served <- err
	}()
	if _, err := io.Copy(io.Discard, client); err != nil {
		panic(err)
	}
	if err := client.Close(); err != nil {
		panic(err)
	}
	if err := <-served; err != nil {
		panic(err)
	}
	return recorder.Recording(), log.Bytes()
}
