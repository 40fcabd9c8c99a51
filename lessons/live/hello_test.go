package live_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// sample is a recorded hello of a real client.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "handshake", "testdata", "messages", "client_hello_"+name+".hex"))
	if err != nil {
		t.Fatal(err)
	}
	var digits strings.Builder
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "#")
		digits.WriteString(strings.Join(strings.Fields(line), ""))
	}
	message, err := hex.DecodeString(digits.String())
	if err != nil {
		t.Fatal(err)
	}
	return message
}

// greeting is a connection on which only a hello was sent.
func greeting(message []byte) *live.Seen {
	r := &capture.Recording{Client: "127.0.0.1:50000", Server: "127.0.0.1:8443"}
	for len(message) > 0 {
		n := min(len(message), 1<<14)
		r.Events = append(r.Events, capture.Event{From: capture.Client, Kind: capture.Data, Data: append([]byte{22, 3, 1, byte(n >> 8), byte(n)}, message[:n]...)})
		message = message[n:]
	}
	return live.Read(live.Connection{Command: "listen", Number: 1, Recording: r, Us: capture.Server})
}

func helloOf(t testing.TB, message []byte) *live.Hello {
	t.Helper()
	h := greeting(message).Hello()
	if h == nil {
		t.Fatal("no hello was read")
	}
	return h
}

// What is said of real clients, and what is not.
func TestWhatAHelloSays(t *testing.T) {
	for _, test := range []struct {
		client     string
		says, lies []string
	}{
		{"chromium", []string{"It speaks TLS 1.3, TLS 1.2,", "post-quantum half: X25519MLKEM768", "It sends GREASE in", "an encrypted hello of", "It would speak h2, http/1.1: HTTP/2 first",
			"It can decompress certificates", "ALPS", "It shows no ticket", "without forward secrecy, the first TLS_RSA_WITH_AES_128_GCM_SHA256", "more than a packet on Ethernet"},
			[]string{"It sends no values of GREASE", "RFC 8996", "signature over SHA-1"}},
		{"openssl", []string{"It sends no values of GREASE", "None of them is known to be post-quantum", "It still offers TLS 1.0, which RFC 8996 forbids", "It does not say which protocol", "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"},
			[]string{"post-quantum half", "an encrypted hello"}},
		{"go_psk", []string{"It would go on from a secret that the server has, too: it shows 1 ticket or name of a key"}, []string{"It shows no ticket"}},
		{"go_tls12_ticket", []string{"It would resume a session of TLS 1.2 or before: it shows a ticket of", "It speaks TLS 1.2, and nothing else"}, []string{"It shows no ticket"}},
		{"openssl_tls12", []string{"It speaks nothing newer than TLS 1.2"}, nil},
		{"openssl_early_data", []string{"It sends early data"}, nil},
		{"gnutls", []string{"It can agree on keys in", "It sends public keys at once"}, nil},
		{"go_tls12", []string{"It speaks TLS 1.2, and nothing else", "It sends a session ID of 32 bytes"}, []string{"A server of TLS 1.3 resumes nothing by it", "It sends public keys"}},
	} {
		t.Run(test.client, func(t *testing.T) {
			var all []string
			for _, p := range helloOf(t, sample(t, test.client)).Points() {
				all = append(all, p.Says.String())
			}
			text := strings.Join(all, "\n")
			for _, s := range test.says {
				if !strings.Contains(text, s) {
					t.Errorf("not said: %q", s)
				}
			}
			for _, s := range test.lies {
				if strings.Contains(text, s) {
					t.Errorf("said, and not so: %q", s)
				}
			}
			if t.Failed() {
				t.Log(text)
			}
		})
	}
}

