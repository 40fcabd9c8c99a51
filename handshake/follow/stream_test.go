package follow

import (
	"bytes"
	"crypto/tls"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/packets"
)

// flights are what two Go peers say: the client's hello, the server's flight, the
// client's, and application data.
func flights(t *testing.T, version uint16) (out []saying) {
	t.Helper()
	a, b := capture.Pipe()
	recorder := capture.NewRecorder(capture.Options{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		s := tls.Server(b, &tls.Config{Certificates: []tls.Certificate{Certificate(t)}, MaxVersion: version})
		_, _ = s.Write([]byte("hello"))
		b.Close()
	}()
	c := tls.Client(recorder.Conn(a, capture.Client), &tls.Config{InsecureSkipVerify: true, ServerName: "example.com"})
	_, _ = c.Read(make([]byte, 5))
	<-done
	for _, e := range recorder.Recording().Events {
		if e.Kind != capture.Data {
			continue
		}
		from := packets.FromA
		if e.From == capture.Server {
			from = packets.FromB
		}
		if n := len(out); n > 0 && out[n-1].from == from {
			out[n-1].data = append(out[n-1].data, e.Data...)
			continue
		}
		out = append(out, saying{from, bytes.Clone(e.Data)})
	}
	return out
}

func TestWhatStandsBeforeTLS(t *testing.T) {
	talk := flights(t, tls.VersionTLS12)
	a, b := func(s string) saying { return saying{packets.FromA, []byte(s)} }, func(s string) saying { return saying{packets.FromB, []byte(s)} }
	joined := func(s string) []saying { // the hello follows in the same segment
		return append([]saying{{packets.FromA, append([]byte(s), talk[0].data...)}}, talk[1:]...)
	}
	for _, tt := range []struct {
		name string
		said []saying
		want string
	}{
		{"nothing", talk, ""},
		{"HTTP CONNECT", append([]saying{a("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n"), b("HTTP/1.1 200 OK\r\n\r\n")}, talk...), "HTTP CONNECT example.com:443"},
		{"SOCKS 4", append([]saying{a("\x04\x01\x01\xbb\x0a\x00\x00\x07me\x00"), b("\x00\x5a\x00\x00\x00\x00\x00\x00")}, talk...), "SOCKS4 10.0.0.7:443"},
		{"SOCKS 4a", append([]saying{a("\x04\x01\x01\xbb\x00\x00\x00\x01me\x00example.com\x00"), b("\x00\x5a\x00\x00\x00\x00\x00\x00")}, talk...), "SOCKS4 example.com:443"},
		{"SOCKS 5, a name", append([]saying{a("\x05\x01\x00"), b("\x05\x00"), a("\x05\x01\x00\x03\x0bexample.com\x01\xbb"), b("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")}, talk...), "SOCKS5 example.com:443"},
		{"SOCKS 5, IPv4", append([]saying{a("\x05\x01\x00"), b("\x05\x00"), a("\x05\x01\x00\x01\x0a\x00\x00\x07\x01\xbb"), b("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")}, talk...), "SOCKS5 10.0.0.7:443"},
		{"SOCKS 5, IPv6", append([]saying{a("\x05\x01\x00"), b("\x05\x00"), a("\x05\x01\x00\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x01\xbb"), b("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")}, talk...), "SOCKS5 [2001:db8::1]:443"},
		{"SOCKS 5 with a password", append([]saying{a("\x05\x02\x00\x02"), b("\x05\x02"), a("\x01\x02me\x06secret"), b("\x01\x00"), a("\x05\x01\x00\x03\x0bexample.com\x01\xbb"), b("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")}, talk...), "SOCKS5 example.com:443"},
		{"SOCKS 5, cut", append([]saying{a("\x05\x01\x00"), b("\x05\x00"), a("\x05\x01\x00\x03\xffexa"), b("\x05\x00")}, talk...), "SOCKS5"},
		{"PROXY", joined("PROXY TCP4 10.0.0.1 10.0.0.2 1 443\r\n"), "the PROXY protocol"},
		{"PROXY 2", joined("\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\x0a\x00\x00\x01\x0a\x00\x00\x02\x00\x01\x01\xbb"), "the PROXY protocol, version 2"},
		{"MySQL in one segment", append([]saying{b("\x0a")}, joined("\x20\x00\x00\x01\x00\x08"+string(make([]byte, 30)))...), "MySQL SSLRequest"},
		{"RDP", append([]saying{a("\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00"), b("\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x02\x1f\x08\x00\x02\x00\x00\x00")}, talk...), "RDP negotiation"},
		{"an unknown protocol", append([]saying{a("go"), b("ok")}, talk...), "4 bytes of another protocol"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := hear(true, tt.said...)
			if got.Before != tt.want || !got.Hello || !got.Complete || got.Damaged || got.Joined {
				t.Errorf("%+v, want %q", got, tt.want)
			}
		})
	}
}

