package export_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

// A shown packet is what the tests look at.
type shown struct {
	at     time.Time
	server bool // the server sent it
	flags  string
	bytes  int
	to     uint16 // port
}

func (p shown) String() string {
	s := "C " + p.flags
	if p.server {
		s = "S " + p.flags
	}
	if p.bytes > 0 {
		s += fmt.Sprintf(" %d", p.bytes)
	}
	return s
}

// packetsIn returns the packets of a file, as pcapgo and gopacket read them. A
// server's port is below 1024.
func packetsIn(t testing.TB, file []byte) (list []shown) {
	t.Helper()
	r, err := pcapgo.NewNgReader(bytes.NewReader(file), pcapgo.DefaultNgReaderOptions)
	if err != nil {
		t.Fatal(err)
	}
	for {
		data, info, err := r.ReadPacketData()
		if err != nil {
			return list
		}
		packet := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.Default)
		tcp, ok := packet.Layer(layers.LayerTypeTCP).(*layers.TCP)
		if !ok {
			t.Fatal(packet)
		}
		p := shown{at: info.Timestamp, to: uint16(tcp.DstPort), server: tcp.SrcPort < 1024}
		for _, f := range []struct {
			set  bool
			name string
		}{{tcp.SYN, "S"}, {tcp.FIN, "F"}, {tcp.RST, "R"}, {tcp.PSH, "P"}, {tcp.ACK, "A"}} {
			if f.set {
				p.flags += f.name
			}
		}
		p.bytes = len(tcp.Payload) + info.Length - len(data)
		list = append(list, p)
	}
}
