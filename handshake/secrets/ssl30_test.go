package secrets

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// recordedSSL30 are connections of NSS; no other peer at hand speaks SSL 3.0.
var recordedSSL30 = map[string]registry.CipherSuite{
	"rc4-128-md5":      0x0004,
	"rc4-128-sha":      registry.TLS_RSA_WITH_RC4_128_SHA,
	"3des-ede-cbc-sha": registry.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
	"aes-128-cbc-sha":  registry.TLS_RSA_WITH_AES_128_CBC_SHA,
}

func openSSL30(t *testing.T, name string) (*liveRun, *rsa.PrivateKey) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "ssl30", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	tr, err := parseTrace(name, text)
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.ParsePKCS1PrivateKey(tr.blocks[0].use("PKCS1"))
	if err != nil {
		t.Fatal(err)
	}
	return &liveRun{wire: map[capture.Side][]byte{capture.Client: tr.blocks[1].use("bytes"), capture.Server: tr.blocks[2].use("bytes")}}, key
}

// TestSSL30OfNSSIsComputedAgain computes connections of SSL 3.0 from the server's key: both
// Finished are those on the wire, and the records open.
func TestSSL30OfNSSIsComputedAgain(t *testing.T) {
	for name, suite := range recordedSSL30 {
		t.Run(name, func(t *testing.T) {
			run, key := openSSL30(t, name)
			client, server := liveReaders(t, run)
			messages := [][]byte{client.message(false)}
			for m := server.message(false); m != nil; m = server.message(false) {
				messages = append(messages, m)
			}
			exchange := client.message(false)
			if m := client.message(false); m != nil {
				t.Fatalf("a message of type %d", m[0])
			}
			answer := parseHello(t, messages[1])
			preMaster, err := PreMasterRSA(key, exchange[4:]) // without a length of its own: RFC 6101 §5.6.7
			if err != nil {
				t.Fatal(err)
			}
			in := Inputs12{
				Version: registry.VersionSSL30, Suite: answer.suite, PreMaster: preMaster.Output,
				ClientRandom: parseHello(t, messages[0]).random, ServerRandom: answer.random,
				BeforeClientFinished: bytes.Join(append(messages, exchange), nil),
			}
			_, keysOfClient, keysOfServer, err := Schedule(in)
			if err != nil {
				t.Fatal(err)
			}
			client.half, server.half = half12(t, in, keysOfClient), half12(t, in, keysOfServer)
			clientFinished, serverFinished := client.message(false), server.message(false)
			in.BeforeServerFinished = append(bytes.Clone(in.BeforeClientFinished), clientFinished...)
			d, _, _, err := Schedule(in)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Output("client_finished"); len(got) != 36 || !bytes.Equal(got, clientFinished[4:]) {
				t.Errorf("client_finished is %x, on the wire %x", got, clientFinished[4:])
			}
			if got := d.Output("server_finished"); !bytes.Equal(got, serverFinished[4:]) {
				t.Errorf("server_finished is %x, on the wire %x", got, serverFinished[4:])
			}
			if got := everything(client); got != "GET / HTTP/1.0\r\n\r\n" {
				t.Errorf("the client said %q", got)
			}
			if got := everything(server); !strings.HasPrefix(got, "HTTP/1.0 200 OK") {
				t.Errorf("the server said %q", got)
			}
			if in.Suite != suite {
				t.Errorf("the suite is %v, want %v", in.Suite, suite)
			}
		})
	}
}

// everything is what a side said: NSS cuts its first byte off where CBC has no
// IVs of its own.
func everything(r *liveReader) (text string) {
	for part := r.application(); part != ""; part = r.application() {
		text += part
	}
	return text
}