// Each point names bytes that are there, or says what is not.
func TestPointsAreCited(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "handshake", "testdata", "messages", "client_hello_*.hex"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), "client_hello_"), ".hex")
		if strings.HasPrefix(name, "ssl20") {
			continue
		}
		message := sample(t, name)
		for _, p := range helloOf(t, message).Points() {
			switch e := p.At; {
			case e.Length == 0 && e.Text == "", e.Length > 0 && e.Field == "":
				t.Errorf("%s: %q stands nowhere", name, p.Says)
			case e.Offset < 0 || e.Offset+e.Length > len(message):
				t.Errorf("%s: %q stands at bytes %d–%d of %d", name, p.Says, e.Offset, e.Offset+e.Length, len(message))
			}
		}
	}
}

// The suites and extensions of a page are all of the hello's, each at its byte.
func TestTablesAreWhole(t *testing.T) {
	message := sample(t, "chromium")
	h := helloOf(t, message)
	var suites *transcript.Table
	var extensions *transcript.Prose
	for _, b := range h.Tell() {
		switch b := b.(type) {
		case *transcript.Table:
			suites = b
		case *transcript.Prose:
			if b.Ordered {
				extensions = b
			}
		}
	}
	if len(suites.Rows) != len(h.CipherSuites) || len(extensions.Items) != len(h.Extensions) {
		t.Fatalf("%d suites and %d extensions are told, of %d and %d", len(suites.Rows), len(extensions.Items), len(h.CipherSuites), len(h.Extensions))
	}
	for i, s := range h.CipherSuites {
		if got := suites.Rows[i][1].String(); got != s.String() {
			t.Errorf("suite %d is told as %s, and is %s", i, got, s)
		}
	}
	for i, e := range h.Extensions {
		if got := extensions.Items[i].String(); !strings.HasPrefix(got, e.Type.String()+", byte ") {
			t.Errorf("extension %d is told as %q, and is %s", i, got, e.Type)
		}
	}
}

// Whatever a hello holds, it is told in each format, and nothing in it gets out of its
// place.
func FuzzHello(f *testing.F) {
	for _, name := range []string{"chromium", "openssl_all", "gnutls_all", "go_psk", "openssl_cookie"} {
		f.Add(sample(f, name))
	}
	hostile := bytes.Replace(sample(f, "chromium"), []byte("example.com"), []byte("<script>\x1b[2"), 1)
	f.Add(hostile)
	f.Fuzz(func(t *testing.T, message []byte) {
		s := greeting(message)
		h := s.Hello()
		if h == nil {
			return
		}
		var clients live.Clients
		d := s.Page(h, clients.Meet(1, h), nil)
		for name, print := range map[string]func(io.Writer) error{
			"text": func(w io.Writer) error {
				return transcript.Terminal(w, []*transcript.Document{d}, transcript.TextOptions{Width: 80})
			},
			"html":     func(w io.Writer) error { return transcript.HTML(w, []*transcript.Document{d}) },
			"markdown": func(w io.Writer) error { return transcript.Markdown(w, []*transcript.Document{d}) },
			"json":     func(w io.Writer) error { return transcript.JSON(w, d) },
		} {
			var b bytes.Buffer
			if err := print(&b); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if bytes.ContainsRune(b.Bytes(), '\x1b') {
				t.Errorf("%s: an escape character gets through", name)
			}
			if name == "html" && strings.Count(b.String(), "<script>") != 1 {
				t.Errorf("html: %d scripts", strings.Count(b.String(), "<script>"))
			}
		}
	})
}

// shuffled is a hello whose extensions stand the other way round, with other GREASE.
func shuffled(t *testing.T, message []byte) []byte {
	t.Helper()
	h := helloOf(t, message)
	size := 0
	var list [][]byte
	for _, e := range h.Extensions {
		kind := uint16(e.Type)
		if registry.IsGREASE16(kind) {
			kind = 0x1a1a + 0x1010*uint16(len(list)%2) // two of them may not be the same
		}
		b := append([]byte{byte(kind >> 8), byte(kind), byte(len(e.Data) >> 8), byte(len(e.Data))}, e.Data...)
		size += len(b)
		list = append(list, b)
	}
	slices.Reverse(list)
	return append(slices.Clone(message[:len(message)-size]), bytes.Join(list, nil)...)
}

