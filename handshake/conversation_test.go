package handshake_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// stories are what an observer sees of goRuns. Runs of the same word are one.
var stories = map[string]string{
	"tls10":                             "c:ClientHello s:ServerHello s:Certificate s:ServerKeyExchange s:ServerHelloDone c:ClientKeyExchange c:ChangeCipherSpec c:(handshake) s:ChangeCipherSpec s:(handshake) c:(application_data) s:(application_data) s:(alert) c:(alert)",
	"tls12":                             "c:ClientHello s:ServerHello s:Certificate s:ServerKeyExchange s:ServerHelloDone c:ClientKeyExchange c:ChangeCipherSpec c:(handshake) s:ChangeCipherSpec s:(handshake) c:(application_data) s:(application_data) s:(alert) c:(alert)",
	"tls12 rsa key transport":           "c:ClientHello s:ServerHello s:Certificate s:ServerHelloDone c:ClientKeyExchange c:ChangeCipherSpec c:(handshake) s:ChangeCipherSpec s:(handshake) c:(application_data) s:(application_data) s:(alert) c:(alert)",
	"tls12 client certificate":          "c:ClientHello s:ServerHello s:Certificate s:ServerKeyExchange s:CertificateRequest s:ServerHelloDone c:Certificate c:ClientKeyExchange c:CertificateVerify c:ChangeCipherSpec c:(handshake) s:ChangeCipherSpec s:(handshake) c:(application_data) s:(application_data) s:(alert) c:(alert)",
	"tls12 resumption":                  "c:ClientHello s:ServerHello s:NewSessionTicket s:ChangeCipherSpec s:(handshake) c:ChangeCipherSpec c:(handshake) c:(application_data) s:(application_data) s:(alert) c:(alert)",
	"tls13 offered with older versions": "c:ClientHello s:ServerHello s:ChangeCipherSpec s:(application_data) c:ChangeCipherSpec c:(application_data) s:(application_data) c:(application_data)",
	"tls13 hello retry":                 "c:ClientHello s:HelloRetryRequest s:ChangeCipherSpec c:ChangeCipherSpec c:ClientHello s:ServerHello s:(application_data) c:(application_data) s:(application_data) c:(application_data)",
	"tls12 no common suite":             "c:ClientHello s:Alert",
}

// said is what one side says in a story, in its order.
func said(story, side string) string {
	var out []string
	for _, word := range strings.Fields(story) {
		if strings.HasPrefix(word, side) && (len(out) == 0 || out[len(out)-1] != word) {
			out = append(out, word)
		}
	}
	return strings.Join(out, " ")
}

func TestGoConnections(t *testing.T) {
	for _, r := range goRuns {
		t.Run(r.name, func(t *testing.T) {
			rec := r.record()
			items, state := handshake.Decode(rec)
			for _, side := range []string{"c:", "s:"} { // how the two interleave is the peers' affair
				if got, want := said(story(items), side), said(stories[r.name], side); want != "" && got != want {
					t.Errorf("got\n %s\nwant\n %s", got, want)
				}
			}
			for _, it := range items {
				if it.Err != nil {
					t.Errorf("%s: %v", it.Name, it.Err)
				}
				if it.Protected != (it.Missing != "" || it.Kind == handshake.KindRecord && it.Protected) {
					t.Errorf("%s %s: protected %v, missing %q", it.Kind, it.Name, it.Protected, it.Missing)
				}
				tiles(t, it.Name, &it.Trace, it.Bytes)
			}
			account(t, items, capture.Client, rec.Bytes(capture.Client))
			account(t, items, capture.Server, rec.Bytes(capture.Server))
			if state.ServerName != "example.com" {
				t.Errorf("server name %q", state.ServerName)
			}
		})
	}
}

