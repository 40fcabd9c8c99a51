package handshake_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"testing"

	"github.com/google/gopacket/layers"
)

// readPackets calls each with every packet of a classic capture file.
func readPackets(t testing.TB, file string, each func(link layers.LinkType, b []byte)) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(b, []byte{0xa1, 0xb2}) {
		order = binary.BigEndian
	}
	if len(b) < 24 || order.Uint16(b[4:]) != 2 {
		t.Fatalf("%s is no classic capture file", file)
	}
	link := layers.LinkType(order.Uint32(b[20:]))
	for b = b[24:]; len(b) >= 16; {
		n := int(order.Uint32(b[8:]))
		if n < 0 || n > len(b)-16 {
			t.Logf("%s ends inside a packet", file)
			return
		}
		each(link, b[16:16+n])
		b = b[16+n:]
	}
}
