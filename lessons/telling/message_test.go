package telling

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// outline writes what is made of the fields: the names of those that are shown,
// * before those that are pointed at, and … for neighbours that are folded.
func outline(fields []transcript.Field) string {
	var b strings.Builder
	folded := false
	for _, f := range fields {
		if f.Show == transcript.Folded {
			if !folded {
				b.WriteString("… ")
			}
			folded = true
			continue
		}
		folded = false
		if f.Show == transcript.Marked {
			b.WriteByte('*')
		}
		b.WriteString(f.Name + " ")
		if len(f.Fields) > 0 {
			b.WriteString("(" + strings.TrimSpace(outline(f.Fields)) + ") ")
		}
	}
	return b.String()
}

// TestFieldsOfAMessage: what stands behind the bar decides what is shown.
func TestFieldsOfAMessage(t *testing.T) {
	const server = "extension_type extension_data_length server_name_list_length server_name_list (name_type host_name_length host_name)"
	for _, c := range []struct{ fields, want string }{
		{"msg_type", "msg_type …"},
		{"msg_type length *legacy_version", "msg_type length *legacy_version …"},
		{"random", "… random …"},
		{"*host_name", "… extensions (server_name (… server_name_list (… *host_name)) …)"},
		{"server_name", "… extensions (server_name (" + server + ") …)"},
		{"*server_name", "… extensions (*server_name (" + server + ") …)"},
		{"server_name -server_name_list", "… extensions (server_name (extension_type extension_data_length server_name_list_length …) …)"},
		{"cipher_suites/cipher_suite[1]", "… cipher_suites (… cipher_suite …) …"},
	} {
		m := told(t, "'''show\nmessage tls/ClientHello | "+c.fields+"\n'''")[0].(*transcript.Message)
		if got := strings.TrimSpace(outline(m.Fields)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.fields, got, c.want)
		}
	}
	for _, c := range []struct{ fields, has string }{{"", "msg_type length legacy_version random"}, {"all", "msg_type length legacy_version random"},
		{"all *random", "msg_type length legacy_version *random"}, {"all -random", "msg_type length legacy_version … legacy_session_id_length"}} {
		m := told(t, "'''show\nmessage tls/ClientHello | "+c.fields+"\n'''")[0].(*transcript.Message)
		if got := outline(m.Fields); !strings.HasPrefix(got, c.has) || strings.Count(got, "…") != strings.Count(c.has, "…") {
			t.Errorf("%q: got %s, want %s and all that follows", c.fields, got, c.has)
		}
	}
}

// TestMessageTiles: the fields cover the message, each with its own bytes, and
// what a field means is said once.
func TestMessageTiles(t *testing.T) {
	m := told(t, "'''show\nmessage tls/ClientHello\n'''")[0].(*transcript.Message)
	at, said := 0, map[string]int{}
	var walk func([]transcript.Field)
	walk = func(fields []transcript.Field) {
		for _, f := range fields {
			if f.Meaning != "" {
				said[f.Meaning]++
			}
			if !bytes.Equal(f.Value, m.Bytes[f.Offset:f.Offset+f.Length]) {
				t.Errorf("%s has other bytes than the message", f.Name)
			}
			if len(f.Fields) > 0 {
				walk(f.Fields)
				continue
			}
			if f.Offset != at {
				t.Errorf("%s begins at %d, want %d", f.Name, f.Offset, at)
			}
			at += f.Length
		}
	}
	walk(m.Fields)
	if at != len(m.Bytes) || m.From != "client" || m.Ref == "" {
		t.Errorf("the leaves hold %d of %d bytes; from %q, ref %q", at, len(m.Bytes), m.From, m.Ref)
	}
	if len(said) < 3 {
		t.Errorf("%d fields say what they mean", len(said))
	}
	for s, n := range said {
		if n != 1 {
			t.Errorf("%q is said %d times", s, n)
		}
	}
}

// broken is the live connection with the length of the ClientHello's extensions
// one too large.
func broken(t *testing.T) *anatomy.Scene {
	t.Helper()
	_, s := stage(t)
	f, ok := s.Message("tls", "ClientHello").Field("extensions_length")
	if !ok {
		t.Fatal("no extensions_length")
	}
	return s.With("tls", func(rec *capture.Recording) {
		for _, e := range rec.Events {
			if e.From == capture.Client && e.Kind == capture.Data {
				e.Data[5+f.Offset+len(f.Bytes)-1]++
				return
			}
		}
	})
}

