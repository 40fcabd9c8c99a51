package tamper

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// helloOf is the record with the ClientHello of crypto/tls.
func helloOf(t *testing.T, c *tls.Config) []byte {
	t.Helper()
	client, server := net.Pipe()
	defer client.Close()
	defer server.Close()
	go func() { _ = tls.Client(client, c).Handshake() }()
	var header [handshake.RecordHeaderLength]byte
	if _, err := io.ReadFull(server, header[:]); err != nil {
		t.Fatal(err)
	}
	body := make([]byte, int(header[3])<<8|int(header[4]))
	if _, err := io.ReadFull(server, body); err != nil {
		t.Fatal(err)
	}
	return append(header[:], body...)
}

func decoded(t *testing.T, record []byte) *handshake.ClientHello {
	t.Helper()
	items, _ := handshake.Decode(&capture.Recording{Events: []capture.Event{{Kind: capture.Data, From: capture.Client, Data: record}}})
	for _, it := range items {
		if h, ok := it.Message.(*handshake.ClientHello); ok {
			if it.Err != nil {
				t.Fatal(it.Err)
			}
			return h
		}
	}
	t.Fatalf("no ClientHello in %x", record)
	return nil
}

func handOf(t *testing.T, edit string) *Hand {
	t.Helper()
	make, err := Find(edit)
	if err != nil {
		t.Fatal(err)
	}
	return make()
}

// The edits of the hello change what they say, and nothing else.
func TestHellos(t *testing.T) {
	config := &tls.Config{ServerName: "example.com", NextProtos: []string{"h2"}}
	record := helloOf(t, config)
	was := decoded(t, record)
	for edit, check := range map[string]func(*testing.T, *handshake.ClientHello){
		"strip-suite": func(t *testing.T, h *handshake.ClientHello) {
			if len(h.CipherSuites) != len(was.CipherSuites)-1 || h.CipherSuites[0] != was.CipherSuites[1] {
				t.Errorf("%v became %v", was.CipherSuites, h.CipherSuites)
			}
		},
		"strip-suite=tls_aes_128_gcm_sha256": func(t *testing.T, h *handshake.ClientHello) {
			for _, s := range h.CipherSuites {
				if s == registry.TLS_AES_128_GCM_SHA256 {
					t.Error("it is still there")
				}
			}
			if len(h.CipherSuites) != len(was.CipherSuites)-1 {
				t.Errorf("%d suites, before it were %d", len(h.CipherSuites), len(was.CipherSuites))
			}
		},
		"strip-versions": func(t *testing.T, h *handshake.ClientHello) {
			if h.Has(registry.ExtSupportedVersions) || len(h.Extensions) != len(was.Extensions)-1 {
				t.Errorf("extensions %v", h.Extensions)
			}
		},
		"server-name": func(t *testing.T, h *handshake.ClientHello) {
			if string(h.ServerName) != otherName || len(h.Extensions) != len(was.Extensions) {
				t.Errorf("the name is %q", h.ServerName)
			}
		},
		"server-name=" + strings.Repeat("a", 255): func(t *testing.T, h *handshake.ClientHello) {
			if len(h.ServerName) != 255 {
				t.Errorf("the name has %d bytes", len(h.ServerName))
			}
		},
	} {
		t.Run(edit[:min(len(edit), 30)], func(t *testing.T) {
			for _, pieces := range []int{len(record), 1, 700} { // as it came, and byte by byte
				h := handOf(t, edit)
				var out []byte
				for rest := record; len(rest) > 0; {
					n := min(pieces, len(rest))
					part, more := h.Pass(capture.Client, rest[:n], false)
					if out, rest = append(out, part...), rest[n:]; !more {
						t.Fatal("it ended before the server chose")
					}
				}
				check(t, decoded(t, out))
				c := h.Changes()
				if len(c) != 1 || !bytes.Equal(c[0].Before, record) || !bytes.Equal(c[0].After, out) || c[0].Offset != 0 {
					t.Fatalf("%d changes", len(c))
				}
				if undone := undone(&capture.Recording{Events: []capture.Event{{Kind: capture.Data, From: capture.Client, Data: out}}}, c[0]); !bytes.Equal(undone.Bytes(capture.Client), record) {
					t.Error("undone it is another")
				}
			}
		})
	}
}

// A hello that spans records is put together, edited, and framed again.
func TestHelloInManyRecords(t *testing.T) {
	record := helloOf(t, &tls.Config{ServerName: "example.com"})
	var cut []byte
	for body := record[handshake.RecordHeaderLength:]; len(body) > 0; {
		n := min(100, len(body))
		cut = append(append(cut, 22, 3, 1, 0, byte(n)), body[:n]...)
		body = body[n:]
	}
	h := handOf(t, "server-name")
	out, _ := h.Pass(capture.Client, cut, false)
	if got := decoded(t, out); string(got.ServerName) != otherName {
		t.Errorf("the name is %q", got.ServerName)
	}
	if c := h.Changes(); len(c) != 1 || !bytes.Equal(c[0].Before, cut) {
		t.Error("what was changed is not all of it")
	}
}

