package keylog

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// hexOf is n bytes of the value b, as digits.
func hexOf(b byte, n int) string { return strings.Repeat(fmt.Sprintf("%02x", b), n) }

func valueOf(b byte, n int) []byte { return bytes.Repeat([]byte{b}, n) }

func read(t testing.TB, text string) *Log {
	t.Helper()
	l := new(Log)
	if err := l.Read(strings.NewReader(text), "keys"); err != nil {
		t.Fatal(err)
	}
	return l
}

func told(l *Log) (lines []string) {
	for _, n := range l.Notes() {
		lines = append(lines, n.String())
	}
	return lines
}

func TestEveryKindOfLineIsFound(t *testing.T) {
	random := hexOf(0xA1, 32)
	lines := []string{
		"# a comment", "", "  \t",
		"CLIENT_RANDOM " + random + " " + hexOf(1, 48),
		"PMS_CLIENT_RANDOM " + random + " " + hexOf(2, 128),
		"CLIENT_EARLY_TRAFFIC_SECRET " + random + " " + hexOf(3, 32),
		"CLIENT_HANDSHAKE_TRAFFIC_SECRET " + random + " " + hexOf(4, 32),
		"SERVER_HANDSHAKE_TRAFFIC_SECRET " + random + " " + hexOf(5, 48),
		"CLIENT_TRAFFIC_SECRET_0 " + random + " " + hexOf(6, 32),
		"SERVER_TRAFFIC_SECRET_0 " + random + " " + hexOf(7, 32),
		"SERVER_TRAFFIC_SECRET_1 " + random + " " + hexOf(8, 32),
		"CLIENT_TRAFFIC_SECRET_255 " + random + " " + hexOf(9, 32),
		"EARLY_EXPORTER_SECRET " + random + " " + hexOf(10, 48),
		"EXPORTER_SECRET " + random + " " + hexOf(11, 32),
		"ECH_SECRET " + random + " " + hexOf(12, 32),
		"ECH_CONFIG " + random + " " + hexOf(13, 72),
		"RSA " + hexOf(0xB1, 8) + " " + hexOf(14, 48),
		"RSA Session-ID:" + hexOf(0xC1, 32) + " Master-Key:" + hexOf(15, 48),
	}
	want := []struct {
		got   func(*Log) []byte
		value []byte
	}{
		{byRandom(ClientRandom), valueOf(1, 48)},
		{byRandom(PMSClientRandom), valueOf(2, 128)},
		{byRandom(ClientEarlyTraffic), valueOf(3, 32)},
		{byRandom(ClientHandshakeTraffic), valueOf(4, 32)},
		{byRandom(ServerHandshakeTraffic), valueOf(5, 48)},
		{byRandom(ClientTraffic0), valueOf(6, 32)},
		{byRandom(ServerTraffic0), valueOf(7, 32)},
		{byRandom("SERVER_TRAFFIC_SECRET_1"), valueOf(8, 32)},
		{byRandom("CLIENT_TRAFFIC_SECRET_255"), valueOf(9, 32)},
		{byRandom(EarlyExporter), valueOf(10, 48)},
		{byRandom(Exporter), valueOf(11, 32)},
		{byRandom(ECHSecret), valueOf(12, 32)},
		{byRandom(ECHConfig), valueOf(13, 72)},
		{func(l *Log) []byte { return l.PreMaster(valueOf(0xB1, 256)) }, valueOf(14, 48)},
		{func(l *Log) []byte { return l.SessionMaster(valueOf(0xC1, 32)) }, valueOf(15, 48)},
	}
	forms := map[string]string{
		"LF":              strings.Join(lines, "\n") + "\n",
		"CRLF":            strings.Join(lines, "\r\n") + "\r\n",
		"no last end":     strings.Join(lines, "\n"),
		"byte-order mark": "\xef\xbb\xbf" + strings.Join(lines[3:], "\n"),
		"capitals":        strings.ReplaceAll(strings.Join(lines, "\n"), random, strings.ToUpper(random)),
		"spaces around":   " " + strings.Join(lines, " \n\t"),
		"wide spaces":     strings.ReplaceAll(strings.Join(lines[3:], "\n"), " ", "  \t"),
	}
	for name, text := range forms {
		t.Run(name, func(t *testing.T) {
			l := read(t, text)
			for i, w := range want {
				if got := w.got(l); !bytes.Equal(got, w.value) {
					t.Errorf("line %d: got %x", i, got)
				}
			}
			if l.Len() != len(want) || len(l.Notes()) != 0 {
				t.Errorf("%d secrets; %q", l.Len(), told(l))
			}
		})
	}
}

