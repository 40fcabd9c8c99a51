package follow

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/handshake"
)

// What came of a connection that was followed.
type Outcome struct {
	Before, Client                   string
	Hello, Damaged, Complete, Joined bool
}

type outcomes struct{ Outcome }

func (o *outcomes) Begin(c *Connection) { o.Before, o.Client = c.Before, c.Client.String() }
func (o *outcomes) Item(_ *Connection, it *handshake.Item) {
	o.Hello = o.Hello || it.Name == "ClientHello" && it.From == capture.Client && it.Err == nil
}
func (o *outcomes) End(c *Connection) {
	o.Damaged, o.Complete = c.Report.Damaged, c.Report.Complete
	o.Joined = strings.Contains(c.Report.Outcome, "middle")
}

var (
	addrA = netip.MustParseAddrPort("10.0.0.1:50312")
	addrB = netip.MustParseAddrPort("10.0.0.2:7777")
)

// A saying is a segment of one side.
type saying struct {
	from packets.Dir
	data []byte
}

// hear follows one connection.
func hear(syn bool, said ...saying) (Outcome, Summary) {
	o := new(outcomes)
	f := &follower{keys: new(handshake.Keys), visitor: o, memory: handshake.NewMemory()}
	s := &stream{follower: f, tcp: packets.Connection{A: addrA, B: addrB, SYN: syn, Began: time.Unix(0, 0)}, joined: !syn}
	for _, x := range said {
		if x.data == nil {
			s.missing(x.from, time.Unix(1, 0), 100)
			continue
		}
		s.data(x.from, time.Unix(1, 0), bytes.Clone(x.data))
	}
	s.end(time.Unix(2, 0), packets.Finished)
	return o.Outcome, f.sum
}

// Followed follows a recording of which each write was a segment; slowly: each
// byte.
func Followed(rec *capture.Recording, slowly bool) Outcome {
	var said []saying
	for _, e := range rec.Events {
		if e.Kind != capture.Data {
			continue
		}
		from := packets.FromA
		if e.From == capture.Server {
			from = packets.FromB
		}
		if !slowly {
			said = append(said, saying{from, e.Data})
			continue
		}
		for i := range e.Data {
			said = append(said, saying{from, e.Data[i : i+1]})
		}
	}
	o, _ := hear(true, said...)
	return o
}

// Certificate is a server's, made for the test.
func Certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"example.com"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