func TestStateOfAConnection(t *testing.T) {
	for _, tt := range []struct {
		run     string
		version registry.Version
		group   registry.Group
		alpn    string
		retried bool
	}{
		{"tls10", registry.VersionTLS10, 29, "http/1.1", false},
		{"tls11", registry.VersionTLS11, 29, "http/1.1", false},
		{"tls12", registry.VersionTLS12, 29, "http/1.1", false},
		{"tls12 rsa key transport", registry.VersionTLS12, 0, "http/1.1", false},
		{"tls13", registry.VersionTLS13, 0x11ec, "", false},
		{"tls13 hello retry", registry.VersionTLS13, 24, "", true},
	} {
		for _, r := range goRuns {
			if r.name != tt.run {
				continue
			}
			_, s := handshake.Decode(r.record())
			if s.Version != tt.version || s.Group != tt.group || s.ALPN != tt.alpn || s.Retried != tt.retried || s.CipherSuite == 0 {
				t.Errorf("%s: %+v", tt.run, s)
			}
		}
	}
}

// TestItemsDoNotDependOnTheCuts feeds the same connection in several ways.
func TestItemsDoNotDependOnTheCuts(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, r := range goRuns {
		rec := r.record()
		type turn struct {
			from capture.Side
			data []byte
		}
		var turns []turn // what one side said before the other did
		for _, e := range rec.Events {
			switch n := len(turns); {
			case e.Kind != capture.Data:
			case n > 0 && turns[n-1].from == e.From:
				turns[n-1].data = append(turns[n-1].data, e.Data...)
			default:
				turns = append(turns, turn{e.From, e.Data})
			}
		}
		for name, damage := range map[string][]byte{"whole": nil, "with bytes that are no record behind it": make([]byte, 3*handshake.MaxRecord+100)} {
			decode := func(cut func(left int) int) []*handshake.Item {
				items, _ := decodeFed(t, func(c *handshake.Conversation) {
					for _, turn := range append(turns[:len(turns):len(turns)], turn{capture.Client, damage}) {
						for b := turn.data; len(b) > 0; {
							n := cut(len(b))
							c.Feed(turn.from, b[:n], 0)
							b = b[n:]
						}
					}
				})
				return items
			}
			atOnce := decode(func(left int) int { return left })
			if !reflect.DeepEqual(decode(func(int) int { return 1 }), atOnce) {
				t.Errorf("%s, %s: byte by byte differs from all at once", r.name, name)
			}
			for range 5 {
				if !reflect.DeepEqual(decode(func(left int) int { return 1 + random.IntN(left) }), atOnce) {
					t.Errorf("%s, %s: random cuts differ from all at once", r.name, name)
				}
			}
			account(t, atOnce, capture.Client, append(rec.Bytes(capture.Client), damage...))
		}
	}
}

func TestOpenSSLSendsEarlyData(t *testing.T) {
	rec := opensslEarly(t)
	items, state := handshake.Decode(rec)
	account(t, items, capture.Client, rec.Bytes(capture.Client))
	for _, it := range items {
		if it.From == capture.Client && it.Protected && it.Kind != handshake.KindRecord {
			if it.Missing != "CLIENT_EARLY_TRAFFIC_SECRET" {
				t.Errorf("the first protected record is early data; missing %q", it.Missing)
			}
			break
		}
	}
	if state.Version != registry.VersionTLS13 {
		t.Errorf("%+v", state)
	}
}

// TestOpenSSLSendsAPlainAlertInTLS13: a client that rejects the certificate has
// no keys of the handshake yet on its sending side.
func TestOpenSSLSendsAPlainAlertInTLS13(t *testing.T) {
	items, _ := handshake.Decode(opensslRejects(t))
	for _, it := range items {
		if it.Name == "Alert" && it.From == capture.Client {
			a := it.Message.(*handshake.Alert)
			if it.Err != nil || it.Protected || a.Level != 2 || a.Description < 42 || a.Description > 48 { // those of certificates
				t.Errorf("%v: %+v", it.Err, a)
			}
			return
		}
	}
	t.Errorf("no alert in the clear: %s", story(items))
}

func TestOpenSSLCookie(t *testing.T) {
	items, _ := handshake.Decode(opensslCookie(t))
	var sent []byte
	for _, it := range items {
		switch m := it.Message.(type) {
		case *handshake.HelloRetryRequest:
			sent = m.Cookie
		case *handshake.ClientHello:
			if sent != nil && (len(sent) == 0 || string(m.Cookie) != string(sent)) {
				t.Errorf("the client brings back %x, not %x", m.Cookie, sent)
			}
		}
	}
	if sent == nil {
		t.Errorf("no cookie: %s", story(items))
	}
}
