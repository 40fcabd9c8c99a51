package export_test

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// A connection is recorded, and its secrets collected; the file holds both, and
// Wireshark shows what was encrypted.
func ExampleWrite() {
	certificate := peer.ECDSA()
	var log keylog.Collector
	recorder := capture.NewRecorder(capture.Options{})
	a, b := capture.Pipe()
	done := make(chan error)
	go func() {
		done <- tls.Server(b, &tls.Config{Certificates: []tls.Certificate{certificate}}).Handshake()
	}()
	client := tls.Client(recorder.Conn(a, capture.Client), &tls.Config{KeyLogWriter: &log, InsecureSkipVerify: true})
	if err := client.Handshake(); err != nil {
		fmt.Println(err)
	}
	if err := <-done; err != nil {
		fmt.Println(err)
	}

	var file bytes.Buffer
	if err := export.Write(&file, []*capture.Recording{recorder.Recording()}, log.Bytes(), export.Options{}); err != nil {
		fmt.Println(err)
	}
	for b := file.Bytes(); ; { // the blocks of pcapng, up to the first packet
		switch binary.LittleEndian.Uint32(b) {
		case 0x0a0d0d0a:
			fmt.Println("Section Header Block")
		case 1:
			fmt.Println("Interface Description Block")
		case 10:
			fmt.Println("Decryption Secrets Block,", bytes.Count(b[:binary.LittleEndian.Uint32(b[4:])], []byte("_SECRET")), "secrets")
		case 6:
			fmt.Println("Enhanced Packet Block")
			return
		}
		b = b[binary.LittleEndian.Uint32(b[4:]):]
	}
	// Output:
	// Section Header Block
	// Interface Description Block
	// Decryption Secrets Block, 4 secrets
	// Enhanced Packet Block
}
