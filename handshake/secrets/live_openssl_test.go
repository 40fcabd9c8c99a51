package secrets

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// patience is how long a real program may take; a healthy one needs far less.
const patience = 20 * time.Second

// openSSLClient lets openssl s_client speak with a server of crypto/tls. Each
// word is typed once the client printed what stands before it: the first word
// has nothing to wait for.
func openSSLClient(t *testing.T, server *tls.Config, environment []string, words [][2]string, arguments ...string) *liveRun {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	run := &liveRun{drawn: map[capture.Side]*draws{capture.Server: {}}}
	var log bytes.Buffer
	server = server.Clone()
	server.Rand, server.KeyLogWriter = run.drawn[capture.Server], &log
	l := peer.Listen(t)
	done := make(chan error, 1)
	recorder := capture.NewRecorder(capture.Options{})
	go func() {
		inner, err := l.Accept()
		if err != nil {
			done <- err
			return
		}
		_ = inner.SetDeadline(time.Now().Add(patience))
		conn := tls.Server(recorder.Conn(inner, capture.Server), server)
		defer conn.Close()
		buf := make([]byte, len(ping))
		if _, err = io.ReadFull(conn, buf); err == nil {
			run.server = state(conn)
			_, err = io.WriteString(conn, pong)
		}
		done <- err
	}()
	cmd := exec.CommandContext(ctx, peer.Need(t, "openssl"), append([]string{"s_client", "-connect", l.Addr().String()}, arguments...)...)
	cmd.Env = append(os.Environ(), environment...)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = in, in
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in.Close()
	printed := bufio.NewScanner(out)
	for _, w := range words {
		for w[0] != "" && printed.Scan() && !strings.Contains(printed.Text(), w[0]) {
		}
		if _, err := io.WriteString(stdin, w[1]); err != nil {
			t.Fatal(err)
		}
	}
	go func() { // what it still prints must not stop it
		for printed.Scan() {
		}
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	stdin.Close()
	_ = cmd.Wait()
	recording := recorder.Recording()
	run.wire = map[capture.Side][]byte{capture.Client: recording.Bytes(capture.Client), capture.Server: recording.Bytes(capture.Server)}
	run.keylog = parseKeyLog(log.String())
	return run
}

// Without an extended master secret: crypto/tls always asks for one, OpenSSL can
// be told not to.
func TestLiveWithoutExtendedMasterSecret(t *testing.T) {
	peer.Need(t, "openssl")
	t.Setenv("GODEBUG", "tlsunsafeekm=1") // else crypto/tls exports nothing here
	config := filepath.Join(t.TempDir(), "openssl.cnf")
	text := "openssl_conf = o\n[o]\nssl_conf = s\n[s]\nsystem_default = d\n[d]\nOptions = -ExtendedMasterSecret\nCipherString = ALL:@SECLEVEL=0\nMinProtocol = TLSv1\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cert, key := rsaCertificate()
	for option, version := range map[string]uint16{"-tls1": tls.VersionTLS10, "-tls1_1": tls.VersionTLS11, "-tls1_2": tls.VersionTLS12} {
		for name, suite := range map[string]uint16{"RSA": tls.TLS_RSA_WITH_AES_128_CBC_SHA, "ECDHE": tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA} {
			t.Run(tls.VersionName(version)+" "+name, func(t *testing.T) {
				server := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: version, MaxVersion: version, CipherSuites: []uint16{suite}}
				run := openSSLClient(t, server, []string{"OPENSSL_CONF=" + config}, [][2]string{{"", ping}}, "-quiet", option)
				in, _ := recompute12(t, run, key, nil)
				if in.SessionHash != nil {
					t.Error("there was an extended master secret")
				}
			})
		}
	}
}

func TestLiveTLS13IsComputedAgainWithSHA384(t *testing.T) {
	server := &tls.Config{Certificates: []tls.Certificate{peer.ECDSA()}}
	run := openSSLClient(t, server, nil, [][2]string{{"", ping}}, "-quiet", "-tls1_3", "-ciphersuites", "TLS_AES_256_GCM_SHA384", "-groups", "P-521")
	seen := recompute13(t, run, nil)
	seen.talk(t)
	if seen.suite != registry.TLS_AES_256_GCM_SHA384 || seen.group != registry.GroupSecp521r1 {
		t.Errorf("the connection was %v in %v", seen.suite, seen.group)
	}
}

// TestLiveKeyUpdateIsFollowed follows both directions over a KeyUpdate: RFC 8446 §4.6.3.
func TestLiveKeyUpdateIsFollowed(t *testing.T) {
	server := &tls.Config{Certificates: []tls.Certificate{peer.ECDSA()}}
	run := openSSLClient(t, server, nil, [][2]string{{"", "K\n"}, {"KEYUPDATE", ping}}, "-tls1_3", "-groups", "X25519")
	seen := recompute13(t, run, nil)
	for name, r := range map[string]*liveReader{"client": seen.client, "server": seen.server} {
		update := r.until(24)
		if got := update[len(update)-1]; len(got) != 5 {
			t.Fatalf("KeyUpdate is %x", got)
		}
		next, err := NextTrafficSecret(seen.hash, seen.steps.Output(name+"_application_traffic_secret_0"))
		if err != nil {
			t.Fatal(err)
		}
		r.half = half13(t, seen.suite, next.Output)
	}
	seen.talk(t)
}

