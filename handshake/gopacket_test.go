package handshake_test

import (
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// layerAtImport is what gopacket makes of TLS when all packages are imported and
// nothing has run: variables are set before the first test.
var layerAtImport = gopacket.NewPacket([]byte{20, 3, 3, 0, 1, 1}, layers.LayerTypeTLS, gopacket.Default).Layers()[0]

func TestNothingHappensAtImport(t *testing.T) {
	if _, ok := layerAtImport.(*layers.TLS); !ok {
		t.Errorf("gopacket decodes TLS as %T", layerAtImport)
	}
}

func TestInstallReplacesTheDecoderOfGopacket(t *testing.T) {
	handshake.Install()
	p := gopacket.NewPacket([]byte{20, 3, 3, 0, 1, 1}, layers.LayerTypeTLS, gopacket.Default)
	if len(p.Layers()) != 2 || p.Layers()[0].LayerType() != handshake.LayerTypeRecords || p.Layers()[1].LayerType() != handshake.LayerTypeChangeCipherSpec {
		t.Errorf("%v", p.Layers())
	}
}

func decodeRecords(b []byte) gopacket.Packet {
	return gopacket.NewPacket(b, handshake.LayerTypeRecords, gopacket.Default)
}

func layerNames(p gopacket.Packet) (out string) {
	for _, l := range p.Layers() {
		out += l.LayerType().String() + " "
	}
	return out
}

func TestPackets(t *testing.T) {
	hello := recordOf(registry.ContentHandshake, message(t, "client_hello_openssl").bytes)
	done := message(t, "server_hello_done_go").bytes
	ccs := recordOf(registry.ContentChangeCipherSpec, []byte{1})
	for _, tt := range []struct {
		name      string
		bytes     []byte
		layers    string
		truncated bool
		failed    bool
	}{
		{"a record", hello, "TLSRecords TLSClientHello ", false, false},
		{"two records", append(hello[:len(hello):len(hello)], ccs...), "TLSRecords TLSClientHello TLSChangeCipherSpec ", false, false},
		{"two messages in a record", recordOf(registry.ContentHandshake, append(done[:4:4], done...)), "TLSRecords TLSServerHelloDone TLSServerHelloDone ", false, false},
		{"a partial record", hello[:40], "TLSRecords Fragment ", true, false},
		{"a partial header", hello[:3], "TLSRecords Fragment ", true, false},
		{"a record and a partial one", append(ccs[:len(ccs):len(ccs)], hello[:40]...), "TLSRecords TLSChangeCipherSpec Fragment ", true, false},
		{"a part of a message", recordOf(registry.ContentHandshake, hello[5:50]), "TLSRecords ", false, false},
		{"a protected record", recordOf(registry.ContentApplicationData, make([]byte, 40)), "TLSRecords TLSProtected ", false, false},
		{"an alert", recordOf(registry.ContentAlert, []byte{2, 40}), "TLSRecords TLSAlert ", false, false},
		{"an encrypted alert", recordOf(registry.ContentAlert, make([]byte, 26)), "TLSRecords ", false, false},
		{"no TLS", []byte("GET / HTTP/1.1"), "TLSRecords DecodeFailure ", false, true},
	} {
		p := decodeRecords(tt.bytes)
		if got := layerNames(p); got != tt.layers {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.layers)
		}
		if p.Metadata().Truncated != tt.truncated || (p.ErrorLayer() != nil) != tt.failed {
			t.Errorf("%s: truncated %v, error %v", tt.name, p.Metadata().Truncated, p.ErrorLayer())
		}
	}
}

func TestParserIsToldOfTruncation(t *testing.T) {
	hello := message(t, "client_hello_openssl").bytes
	for n := range recordOf(registry.ContentHandshake, hello) {
		frame := peertest.PacketBytes(t, capture.Client, layers.TCP{SrcPort: 50000, DstPort: peertest.Port, ACK: true}, recordOf(registry.ContentHandshake, hello)[:n])
		var records handshake.Records
		parser := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet, new(layers.Ethernet), new(layers.IPv4), new(layers.TCP), &records)
		parser.IgnoreUnsupported = true
		var decoded []gopacket.LayerType
		if err := parser.DecodeLayers(frame, &decoded); err != nil || parser.Truncated != (n > 0) {
			t.Fatalf("%d bytes: truncated %v, error %v", n, parser.Truncated, err)
		}
	}
}

func TestRecordsAreUsedAgain(t *testing.T) {
	var r handshake.Records
	two := append(recordOf(registry.ContentAlert, []byte{1, 0}), recordOf(registry.ContentAlert, []byte{2, 40})...)
	if err := r.DecodeFromBytes(two, gopacket.NilDecodeFeedback); err != nil || len(r.Records) != 2 || r.Records[1].Index != 1 {
		t.Fatalf("%v: %+v", err, r)
	}
	if err := r.DecodeFromBytes(two[:9], gopacket.NilDecodeFeedback); err != nil || len(r.Records) != 1 || len(r.Rest) != 2 {
		t.Fatalf("%v: %+v", err, r)
	}
	if n := testing.AllocsPerRun(20, func() { _ = r.DecodeFromBytes(two, gopacket.NilDecodeFeedback) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestRecordsAnswerForGopacketsOwnTLS: the decoder knows gopacket's layer type by
// its number, so that it need not import all of gopacket's layers.
func TestRecordsAnswerForGopacketsOwnTLS(t *testing.T) {
	if !new(handshake.Records).CanDecode().Contains(layers.LayerTypeTLS) {
		t.Errorf("Records does not decode gopacket's TLS layer, number %d", layers.LayerTypeTLS)
	}
}
