package follow_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// opened prints what crossed encrypted and was opened.
type opened struct{}

func (opened) Begin(*follow.Connection) {}

func (opened) Item(_ *follow.Connection, it *handshake.Item) {
	switch {
	case !it.Decrypted || it.Kind == handshake.KindRecord:
	case it.Kind == handshake.KindApplicationData:
		fmt.Printf("%s %q\n", it.From, it.Bytes)
	case it.Verify == handshake.Matches:
		fmt.Println(it.From, it.Name, "as computed")
	default:
		fmt.Println(it.From, it.Name)
	}
}

func (opened) End(c *follow.Connection) {
	fmt.Println(c.Report.Opened(), "records opened,", c.Report.Closed(), "not.", c.Report.Outcome)
}

// The keys are a key log, as SSLKEYLOGFILE makes many programs write it.
func ExampleRead_keys() {
	recording, keyLog := conversation()
	var file bytes.Buffer
	if err := export.Write(&file, []*capture.Recording{recording}, nil, export.Options{}); err != nil {
		log.Fatal(err)
	}
	keys := new(handshake.Keys)
	if err := keys.Log.Read(keyLog, "keys.log"); err != nil {
		log.Fatal(err)
	}
	sum, err := follow.Read(context.Background(), &file, opened{}, follow.Options{Keys: keys})
	fmt.Println(sum.Opened, "of", sum.Connections, "connections opened, error:", err)
	// Output:
	// server EncryptedExtensions
	// server Certificate
	// server CertificateVerify
	// server Finished as computed
	// client Finished as computed
	// client "Who is there?"
	// client Alert
	// server "Nobody."
	// server Alert
	// 9 records opened, 0 not. The handshake was completed.
	// 1 of 1 connections opened, error: <nil>
}

// conversation is a connection of TLS 1.3 in memory, and its key log.
func conversation() (*capture.Recording, *bytes.Buffer) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		log.Fatal(err)
	}
	certificate, err := peertest.SelfSigned(key)
	if err != nil {
		log.Fatal(err)
	}
	recorder := capture.NewRecorder(capture.Options{})
	inner, far := capture.Pipe()
	keyLog := new(bytes.Buffer)
	client := tls.Client(recorder.Conn(inner, capture.Client), &tls.Config{InsecureSkipVerify: true, KeyLogWriter: keyLog})
	server := tls.Server(far, &tls.Config{Certificates: []tls.Certificate{certificate}, SessionTicketsDisabled: true})
	served := make(chan error)
	go func() {
		_, err := io.ReadAll(server)
		if err == nil {
			_, err = io.WriteString(server, "Nobody.")
		}
		served <- errors.Join(err, server.Close())
	}()
	if _, err := io.WriteString(client, "Who is there?"); err != nil {
		log.Fatal(err)
	}
	if err := client.CloseWrite(); err != nil {
		log.Fatal(err)
	}
	if _, err := io.ReadAll(client); err != nil {
		log.Fatal(err)
	}
	if err := <-served; err != nil {
		log.Fatal(err)
	}
	return recorder.Recording(), keyLog
}
