package handshake_test

import (
	"encoding/binary"
	"testing"

	"github.com/google/gopacket"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// TestEveryMessageIsTested: a message type that no sample reads would be tested
// by nothing.
func TestEveryMessageIsTested(t *testing.T) {
	tested := map[gopacket.LayerType]bool{}
	for _, k := range kinds {
		tested[k.fresh().LayerType()] = true
	}
	for n := gopacket.LayerType(1001); n.String() != "" && n < 1200; n++ {
		if name := n.String(); name == "Unknown" || len(name) < 3 || name[:3] != "TLS" {
			continue
		}
		if !tested[n] {
			t.Errorf("%s has no sample in testdata/messages and no entry in kinds", n)
		}
	}
	if len(tested) < 60 {
		t.Errorf("only %d types are tested", len(tested))
	}
}

// helloWith is a hello with one extension, whose body is three bytes.
func helloWith(m handshake.Message, e registry.ExtensionType) []byte {
	body := append([]byte{3, 3}, make([]byte, 33)...) // version, random, no session ID
	kind := byte(2)
	if _, ok := m.(*handshake.ClientHello); ok {
		kind = 1
		body = append(body, 0, 2, 0x13, 1, 1, 0)
	} else {
		body = append(body, 0x13, 1, 0)
	}
	body = append(body, 0, 7)
	body = binary.BigEndian.AppendUint16(body, uint16(e))
	body = append(body, 0, 3, 0xff, 0xff, 0xff)
	return append([]byte{kind, 0, 0, byte(len(body))}, body...)
}

// TestAnOversizedMessageEndsTheStream: what follows it is no message, however
// much it looks like one, and says nothing of the connection.
func TestAnOversizedMessageEndsTheStream(t *testing.T) {
	serverHello := helloWith(new(handshake.ServerHello), registry.ExtALPN)
	first := append([]byte{22, 3, 3, 0, 6}, 11, 5, 0, 0, 0, 0) // a Certificate that claims 327,680 bytes
	second := append([]byte{22, 3, 3, 0, byte(len(serverHello))}, serverHello...)
	rec := &capture.Recording{Events: []capture.Event{
		{From: capture.Server, Kind: capture.Data, Data: first}, {From: capture.Server, Kind: capture.Data, Data: second}}}
	items, state := handshake.Decode(rec)
	if state.Version != 0 {
		t.Errorf("the connection is %s", state.Version)
	}
	bytes := 0
	for _, it := range items {
		bytes += len(it.Bytes)
		if it.Name == "ServerHello" {
			t.Error("the rest of the message is read as a ServerHello")
		}
	}
	if last := items[len(items)-1]; last.Err == nil || bytes != len(first)+len(second) {
		t.Errorf("%d bytes of %d, and the last item's error is %v", bytes, len(first)+len(second), last.Err)
	}
}