func byRandom(label string) func(*Log) []byte {
	return func(l *Log) []byte { return l.Secret(label, valueOf(0xA1, 32)) }
}

func TestWhatIsNotThereIsNil(t *testing.T) {
	l := read(t, "CLIENT_RANDOM "+hexOf(1, 32)+" "+hexOf(2, 48))
	for name, got := range map[string][]byte{
		"another random":  l.Secret(ClientRandom, valueOf(3, 32)),
		"half a random":   l.Secret(ClientRandom, valueOf(1, 16)),
		"another label":   l.Secret(Exporter, valueOf(1, 32)),
		"no label":        l.Secret("NO_LABEL", valueOf(1, 32)),
		"a session":       l.SessionMaster(valueOf(1, 32)),
		"no session":      l.SessionMaster(nil),
		"a long session":  l.SessionMaster(valueOf(1, 33)),
		"a pre-master":    l.PreMaster(valueOf(1, 8)),
		"a short one":     l.PreMaster(valueOf(1, 7)),
		"an empty log":    new(Log).Secret(ClientRandom, valueOf(1, 32)),
		"a signed number": read(t, "CLIENT_TRAFFIC_SECRET_+1 "+hexOf(1, 32)+" "+hexOf(2, 32)).Secret("CLIENT_TRAFFIC_SECRET_1", valueOf(1, 32)),
	} {
		if got != nil {
			t.Errorf("%s: got %x", name, got)
		}
	}
}

