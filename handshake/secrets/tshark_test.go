package secrets

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// TShark gets the server's key alone and must come to the same keys. It reads
// the recorded connections of SSL 3.0, and connections of export suites, which
// no peer at hand speaks any more: this package is both of their peers.
func TestTSharkReadsWithTheServersKey(t *testing.T) {
	tshark := peer.Need(t, "tshark")
	var names []string
	var says [][2]string
	var recordings []*capture.Recording
	add := func(name string, run *liveRun, client, server string) {
		names, says = append(names, name), append(says, [2]string{client, server})
		recordings = append(recordings, &capture.Recording{Client: "127.0.0.1:50000", Server: "127.0.0.1:443", Events: inOrder(t, run)})
	}
	for _, name := range slices.Sorted(maps.Keys(recordedSSL30)) {
		run, _ := openSSL30(t, name)
		add(name, run, "GET / HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK")
	}
	recorded, key := openSSL30(t, "rc4-128-md5")
	_, server := liveReaders(t, recorded)
	certificate := server.until(11)[1] // by which TShark finds the key
	for _, version := range []registry.Version{registry.VersionSSL30, registry.VersionTLS10} {
		for _, suite := range []registry.CipherSuite{0x0003, 0x0008} { // RC4_40_MD5, DES40_CBC_SHA
			add(fmt.Sprintf("%v %v", version, suite), exportRun(t, version, suite, key, certificate), ping, pong)
		}
	}

	pemFile := filepath.Join(t.TempDir(), "key.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	if err := os.WriteFile(pemFile, text, 0o600); err != nil {
		t.Fatal(err)
	}
	arguments := []string{"-r", writeCapture(t, recordings), "-o", `uat:rsa_keys:"` + pemFile + `",""`}
	finished := map[string]int{}
	for _, stream := range strings.Fields(runTShark(t, tshark, append(arguments, "-Y", "tls.handshake.type == 20", "-T", "fields", "-e", "tcp.stream")...)) {
		finished[stream]++
	}
	arguments = append(arguments, "-q")
	for i := range names {
		arguments = append(arguments, "-z", fmt.Sprintf("follow,tls,raw,%d", i))
	}
	streams := followed(runTShark(t, tshark, arguments...))
	for i, name := range names {
		// The Finished take the first IVs.
		if n := finished[fmt.Sprint(i)]; n != 2 {
			t.Errorf("%s: tshark reads %d Finished", name, n)
		}
		for _, said := range says[i] {
			if !strings.Contains(streams[i], hex.EncodeToString([]byte(said))) {
				t.Errorf("%s: tshark does not read %q, but %s", name, said, streams[i])
			}
		}
	}
}

func writeCapture(t *testing.T, recordings []*capture.Recording) (name string) {
	t.Helper()
	var file bytes.Buffer
	if err := export.Write(&file, recordings, nil, export.Options{}); err != nil {
		t.Fatal(err)
	}
	name = filepath.Join(t.TempDir(), "capture.pcapng")
	if err := os.WriteFile(name, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func runTShark(t *testing.T, tshark string, arguments ...string) string {
	t.Helper()
	out, err := exec.Command(tshark, arguments...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// followed takes TShark's "follow" apart: what it decrypted of each stream, in
// hexadecimal. TShark prints the last stream that was asked for first.
func followed(out string) map[int]string {
	streams := map[int]string{}
	stream := -1
	for line := range strings.Lines(out) {
		line = strings.TrimSpace(line)
		if n, ok := strings.CutPrefix(line, "Filter: tcp.stream eq "); ok {
			_, _ = fmt.Sscan(n, &stream)
		} else if line != "" && strings.Trim(line, "0123456789abcdef") == "" {
			streams[stream] += line
		}
	}
	return streams
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

// inOrder puts flights behind each other as a handshake with RSA has them.
func inOrder(t *testing.T, run *liveRun) (events []capture.Event) {
	t.Helper()
	client, server := run.wire[capture.Client], run.wire[capture.Server]
	cut := func(b []byte, records int) (head, rest []byte) {
		rest = b
		for range records {
			rest = rest[5+int(rest[3])<<8+int(rest[4]):]
		}
		return b[:len(b)-len(rest)], rest
	}
	add := func(from capture.Side, b []byte) {
		if len(b) > 0 {
			events = append(events, capture.Event{From: from, Kind: capture.Data, Data: b})
		}
	}
	hello, client := cut(client, 1)
	flight := 0
	for b := server; b[0] == byte(registry.ContentHandshake); _, b = cut(b, 1) {
		flight++
	}
	answer, server := cut(server, flight)
	exchange, client := cut(client, 3) // ClientKeyExchange, ChangeCipherSpec, Finished
	finished, server := cut(server, 2)
	for _, part := range []struct {
		from  capture.Side
		bytes []byte
	}{{capture.Client, hello}, {capture.Server, answer}, {capture.Client, exchange}, {capture.Server, finished}, {capture.Client, client}, {capture.Server, server}} {
		add(part.from, part.bytes)
	}
	return events
}