func TestWrongLength(t *testing.T) {
	record := helloOf(t, &tls.Config{ServerName: "example.com"})
	out, _ := handOf(t, "wrong-length").Pass(capture.Client, record, false)
	differ := 0
	for i := range record {
		if out[i] != record[i] {
			differ++
		}
	}
	if differ != 1 && differ != 2 || len(out) != len(record) {
		t.Errorf("%d bytes of %d differ, %d came out", differ, len(record), len(out))
	}
}

// Whatever comes, in whatever pieces: what is not changed passes, all of it, in its
// order.
func TestOtherBytesPass(t *testing.T) {
	record := helloOf(t, &tls.Config{ServerName: "example.com"})
	for name, sent := range map[string][]byte{
		"http":          []byte("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"),
		"one byte":      {22},
		"cut":           record[:40],
		"hello cut":     append([]byte{22, 3, 1, 0, 20}, record[5:25]...),
		"alien behind":  append([]byte{21, 3, 3, 0, 2, 1, 0}, "GET /"...),
		"great length":  {22, 3, 1, 255, 255, 1, 2, 3},
		"great message": {22, 3, 1, 0, 4, 1, 255, 255, 255, 23, 3, 3, 0, 1, 9},
		"damaged hello": {22, 3, 1, 0, 6, 1, 0, 0, 2, 3, 3, 23, 3, 3, 0, 1, 9},
		"empty records": {22, 3, 1, 0, 0, 20, 3, 1, 0, 0},
	} {
		for _, e := range Edits() {
			for _, pieces := range []int{1, 3, 1 << 20} {
				h := handOf(t, e.Name)
				var out []byte
				more := true
				for rest := sent; len(rest) > 0; {
					n := min(pieces, len(rest))
					part := rest[:n]
					if more {
						part, more = h.Pass(capture.Client, bytes.Clone(part), false)
					}
					out, rest = append(out, part...), rest[n:]
				}
				if more {
					part, _ := h.Pass(capture.Client, nil, true)
					out = append(out, part...)
				}
				if !bytes.Equal(out, sent) || len(h.Changes()) != 0 || h.none == "" {
					t.Errorf("%s, %s, %d bytes at a time: %x became %x, %d changes, %q", name, e.Name, pieces, sent, out, len(h.Changes()), h.none)
				}
			}
		}
	}
}

func TestFind(t *testing.T) {
	for _, asked := range []string{"", "nothing", "flip-finished=3", "server-name=", "strip-suite=NOT_A_SUITE", "server-name=" + strings.Repeat("x", 256)} {
		_, err := Find(asked)
		var unknown *UnknownError
		if !errors.As(err, &unknown) || unknown.Hint == "" {
			t.Errorf("%q: %v", asked, err)
		}
	}
	for _, e := range Edits() {
		if !strings.Contains(Usage(), "  "+e.Name) {
			t.Errorf("%s is not in the help", e.Name)
		}
	}
}

// The peers of crypto/tls talk with a hand between them: each edit changes one thing
// and is noticed.
func TestLiveEdits(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, e := range Edits() {
			t.Run(e.Name+", "+tls.VersionName(version), func(t *testing.T) {
				h := handOf(t, e.Name)
				clientErr, serverErr := talk(t, version, h)
				c := h.Changes()
				switch {
				case e.Name == "strip-versions" && version == tls.VersionTLS12 && len(c) == 0: // crypto/tls sends none that old
				case len(c) != 1:
					t.Errorf("%d changes: %q", len(c), h.none)
				case clientErr == nil && serverErr == nil:
					t.Error("nobody noticed")
				}
			})
		}
	}
}

// talk has a client send a word and wait for its echo, through a hand.
func talk(t *testing.T, version uint16, h *Hand) (clientErr, serverErr error) {
	t.Helper()
	client, near := capture.Pipe()
	far, server := capture.Pipe()
	pump := func(from capture.Side, in, out net.Conn) {
		defer out.Close()
		b := make([]byte, 1000)
		for {
			n, err := in.Read(b)
			data, _ := h.Pass(from, bytes.Clone(b[:n]), err != nil)
			if _, bad := out.Write(data); err != nil || bad != nil {
				return
			}
		}
	}
	go pump(capture.Client, near, far)
	go pump(capture.Server, far, near)
	done := make(chan error, 1)
	go func() {
		defer server.Close()
		s := tls.Server(server, &tls.Config{Certificates: []tls.Certificate{peer.ECDSA()}, MinVersion: version})
		defer s.Close()
		_, err := io.Copy(s, s)
		done <- err
	}()
	c := tls.Client(client, &tls.Config{ServerName: "example.com", InsecureSkipVerify: true, MaxVersion: version})
	_, clientErr = io.WriteString(c, "a word")
	if clientErr == nil {
		_, clientErr = io.ReadFull(c, make([]byte, 6))
	}
	c.Close()
	client.Close()
	return clientErr, <-done
}
