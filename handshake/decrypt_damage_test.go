package handshake_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// A kind of record protection, for connections that are damaged on purpose.
type protectedBy struct {
	name    string
	version uint16
	suite   uint16 // 0: the first of TLS 1.3
	chained bool   // a record cannot be opened without all bytes before it
}

var protections = []protectedBy{
	{"1.0 CBC", tls.VersionTLS10, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, false},
	{"1.1 CBC", tls.VersionTLS11, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, false},
	{"1.2 RC4", tls.VersionTLS12, tls.TLS_RSA_WITH_RC4_128_SHA, true},
	{"1.2 GCM", tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, false},
	{"1.2 ChaCha20", tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, false},
	{"1.3", tls.VersionTLS13, 0, false},
}

// chat is a connection on which the server says ten things after the client's one.
func chat(t testing.TB, p protectedBy, m *peertest.Materials) (client, server []byte, keys func() *handshake.Keys) {
	t.Helper()
	own := &tls.Config{Certificates: []tls.Certificate{m.RSA}, MinVersion: p.version, MaxVersion: p.version, SessionTicketsDisabled: true}
	ask := &tls.Config{InsecureSkipVerify: true, MinVersion: p.version, MaxVersion: p.version}
	if p.suite != 0 {
		own.CipherSuites, ask.CipherSuites = []uint16{p.suite}, []uint16{p.suite}
	}
	rec, log := converse(t, ask, own, func(c, s *tls.Conn) error {
		if _, err := io.WriteString(c, "ten, please"); err != nil {
			return err
		}
		for i := range 10 {
			if _, err := fmt.Fprintf(s, "answer %d. ", i); err != nil {
				return err
			}
		}
		if err := s.CloseWrite(); err != nil {
			return err
		}
		_, err := io.Copy(io.Discard, c) // what nobody reads is not recorded
		return err
	})
	return rec.Bytes(capture.Client), rec.Bytes(capture.Server), func() *handshake.Keys { return logged(t, log) }
}

// logged is the keys that a key log gives.
func logged(t testing.TB, log []byte) *handshake.Keys {
	keys := new(handshake.Keys)
	if err := keys.Log.Read(bytes.NewReader(log), "log"); err != nil {
		t.Fatal(err)
	}
	return keys
}

// recordsOf cuts a direction into its records.
func recordsOf(stream []byte) (records [][]byte) {
	for len(stream) >= 5 {
		n := 5 + int(stream[3])<<8 + int(stream[4])
		records = append(records, stream[:n])
		stream = stream[n:]
	}
	return records
}

// A flow feeds both sides of a chat as they were said: a hello, the answer, and so
// on is more than these tests need. The client's handshake comes before what the
// server says in the end.
type flow struct {
	items []*handshake.Item
	*handshake.Conversation
}

func newFlow(keys *handshake.Keys) *flow {
	f := new(flow)
	f.Conversation = handshake.NewConversation(func(it *handshake.Item) { f.items = append(f.items, it) })
	f.Open(keys)
	return f
}

// handshakes feeds all but the last records of the server, which are its answers.
func (f *flow) handshakes(client, server [][]byte, answers int) {
	f.Feed(capture.Client, client[0], 0)
	rest := server[:len(server)-answers]
	// Up to TLS 1.2 the server's ChangeCipherSpec and Finished answer the client's.
	last := len(rest)
	for i, r := range rest {
		if r[0] == 20 && r[2] != 3 || r[0] == 20 && rest[len(rest)-1][0] == 22 {
			last = i
			break
		}
	}
	for _, r := range rest[:last] {
		f.Feed(capture.Server, r, 0)
	}
	for _, r := range client[1:] {
		f.Feed(capture.Client, r, 0)
	}
	for _, r := range rest[last:] {
		f.Feed(capture.Server, r, 0)
	}
}

// errs are the errors among the items of one side.
func (f *flow) errs() (out []string) {
	for _, it := range f.items {
		if it.Err != nil {
			out = append(out, it.Err.Error())
		}
	}
	return out
}