// openSSLPair lets s_client speak with s_server through a relay that records.
func openSSLPair(t *testing.T, server, client []string) *liveRun {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	openssl := peer.Need(t, "openssl")
	free := peer.Listen(t)
	backend := free.Addr().String()
	free.Close()
	serving := exec.CommandContext(ctx, openssl, append([]string{"s_server", "-accept", backend, "-naccept", "1", "-nocert", "-quiet"}, server...)...)
	toServer, err := serving.StdinPipe() // it stops at the end of its input
	if err != nil {
		t.Fatal(err)
	}
	if err := serving.Start(); err != nil {
		t.Fatal(err)
	}
	relay := peer.Listen(t)
	recorder := capture.NewRecorder(capture.Options{})
	carried := make(chan error, 1)
	go func() {
		carried <- func() error {
			inner, err := relay.Accept()
			if err != nil {
				return err
			}
			conn := recorder.Conn(inner, capture.Server)
			defer conn.Close()
			var to net.Conn
			for to, err = net.Dial("tcp", backend); err != nil && ctx.Err() == nil; to, err = net.Dial("tcp", backend) {
				select { // it says nothing when it is ready
				case <-time.After(2 * time.Millisecond):
				case <-ctx.Done():
				}
			}
			if err != nil {
				return err
			}
			defer to.Close()
			go func() {
				_, _ = io.Copy(to, conn)
				_ = to.(*net.TCPConn).CloseWrite()
			}()
			_, err = io.Copy(conn, to)
			return err
		}()
	}()
	log := filepath.Join(t.TempDir(), "keys")
	speaking := exec.CommandContext(ctx, openssl, append([]string{"s_client", "-connect", relay.Addr().String(), "-keylogfile", log}, client...)...)
	speaking.Stdin = strings.NewReader("Q\n")
	out, err := speaking.CombinedOutput()
	toServer.Close()
	if err != nil {
		t.Fatalf("s_client: %v\n%s", err, out)
	}
	_ = serving.Wait()
	if err := <-carried; err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	recording := recorder.Recording()
	return &liveRun{
		wire:   map[capture.Side][]byte{capture.Client: recording.Bytes(capture.Client), capture.Server: recording.Bytes(capture.Server)},
		keylog: parseKeyLog(string(text)),
	}
}

const psk, pskHex = "\x1a\x2b\x3c\x4d\x5e\x6f\x70\x81\x92\xa3", "1a2b3c4d5e6f708192a3"

// TestLivePSKOfTLS12IsComputedAgain computes a master secret from the pre-shared key alone:
// RFC 4279 §2.
func TestLivePSKOfTLS12IsComputedAgain(t *testing.T) {
	run := openSSLPair(t, []string{"-psk", pskHex, "-tls1_2", "-cipher", "PSK-AES128-GCM-SHA256"}, []string{"-psk", pskHex, "-tls1_2", "-cipher", "PSK-AES128-GCM-SHA256"})
	client, server := liveReaders(t, run)
	messages := [][]byte{client.message(false)}
	for m := server.message(false); m != nil && m[0] != 4; m = server.message(false) { // the ticket comes later
		messages = append(messages, m)
	}
	messages = append(messages, client.message(false))
	hello, answer := parseHello(t, messages[0]), parseHello(t, messages[1])
	preMaster, err := PreMasterPSK(nil, []byte(psk))
	if err != nil {
		t.Fatal(err)
	}
	session, err := SessionHash(registry.VersionTLS12, answer.suite, messages...)
	if err != nil {
		t.Fatal(err)
	}
	master, err := ExtendedMasterSecret(registry.VersionTLS12, answer.suite, preMaster.Output, session.Output)
	if err != nil {
		t.Fatal(err)
	}
	logged(t, run.keylog, "CLIENT_RANDOM", hello.random, master.Output)
}

// TestLiveExternalPSKOfTLS13IsComputedAgain computes a connection from the pre-shared key alone:
// the client offers no group that the server has, and so the key stands alone.
func TestLiveExternalPSKOfTLS13IsComputedAgain(t *testing.T) {
	run := openSSLPair(t, []string{"-psk", pskHex, "-tls1_3", "-groups", "X25519", "-allow_no_dhe_kex"},
		[]string{"-psk", pskHex, "-tls1_3", "-groups", "P-256", "-allow_no_dhe_kex"})
	client, server := liveReaders(t, run)
	hello, answer := client.message(true), server.message(true)
	suite := parseHello(t, answer).suite
	h, err := HashOf(tls13Version, suite)
	if err != nil {
		t.Fatal(err)
	}
	in := Inputs13{
		Version: tls13Version, Suite: suite, PSK: []byte(psk), Binder: ExternalBinder,
		Truncated: truncated(t, h, [][]byte{hello}), ClientHello: sum(h, hello), ServerHello: sum(h, hello, answer),
	}
	d, err := Schedule13(in)
	if err != nil {
		t.Fatal(err)
	}
	if got := hello[len(hello)-h.Size():]; !bytes.Equal(d.Output("binder"), got) {
		t.Errorf("binder is %x, on the wire %x", d.Output("binder"), got)
	}
	server.half = half13(t, suite, d.Output("server_handshake_traffic_secret"))
	flight := server.until(20)
	in.ServerFinished = sum(h, append([][]byte{hello, answer}, flight...)...)
	if d, err = Schedule13(in); err != nil {
		t.Fatal(err)
	}
	random := parseHello(t, hello).random
	for label, name := range map[string]string{
		"CLIENT_HANDSHAKE_TRAFFIC_SECRET": "client_handshake_traffic_secret", "SERVER_HANDSHAKE_TRAFFIC_SECRET": "server_handshake_traffic_secret",
		"CLIENT_TRAFFIC_SECRET_0": "client_application_traffic_secret_0", "SERVER_TRAFFIC_SECRET_0": "server_application_traffic_secret_0",
		"EXPORTER_SECRET": "exporter_master_secret",
	} {
		logged(t, run.keylog, label, random, d.Output(name))
	}
}
