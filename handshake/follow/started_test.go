package follow_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"os/exec"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// A dialogue is what a server says before TLS: to what a client's bytes contain,
// it answers. The last answer is the one behind which TLS begins.
type dialogue struct {
	protocol string // as openssl s_client -starttls calls it
	greets   string
	answers  [][2]string
	want     string
}

var dialogues = []dialogue{
	{"smtp", "220 mail.test ESMTP\r\n", [][2]string{{"EHLO", "250-mail.test\r\n250 STARTTLS\r\n"}, {"STARTTLS", "220 go\r\n"}}, "SMTP STARTTLS"},
	{"lmtp", "220 mail.test LMTP\r\n", [][2]string{{"LHLO", "250-mail.test\r\n250 STARTTLS\r\n"}, {"STARTTLS", "220 go\r\n"}}, "LMTP STARTTLS"},
	{"pop3", "+OK ready\r\n", [][2]string{{"STLS", "+OK go\r\n"}}, "POP3 STLS"},
	{"imap", "* OK ready\r\n", [][2]string{{"CAPABILITY", "* CAPABILITY IMAP4rev1 STARTTLS\r\n. OK done\r\n"}, {"STARTTLS", ". OK go\r\n"}}, "IMAP STARTTLS"},
	{"ftp", "220 ready\r\n", [][2]string{{"AUTH TLS", "234 go\r\n"}}, "FTP AUTH TLS"},
	{"nntp", "200 ready\r\n", [][2]string{{"CAPABILITIES", "101 list\r\nSTARTTLS\r\n.\r\n"}, {"STARTTLS", "382 go\r\n"}}, "NNTP STARTTLS"},
	{"sieve", "\"IMPLEMENTATION\" \"test\"\r\n\"STARTTLS\"\r\nOK ready\r\n", [][2]string{{"STARTTLS", "OK go\r\n"}}, "ManageSieve STARTTLS"},
	{"xmpp", "", [][2]string{{"<stream:stream", "<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams'><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"},
		{"<starttls", "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"}}, "XMPP STARTTLS"},
	{"ldap", "", [][2]string{{"1.3.6.1.4.1.1466.20037", "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"}}, "LDAP StartTLS"},
	{"postgres", "", [][2]string{{"\x04\xd2\x16\x2f", "S"}}, "PostgreSQL SSLRequest"},
	{"mysql", "\x49\x00\x00\x00\x0a5.7.0\x00\x01\x00\x00\x00aaaaaaaa\x00\xff\xff\x21\x02\x00\xff\xc1\x15\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00aaaaaaaaaaaa\x00mysql_native_password\x00", nil, "MySQL SSLRequest"},
}

// TestTLSIsFoundBehindSTARTTLS lets openssl's client begin TLS in each protocol.
func TestTLSIsFoundBehindSTARTTLS(t *testing.T) {
	openssl := peertest.Need(t, "openssl")
	cert := follow.Certificate(t)
	for _, d := range dialogues {
		t.Run(d.protocol, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			cmd := exec.Command(openssl, "s_client", "-starttls", d.protocol, "-connect", l.Addr().String())
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer cmd.Wait()
			defer cmd.Process.Kill()
			inner, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			_ = inner.SetDeadline(time.Now().Add(20 * time.Second))
			recorder := capture.NewRecorder(capture.Options{})
			conn := recorder.Conn(inner, capture.Server)
			if err := d.speak(conn); err != nil {
				t.Fatal(err)
			}
			if err := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{cert}}).Handshake(); err != nil {
				t.Fatal(err)
			}
			conn.Close()
			got := follow.Followed(recorder.Recording(), false)
			if got.Before != d.want || !got.Hello || got.Damaged || !got.Complete {
				t.Errorf("%+v, want TLS behind %s", got, d.want)
			}
			if at := follow.Followed(recorder.Recording(), true); at != got {
				t.Errorf("byte by byte %+v, at once %+v", at, got)
			}
		})
	}
}

func (d dialogue) speak(conn net.Conn) error {
	if _, err := conn.Write([]byte(d.greets)); err != nil {
		return err
	}
	if d.protocol == "mysql" {
		_, err := conn.Read(make([]byte, 36))
		return err
	}
	var heard []byte
	for _, a := range d.answers {
		for !bytes.Contains(heard, []byte(a[0])) {
			b := make([]byte, 4096)
			n, err := conn.Read(b)
			if err != nil {
				return fmt.Errorf("waiting for %q after %q: %w", a[0], heard, err)
			}
			heard = append(heard, b[:n]...)
		}
		heard = nil
		if _, err := conn.Write([]byte(a[1])); err != nil {
			return err
		}
	}
	return nil
}
