package handshake_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// TestRecordsThatArePutInHideNothing: whether an attacker changes records, adds some,
// or makes another number of them, what the server sent behind them is opened.
func TestRecordsThatArePutInHideNothing(t *testing.T) {
	m := peertest.NewMaterials(t)
	junk := func(like []byte) []byte {
		b := bytes.Clone(like)
		for i := handshake.RecordHeaderLength; i < len(b); i++ {
			b[i] ^= 0x55
		}
		return b
	}
	for _, p := range protections {
		c, s, keys := chat(t, p, m)
		client, server := recordsOf(c), recordsOf(s)
		n := p.answers()
		sent := server[len(server)-n:]
		for _, tt := range []struct {
			name    string
			replace int // of the real records, from the third on
			with    int // junk
			chained bool
		}{
			{"one is added", 0, 1, true},
			{"three are added", 0, 3, true},
			{"two for one", 1, 2, false},
			{"one for two", 2, 1, false},
			{"one for one", 1, 1, true},
			{"a hundred", 0, 100, true},
		} {
			if !tt.chained && (p.chained || p.version == tls.VersionTLS10) {
				continue // its keys depend on every record before
			}
			f := newFlow(keys())
			f.handshakes(client, server, n)
			for i, r := range sent {
				if i == 2 {
					for range tt.with {
						f.Feed(capture.Server, junk(sent[2]), 0)
					}
				}
				if i < 2 || i >= 2+tt.replace {
					f.Feed(capture.Server, r, 0)
				}
			}
			f.End(0)
			got := applied(f.items, capture.Server)
			if !strings.HasSuffix(got, wantAnswers(0, 1, 2, 3)) {
				t.Errorf("%s, %s: the server said %q", p.name, tt.name, got)
			}
			want := tt.with
			if p.chained || p.version == tls.VersionTLS10 {
				want = 1 // behind it nobody can tell: each needs the one before
			}
			if errs := f.errs(); len(errs) != want {
				t.Errorf("%s, %s: %d errors, want %d: %q", p.name, tt.name, len(errs), want, errs)
			}
		}
	}
}

// TestJunkBehindAHoleHidesNothing, however much of it there is.
func TestJunkBehindAHoleHidesNothing(t *testing.T) {
	m := peertest.NewMaterials(t)
	p := protections[len(protections)-1]
	c, s, keys := chat(t, p, m)
	client, server := recordsOf(c), recordsOf(s)
	n := p.answers()
	f := newFlow(keys())
	f.handshakes(client, server, n)
	f.Lose(capture.Server, 6000, 0)
	big := append([]byte{23, 3, 3, 0x20, 0}, make([]byte, 0x2000)...)
	for range 300 {
		f.Feed(capture.Server, big, 0)
	}
	for _, r := range server[len(server)-n+3:] {
		f.Feed(capture.Server, r, 0)
	}
	f.End(0)
	if got, want := applied(f.items, capture.Server), wantAnswers(0, 1, 2); got != want {
		t.Errorf("the server said %q, want %q", got, want)
	}
}

// TestClearMessagesBehindEncryptedOnesTeachNothing: RFC 8446 §5.
func TestClearMessagesBehindEncryptedOnesTeachNothing(t *testing.T) {
	m := peertest.NewMaterials(t)
	p := protections[len(protections)-1]
	c, s, keys := chat(t, p, m)
	client, server := recordsOf(c), recordsOf(s)
	n := p.answers()
	for name, intruder := range map[string]struct {
		from capture.Side
		b    []byte
	}{
		"KeyUpdate":                {capture.Server, recordOf(registry.ContentHandshake, []byte{24, 0, 0, 1, 0})},
		"ServerHello":              {capture.Server, server[0]},
		"Finished":                 {capture.Server, recordOf(registry.ContentHandshake, append([]byte{20, 0, 0, 32}, make([]byte, 32)...))},
		"a server's ClientHello":   {capture.Server, client[0]},
		"another ClientHello":      {capture.Client, client[0]},
		"a client's KeyUpdate":     {capture.Client, recordOf(registry.ContentHandshake, []byte{24, 0, 0, 1, 0})},
		"a HelloRetryRequest late": {capture.Server, recordOf(registry.ContentHandshake, message(t, "hello_retry_request_go").bytes)},
	} {
		f := newFlow(keys())
		f.handshakes(client, server, n)
		version, suite := f.Version, f.CipherSuite
		f.Feed(intruder.from, intruder.b, 0)
		for _, r := range server[len(server)-n:] {
			f.Feed(capture.Server, r, 0)
		}
		f.End(0)
		if got := applied(f.items, capture.Server); got != wantAnswers() {
			t.Errorf("%s: the server said %q", name, got)
		}
		if f.Version != version || f.CipherSuite != suite || f.Retried {
			t.Errorf("%s: the state of the connection is another one", name)
		}
		if errs := f.errs(); len(errs) != 1 || !strings.Contains(errs[0], "somebody else put it in") {
			t.Errorf("%s: errors %q", name, errs)
		}
	}
}