// Clients are known again by their JA4, also where the extensions are shuffled; a
// client that resumes is like itself.
func TestClients(t *testing.T) {
	chromium, openssl, goClient, resumed := sample(t, "chromium"), sample(t, "openssl"), sample(t, "go"), sample(t, "go_psk")
	var clients live.Clients
	for i, step := range []struct {
		message []byte
		says    string
		same    int
	}{
		{chromium, "It is the first client here.", 0},
		{openssl, "Its hello is like none before.", 0},
		{chromium, "The same as connection 1, by its JA4. Its JA3 is the same, too.", 1},
		{shuffled(t, chromium), "The same as connection 3, by its JA4. Its JA3 is another: the same extensions stand in another order.", 3},
		{goClient, "", 0},
		{resumed, "Like connection 5, but", 0},
	} {
		m := clients.Meet(i+1, helloOf(t, step.message))
		if got := m.Says.String(); !strings.HasPrefix(got, step.says) || m.Same != step.same {
			t.Errorf("connection %d: %q and same as %d, want %q and %d", i+1, got, m.Same, step.says, step.same)
		}
		if i == 5 && !strings.Contains(m.Says.String(), "(it resumes a session, or has a key agreed on before)") {
			t.Errorf("%q does not say that it resumes", m.Says)
		}
	}
	clients.Calls(4, "a browser")
	m := clients.Meet(7, helloOf(t, chromium))
	table := m.Blocks()[2].(*transcript.Table)
	if got := table.Rows[0][1].String() + "|" + table.Rows[0][2].String() + "|" + table.Rows[0][3].String(); got != "1, 3, 4, 7 (this is 7)|2|a browser" {
		t.Errorf("the table has %q", got)
	}
}

// Of many clients the first are forgotten, of many connections those in the middle.
func TestClientsAreBounded(t *testing.T) {
	message := sample(t, "openssl")
	var clients live.Clients
	var m live.Meeting
	for i := range 500 {
		other := slices.Clone(message)
		other[73], other[74] = 0x20, byte(i) // another first suite
		other[75] = 0x30 + byte(i>>8)
		m = clients.Meet(i+1, helloOf(t, other))
	}
	if got := len(m.Blocks()[2].(*transcript.Table).Rows); got != 200 {
		t.Errorf("%d clients are remembered", got)
	}
	for i := range 50 {
		m = clients.Meet(501+i, helloOf(t, message))
	}
	rows := m.Blocks()[2].(*transcript.Table).Rows
	if got := rows[len(rows)-1][1].String(); got != "501, 502, 503, 504 … 547, 548, 549, 550 (this is 550)" {
		t.Errorf("its connections are listed as %q", got)
	}
}

// made is a hello with these suites and extensions, as nobody's library makes it.
func made(version uint16, id []byte, suites []uint16, extensions ...[]byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, version)
	b = append(append(append(b, make([]byte, 32)...), byte(len(id))), id...)
	b = binary.BigEndian.AppendUint16(b, uint16(2*len(suites)))
	for _, s := range suites {
		b = binary.BigEndian.AppendUint16(b, s)
	}
	all := bytes.Join(extensions, nil)
	b = append(binary.BigEndian.AppendUint16(append(b, 1, 0), uint16(len(all))), all...)
	return append([]byte{1, byte(len(b) >> 16), byte(len(b) >> 8), byte(len(b))}, b...)
}

func anExtension(t registry.ExtensionType, data string) []byte {
	return append([]byte{byte(t >> 8), byte(t), byte(len(data) >> 8), byte(len(data))}, data...)
}