func TestBadLinesAreNoted(t *testing.T) {
	random, good := hexOf(0xA1, 32), "CLIENT_RANDOM "+hexOf(0xEE, 32)+" "+hexOf(0xEF, 48)
	tests := map[string]struct {
		line string
		want string
	}{
		"another label":        {"QUIC_CLIENT_TRAFFIC_SECRET_0 " + random + " " + hexOf(1, 32), "lines of another label, QUIC_CLIENT_TRAFFIC_SECRET_0, are not used"},
		"a number too high":    {"CLIENT_TRAFFIC_SECRET_256 " + random + " " + hexOf(1, 32), "lines of another label, CLIENT_TRAFFIC_SECRET_256, are not used"},
		"a number with a zero": {"CLIENT_TRAFFIC_SECRET_00 " + random + " " + hexOf(1, 32), "lines of another label, CLIENT_TRAFFIC_SECRET_00, are not used"},
		"a secret for a label": {hexOf(0xAB, 48), "this is no line of a key log"},
		"capital digits":       {strings.ToUpper(hexOf(0xAB, 32)) + "_" + strings.ToUpper(hexOf(0xAB, 4)), "this is no line of a key log"},
		"text":                 {"<html>\x1b[31m", "this is no line of a key log"},
		"binary":               {"\x00\x01\xff\xfe\x80", "this is no line of a key log"},
		"a small label":        {"client_random " + random + " " + hexOf(1, 48), "this is no line of a key log"},
		"no secret":            {"CLIENT_RANDOM " + random, "CLIENT_RANDOM: the secret is missing"},
		"only a label":         {"CLIENT_RANDOM", "CLIENT_RANDOM: the secret is missing"},
		"a fourth word":        {"CLIENT_RANDOM " + random + " " + hexOf(1, 48) + " x", "CLIENT_RANDOM: something stands behind the secret"},
		"random of 31":         {"CLIENT_RANDOM " + hexOf(1, 31) + " " + hexOf(1, 48), "CLIENT_RANDOM: the client random has 31 bytes, not 32"},
		"random of 5000":       {"CLIENT_RANDOM " + hexOf(1, 5000) + " " + hexOf(1, 48), "CLIENT_RANDOM: the client random has 5000 bytes, not 32"},
		"random of text":       {"CLIENT_RANDOM " + strings.Repeat("xy", 32) + " " + hexOf(1, 48), "CLIENT_RANDOM: a value is not written in hexadecimal digits"},
		"text after 32 bytes":  {"CLIENT_RANDOM " + random + "zz " + hexOf(1, 48), "CLIENT_RANDOM: a value is not written in hexadecimal digits"},
		"an odd digit":         {"CLIENT_RANDOM " + random + " " + hexOf(1, 47) + "1", "CLIENT_RANDOM: a value is not written in hexadecimal digits"},
		"master of 47":         {"CLIENT_RANDOM " + random + " " + hexOf(1, 47), "CLIENT_RANDOM: the master secret has 47 bytes, not 48"},
		"traffic of 33":        {"SERVER_TRAFFIC_SECRET_0 " + random + " " + hexOf(1, 33), "SERVER_TRAFFIC_SECRET_0: the secret has 33 bytes, not 32 or 48"},
		"pre-master of 5000":   {"PMS_CLIENT_RANDOM " + random + " " + hexOf(1, 5000), "PMS_CLIENT_RANDOM: the pre-master secret has 5000 bytes, not 1 to 4096"},
		"encrypted of 7":       {"RSA " + hexOf(1, 7) + " " + hexOf(1, 48), "RSA: the encrypted pre-master secret is told by 7 bytes, not 8"},
		"pre-master of 47":     {"RSA " + hexOf(1, 8) + " " + hexOf(1, 47), "RSA: the pre-master secret has 47 bytes, not 48"},
		"no session":           {"RSA Session-ID: Master-Key:" + hexOf(1, 48), "RSA: the session ID has 0 bytes, not 1 to 32"},
		"session of 33":        {"RSA Session-ID:" + hexOf(1, 33) + " Master-Key:" + hexOf(1, 48), "RSA: the session ID has 33 bytes, not 1 to 32"},
		"no master key":        {"RSA Session-ID:" + hexOf(1, 32) + " " + hexOf(1, 48), "RSA: the secret is missing"},
		"a long line":          {"CLIENT_RANDOM " + strings.Repeat("ab", 1<<20), "the line has more than 16384 bytes"},
		"a UTF-16 line":        {"\xff\xfeC\x00L\x00", "this is no line of a key log"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := read(t, good+"\n"+tt.line+"\n"+tt.line+"\n\n"+tt.line+"\n"+good+"\n")
			want := []string{"keys, line 2: " + tt.want + " (and 2 more lines)"}
			if got := told(l); fmt.Sprint(got) != fmt.Sprint(want) || l.Len() != 1 {
				t.Errorf("%d secrets; got %q, want %q", l.Len(), got, want)
			}
			if l := read(t, good+"\n"+tt.line+"\n"); l.Notes()[0].More != 0 {
				t.Errorf("got %q", told(l))
			}
		})
	}
}

// Wherever a log is cut, all whole lines are kept, and what is cut is a note
// without a digit of it.
func TestACutLogKeepsItsWholeLines(t *testing.T) {
	text := "CLIENT_RANDOM " + hexOf(0xA1, 32) + " " + hexOf(0xB2, 48) + "\n" +
		"RSA " + hexOf(0xC3, 8) + " " + hexOf(0xD4, 48) + "\n" +
		"EXPORTER_SECRET " + hexOf(0xA1, 32) + " " + hexOf(0xE5, 48) + "\n"
	for n := range len(text) {
		l := read(t, text[:n])
		whole := strings.Count(text[:n], "\n")
		rest := text[strings.LastIndex(text[:n], "\n")+1 : n]
		notes := told(l)
		// A traffic secret cut at 32 of 48 bytes is one of 32: only decryption tells.
		last := n+1 < len(text) && text[n] == '\n' || strings.HasSuffix(rest, " "+hexOf(0xE5, 32)) || strings.HasSuffix(rest, hexOf(0xE5, 48))
		switch {
		case last && (l.Len() != whole+1 || len(notes) != 0), rest == "" && (l.Len() != whole || len(notes) != 0):
			t.Fatalf("cut at %d: %d secrets, %q", n, l.Len(), notes)
		case !last && rest != "" && (l.Len() != whole || len(notes) != 1 ||
			notes[0] != fmt.Sprintf("keys, line %d: the last line is cut off", whole+1)):
			t.Fatalf("cut at %d: %d secrets, %q", n, l.Len(), notes)
		}
	}
}

