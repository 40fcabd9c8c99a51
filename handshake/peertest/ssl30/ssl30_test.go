package ssl30_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/peertest/ssl30"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

var (
	up   = bytes.Repeat([]byte("from client to server "), 1000) // more than a record
	down = bytes.Repeat([]byte("from server to client "), 1500)
)

func talk(t testing.TB, suite registry.CipherSuite, session *ssl30.Session) *ssl30.Talked {
	t.Helper()
	made, err := ssl30.Talk(suite, peer.RSA(), session, up, down)
	if err != nil {
		t.Fatalf("%s: %v", suite, err)
	}
	return made
}

// TShark opens what our peers of SSL 3.0 say, new and resumed, with every suite. It
// checks the MACs, and knows nothing of us.
func TestTSharkOpensWhatIsSaid(t *testing.T) {
	peertest.Need(t, "tshark")
	var recordings []*capture.Recording
	var names []string
	var keylog []byte
	for _, suite := range ssl30.Suites {
		first := talk(t, suite, nil)
		again := talk(t, suite, first.Session)
		if first.Resumed || !again.Resumed {
			t.Errorf("%s: resumed: %t, then %t", suite, first.Resumed, again.Resumed)
		}
		recordings = append(recordings, first.Recording, again.Recording)
		names = append(names, suite.String(), suite.String()+", resumed")
		keylog = append(append(keylog, first.KeyLog...), again.KeyLog...)
	}
	for i, said := range peertest.TSharkDecrypts(t, keylog, recordings...) {
		if !bytes.Equal(said[capture.Client], up) || !bytes.Equal(said[capture.Server], down) {
			t.Errorf("%s: TShark opens %d and %d bytes of %d and %d", names[i], len(said[capture.Client]), len(said[capture.Server]), len(up), len(down))
		}
	}
	for i, said := range peertest.TSharkDecrypts(t, nil, recordings...) {
		if len(said[capture.Client])+len(said[capture.Server]) > 0 && !strings.Contains(names[i], "_NULL_") {
			t.Errorf("%s: TShark opens it without a key", names[i])
		}
	}
}

func TestTheDecoderReadsIt(t *testing.T) {
	made := talk(t, registry.TLS_RSA_WITH_RC4_128_SHA, nil)
	items, state := handshake.Decode(made.Recording)
	var messages []string
	for _, it := range items {
		if it.Err != nil {
			t.Errorf("%s: %v", it.Kind, it.Err)
		}
		if it.Kind == handshake.KindHandshake {
			messages = append(messages, it.Name)
		}
	}
	want := "ClientHello ServerHello Certificate ServerHelloDone ClientKeyExchange"
	if got := strings.Join(messages, " "); !strings.HasPrefix(got, want) || state.Version != registry.VersionSSL30 {
		t.Errorf("got  %s in %s\nwant %s", got, state.Version, want)
	}
}

// A relay changes one byte of a record: the other end notices.
func TestTamperingIsNoticed(t *testing.T) {
	for _, change := range []struct {
		what   string
		record int // of the client, counted from 0
		at     int // in the record, from its end
	}{
		{"the random of the ClientHello", 0, 30}, // both Finished differ
		{"the encrypted pre-master secret", 1, 1},
		{"the Finished", 3, 40},
		{"application data", 4, 30},
	} {
		t.Run(change.what, func(t *testing.T) {
			client, near := capture.Pipe()
			far, server := capture.Pipe()
			config := &ssl30.Config{Suites: []registry.CipherSuite{registry.TLS_RSA_WITH_AES_128_CBC_SHA}, Certificate: peer.RSA()}
			var open sync.WaitGroup
			open.Go(func() { // what the client says, record by record
				defer far.Close()
				for n := 0; ; n++ {
					b := make([]byte, 5)
					if _, err := io.ReadFull(near, b); err != nil {
						return
					}
					b = append(b, make([]byte, binary.BigEndian.Uint16(b[3:]))...)
					if _, err := io.ReadFull(near, b[5:]); err != nil {
						return
					}
					if n == change.record {
						b[len(b)-change.at] ^= 1
					}
					if _, err := far.Write(b); err != nil {
						return
					}
				}
			})
			open.Go(func() { defer near.Close(); _, _ = io.Copy(near, far) })
			open.Go(func() {
				defer client.Close()
				c := ssl30.Client(client, config)
				if c.Handshake() == nil {
					_, _ = c.Write(up)
					_, _ = io.Copy(io.Discard, c)
				}
			})
			s := ssl30.Server(server, config)
			err := s.Handshake()
			if err == nil {
				_, err = io.ReadFull(s, make([]byte, len(up)))
			}
			if err == nil {
				t.Error("nobody notices")
			}
			server.Close()
			open.Wait()
		})
	}
}

// Whatever the peer says, an end gives an error and does not hang or panic.
func TestAPeerThatSpeaksNonsense(t *testing.T) {
	good := talk(t, registry.TLS_RSA_WITH_AES_128_CBC_SHA, nil).Recording
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		stream := good.Bytes(side.Other())
		for n := 0; n < min(len(stream), 1400); n += 1 + n/100 {
			for _, said := range [][]byte{stream[:n], append(bytes.Clone(stream[:n]), stream[n]^0x81)} {
				conn, other := capture.Pipe()
				_, _ = other.Write(said)
				_ = other.(interface{ CloseWrite() error }).CloseWrite()
				config := &ssl30.Config{Suites: ssl30.Suites}
				end := ssl30.Client(conn, config)
				if side == capture.Server {
					config.Certificate = peer.RSA()
					end = ssl30.Server(conn, config)
				}
				if end.Handshake() == nil {
					t.Fatalf("the %s ends its handshake with %d bytes", side, n)
				}
				conn.Close()
			}
		}
	}
}