// keyed is the server's side of a chat over TLS 1.3 behind its handshake, as its
// secret seals it.
func keyed(t *testing.T, keys *handshake.Keys, suite registry.CipherSuite, client []byte, generation int) *record.Half {
	t.Helper()
	const v = registry.VersionTLS13
	secret := keys.Log.Secret("SERVER_TRAFFIC_SECRET_0", client[11:43])
	h, err := secrets.HashOf(v, suite)
	if err != nil {
		t.Fatal(err)
	}
	for range generation {
		s, err := secrets.NextTrafficSecret(h, secret)
		if err != nil {
			t.Fatal(err)
		}
		secret = s.Output
	}
	k, _, err := secrets.TrafficKeys(v, suite, secret)
	if err != nil {
		t.Fatal(err)
	}
	half, err := record.New(v, suite, k, record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return half
}

// sealed is a record of TLS 1.3.
func sealed(t *testing.T, half *record.Half, typ registry.ContentType, content []byte) []byte {
	t.Helper()
	body, err := half.Seal(nil, typ, registry.VersionTLS12, content, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	return recordOf(registry.ContentApplicationData, body)
}

// TestKeyUpdatesThatWereNotRead: among missing bytes, changed, and with a secret that
// the log had late.
func TestKeyUpdatesThatWereNotRead(t *testing.T) {
	m := peertest.NewMaterials(t)
	p := protections[len(protections)-1]
	update := []byte{24, 0, 0, 1, 0}
	for _, tt := range []struct {
		name string
		late bool
		send func(f *flow, update []byte)
		bad  int
	}{
		{"read", false, func(f *flow, update []byte) { f.Feed(capture.Server, update, 0) }, 0},
		{"read, the secret known late", true, func(f *flow, update []byte) { f.Feed(capture.Server, update, 0) }, 0},
		{"missing", false, func(f *flow, update []byte) { f.Lose(capture.Server, len(update), 0) }, 1},
		{"changed", false, func(f *flow, update []byte) {
			b := bytes.Clone(update)
			b[7] ^= 1
			f.Feed(capture.Server, b, 0)
		}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, s, keys := chat(t, p, m)
			client, server := recordsOf(c), recordsOf(s)
			n := p.answers()
			all := keys()
			given := all
			if tt.late {
				given = new(handshake.Keys)
			}
			f := newFlow(given)
			f.handshakes(client, server, n)
			if tt.late { // as a program logs it while it runs
				line := fmt.Sprintf("SERVER_TRAFFIC_SECRET_0 %x %x\n", client[0][11:43], all.Log.Secret("SERVER_TRAFFIC_SECRET_0", client[0][11:43]))
				if err := given.Log.Read(strings.NewReader(line), "late"); err != nil {
					t.Fatal(err)
				}
			}
			first := keyed(t, all, f.CipherSuite, client[0], 0)
			f.Feed(capture.Server, sealed(t, first, registry.ContentApplicationData, []byte("before ")), 0)
			tt.send(f, sealed(t, first, registry.ContentHandshake, update))
			second := keyed(t, all, f.CipherSuite, client[0], 1)
			f.Feed(capture.Server, sealed(t, second, registry.ContentApplicationData, []byte("behind ")), 0)
			f.Feed(capture.Server, sealed(t, second, registry.ContentHandshake, update), 0)
			f.Feed(capture.Server, sealed(t, keyed(t, all, f.CipherSuite, client[0], 2), registry.ContentApplicationData, []byte("and again")), 0)
			f.End(0)
			if got := applied(f.items, capture.Server); got != "before behind and again" {
				t.Errorf("the server said %q", got)
			}
			if errs := f.errs(); len(errs) != tt.bad {
				t.Errorf("errors %q, want %d", errs, tt.bad)
			}
		})
	}
}

// TestKeysChangeWhereARecordEnds: RFC 8446 §5.1.
func TestKeysChangeWhereARecordEnds(t *testing.T) {
	m := peertest.NewMaterials(t)
	p := protections[len(protections)-1]
	c, s, keys := chat(t, p, m)
	client, server := recordsOf(c), recordsOf(s)
	f := newFlow(keys())
	f.handshakes(client, server, p.answers())
	half := keyed(t, keys(), f.CipherSuite, client[0], 0)
	f.Feed(capture.Server, sealed(t, half, registry.ContentHandshake, bytes.Repeat([]byte{24, 0, 0, 1, 0}, 3000)), 0)
	f.Feed(capture.Server, sealed(t, keyed(t, keys(), f.CipherSuite, client[0], 1), registry.ContentApplicationData, []byte("behind")), 0)
	f.End(0)
	if got := applied(f.items, capture.Server); got != "behind" {
		t.Errorf("the server said %q", got)
	}
	if errs := f.errs(); len(errs) != 1 || !strings.Contains(errs[0], "behind which the keys change") {
		t.Errorf("errors %q", errs)
	}
}

// TestClearMessagesBehindTheServerHelloTeachNothing, before anything encrypted has
// crossed.
func TestClearMessagesBehindTheServerHelloTeachNothing(t *testing.T) {
	m := peertest.NewMaterials(t)
	p := protections[len(protections)-1]
	c, s, keys := chat(t, p, m)
	client, server := recordsOf(c), recordsOf(s)
	n := p.answers()
	retry := recordOf(registry.ContentHandshake, message(t, "hello_retry_request_go").bytes)
	for name, intruder := range map[string]struct {
		from capture.Side
		b    []byte
	}{
		"another ServerHello": {capture.Server, server[0]}, "another ClientHello": {capture.Client, client[0]},
		"a HelloRetryRequest": {capture.Server, retry}, "a client's HelloRetryRequest": {capture.Client, retry},
		"EndOfEarlyData":    {capture.Client, recordOf(registry.ContentHandshake, []byte{5, 0, 0, 0})},
		"a client's Finish": {capture.Client, recordOf(registry.ContentHandshake, append([]byte{20, 0, 0, 32}, make([]byte, 32)...))},
	} {
		f := newFlow(keys())
		f.Feed(capture.Client, client[0], 0)
		f.Feed(capture.Server, server[0], 0)
		f.Feed(intruder.from, intruder.b, 0)
		for _, r := range server[1 : len(server)-n] {
			f.Feed(capture.Server, r, 0)
		}
		for _, r := range client[1:] {
			f.Feed(capture.Client, r, 0)
		}
		for _, r := range server[len(server)-n:] {
			f.Feed(capture.Server, r, 0)
		}
		f.End(0)
		if got := applied(f.items, capture.Server); got != wantAnswers() {
			t.Errorf("%s: the server said %q", name, got)
		}
		got := slices.DeleteFunc(verdicts(f.items), func(v handshake.Verification) bool { return v == handshake.Unverified }) // the one that was put in
		if fmt.Sprint(got) != "[1 1]" || f.Retried {
			t.Errorf("%s: Finished %v, retried %v", name, got, f.Retried)
		}
		if errs := f.errs(); len(errs) != 1 {
			t.Errorf("%s: errors %q", name, errs)
		}
	}
}

// TestALostChangeCipherSpecIsMadeUpFor where both hellos and a secret are there.
func TestALostChangeCipherSpecIsMadeUpFor(t *testing.T) {
	m := peertest.NewMaterials(t)
	tried := 0
	for _, p := range protections {
		if p.version == tls.VersionTLS13 || p.chained || p.version == tls.VersionTLS10 {
			continue
		}
		tried++
		c, s, keys := chat(t, p, m)
		client, server := recordsOf(c), recordsOf(s)
		n := p.answers()
		at := slices.IndexFunc(server, func(r []byte) bool { return r[0] == 20 })
		f := newFlow(keys())
		f.Feed(capture.Client, client[0], 0)
		for _, r := range server[:at] {
			f.Feed(capture.Server, r, 0)
		}
		for _, r := range client[1:] {
			f.Feed(capture.Client, r, 0)
		}
		f.Lose(capture.Server, len(server[at])+len(server[at+1]), 0) // and the Finished
		for _, r := range server[len(server)-n:] {
			f.Feed(capture.Server, r, 0)
		}
		f.End(0)
		if got := applied(f.items, capture.Server); got != wantAnswers() {
			t.Errorf("%s: the server said %q", p.name, got)
		}
	}
	if tried == 0 {
		t.Error("nothing was tried")
	}
}