func TestTheLastSecretOfAConnectionIsUsed(t *testing.T) {
	random := hexOf(0xA1, 32)
	l := read(t, "EXPORTER_SECRET "+random+" "+hexOf(1, 32)+"\n"+
		"CLIENT_RANDOM "+random+" "+hexOf(2, 48)+"\n"+
		"EXPORTER_SECRET "+random+" "+hexOf(1, 32)+"\n"+
		"EXPORTER_SECRET "+random+" "+hexOf(3, 48)+"\n")
	before := l.Secret(ClientRandom, valueOf(0xA1, 32))
	if err := l.Read(strings.NewReader("CLIENT_RANDOM "+random+" "+hexOf(4, 48)), "more"); err != nil {
		t.Fatal(err)
	}
	if got := byRandom(Exporter)(l); !bytes.Equal(got, valueOf(3, 48)) {
		t.Errorf("got %x", got)
	}
	if got := byRandom(ClientRandom)(l); !bytes.Equal(got, valueOf(4, 48)) || !bytes.Equal(before, valueOf(2, 48)) {
		t.Errorf("got %x, and what was given out before is %x", got, before)
	}
	want := []string{
		"keys, line 4: EXPORTER_SECRET: a second secret for the same connection, which is used instead of the first",
		"more, line 1: CLIENT_RANDOM: a second secret for the same connection, which is used instead of the first",
	}
	if got := told(l); fmt.Sprint(got) != fmt.Sprint(want) || l.Len() != 2 {
		t.Errorf("%d secrets, %q", l.Len(), got)
	}
}

func TestUTF16IsCalledSo(t *testing.T) {
	l := read(t, "\xff\xfeC\x00L\x00\n\x00")
	if got := told(l); len(got) == 0 || got[0] != "keys, line 1: the file is written in UTF-16; a key log is ASCII" {
		t.Errorf("got %q", got)
	}
}

func TestNamesAreEscaped(t *testing.T) {
	l := new(Log)
	_ = l.Read(strings.NewReader("nonsense"+"\n"), "a\x1b[31mb\nc")
	if got := told(l); len(got) != 1 || got[0] != `"a\x1b[31mb\nc", line 1: this is no line of a key log` {
		t.Errorf("got %q", got)
	}
}

func TestAFailureOfTheReaderIsReturned(t *testing.T) {
	broken := errors.New("broken")
	good := "CLIENT_RANDOM " + hexOf(1, 32) + " " + hexOf(2, 48) + "\n"
	l := new(Log)
	err := l.Read(io.MultiReader(strings.NewReader(good), iotest.ErrReader(broken)), "keys")
	if err != broken || l.Len() != 1 {
		t.Errorf("got %v, %d secrets", err, l.Len())
	}
	err = l.Read(io.MultiReader(strings.NewReader(strings.Repeat("a", 1<<16)), iotest.ErrReader(broken)), "keys")
	if err != broken {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("CLIENT_RANDOM " + hexOf(1, 32) + " " + hexOf(2, 48) + "\n"))
	f.Add([]byte("RSA Session-ID:" + hexOf(1, 32) + " Master-Key:" + hexOf(2, 48)))
	f.Add([]byte("\xef\xbb\xbf# \r\nQUIC_X_Y a b"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l := read(t, string(text))
		for _, n := range l.Notes() {
			for word := range strings.FieldsSeq(string(text)) {
				if digits, err := hex.DecodeString(word); err == nil && len(digits) > 4 && strings.Contains(n.String(), word) {
					t.Fatalf("%q holds %q", n, word)
				}
			}
		}
		under := UnderRandom(text, valueOf(9, 32))
		if again := UnderRandom(under, valueOf(9, 32)); len(again) != 0 {
			t.Fatalf("rewritten twice: %q", again)
		}
	})
}
