package paste_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/tlsteach/tlsteach/capture"

	. "github.com/tlsteach/tlsteach/capture/paste"
)

// hello is a record with a ClientHello of two suites, in 52 bytes. Its random
// reads as text that looks like digits: the trap of every dump.
var hello = must("160301002f0100002b0303" + hex.EncodeToString([]byte("dead beef 0123 cafe 16 03 01 00 ")) + "000004002f003501" + "00")

// tcp is a header of TCP.
var tcp = must("d43101bb00000001000000015018ffff00000000")

func must(digits string) []byte {
	b, err := hex.DecodeString(digits)
	if err != nil {
		panic(err)
	}
	return b
}

// dumped writes bytes as a dump: a format for the offset, one for a group of so
// many bytes, what stands between, and the characters where they are wanted.
func dumped(b []byte, offset string, group int, gap, before, after string) string {
	var out strings.Builder
	for at := 0; at < len(b); at += 16 {
		row := b[at:min(at+16, len(b))]
		fmt.Fprintf(&out, offset, at)
		line := ""
		for i := 0; i < len(row); i += group {
			line += fmt.Sprintf("%x", row[i:min(i+group, len(row))]) + gap
		}
		fmt.Fprintf(&out, "%-50s", line)
		if before != "" {
			out.WriteString(before)
			for _, c := range row {
				if c < 0x20 || c >= 0x7f {
					c = '.'
				}
				out.WriteByte(c)
			}
			out.WriteString(after)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

func TestFormsOfTheSameRecord(t *testing.T) {
	var words, arrays, escapes, decimals []string
	for _, c := range hello {
		words = append(words, fmt.Sprintf("%02X", c))
		arrays = append(arrays, fmt.Sprintf("0x%02x", c))
		escapes = append(escapes, fmt.Sprintf(`\x%02x`, c))
		decimals = append(decimals, fmt.Sprint(c))
	}
	digits := hex.EncodeToString(hello)
	little := bytes.Clone(hello)
	for i := 0; i+1 < len(little); i += 2 {
		little[i], little[i+1] = little[i+1], little[i]
	}
	utf16le := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(digits)) {
		utf16le = append(utf16le, byte(u), byte(u>>8))
	}
	for name, text := range map[string]string{
		"raw bytes":               string(hello),
		"digits":                  digits,
		"digits, upper case":      strings.ToUpper(digits) + "\n",
		"digits broken anywhere":  digits[:33] + "\n" + digits[33:66] + "\r\n" + digits[66:] + "\n",
		"spaces":                  strings.Join(words, " "),
		"colons":                  strings.Join(words, ":"),
		"dashes":                  strings.Join(words, "-"),
		"unbroken spaces":         strings.Join(words, "\u00a0"),
		"0x before each":          strings.Join(arrays, ", "),
		"0x before all":           "0x" + digits,
		"comments":                "# a hello\n" + digits + "\n// its end\n",
		"C array":                 "unsigned char hello[] = {\n" + strings.Join(arrays, ", /* 0xff */\n") + "\n};\nunsigned int n = 52;",
		"Go slice":                "b := []byte{" + strings.Join(arrays, ",\n") + ",\n}",
		"Rust array":              "let b = [" + strings.Join(arrays, ", ") + "];",
		"decimals":                "[" + strings.Join(decimals, " ") + "]",
		"Python list":             "[" + strings.Join(decimals, ", ") + "]",
		"escapes":                 strings.Join(escapes, ""),
		"string, many lines":      `"` + strings.Join(escapes[:20], "") + "\" \\\n\"" + strings.Join(escapes[20:], "") + `"`,
		"Python bytes":            pythonBytes(hello),
		"base64":                  base64.StdEncoding.EncodeToString(hello),
		"base64 for addresses":    base64.RawURLEncoding.EncodeToString(hello),
		"base64, lines":           base64.StdEncoding.EncodeToString(hello)[:64] + "\n" + base64.StdEncoding.EncodeToString(hello)[64:],
		"UTF-16":                  string(utf16le),
		"xxd":                     dumped(hello, "%08x: ", 2, " ", " ", ""),
		"xxd without characters":  dumped(hello, "%08x: ", 2, " ", "", ""),
		"hexdump -C":              dumped(hello, "%08x  ", 1, " ", "|", "|") + "00000034\n",
		"od -tx1":                 dumped(hello, "%07o ", 1, " ", "", "") + "0000064\n",
		"od -Ax -tx1z":            dumped(hello, "%06x ", 1, " ", " >", "<") + "000034\n",
		"od -x":                   dumped(little, "%07o ", 2, " ", "", "") + "0000064\n",
		"hexdump":                 dumped(little, "%07x ", 2, " ", "", "") + "0000034\n",
		"Wireshark":               dumped(hello, "%04x   ", 1, " ", "  ", ""),
		"openssl -debug's dump":   dumped(hello, "%04x - ", 1, " ", "  ", ""),
		"tcpdump's dump":          dumped(hello, "\t0x%04x:  ", 2, " ", "  ", ""),
		"offsets in decimal":      dumped(hello, "%04d  ", 1, " ", "", ""),
		"dump with a heading":     "Frame 4:\n\n" + dumped(hello, "%04x  ", 1, " ", "  ", ""),
		"two dumps, one record":   dumped(hello[:20], "%04x  ", 1, " ", "  ", "") + "\n" + dumped(hello[20:], "%04x  ", 1, " ", "  ", ""),
		"Ethernet, IP, TCP":       hex.EncodeToString(slices.Concat(make([]byte, 12), must("0800"+"450000000000400040060000"), make([]byte, 8), tcp, hello)),
		"IPv6 and TCP, in a dump": dumped(slices.Concat(must("6000000000480640"), make([]byte, 32), tcp, hello), "%04x  ", 1, " ", "  ", ""),
	} {
		t.Run(name, func(t *testing.T) {
			parts, err := Read([]byte(text))
			if err != nil {
				t.Fatalf("%v in\n%s", err, text)
			}
			if len(parts) != 1 || parts[0].Kind != Records || !bytes.Equal(parts[0].Bytes, hello) {
				t.Fatalf("got %s %x\nwant    %x from\n%s", parts[0].Kind, parts[0].Bytes, hello, text)
			}
		})
	}
}

// pythonBytes is how Python prints bytes.
func pythonBytes(b []byte) string {
	s := "b'"
	for _, c := range b {
		if c >= 0x20 && c < 0x7f && c != '\'' && c != '\\' {
			s += string(rune(c))
		} else {
			s += fmt.Sprintf(`\x%02x`, c)
		}
	}
	return s + "'\n"
}

func TestKinds(t *testing.T) {
	for name, c := range map[string]struct {
		digits string
		want   Kind
		note   string
	}{
		"record":               {"16030100", Records, ""},
		"record, cut early":    {"160303", Records, ""},
		"hello of SSL 2.0":     {"802e0100020015000000100100800200800300800600400700c00400800500800000", Records, ""},
		"message":              {"0e000000", Handshake, ""},
		"two messages":         {"0e0000001000000400020102", Handshake, ""},
		"message, cut":         {"0100002b0303", Handshake, "41 of its bytes are missing"},
		"message and rest":     {"0e000000ffff", Handshake, "behind byte 3"},
		"alert":                {"0228", Alert, "taken for an alert"},
		"close_notify":         {"0100", Alert, "taken for an alert"},
		"change_cipher_spec":   {"01", ChangeCipherSpec, "taken for"},
		"Finished of TLS 1.2":  {"1400000c000102030405060708090a0b", Handshake, ""},
		"hello, without a sum": {hex.EncodeToString(hello[5:]), Handshake, ""},
	} {
		parts, err := Read([]byte(c.digits))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if parts[0].Kind != c.want || !strings.Contains(parts[0].Note, c.note) || c.note == "" && parts[0].Note != "" {
			t.Errorf("%s: %s, note %q", name, parts[0].Kind, parts[0].Note)
		}
	}
}

func TestDumpsOfTwoDirections(t *testing.T) {
	answer := must("160303000702000003030300")
	answer = answer[:12]
	indented := strings.ReplaceAll("    "+strings.TrimSpace(dumped(answer, "%08x  ", 1, " ", "  ", "")), "\n", "\n    ")
	parts, err := Read([]byte(dumped(hello, "%08x  ", 1, " ", "  ", "") + indented + "\n"))
	if err != nil || len(parts) != 2 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	if parts[0].From != capture.Client || parts[1].From != capture.Server || !bytes.Equal(parts[1].Bytes, answer) {
		t.Errorf("%v %x, %v %x", parts[0].From, parts[0].Bytes, parts[1].From, parts[1].Bytes)
	}
}

// TestRepeatedLines: hexdump and od show lines that are alike as one asterisk.
func TestRepeatedLines(t *testing.T) {
	b := append(must("1603010200"), make([]byte, 512)...)
	lines := strings.SplitAfter(dumped(b, "%08x  ", 1, " ", "|", "|"), "\n")
	short := strings.Join(lines[:2], "") + "*\n" + lines[len(lines)-2] + fmt.Sprintf("%08x\n", len(b))
	parts, err := Read([]byte(short))
	if err != nil || !bytes.Equal(parts[0].Bytes, b) {
		t.Errorf("%v: %d bytes of %d from\n%s", err, len(parts[0].Bytes), len(b), short)
	}
}
