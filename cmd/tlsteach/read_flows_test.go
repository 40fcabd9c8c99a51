package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

// TestReadCountsWhatItDoesNotDecode gives read a flow of DTLS and two of QUIC: one
// line says so, and the absence of TLS is no error.
func TestReadCountsWhatItDoesNotDecode(t *testing.T) {
	var file bytes.Buffer
	w := pcapgo.NewWriter(&file)
	if err := w.WriteFileHeader(1<<16, layers.LinkTypeRaw); err != nil {
		t.Fatal(err)
	}
	dtls := append([]byte{22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 40}, make([]byte, 40)...)
	quic := append([]byte{0xc3, 0, 0, 0, 1, 8}, make([]byte, 1200)...)
	for i, payload := range [][]byte{dtls, quic, quic, dtls} {
		ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: net.IP{10, 0, 0, 1}, DstIP: net.IP{10, 0, 0, 2}}
		udp := &layers.UDP{SrcPort: layers.UDPPort(50000 + i%3), DstPort: 443}
		if err := udp.SetNetworkLayerForChecksum(ip); err != nil {
			t.Fatal(err)
		}
		buf := gopacket.NewSerializeBuffer()
		if err := gopacket.SerializeLayers(buf, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, ip, udp, gopacket.Payload(payload)); err != nil {
			t.Fatal(err)
		}
		info := gopacket.CaptureInfo{Timestamp: time.Unix(int64(i), 0), CaptureLength: len(buf.Bytes()), Length: len(buf.Bytes())}
		if err := w.WritePacket(info, buf.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	name := filepath.Join(t.TempDir(), "udp.pcap")
	if err := os.WriteFile(name, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	const want = "Not decoded yet: 1 flow of DTLS, 2 flows of QUIC."
	for _, format := range []string{"text", "jsonl"} {
		var out, said strings.Builder
		code := run([]string{"read", name, "--format", format}, strings.NewReader(""), &out, &said)
		where := out.String()
		if format == "jsonl" { // which has lines of JSON alone
			where = said.String()
		}
		if code != 0 || strings.Count(where, want) != 1 {
			t.Errorf("%s: exit %d\n%s%s", format, code, out.String(), said.String())
		}
	}
}
