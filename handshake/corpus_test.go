package handshake_test

import (
	"path/filepath"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// TestCorpus decodes every capture file of the folder that TLSTEACH_CORPUS names:
// nothing panics and everything tiles. Payloads are taken in the order of the
// file, without reassembly, so a retransmission is seen as damage.
func TestCorpus(t *testing.T) {
	for _, file := range peertest.Corpus(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			for flow, turns := range flows(t, file) {
				items, state := decodeFed(t, func(c *handshake.Conversation) {
					for _, s := range turns {
						c.Feed(s.from, s.bytes, 0)
					}
				})
				for _, from := range []capture.Side{capture.Client, capture.Server} {
					var stream []byte
					for _, s := range turns {
						if s.from == from {
							stream = append(stream, s.bytes...)
						}
					}
					account(t, items, from, stream)
				}
				t.Logf("%s: %v %v %s", flow, state.Version, state.CipherSuite, story(items))
				for _, it := range items {
					if it.Err != nil {
						t.Logf("  %s %s %s: %v", it.From, it.Kind, it.Name, it.Err)
					}
				}
			}
		})
	}
}

// A turn is a payload of one side.
type turn struct {
	from  capture.Side
	bytes []byte
}

// flows sorts the payloads of a capture by connection. Who spoke first is the client.
func flows(t *testing.T, file string) map[string][]turn {
	t.Helper()
	out := map[string][]turn{}
	readPackets(t, file, func(link layers.LinkType, b []byte) {
		p := gopacket.NewPacket(b, link, gopacket.Default)
		tcp, ok := p.TransportLayer().(*layers.TCP)
		if !ok || len(tcp.Payload) == 0 {
			return
		}
		flow := p.NetworkLayer().NetworkFlow().String() + " " + tcp.TransportFlow().String()
		back := p.NetworkLayer().NetworkFlow().Reverse().String() + " " + tcp.TransportFlow().Reverse().String()
		from := capture.Client
		if _, known := out[back]; known {
			flow, from = back, capture.Server
		}
		out[flow] = append(out[flow], turn{from: from, bytes: tcp.Payload})
	})
	return out
}