// answers are the ten answers and the alert behind them, in records: TLS 1.0 with
// CBC splits each in two.
func (p protectedBy) answers() int {
	if p.version == tls.VersionTLS10 {
		return 21
	}
	return 11
}

func wantAnswers(without ...int) string {
	var b strings.Builder
	for i := range 10 {
		if !contains(without, i) {
			fmt.Fprintf(&b, "answer %d. ", i)
		}
	}
	return b.String()
}

func contains(list []int, n int) bool {
	for _, v := range list {
		if v == n {
			return true
		}
	}
	return false
}

func TestAForgedRecordIsSaidAndTheRestIsRead(t *testing.T) {
	m := peertest.NewMaterials(t)
	for _, p := range protections {
		t.Run(p.name, func(t *testing.T) {
			c, s, keys := chat(t, p, m)
			client, server := recordsOf(c), recordsOf(bytes.Clone(s))
			n := p.answers()
			forged := server[len(server)-n+1]
			forged[handshake.RecordHeaderLength] ^= 1
			f := newFlow(keys())
			f.handshakes(client, server, n)
			for _, r := range server[len(server)-n:] {
				f.Feed(capture.Server, r, time.Second)
			}
			f.End(0)
			errs := f.errs()
			if len(errs) != 1 || !strings.Contains(errs[0], "does not match; records before it did open") {
				t.Errorf("errors %q", errs)
			}
			want := wantAnswers(1)
			if p.version == tls.VersionTLS10 { // the rest of "answer 0. " is what was forged
				want = "a" + wantAnswers(0)
			}
			if got := applied(f.items, capture.Server); got != want {
				t.Errorf("the server said %q, want %q", got, want)
			}
		})
	}
}

func TestBehindMissingBytesTheRestIsOpened(t *testing.T) {
	m := peertest.NewMaterials(t)
	for _, p := range protections {
		t.Run(p.name, func(t *testing.T) {
			c, s, keys := chat(t, p, m)
			client, server := recordsOf(c), recordsOf(s)
			n := p.answers()
			f := newFlow(keys())
			f.handshakes(client, server, n)
			late := server[len(server)-n:]
			f.Feed(capture.Server, late[0], 0)
			lost := bytes.Join(late[1:6], nil)
			f.Feed(capture.Server, lost[:3], 0) // the beginning of a header
			f.Lose(capture.Server, len(lost)-3-2, 0)
			f.Feed(capture.Server, lost[len(lost)-2:], 0) // the end of a record
			for _, r := range late[6:] {
				f.Feed(capture.Server, r, 0)
			}
			f.End(0)
			want := wantAnswers(1, 2, 3, 4, 5)
			switch {
			case p.chained:
				want = "answer 0. "
			case p.version == tls.VersionTLS10:
				// The first letter of answer 0, and all but that of answer 3: the record
				// behind the hole needs the last block before it.
				want = wantAnswers(0, 1, 2)
			}
			if got := applied(f.items, capture.Server); got != want {
				t.Errorf("the server said %q, want %q", got, want)
			}
			for _, it := range f.items {
				if it.Protected && !it.Decrypted && it.Kind != handshake.KindRecord && it.Missing == "" && it.Err == nil {
					t.Errorf("%v stays closed, and nobody says why", it.Kind)
				}
			}
		})
	}
}

