package paste_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"

	. "github.com/tlsteach/tlsteach/capture/paste"
)

func TestErrorsSayPlaceAndReason(t *testing.T) {
	dump := dumped(hello, "%04x  ", 1, " ", "  ", "")
	for name, c := range map[string]struct{ text, want string }{
		"nothing":           {" \n", "nothing to explain"},
		"no digit":          {"16 03 01\n00 2g", `line 2, column 5: 'g' is no hexadecimal digit`},
		"odd run":           {"16 03 0a 123", "line 1, column 10: 123 has an odd number of digits (3)"},
		"shortened":         {"16 03 … 00", "'…' is no hexadecimal digit"},
		"unknown bytes":     {"deadbeef", "these 4 bytes begin with de ad be ef"},
		"a word":            {"hello", "'h' is no hexadecimal digit"},
		"missing line":      {strings.Join(append(strings.SplitAfter(dump, "\n")[:1], strings.SplitAfter(dump, "\n")[2:]...), ""), "line 2: the dump goes on at offset 0020, and 16 bytes before it are missing"},
		"pcap":              {"\xd4\xc3\xb2\xa1\x02\x00", "this is a capture file (pcap)"},
		"pcapng":            {"\x0a\x0d\x0d\x0a\x00\x00", "this is a capture file (pcapng)"},
		"gzip":              {"\x1f\x8b\x08", "compressed with gzip"},
		"session":           {"-----BEGIN SSL SESSION PARAMETERS-----\nMIIB\n-----END SSL SESSION PARAMETERS-----\n", "saved TLS session"},
		"no end line":       {"-----BEGIN CERTIFICATE-----\nMIIB\n", "line 1: the PEM block that begins here has no line -----END CERTIFICATE-----"},
		"damaged base64":    {"text\n-----BEGIN CERTIFICATE-----\nMI!B\n-----END CERTIFICATE-----\n", "line 3, column 3: '!' is no base64"},
		"trace":             {"Sent Record\nHeader:\n  Version = TLS 1.0 (0x301)\n", "-trace"},
		"arrows only":       {"<<< TLS 1.3, Handshake [length 007a], ServerHello\n", "no message with its bytes"},
		"escape":            {`"\x16\x0g"`, "line 1, column 6: "},
		"endless asterisk":  {dumped(make([]byte, 32), "%08x  ", 1, " ", "", "") + "*\n7ffffff0  00 00\n", "line 4: the dump repeats a line for more than 1 MiB"},
		"packet, no data":   {"45000028000040004006000000000000000000000000000001bb0000000000000000" + "5010ffff0000", ""},
		"binary, no record": {"\x00\xff\xfe\x80", "these 4 bytes begin with 00 ff fe 80"},
		"too long":          {strings.Repeat("16", MaxInput/2+1), "more than 16 MiB"},
	} {
		parts, err := Read([]byte(c.text))
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Text, c.want) || len(parts) > 0 {
			t.Errorf("%s: %v, want %q; %d parts", name, err, c.want, len(parts))
			continue
		}
		if strings.Contains(e.Text, "\n") || strings.HasSuffix(e.Text, ".") {
			t.Errorf("%s: not one sentence: %q", name, e.Text)
		}
	}
}

// made is a certificate of this test and its key, both in DER.
func made(t *testing.T) (cert, key []byte) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "example.com"}}
	if cert, err = x509.CreateCertificate(rand.Reader, template, template, public, private); err != nil {
		t.Fatal(err)
	}
	if key, err = x509.MarshalPKCS8PrivateKey(private); err != nil {
		t.Fatal(err)
	}
	return cert, key
}

// TestPlusIsADigit: a line of base64 may begin and end with a plus, and so does
// what patches and code put around it.
func TestPlusIsADigit(t *testing.T) {
	want := append([]byte{0x30, 0x81, 0xc0}, bytes.Repeat([]byte{0xfb, 0xef, 0xbe}, 0xc0/3)...) // ++++ in base64
	block := strings.TrimSpace(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: want})))
	for name, text := range map[string]string{
		"bare":     block,
		"a patch":  "+" + strings.ReplaceAll(block, "\n", "\n+"),
		"code":     "x := \n\"" + strings.ReplaceAll(block, "\n", "\" +\n  \"") + "\";",
		"escapes":  `x = "` + strings.ReplaceAll(block, "\n", `\n" +`+"\n  \"") + `\n";`,
		"an array": "[\n '" + strings.ReplaceAll(block, "\n", "',\n '") + "'\n]",
	} {
		parts, err := Read([]byte(text))
		if err != nil || len(parts) != 1 || !bytes.Equal(parts[0].Bytes, want) {
			t.Errorf("%s: %v, %d parts\n%s", name, err, len(parts), text)
		}
	}
}

