package follow_test

import (
	"context"
	"fmt"
	"os"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
)

// names prints what crossed in the clear.
type names struct{}

func (names) Begin(c *follow.Connection) { fmt.Println(c.Number, c.Client, "to", c.Server) }

func (names) Item(c *follow.Connection, it *handshake.Item) {
	if it.Kind == handshake.KindHandshake && !it.Protected {
		fmt.Println(c.Number, it.From, it.Name, len(it.Bytes))
	}
}

func (names) End(c *follow.Connection) {
	fmt.Println(c.Number, c.Report.Version, c.Report.CipherSuite, c.Report.Outcome)
}

// The capture, made by docs/benchmarks/handshakes -each 1, holds three connections
// at the same time: their items come in the order of its packets.
func ExampleRead() {
	file, err := os.Open("testdata/three.pcap")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	summary, err := follow.Read(context.Background(), file, names{}, follow.Options{})
	fmt.Println(summary.Packets, "packets,", summary.Connections, "connections, error:", err)
	// Output:
	// 1 10.0.0.0:32768 to 192.0.2.1:443
	// 1 client ClientHello 1490
	// 2 10.0.0.1:32775 to 192.0.2.1:443
	// 2 client ClientHello 224
	// 3 10.0.0.2:32782 to 192.0.2.1:443
	// 3 client ClientHello 224
	// 1 server ServerHello 1210
	// 2 server ServerHello 63
	// 2 server Certificate 2025
	// 2 server ServerKeyExchange 300
	// 2 server ServerHelloDone 4
	// 3 server ServerHello 63
	// 3 server Certificate 2025
	// 3 server ServerHelloDone 4
	// 2 client ClientKeyExchange 37
	// 3 client ClientKeyExchange 262
	// 1 TLS 1.3 TLS_AES_128_GCM_SHA256 The handshake was completed, as far as can be seen without its secrets.
	// 2 TLS 1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 The handshake was completed.
	// 3 TLS 1.2 TLS_RSA_WITH_AES_128_GCM_SHA256 The handshake was completed.
	// 45 packets, 3 connections, error: <nil>
}
