package lab

import (
	"crypto/tls"
	"errors"
	"net"
	"sync"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// PrefersAES says whether crypto/tls puts the AES suites first on this machine.
// It does where the processor has instructions for AES-GCM; a hello tells, so
// that GODEBUG settings count, too.
var PrefersAES = sync.OnceValue(func() bool {
	var sent sink
	_ = tls.Client(&sent, &tls.Config{InsecureSkipVerify: true}).Handshake() // fails after its first write, as it must
	items, _ := handshake.Decode(&capture.Recording{Events: []capture.Event{{From: capture.Client, Kind: capture.Data, Data: sent.b}}})
	for _, it := range items {
		hello, ok := it.Message.(*handshake.ClientHello)
		if !ok {
			continue
		}
		for _, s := range hello.CipherSuites {
			if s.TLS13() {
				return s != registry.TLS_CHACHA20_POLY1305_SHA256
			}
		}
	}
	return false
})

// A sink is a connection on which nobody answers.
type sink struct {
	net.Conn
	b []byte
}

func (s *sink) Write(b []byte) (int, error) {
	s.b = append(s.b, b...)
	return len(b), nil
}

var errSink = errors.New("nobody answers")

func (*sink) Read([]byte) (int, error) { return 0, errSink }
func (*sink) Close() error             { return nil }