// What must hold of any client, also of those that no library is.
func TestWhatAnyHelloSays(t *testing.T) {
	only13 := anExtension(registry.ExtSupportedVersions, "\x02\x03\x04")
	both := anExtension(registry.ExtSupportedVersions, "\x04\x03\x04\x03\x03")
	for _, test := range []struct {
		name       string
		hello      []byte
		says, lies []string
	}{
		{"a session ID may be that of a session", made(0x303, make([]byte, 32), []uint16{0x1301, 0xc02f}, both), []string{"It could be that of a session with an older server"}, []string{"resumes nothing:"}},
		{"SHA-1 is what TLS 1.2 takes unasked, and not 1.3", made(0x303, nil, []uint16{0x1301}, only13), nil, []string{"SHA-1", "sends no public key yet"}},
		{"unasked in TLS 1.2", made(0x303, nil, []uint16{0xc02f}), []string{"that means SHA-1"}, nil},
		{"a version by the old field", made(0x304, nil, []uint16{0x1301}), []string{"by which nothing newer than TLS 1.2 can be agreed on"}, []string{"It speaks nothing newer than TLS 1.3"}},
		{"an old one", made(0x301, nil, []uint16{0x2f}), []string{"It speaks nothing newer than TLS 1.0", "It still offers TLS 1.0, which RFC 8996 forbids"}, []string{"SHA-1"}},
		{"suites without a name", made(0x303, nil, []uint16{0xff85, 0xc02f}), []string{"Of 1 suite this program does not know the name", "All that are known here have forward secrecy"}, nil},
		{"none with a name", made(0x303, nil, []uint16{0xff85}), nil, []string{"have forward secrecy"}},
		{"an address", made(0x303, nil, []uint16{0xc02f}, anExtension(registry.ExtServerName, "\x00\x0c\x00\x00\x09127.0.0.1")), []string{"which may not stand here (RFC 6066 §3)"}, []string{"It wants the server"}},
		{"a name is no GREASE", made(0x303, nil, []uint16{0xc02f}, anExtension(registry.ExtServerName, "\x00\x09\x00\x00\x06GREASE")), []string{"It sends no values of GREASE"}, nil},
		{"heartbeats are not wanted", made(0x303, nil, []uint16{0xc02f}, anExtension(registry.ExtHeartbeat, "\x02")), []string{"It knows heartbeats, and wants none"}, []string{"It would answer heartbeats"}},
		{"heartbeats are", made(0x303, nil, []uint16{0xc02f}, anExtension(registry.ExtHeartbeat, "\x01")), []string{"It would answer heartbeats"}, nil},
		{"psk_ke", made(0x303, nil, []uint16{0x1301}, only13, anExtension(registry.ExtPSKKeyExchangeModes, "\x02\x01\x00")), []string{"and so without forward secrecy: psk_ke"}, nil},
		{"a group that is post-quantum alone", made(0x303, nil, []uint16{0x1301}, only13, anExtension(registry.ExtSupportedGroups, "\x00\x02\x02\x01"), anExtension(registry.ExtKeyShare, "\x00\x06\x02\x01\x00\x02ab")), []string{"One of them is post-quantum: MLKEM768"}, []string{"half"}},
		{"GREASE alone", made(0x303, nil, []uint16{0x0a0a}, anExtension(registry.ExtSupportedVersions, "\x02\x0a\x0a"), anExtension(registry.ExtALPN, "\x00\x03\x02\x0a\x0a"), anExtension(registry.ExtSignatureAlgorithms, "\x00\x02\x0a\x0a")),
			[]string{"no cipher suite that means", "no protocol that means", "list of versions has none", "no kind of signature that means"}, []string{"no ALPN", "It speaks nothing newer", "SHA-1"}},
		{"many", made(0x303, nil, []uint16{0xc02f}, anExtension(registry.ExtSupportedGroups, "\x1f\x40"+strings.Repeat("\x00\x17", 4000))), []string{"and 3960 more"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var text strings.Builder
			for _, p := range helloOf(t, test.hello).Points() {
				text.WriteString(p.Says.String() + "\n")
			}
			for _, s := range test.says {
				if !strings.Contains(text.String(), s) {
					t.Errorf("not said: %q in\n%s", s, text.String())
				}
			}
			for _, s := range test.lies {
				if strings.Contains(text.String(), s) {
					t.Errorf("said, and not so: %q in\n%s", s, text.String())
				}
			}
		})
	}
}
