package handshake_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// frame is an Ethernet frame from a client to port 443, with a small ClientHello.
func frame() []byte {
	b, _ := hex.DecodeString(strings.Join(strings.Fields(`
		020000000002 020000000001 0800
		4500007e 00010000 40060000 0a000001 0a000002
		c35001bb 00000001 00000001 50180fff 00000000
		1603010051 0100004d 0303
		000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
		00 0004 1301 1302 01 00
		0020 0000 0010 000e 00 000b 6578616d706c652e636f6d
		     002b 0003 02 0304 ff01 0001 00`), ""))
	return b
}

// A DecodingLayerParser fills structs that are used again and allocates nothing.
// It sees one packet at a time, and the first message of its first record.
func Example_decodingLayerParser() {
	var (
		ethernet layers.Ethernet
		ip       layers.IPv4
		tcp      layers.TCP
		records  handshake.Records
		hello    handshake.ClientHello
	)
	parser := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet, &ethernet, &ip, &tcp, &records, &hello)
	var decoded []gopacket.LayerType
	if err := parser.DecodeLayers(frame(), &decoded); err != nil {
		fmt.Println(err)
	}
	for _, t := range decoded {
		fmt.Println(t)
	}
	fmt.Printf("%s %v %v\n", hello.ServerName, hello.SupportedVersions, hello.CipherSuites)
	// Output:
	// Ethernet
	// IPv4
	// TCP
	// TLS
	// TLSClientHello
	// example.com [TLS 1.3] [TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384]
}

// NewPacket sees one packet at a time, too, and all messages that are whole in it.
func Example_newPacket() {
	handshake.Install()
	packet := gopacket.NewPacket(frame(), layers.LayerTypeEthernet, gopacket.DecodeStreamsAsDatagrams)
	hello := packet.Layer(handshake.LayerTypeClientHello).(*handshake.ClientHello)
	fmt.Printf("%s\n", hello.ServerName)
	// Output: example.com
}

func ExampleClientHello_Dissect() {
	var hello handshake.ClientHello
	var trace wire.Trace
	message := frame()[peertest.PacketHeaders+handshake.RecordHeaderLength:]
	if err := hello.Dissect(message, &trace); err != nil {
		fmt.Println(err)
	}
	for _, s := range trace.Spans {
		if s.Depth == 0 && !s.Group && s.Length > 0 {
			fmt.Printf("%d %s: %s\n", s.Offset, s.Field.Name, s.Field.Value(message[s.Offset:s.Offset+s.Length]))
		}
	}
	// Output:
	// 0 msg_type: ClientHello
	// 1 length: 77
	// 4 legacy_version: TLS 1.2
	// 6 random: 32 bytes
	// 38 legacy_session_id_length: 0
	// 39 cipher_suites_length: 4
	// 45 legacy_compression_methods_length: 1
	// 47 extensions_length: 32
}

// A Conversation takes the bytes of both sides as they come, and knows the state
// of the connection: which type reads a message, and what is encrypted.
func ExampleConversation() {
	c := handshake.NewConversation(func(it *handshake.Item) {
		fmt.Println(it.From, it.Kind, it.Name, len(it.Bytes))
	})
	c.Feed(capture.Client, frame()[peertest.PacketHeaders:], 0)
	c.End(0)
	fmt.Println(c.ServerName)
	// Output:
	// client record  5
	// client handshake ClientHello 81
	// example.com
}

// With Reuse, one Memory serves all connections of a capture of any size. What is
// to be kept of an item is copied before emit returns.
func ExampleConversation_Reuse() {
	memory := handshake.NewMemory()
	var asked []string
	for range 2 {
		c := handshake.NewConversation(func(it *handshake.Item) {
			if hello, ok := it.Message.(*handshake.ClientHello); ok {
				asked = append(asked, string(hello.ServerName)) // a copy
			}
		})
		c.Reuse(memory)
		c.Feed(capture.Client, frame()[peertest.PacketHeaders:], 0)
		c.End(0)
	}
	fmt.Println(asked)
	// Output: [example.com example.com]
}

// What the capture does not have is said, and decoding goes on behind it.
func ExampleConversation_Lose() {
	record := frame()[peertest.PacketHeaders:]
	c := handshake.NewConversation(func(it *handshake.Item) {
		fmt.Printf("%s %q, %d bytes, error: %v\n", it.Kind, it.Name, len(it.Bytes), it.Err)
	})
	c.Feed(capture.Client, record[:50], 0)
	c.Lose(capture.Client, len(record)-50, 0)
	c.Feed(capture.Client, []byte{21, 3, 1, 0, 2, 1, 0}, 0) // close_notify
	c.End(0)
	// Output:
	// record "", 5 bytes, error: fragment at offset 5 needs 81 bytes and has 45
	// handshake "ClientHello", 45 bytes, error: legacy_compression_methods_length at offset 45 needs 1 bytes and has 0
	// record "", 0 bytes, error: stream at offset 0: 36 bytes are missing (0 left)
	// record "", 5 bytes, error: <nil>
	// alert "Alert", 2 bytes, error: <nil>
}

// Keys open what crossed encrypted; the steps to them can be seen.
func ExampleConversation_Open() {
	recording, keyLog := school() // of a live connection, and what its client logged
	keys := new(handshake.Keys)
	if err := keys.Log.Read(bytes.NewReader(keyLog), "key log"); err != nil {
		fmt.Println(err)
	}
	c := handshake.NewConversation(func(it *handshake.Item) {
		if it.Decrypted && it.Kind != handshake.KindRecord {
			fmt.Printf("%v: %s\n", it.From, it.Name)
			if it.Verify == handshake.Matches {
				fmt.Println("  its verify_data is right")
			}
			if it.Kind == handshake.KindApplicationData {
				fmt.Printf("  %s\n", it.Bytes)
			}
		}
	})
	c.Open(keys)
	c.Derive(func(s *secrets.Step) {
		if s.Name == "server_application_write_key" {
			fmt.Printf("%s, %s: %d bytes\n", s.Name, s.Ref, len(s.Output))
		}
	})
	for _, e := range recording.Events {
		if e.Kind == capture.Data {
			c.Feed(e.From, e.Data, e.At)
		}
	}
	c.End(0)
	fmt.Println(c.Outcome(handshake.Ending{How: handshake.Closed}))
	// Output:
	// server: EncryptedExtensions
	// server: Certificate
	// server: CertificateVerify
	// server: Finished
	//   its verify_data is right
	// server_application_write_key, RFC 8446 §7.3: 16 bytes
	// client: Finished
	//   its verify_data is right
	// server: ApplicationData
	//   good morning
	// server: Alert
	// client: Alert
	// The handshake was completed.
}
