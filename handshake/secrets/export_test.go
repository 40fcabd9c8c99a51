package secrets

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// No peer at hand still speaks an export suite. Here a connection is made by
// this package, and TShark, which gets the server's key alone, must come to the
// same keys: it opens the records.
func TestTSharkOpensExportSuites(t *testing.T) {
	tshark := peertest.Need(t, "tshark")
	recorded, key := openSSL30(t, "rc4-128-md5")
	_, server := liveReaders(t, recorded)
	certificate := server.until(11)[1] // by which TShark finds the key
	for _, version := range []registry.Version{registry.VersionSSL30, registry.VersionTLS10} {
		for _, suite := range []registry.CipherSuite{0x0003, 0x0008} { // RC4_40_MD5, DES40_CBC_SHA
			t.Run(fmt.Sprintf("%v %v", version, suite), func(t *testing.T) {
				got := tsharkFollows(t, tshark, exportRun(t, version, suite, key, certificate), key)
				for _, said := range []string{ping, pong} {
					if !strings.Contains(got, hex.EncodeToString([]byte(said))) {
						t.Errorf("tshark does not read %q, but %s", said, got)
					}
				}
			})
		}
	}
}

// exportRun writes a connection with RSA key transport as both of its peers.
func exportRun(t *testing.T, version registry.Version, suite registry.CipherSuite, key *rsa.PrivateKey, certificate []byte) *liveRun {
	t.Helper()
	run := &liveRun{wire: map[capture.Side][]byte{}}
	v := []byte{byte(version >> 8), byte(version)}
	plain := func(from capture.Side, typ registry.ContentType, body []byte) {
		run.wire[from] = append(run.wire[from], append([]byte{byte(typ), v[0], v[1], byte(len(body) >> 8), byte(len(body))}, body...)...)
	}
	message := func(typ byte, parts ...[]byte) []byte {
		body := bytes.Join(parts, nil)
		return append([]byte{typ, 0, byte(len(body) >> 8), byte(len(body))}, body...)
	}
	in := Inputs12{Version: version, Suite: suite, PreMaster: append(bytes.Clone(v), bytesFor(46, 9)...), ClientRandom: bytesFor(32, 1), ServerRandom: bytesFor(32, 2)}
	wireSuite := []byte{byte(suite >> 8), byte(suite)}
	hello := message(1, v, in.ClientRandom, []byte{0, 0, 2}, wireSuite, []byte{1, 0})
	answer := message(2, v, in.ServerRandom, []byte{0}, wireSuite, []byte{0})
	done := message(14)
	//lint:ignore SA1019 RSA key transport is made of it: RFC 5246 §7.4.7.1
	sealed, err := rsa.EncryptPKCS1v15(rand.Reader, &key.PublicKey, in.PreMaster)
	if err != nil {
		t.Fatal(err)
	}
	exchange := message(16, []byte{0, byte(len(sealed))}, sealed)
	if version == registry.VersionSSL30 {
		exchange = message(16, sealed)
	}
	plain(capture.Client, registry.ContentHandshake, hello)
	for _, m := range [][]byte{answer, certificate, done} {
		plain(capture.Server, registry.ContentHandshake, m)
	}
	plain(capture.Client, registry.ContentHandshake, exchange)
	in.BeforeClientFinished = bytes.Join([][]byte{hello, answer, certificate, done, exchange}, nil)
	d, client, server, err := Schedule(in)
	if err != nil {
		t.Fatal(err)
	}
	clientFinished := message(20, d.Output("client_finished"))
	in.BeforeServerFinished = append(bytes.Clone(in.BeforeClientFinished), clientFinished...)
	if d, _, _, err = Schedule(in); err != nil {
		t.Fatal(err)
	}
	for _, side := range []struct {
		from     capture.Side
		keys     record.Keys
		finished []byte
		said     string
	}{{capture.Client, client, clientFinished, ping}, {capture.Server, server, message(20, d.Output("server_finished")), pong}} {
		half, err := record.New(version, suite, side.keys, record.Options{})
		if err != nil {
			t.Fatal(err)
		}
		plain(side.from, registry.ContentChangeCipherSpec, []byte{1})
		for _, r := range []struct {
			typ     registry.ContentType
			content []byte
		}{{registry.ContentHandshake, side.finished}, {registry.ContentApplicationData, []byte(side.said)}} {
			body, err := half.Seal(nil, r.typ, version, r.content, 0, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			plain(side.from, r.typ, body)
		}
	}
	return run
}