func TestWhoIsTheClient(t *testing.T) {
	talk := flights(t, tls.VersionTLS12)
	turned := make([]saying, len(talk))
	for i, s := range talk {
		turned[i] = saying{s.from.Other(), s.data}
	}
	for _, tt := range []struct {
		name   string
		syn    bool
		said   []saying
		client string
		joined bool
		damage bool
	}{
		{"who sent the SYN", true, talk, addrA.String(), false, false},
		{"who sent the hello, whoever sent the SYN", true, turned, addrB.String(), false, false},
		{"who sent the hello, without a SYN", false, turned, addrB.String(), false, false},
		{"the server's side alone", false, []saying{talk[1]}, addrA.String(), false, false},
		{"in the middle, the higher port", false, talk[2:], addrA.String(), true, false},
		{"in the middle, but the SYN was seen", true, append([]saying{{packets.FromA, nil}}, talk[1:]...), addrA.String(), false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, sum := hear(tt.syn, tt.said...)
			if got.Client != tt.client || got.Damaged != tt.damage || got.Joined != tt.joined || sum.Connections != 1 || sum.NoTLS != 0 {
				t.Errorf("%+v, %+v; want client %s", got, sum, tt.client)
			}
		})
	}
}

func TestTheServersSideOfSSL20IsFound(t *testing.T) {
	hello := append([]byte{0x80, 30, 4, 0, 1, 0, 2, 0, 0, 0, 3, 0, 16, 7, 0, 192}, make([]byte, 16)...)
	got, sum := hear(false, saying{packets.FromB, hello})
	if sum.Connections != 1 || got.Client != addrA.String() || got.Joined {
		t.Errorf("%+v %+v", got, sum)
	}
}

func TestWhatIsNoTLS(t *testing.T) {
	for _, tt := range []struct {
		name  string
		syn   bool
		said  []saying
		noTLS int
	}{
		{"no bytes", true, nil, 0},
		{"HTTP", true, []saying{{0, []byte("GET / HTTP/1.1\r\n\r\n")}, {1, []byte("HTTP/1.1 200 OK\r\n\r\nhello")}}, 1},
		{"SSH", true, []saying{{1, []byte("SSH-2.0-x\r\n")}, {0, []byte("SSH-2.0-y\r\n")}}, 1},
		{"a record in the middle of a whole stream", true, []saying{{0, []byte("x")}, {0, []byte{23, 3, 3, 0, 20, 1, 2, 3}}}, 1},
		{"zeros", false, []saying{{0, make([]byte, 100000)}}, 1},
		{"nearly a hello", true, []saying{{0, []byte{22, 3, 1, 0, 200, 1, 1}}}, 1},
		{"nearly a server's hello of SSL 2.0", true, []saying{{1, []byte{0x80, 31, 4, 0, 1, 0, 2, 0, 0, 0, 3, 0, 16, 1}}}, 1},
		{"nearly a hello of SSL 2.0", true, []saying{{0, []byte{0x80, 46, 1, 0, 2, 0, 21, 0, 1, 0, 16, 1}}}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, sum := hear(tt.syn, tt.said...); sum.Connections != 0 || sum.NoTLS != tt.noTLS {
				t.Errorf("%+v %+v", got, sum)
			}
		})
	}
}
