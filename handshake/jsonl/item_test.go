package jsonl_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"

	. "github.com/tlsteach/tlsteach/handshake/jsonl"
)

var nobody = &Connection{Number: 1}

// checkLine compares a line with the reference and judges it by itself.
func checkLine(t *testing.T, c *Connection, it *handshake.Item, o Options) {
	t.Helper()
	line := AppendItem(nil, c, it, o)
	want := reference(c, it, o)
	if !reflect.DeepEqual(tokens(t, line), tokens(t, want)) {
		t.Fatalf("line and reference differ:\n%s%s", line, want)
	}
	checkText(t, line)
	var obj object
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&obj); err != nil {
		t.Fatalf("%v in %s", err, line)
	}
	if end := tile(t, obj.Fields, 0); end != obj.Length {
		t.Fatalf("leaves tile %d of %d bytes: %s", end, obj.Length, line)
	}
}

// tokens is a JSON text as encoding/json reads it, the order of keys included.
func tokens(t *testing.T, text []byte) []json.Token {
	t.Helper()
	var out []json.Token
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("%v in %q", err, text)
		}
		out = append(out, tok)
	}
}

// checkText: one line of UTF-8 that steers nothing.
func checkText(t *testing.T, line []byte) {
	t.Helper()
	if !utf8.Valid(line) || bytes.IndexByte(line, '\n') != len(line)-1 {
		t.Fatalf("not one line of UTF-8: %q", line)
	}
	for _, r := range string(line[:len(line)-1]) {
		if !unicode.IsPrint(r) || strings.ContainsRune("<>&", r) {
			t.Fatalf("%q stands in the line unescaped: %q", r, line)
		}
	}
}

// tile follows the leaves from a byte on, and returns the byte behind the last.
func tile(t *testing.T, fields []field, at int) int {
	t.Helper()
	for _, f := range fields {
		b, err := hex.DecodeString(f.Value)
		if err != nil || f.Offset != at || f.Length != len(b) {
			t.Fatalf("field %s at %d of %d bytes, want it at %d; value %s", f.Name, f.Offset, f.Length, at, f.Value)
		}
		if f.Fields == nil {
			at += f.Length
		} else if at = tile(t, *f.Fields, at); at != f.Offset+f.Length {
			t.Fatalf("parts of %s end at %d, and it ends at %d", f.Name, at, f.Offset+f.Length)
		}
	}
	return at
}

func TestLinesAreThoseOfTheReference(t *testing.T) {
	for name, m := range messages(t) {
		t.Run(name, func(t *testing.T) {
			for _, it := range items(capture.Client, m) {
				checkLine(t, between, it, Options{})
				checkLine(t, nobody, it, Options{Explain: true})
			}
		})
	}
}

func TestDamagedMessagesTile(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	all := messages(t)
	for _, name := range slices.Sorted(maps.Keys(all)) { // the same damage in each run
		m := all[name]
		t.Run(name, func(t *testing.T) {
			for range 20 {
				b := bytes.Clone(m[:1+r.IntN(len(m))])
				for range r.IntN(4) {
					b[r.IntN(len(b))] = byte(r.Uint32())
				}
				for _, it := range items(capture.Server, b, m) {
					checkLine(t, between, it, Options{})
				}
			}
		})
	}
}

func TestTextOfAnAttackerIsEscaped(t *testing.T) {
	for _, text := range []string{
		"", "plain", "\x1b[31mred", `"quoted" \ back`, "</script><script>alert(1)</script>", "a&b", "\xff\xfe", "\xe2\x80",
		"\x00\x01\n\r\t\x7f", "\u0085\u009b", "\u2028\u2029", "\u202eevil", "\u200bzero", "\ufeff", "ünïcödé 字", "\U0001f600", "\U000e0001\U0010ffff",
	} {
		checkLine(t, &Connection{Number: 1, Client: text, Server: text}, hostile([]byte(text)), Options{Explain: true})
	}
}

func FuzzAppendItem(f *testing.F) {
	f.Add([]byte("\x16\x03\x01\x00\x04\x01\x00\x00\x00"), true)
	for _, m := range messages(f) {
		f.Add(append(record(m, m[:min(len(m), 1<<14)]), 0x15, 3, 3, 0, 2, 2, 40), false)
	}
	f.Fuzz(func(t *testing.T, b []byte, explain bool) {
		checkLine(t, nobody, hostile(b), Options{Explain: explain})
		c := handshake.NewConversation(func(it *handshake.Item) { checkLine(t, between, it, Options{Explain: explain}) })
		half := len(b) / 2
		c.Feed(capture.Client, b[:half], 0)
		c.Feed(capture.Server, b[half:], time.Second)
		c.End(time.Minute)
	})
}

// TestAppendingDoesNotAllocate: with a buffer that is used again, and fields whose
// own text does not allocate.
func TestAppendingDoesNotAllocate(t *testing.T) {
	for _, name := range []string{"client_hello_gnutls", "hello_retry_request_go", "server_hello_done_go", "client_key_exchange_rsa_go", "change_cipher_spec_go", "alert_go"} {
		for _, it := range items(capture.Client, messages(t)[name]) {
			line := AppendItem(nil, between, it, Options{Explain: true})
			if n := testing.AllocsPerRun(20, func() { line = AppendItem(line[:0], between, it, Options{Explain: true}) }); n != 0 {
				t.Errorf("%s, %s: %v allocations", name, it.Kind, n)
			}
		}
	}
}