func TestDamagedMessageSaysSo(t *testing.T) {
	s := broken(t)
	m := Message(s.Message("tls", "ClientHello"))
	if m.Error == "" || len(m.Fields) == 0 {
		t.Errorf("error %q, %d fields", m.Error, len(m.Fields))
	}
	if row := Ladder(s, "tls", "").Rows[0]; row.Note != "damaged" || row.Label != "ClientHello" {
		t.Errorf("the arrow says %+v", row)
	}
}

// TestLadderOfOtherConnections: an alert says which, bytes that are no TLS say
// that, and a connection that was never made has no arrows.
func TestLadderOfOtherConnections(t *testing.T) {
	s := anatomy.NewScene()
	add := func(name string, client, server string) {
		s.Add(name, "", &lab.Session{Recording: &capture.Recording{Client: "127.0.0.1:1", Server: "[::1]:2", Events: []capture.Event{
			{From: capture.Client, Kind: capture.Data, Data: []byte(client), At: 1234567 * time.Nanosecond},
			{From: capture.Server, Kind: capture.Data, Data: []byte(server), At: 2 * time.Second}}}})
	}
	add("alert", "\x15\x03\x03\x00\x02\x02\x32", "\x15\x03\x03\x00\x02\x01\x00")
	add("http", "GET / HTTP/1.1\r\n\r\n", "")
	if rows := Ladder(s, "alert", "").Rows; len(rows) != 2 || rows[0].Label != "Alert: decode_error" || rows[1].From != "server" || *rows[0].Millis != 1.23 || *rows[1].Millis != 2000 {
		t.Errorf("the alert's arrows are %+v", rows)
	}
	if rows := Ladder(s, "http", "").Rows; len(rows) == 0 || rows[0].Label != "no record of TLS" || rows[0].Note != "damaged" {
		t.Errorf("the arrows of HTTP are %+v", rows)
	}
	if l := Ladder(s, "never", "T"); len(l.Rows) != 0 || l.Title != "T" || l.Client != "client" {
		t.Errorf("the ladder of no connection is %+v", l)
	}
	if l := Ladder(s, "alert", ""); l.Client != "client :1" || l.Server != "server :2" {
		t.Errorf("the posts are %q and %q", l.Client, l.Server)
	}
	s.Stable = true
	for _, l := range []*transcript.Ladder{Ladder(s, "alert", ""), ClearLadder(s, "alert", "", func(capture.Side, []byte) string { return "x" })} {
		if l.Client != "client" || l.Server != "server" || l.Rows[0].Millis != nil {
			t.Errorf("a stable ladder has ports or times: %+v", l)
		}
	}
}

// TestTurns: reads and writes of one side are one turn, and share no memory
// with the recording.
func TestTurns(t *testing.T) {
	event := func(from capture.Side, data string, at time.Duration) capture.Event {
		return capture.Event{From: from, Kind: capture.Data, Data: []byte(data), At: at}
	}
	rec := &capture.Recording{Events: []capture.Event{event(capture.Client, "a", 1), event(capture.Client, "b", 2), {From: capture.Client, Kind: capture.End},
		event(capture.Client, "c", 3), event(capture.Server, "d", 4), {From: capture.Client, Kind: capture.Closed}, event(capture.Server, "e", 5), event(capture.Client, "f", 6)}}
	var got []string
	for _, turn := range Turns(rec) {
		got = append(got, turn.From.String()+":"+string(turn.Data)+":"+turn.At.String())
		turn.Data[0] = 'x'
	}
	if s := strings.Join(got, " "); s != "client:abc:1ns server:de:4ns client:f:6ns" {
		t.Errorf("the turns are %s", s)
	}
	if string(rec.Events[0].Data) != "a" || string(rec.Events[4].Data) != "d" {
		t.Error("changing a turn changed the recording")
	}
}

func TestBytesOf(t *testing.T) {
	for _, c := range []struct{ limit, shown, total int }{{2, 2, 5}, {5, 5, 0}, {9, 5, 0}} {
		if b := BytesOf("", []byte("hello"), c.limit); len(b.Data) != c.shown || b.Total != c.total {
			t.Errorf("limit %d: %d bytes of %d, want %d of %d", c.limit, len(b.Data), b.Total, c.shown, c.total)
		}
	}
}
