package follow

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// A prelude is what one side sent before TLS: enough of it to say what it was.
type prelude struct {
	candidate []byte // bytes that may be the beginning of a hello
	bytes     int64  // that were none
	first     []byte // at most most of them
	last      []byte // the newest ones, at most most

	lost   int64  // bytes that the capture does not have
	behind []byte // what came after them, at most mostBehind: it may be TLS whose beginning is lost
}

const (
	most       = 512
	mostBehind = 1 << 14
)

// lose notes that bytes are missing. Nobody can say any more what was before them.
func (p *prelude) lose(n int64) {
	p.candidate, p.behind = nil, nil
	p.lost += n
}

// pass notes bytes that are not TLS.
func (p *prelude) pass(b []byte) {
	p.bytes += int64(len(b))
	if p.lost > 0 && len(p.behind) < mostBehind {
		p.behind = append(p.behind, b[:min(len(b), mostBehind-len(p.behind))]...)
	}
	if n := min(len(b), most-len(p.first)); n > 0 {
		p.first = append(p.first, b[:n]...)
	}
	if len(b) >= most {
		p.last = append(p.last[:0], b[len(b)-most:]...)
		return
	}
	if over := len(p.last) + len(b) - most; over > 0 {
		p.last = append(p.last[:0], p.last[over:]...)
	}
	p.last = append(p.last, b...)
}

// preface is how many bytes of another protocol a segment begins with that may
// carry TLS behind them, without an answer in between; 0 where there are none.
func (p *prelude) preface(b []byte) int {
	const proxyV2 = "\r\n\r\n\x00\r\nQUIT\n"
	switch {
	case isMySQLRequest(b):
		return mysqlRequest
	case bytes.HasPrefix(b, []byte("PROXY ")): // the PROXY protocol, version 1: one line
		if i := bytes.IndexByte(b[:min(len(b), 107)], '\n'); i > 0 {
			return i + 1
		}
	case bytes.HasPrefix(b, []byte(proxyV2)) && len(b) >= 16:
		return 16 + int(binary.BigEndian.Uint16(b[14:]))
	}
	return 0
}

// mysqlRequest is the length of MySQL's SSLRequest: a header of four bytes and a
// login without a name. The client's hello follows at once.
const mysqlRequest = 4 + 32

func isMySQLRequest(b []byte) bool {
	const clientSSL = 0x0800
	return len(b) >= mysqlRequest && b[0] == 32 && b[1] == 0 && b[2] == 0 && binary.LittleEndian.Uint16(b[4:])&clientSSL != 0
}

// prelude says what stood before TLS.
func (s *stream) prelude() string {
	client, server := &s.before[s.client], &s.before[s.client.Other()]
	n := client.bytes + server.bytes
	if n == 0 {
		return ""
	}
	if how := proxied(client.first); how != "" {
		return how
	}
	said, answered := strings.ToUpper(string(client.last)), string(server.first)
	switch {
	case strings.Contains(said, "AUTH TLS") || strings.Contains(said, "AUTH SSL"):
		return "FTP AUTH TLS"
	case strings.Contains(said, "STLS\r\n"):
		return "POP3 STLS"
	case strings.Contains(said, "STARTTLS") && strings.Contains(said, "JABBER"), strings.Contains(said, "XMPP-TLS"):
		return "XMPP STARTTLS"
	case strings.Contains(said, "1.3.6.1.4.1.1466.20037"):
		return "LDAP StartTLS"
	case strings.Contains(said, "STARTTLS"):
		return startTLS(said, answered) + "STARTTLS"
	case bytes.HasSuffix(client.last, []byte{0, 0, 0, 8, 4, 210, 22, 47}): // 80877103, its SSLRequest
		return "PostgreSQL SSLRequest"
	case len(client.last) == mysqlRequest && isMySQLRequest(client.last):
		return "MySQL SSLRequest"
	case len(client.first) > 4 && client.first[0] == 3 && client.first[1] == 0 && client.first[5] == 0xe0:
		return "RDP negotiation"
	}
	if n == 1 {
		return "1 byte of another protocol"
	}
	return fmt.Sprintf("%d bytes of another protocol", n)
}

// startTLS tells the text protocols that share the word by how the server greets.
func startTLS(said, answered string) string {
	switch {
	case strings.HasPrefix(answered, "* "):
		return "IMAP "
	case strings.Contains(said, "LHLO"):
		return "LMTP "
	case strings.HasPrefix(answered, "220"), strings.Contains(said, "EHLO"):
		return "SMTP "
	case strings.HasPrefix(answered, "20"):
		return "NNTP "
	case strings.HasPrefix(answered, "\"IMPLEMENTATION\""):
		return "ManageSieve "
	}
	return ""
}

// proxied says through which proxy the client asked to go, and where to. Names
// are the client's text.
func proxied(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("CONNECT ")):
		to, _, _ := strings.Cut(string(b[len("CONNECT "):]), " ")
		return "HTTP CONNECT " + to
	case bytes.HasPrefix(b, []byte("PROXY ")):
		return "the PROXY protocol"
	case bytes.HasPrefix(b, []byte("\r\n\r\n\x00\r\nQUIT\n")):
		return "the PROXY protocol, version 2"
	case len(b) > 8 && b[0] == 4 && b[1] == 1:
		return socks4(b)
	case len(b) > 2 && b[0] == 5 && len(b) > 2+int(b[1]):
		return socks5(b[2+int(b[1]):])
	}
	return ""
}

// socks4 reads a request of SOCKS 4, or 4a, which carries a name.
func socks4(b []byte) string {
	port := int(binary.BigEndian.Uint16(b[2:]))
	host := netip.AddrFrom4([4]byte(b[4:8])).String()
	if parts := bytes.Split(b[8:], []byte{0}); b[4] == 0 && b[5] == 0 && b[6] == 0 && len(parts) > 2 {
		host = string(parts[1])
	}
	return "SOCKS4 " + host + ":" + strconv.Itoa(port)
}

// socks5 reads a request of SOCKS 5 (RFC 1928 §4), behind the greeting and, where
// there is one, the user's password (RFC 1929).
func socks5(b []byte) string {
	if len(b) > 2 && b[0] == 1 && len(b) > 3+int(b[1]) { // ver, ulen, uname, plen, passwd
		at := 2 + int(b[1])
		b = b[min(at+1+int(b[at]), len(b)):]
	}
	if len(b) < 7 || b[0] != 5 {
		return "SOCKS5"
	}
	host, rest := "", b[4:]
	switch {
	case b[3] == 1 && len(rest) >= 6:
		host, rest = netip.AddrFrom4([4]byte(rest[:4])).String(), rest[4:]
	case b[3] == 3 && len(rest) >= 3+int(rest[0]):
		host, rest = string(rest[1:1+rest[0]]), rest[1+rest[0]:]
	case b[3] == 4 && len(rest) >= 18:
		host, rest = "["+netip.AddrFrom16([16]byte(rest[:16])).String()+"]", rest[16:]
	default:
		return "SOCKS5"
	}
	return "SOCKS5 " + host + ":" + strconv.Itoa(int(binary.BigEndian.Uint16(rest)))
}
