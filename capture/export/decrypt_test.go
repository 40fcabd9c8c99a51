package export_test

import (
	"bytes"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// sessions are HTTP requests of every kind, each of which tshark must open.
func sessions(t testing.TB) (list []session, names []string) {
	add := func(name string, s session) {
		list, names = append(list, s), append(names, name)
	}
	versions := []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12, tls.VersionTLS13}
	for _, v := range versions {
		add(tls.VersionName(v), session{
			client: &tls.Config{MinVersion: v, MaxVersion: v},
			server: &tls.Config{MinVersion: v},
		})
	}
	for _, v := range versions[2:] {
		cache := tls.NewLRUClientSessionCache(1)
		server := &tls.Config{Certificates: []tls.Certificate{peer.ECDSA()}}
		server.SetSessionTicketKeys([][32]byte{{1}})
		for _, how := range []string{"first", "resumed"} {
			add(tls.VersionName(v)+", "+how, session{
				client: &tls.Config{MaxVersion: v, ClientSessionCache: cache},
				server: server.Clone(),
			})
		}
		add(tls.VersionName(v)+", client certificate", session{
			client: &tls.Config{MaxVersion: v, Certificates: []tls.Certificate{peer.ECDSA()}},
			server: &tls.Config{ClientAuth: tls.RequireAnyClientCert},
		})
		add(tls.VersionName(v)+", byte by byte", session{client: &tls.Config{MaxVersion: v}, bytewise: true})
		if speaksIPv6() {
			add(tls.VersionName(v)+", IPv6", session{client: &tls.Config{MaxVersion: v}, network: "tcp6", host: "[::1]:0"})
		}
		add(tls.VersionName(v)+", 300 kB", session{client: &tls.Config{MaxVersion: v}, body: 300_000})
	}
	add("HelloRetryRequest", session{
		client: &tls.Config{CurvePreferences: []tls.CurveID{tls.X25519, tls.CurveP384}},
		server: &tls.Config{CurvePreferences: []tls.CurveID{tls.CurveP384}},
	})
	add("nothing sent", session{keepOpen: true})
	hidden := session{client: &tls.Config{}, server: &tls.Config{}}
	withECH(t, hidden.client, hidden.server)
	add("Encrypted Client Hello", hidden)
	return list, names
}

// unrecognised are sessions that tshark does not open on a port of which it does
// not know that TLS is there. It needs five bytes of a record in the first segment;
// and the first record of HTTP, which TLS 1.0 cuts after one byte.
var unrecognised = map[string]bool{"TLS 1.0": true, "TLS 1.2, byte by byte": true, "TLS 1.3, byte by byte": true}

// Whatever a port was, tshark finds TLS there, and opens it with the secrets in
// the file.
func TestTSharkAloneDecryptsAndHasNothingToRemark(t *testing.T) {
	list, names := sessions(t)
	var recordings []*capture.Recording
	var keys, before []byte
	for i := range list {
		list[i].body = max(list[i].body, 10+i)
		rec, lines := list[i].run(t)
		recordings = append(recordings, rec)
		if strings.HasSuffix(names[i], "TLS 1.2, resumed") { // crypto/tls logs nothing of it
			lines = before
		}
		keys = append(append(keys, lines...), keylog.UnderRandom(lines, outerRandom(rec))...)
		before = lines
	}
	for _, o := range []export.Options{{}, {ServerPort: 4433, MSS: 1460}, {Reproducible: true, Application: "test"}} {
		t.Run(fmt.Sprintf("%+v", o), func(t *testing.T) {
			file := written(t, o, keys, recordings...)
			clean(t, file)
			got := map[string]string{}
			for _, line := range tshark(t, file, "-Y", "http", "-T", "fields",
				"-e", "tcp.stream", "-e", "http.request.uri", "-e", "http.response.code", "-e", "http.content_length") {
				stream, rest, _ := strings.Cut(line, "\t")
				got[stream] += strings.ReplaceAll(rest, "\t", " ") + ";"
			}
			for i, name := range names {
				if o.ServerPort == 4433 && unrecognised[name] {
					continue
				}
				want := fmt.Sprintf("/secret  ; 200 %d;", list[i].body)
				if got := got[fmt.Sprint(i)]; got != want {
					t.Errorf("%s: got %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestTSharkDecrypts20MB(t *testing.T) {
	const size = 20_000_000
	rec, keys := session{body: size}.run(t)
	file := written(t, export.Options{}, keys, rec)
	clean(t, file)
	var body int
	for _, line := range tshark(t, file, "-q", "-z", "follow,tls,raw,0") {
		b, err := hex.DecodeString(line) // what the server sent; the client's lines have a tab
		if err == nil {
			body += bytes.Count(b, []byte("x"))
		}
	}
	if body < size || body > size+5 { // "text/plain" has one, too
		t.Errorf("%d of %d bytes", body, size)
	}
}

// Of two secrets of one connection the last is used: package keylog does the same.
func TestWiresharkUsesTheLastSecret(t *testing.T) {
	rec, keys := session{}.run(t)
	wrong := regexp.MustCompile("[0-9a-f]+\n").ReplaceAllFunc(keys, func(secret []byte) []byte {
		return append(bytes.Repeat([]byte("0"), len(secret)-1), '\n')
	})
	for _, tt := range []struct {
		keys   []byte
		opened bool
	}{{slices.Concat(wrong, keys), true}, {slices.Concat(keys, wrong), false}} {
		log := new(keylog.Log)
		if err := log.Read(bytes.NewReader(tt.keys), "keys"); err != nil {
			t.Fatal(err)
		}
		ours := !bytes.Equal(log.Secret(keylog.ServerTraffic0, outerRandom(rec)), make([]byte, 32))
		theirs := len(tshark(t, written(t, export.Options{}, tt.keys, rec), "-Y", "http")) == 2
		if ours != tt.opened || theirs != tt.opened {
			t.Errorf("opened: ours %v, Wireshark %v, want %v", ours, theirs, tt.opened)
		}
	}
}

// crypto/tls logs under the inner random, under which Wireshark finds nothing.
func TestEncryptedClientHelloNeedsTheOuterRandom(t *testing.T) {
	hidden := session{client: &tls.Config{ServerName: "secret.example"}, server: &tls.Config{}}
	withECH(t, hidden.client, hidden.server)
	rec, inner := hidden.run(t)
	outer := keylog.UnderRandom(inner, outerRandom(rec))
	for _, tt := range []struct {
		keys []byte
		want int
	}{{inner, 0}, {outer, 2}, {slices.Concat(inner, outer), 2}} {
		if lines := tshark(t, written(t, export.Options{}, tt.keys, rec), "-Y", "http"); len(lines) != tt.want {
			t.Errorf("got %q, want %d lines", lines, tt.want)
		}
	}
}