func TestASecretThatDoesNotFitIsSaidOnce(t *testing.T) {
	m := peertest.NewMaterials(t)
	for _, p := range protections {
		t.Run(p.name, func(t *testing.T) {
			c, s, keys := chat(t, p, m)
			_, _, others := chat(t, p, m)
			client, server := recordsOf(c), recordsOf(s)
			random := client[0][11:43]
			// Secrets of another connection under the random of this one.
			wrong := new(handshake.Keys)
			for _, label := range []string{"CLIENT_RANDOM", "SERVER_TRAFFIC_SECRET_0", "SERVER_HANDSHAKE_TRAFFIC_SECRET"} {
				have := keys().Log.Secret(label, random)
				if have == nil {
					continue
				}
				line := fmt.Sprintf("%s %x %x\n", label, random, bytes.Repeat([]byte{7}, len(have)))
				if err := wrong.Log.Read(strings.NewReader(line), "wrong"); err != nil {
					t.Fatal(err)
				}
			}
			for _, tt := range []struct {
				name string
				keys *handshake.Keys
				errs int
			}{{"wrong", wrong, 1}, {"another's", others(), 0}} {
				f := newFlow(tt.keys)
				n := p.answers()
				f.handshakes(client, server, n)
				for _, r := range server[len(server)-n:] {
					f.Feed(capture.Server, r, 0)
				}
				f.End(0)
				from := map[capture.Side]int{}
				for _, it := range f.items {
					if it.Err != nil {
						from[it.From]++
					}
					if it.Decrypted {
						t.Errorf("%s: %v %s is decrypted", tt.name, it.Kind, it.Name)
					}
				}
				if from[capture.Server] != tt.errs {
					t.Errorf("%s: %d errors of the server, want %d: %q", tt.name, from[capture.Server], tt.errs, f.errs())
				}
			}
		})
	}
}

// TestDamagedConnectionsWithKeys: whatever was done to the bytes, nothing panics,
// and what comes out tiles.
func TestDamagedConnectionsWithKeys(t *testing.T) {
	m := peertest.NewMaterials(t)
	random := rand.New(rand.NewPCG(1, 2))
	for _, p := range protections {
		c, s, keys := chat(t, p, m)
		client, server := recordsOf(c), recordsOf(s)
		for range 300 {
			f := newFlow(keys())
			damage := func(from capture.Side, r []byte) {
				switch random.IntN(12) {
				case 0:
					r = bytes.Clone(r)
					r[random.IntN(len(r))] ^= 1 << random.IntN(8)
				case 1:
					f.Lose(from, random.IntN(400)-1, 0)
				case 2:
					return
				case 3:
					f.Feed(from, r, 0)
				case 4:
					r = r[:random.IntN(len(r))]
				}
				f.Feed(from, r, 0)
			}
			for i := range max(len(client), len(server)) {
				if i < len(client) {
					damage(capture.Client, client[i])
				}
				if i < len(server) {
					damage(capture.Server, server[i])
				}
			}
			f.End(0)
			for _, it := range f.items {
				if at, ok := it.Trace.Gap(len(it.Bytes)); !ok {
					t.Fatalf("%s: %v %s of %d bytes does not tile at %d", p.name, it.Kind, it.Name, len(it.Bytes), at)
				}
			}
		}
	}
}

// TestHoweverTheBytesCome: cut anywhere, and with memory that is used again, the
// same is read.
func TestHoweverProtectedBytesCome(t *testing.T) {
	m := peertest.NewMaterials(t)
	for _, p := range protections {
		c, s, keys := chat(t, p, m)
		told := func(open func(emit func(*handshake.Item)) *handshake.Conversation, size int) string {
			var b strings.Builder
			conv := open(func(it *handshake.Item) {
				fmt.Fprintf(&b, "%v %v %s %d %v %v %x\n", it.From, it.Kind, it.Name, it.Record, it.Decrypted, it.Pieces, it.Bytes)
			})
			conv.Open(keys())
			client, server := recordsOf(c), recordsOf(s)
			feed := func(from capture.Side, data []byte) {
				for len(data) > 0 {
					n := min(size, len(data))
					conv.Feed(from, data[:n], 0)
					data = data[n:]
				}
			}
			feed(capture.Client, client[0])
			feed(capture.Server, bytes.Join(server[:len(server)-p.answers()], nil))
			feed(capture.Client, bytes.Join(client[1:], nil))
			feed(capture.Server, bytes.Join(server[len(server)-p.answers():], nil))
			conv.End(0)
			return b.String()
		}
		want := told(handshake.NewConversation, 1<<20)
		for _, size := range []int{1, 2, 7, 100, 1000} {
			if got := told(handshake.NewConversation, size); got != want {
				t.Errorf("%s: in pieces of %d something else is read", p.name, size)
			}
			memory := handshake.NewMemory()
			if got := told(memory.NewConversation, size); got != want {
				t.Errorf("%s: with memory that is used again, in pieces of %d, something else is read", p.name, size)
			}
		}
	}
}