func TestCertificates(t *testing.T) {
	cert, key := made(t)
	block := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}))
	secret := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))
	for name, c := range map[string]struct {
		text string
		n    int
		note string
	}{
		"PEM":             {block, 1, ""},
		"two in PEM":      {"subject=x\n" + block + "issuer=y\n" + block, 2, ""},
		"PEM in JSON":     {`{"cert": "` + strings.ReplaceAll(block, "\n", `\n`) + `"}`, 1, ""},
		"PEM, indented":   {"    " + strings.ReplaceAll(block, "\n", "\n    "), 1, ""},
		"DER":             {string(cert), 1, ""},
		"two in DER":      {string(cert) + string(cert), 2, ""},
		"DER, cut":        {string(cert[:len(cert)-9]), 1, "9 of its bytes are missing"},
		"DER, and a rest": {string(cert) + "rest", 1, "left out"},
		"with its key":    {secret + block, 1, "private key"},
	} {
		parts, err := Read([]byte(c.text))
		if err != nil || len(parts) != c.n {
			t.Errorf("%s: %d parts, %v", name, len(parts), err)
			continue
		}
		for _, p := range parts {
			if p.Kind != Certificate || !bytes.HasPrefix(cert, p.Bytes) {
				t.Errorf("%s: %s, %x", name, p.Kind, p.Bytes)
			}
		}
		if !strings.Contains(parts[0].Note, c.note) || c.note == "" && parts[0].Note != "" {
			t.Errorf("%s: note %q", name, parts[0].Note)
		}
	}
	for _, text := range []string{secret, string(key)} {
		if parts, err := Read([]byte(text)); err == nil || !strings.Contains(err.Error(), "private key") || parts != nil {
			t.Errorf("a private key: %v, %v", parts, err)
		}
	}
	// The second of two is damaged: the first is given all the same.
	parts, err := Read([]byte(block + strings.Replace(block, "\nMI", "\n!I", 1)))
	if err == nil || len(parts) != 1 {
		t.Errorf("%d parts, %v", len(parts), err)
	}
}

const messages = `CONNECTED(00000003)
>>> TLS 1.0, RecordHeader [length 0005]
    16 03 01 00 06
>>> TLS 1.3, Handshake [length 0006], ClientHello
    01 00 00 02 03 03
<<< TLS 1.2, Alert [length 0002], fatal handshake_failure
    02 28
---
    0000 - de ad be ef
`

func TestOutputOfOpenssl(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		first capture.Side
	}{
		"of the client": {messages, capture.Client},
		"of the server": {strings.NewReplacer(">>>", "<<<", "<<<", ">>>").Replace(messages), capture.Client},
	} {
		parts, err := Read([]byte(c.text))
		if err != nil || len(parts) != 2 || parts[0].Kind != Handshake || parts[1].Kind != Alert {
			t.Fatalf("%s: %v, %v", name, parts, err)
		}
		if parts[0].From != c.first || parts[1].From != c.first.Other() || len(parts[0].Bytes) != 6 {
			t.Errorf("%s: %v", name, parts)
		}
	}
	debug := "write to 0x5 [0x6] (52 bytes => 52 (0x34))\n" + dumped(hello, "%04x - ", 1, " ", "  ", "") +
		"read from 0x5 [0x6] (5 bytes => 5 (0x5))\n0000 - 15 03 03 00 02                                    .....\n" +
		"read from 0x5 [0x6] (2 bytes => 2 (0x2))\n0000 - 02 28                                             .(\n"
	parts, err := Read([]byte(debug))
	if err != nil || len(parts) != 3 || !bytes.Equal(parts[0].Bytes, hello) || parts[0].From != capture.Client || parts[2].From != capture.Server {
		t.Errorf("-debug: %v, %v", parts, err)
	}
}

// FuzzRead: any input gives parts of a bounded size, or one sentence.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{messages, string(hello), "16 03", "0x16,0x3", `b'\x16\x03'`, "[22 3 1]", "FgMB", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
		dumped(hello, "%08x: ", 2, " ", " ", ""), "0000  16 03\n*\n0100\n", "0000  16\n    0000  16\n", "-----BEGIN ", "write to 0x5 [0x6] (5 bytes => 5 (0x5))\n0000 - 15 03\n", "\xff\xfe1\x006\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		parts, err := Read(data)
		size := 0
		for _, p := range parts {
			if size += len(p.Bytes); len(p.Bytes) == 0 || strings.Contains(p.Note, "\n") {
				t.Fatalf("%+v", p)
			}
		}
		if size > len(data)+1<<20 || (len(parts) == 0) != (err != nil) && err == nil {
			t.Fatalf("%d bytes, %v", size, err)
		}
		var e *Error
		if err != nil && (!errors.As(err, &e) || e.Text == "" || strings.Contains(e.Text+e.Hint, "\n")) {
			t.Fatalf("%#v", err)
		}
	})
}
