package starttls_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture/starttls"
)

// TestFailures are the ways in which each protocol says no, and what is told of it.
func TestFailures(t *testing.T) {
	const (
		imapOK   = "* OK ready\r\n"
		imapCan  = "* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK\r\n"
		smtpCan  = "250-x\r\n250 STARTTLS\r\n"
		xmppDown = "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>"
	)
	for _, c := range []struct {
		protocol, name string
		script         script
		step           string
		reason         error
		said           string
	}{
		{"smtp", "does not want us", script{says("554 5.7.1 go away\r\n")}, "greeting", starttls.ErrRefused, "554 5.7.1 go away"},
		{"smtp", "has no extensions", script{says("220 x\r\n"), hears(smtpHello), says("502 what?\r\n")}, "EHLO", starttls.ErrNotOffered, "502 what?"},
		{"smtp", "has no STARTTLS", script{says("220 x\r\n"), hears(smtpHello), says("250-x\r\n250-XSTARTTLS\r\n250 SIZE\r\n")}, "EHLO", starttls.ErrNotOffered, "250-x\n250-XSTARTTLS\n250 SIZE"},
		{"smtp", "does not like our name", script{says("220 x\r\n"), hears(smtpHello), says("550 no\r\n")}, "EHLO", starttls.ErrRefused, "550 no"},
		{"smtp", "has no certificate", script{says("220 x\r\n"), hears(smtpHello), says(smtpCan), hears("STARTTLS\r\n"), says("454 4.7.0 not now\r\n")}, "STARTTLS", starttls.ErrRefused, "454 4.7.0 not now"},
		{"smtp", "is a web server", script{says("HTTP/1.1 400 Bad Request\r\n\r\n")}, "greeting", starttls.ErrGarbage, "HTTP/1.1 400 Bad Request"},
		{"smtp", "is SSH", script{says("SSH-2.0-OpenSSH_9.2\r\n")}, "greeting", starttls.ErrGarbage, "SSH-2.0-OpenSSH_9.2"},
		{"smtp", "changes its mind in a reply", script{says("220-x\r\n554 y\r\n")}, "greeting", starttls.ErrGarbage, "220-x\n554 y"},

		{"imap", "does not want us", script{says("* BYE too many\r\n")}, "greeting", starttls.ErrRefused, "* BYE too many"},
		{"imap", "has us logged in", script{says("* PREAUTH as root\r\n")}, "greeting", starttls.ErrRefused, "* PREAUTH as root"},
		{"imap", "is POP3", script{says("+OK ready\r\n")}, "greeting", starttls.ErrGarbage, "+OK ready"},
		{"imap", "greets with something new", script{says("* MAYBE\r\n")}, "greeting", starttls.ErrGarbage, "* MAYBE"},
		{"imap", "has no STARTTLS", script{says(imapOK), hears("a1 CAPABILITY\r\n"), says("* CAPABILITY IMAP4rev1 XSTARTTLS\r\na1 OK\r\n")}, "CAPABILITY", starttls.ErrNotOffered, "* CAPABILITY IMAP4rev1 XSTARTTLS\na1 OK"},
		{"imap", "tells no capabilities", script{says(imapOK), hears("a1 CAPABILITY\r\n"), says("a1 BAD no\r\n")}, "CAPABILITY", starttls.ErrRefused, "a1 BAD no"},
		{"imap", "says good-bye", script{says(imapOK), hears("a1 CAPABILITY\r\n"), says("* BYE\r\n")}, "CAPABILITY", starttls.ErrRefused, "* BYE"},
		{"imap", "answers another request", script{says(imapOK), hears("a1 CAPABILITY\r\n"), says("a2 OK\r\n")}, "CAPABILITY", starttls.ErrGarbage, "a2 OK"},
		{"imap", "refuses", script{says(imapOK), hears("a1 CAPABILITY\r\n"), says(imapCan), hears("a2 STARTTLS\r\n"), says("a2 NO later\r\n")}, "STARTTLS", starttls.ErrRefused, "a2 NO later"},

		{"pop3", "does not want us", script{says("-ERR busy\r\n")}, "greeting", starttls.ErrRefused, "-ERR busy"},
		{"pop3", "has no STLS", script{says("+OK\r\n"), hears("CAPA\r\n"), says("+OK\r\nTOP\r\n.\r\n")}, "CAPA", starttls.ErrNotOffered, "+OK\nTOP\n."},
		{"pop3", "has neither CAPA nor STLS", script{says("+OK\r\n"), hears("CAPA\r\n"), says("-ERR\r\n"), hears("STLS\r\n"), says("-ERR what?\r\n")}, "STLS", starttls.ErrNotOffered, "-ERR what?"},
		{"pop3", "refuses", script{says("+OK\r\n"), hears("CAPA\r\n"), says("+OK\r\nSTLS\r\n.\r\n"), hears("STLS\r\n"), says("-ERR no\r\n")}, "STLS", starttls.ErrRefused, "-ERR no"},

		{"ftp", "does not want us", script{says("421 too many\r\n")}, "greeting", starttls.ErrRefused, "421 too many"},
		{"ftp", "wants a login first", script{says("220\r\n"), hears("AUTH TLS\r\n"), says("530 Please login with USER and PASS.\r\n")}, "AUTH TLS", starttls.ErrNotOffered, "530 Please login with USER and PASS."},
		{"ftp", "does not know AUTH", script{says("220\r\n"), hears("AUTH TLS\r\n"), says("500 ?\r\n")}, "AUTH TLS", starttls.ErrNotOffered, "500 ?"},
		{"ftp", "refuses", script{says("220\r\n"), hears("AUTH TLS\r\n"), says("431 no\r\n")}, "AUTH TLS", starttls.ErrRefused, "431 no"},

		{"xmpp", "does not know the host", script{hears(xmppHello), says(xmppStream), says(xmppDown)}, "features", starttls.ErrRefused, xmppDown[:len(xmppDown)-len("</stream:stream>")]},
		{"xmpp", "has no TLS", script{hears(xmppHello), says(xmppStream), says("<stream:features/>")}, "features", starttls.ErrNotOffered, "<stream:features/>"},
		{"xmpp", "is older than features", script{hears(xmppHello), says("<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>")}, "stream", starttls.ErrNotOffered, "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>"},
		{"xmpp", "sends something else", script{hears(xmppHello), says(xmppStream), says("<message xmlns='jabber:client'/>")}, "features", starttls.ErrGarbage, "<message xmlns='jabber:client'/>"},
		{"xmpp", "is a web server", script{hears(xmppHello), says("HTTP/1.1 400 Bad Request\r\n\r\n<html>")}, "stream", starttls.ErrGarbage, "HTTP/1.1 400 Bad Request\r\n\r\n<html>"},
		{"xmpp", "has a document type", script{hears(xmppHello), says("<!DOCTYPE a [<!ENTITY b 'c'>]>")}, "stream", starttls.ErrGarbage, "<!DOCTYPE a [<!ENTITY b 'c'>]>"},
		{"xmpp", "sends another document", script{hears(xmppHello), says("<html>")}, "stream", starttls.ErrGarbage, "<html>"},
		{"xmpp", "ends the stream", script{hears(xmppHello), says(xmppStream + "</stream:stream>")}, "features", starttls.ErrClosed, "</stream:stream>"},
		{"xmpp", "refuses", script{hears(xmppHello), says(xmppStream), says(xmppFeatures), hears(xmppAsks), says("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")}, "starttls", starttls.ErrRefused, "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"},
		{"xmpp", "proceeds with something else", script{hears(xmppHello), says(xmppStream), says(xmppFeatures), hears(xmppAsks), says("<proceed xmlns='jabber:client'/>")}, "starttls", starttls.ErrGarbage, "<proceed xmlns='jabber:client'/>"},

		{"postgres", "has no TLS", script{hears(postgresAsks), says("N")}, "SSLRequest", starttls.ErrNotOffered, "N"},
		{"postgres", "has no room", script{hears(postgresAsks), says("E\x00\x00\x00\x22SFATAL\x00C53300\x00Mtoo many\x00Fx.c\x00\x00")}, "SSLRequest", starttls.ErrRefused, "too many"},
		{"postgres", "says nothing for people", script{hears(postgresAsks), says("E\x00\x00\x00\x0bC53300\x00")}, "SSLRequest", starttls.ErrRefused, "C53300\x00"},
		{"postgres", "is older", script{hears(postgresAsks), says("Eunsupported frontend protocol\x00")}, "SSLRequest", starttls.ErrGarbage, "Eunsupported frontend protocol\x00"},
		{"postgres", "is a mail server", script{hears(postgresAsks), says("500 what?\r\n")}, "SSLRequest", starttls.ErrGarbage, "500 what?"},

		{"mysql", "has no TLS", script{says(mysqlGreets(withoutSSL))}, "greeting", starttls.ErrNotOffered, mysqlVersion},
		{"mysql", "is of version 9", script{says(mysqlPacket("\x093.20\x00"))}, "greeting", starttls.ErrNotOffered, "3.20"},
		{"mysql", "does not let us in", script{says(mysqlPacket("\xff\x6a\x04Host '192.0.2.1' is not allowed"))}, "greeting", starttls.ErrRefused, "Host '192.0.2.1' is not allowed"},
		{"mysql", "has no room", script{says(mysqlPacket("\xff\x10\x04#08004Too many connections"))}, "greeting", starttls.ErrRefused, "Too many connections"},
		{"mysql", "says an error without words", script{says(mysqlPacket("\xff"))}, "greeting", starttls.ErrRefused, ""},
		{"mysql", "is of version 11", script{says(mysqlPacket("\x0b1\x00"))}, "greeting", starttls.ErrGarbage, "\x0b1\x00"},
		{"mysql", "stops behind its version", script{says(mysqlPacket("\x0a8.0\x00"))}, "greeting", starttls.ErrGarbage, "\x0a8.0\x00"},
		{"mysql", "is a mail server", script{says("220 mail.example.com\r\n")}, "greeting", starttls.ErrGarbage, "220 mail.example.com"},

		{"ldap", "has no TLS", script{hears(ldapAsks), says("\x30\x0f\x02\x01\x01\x78\x0a\x0a\x01\x02\x04\x00\x04\x03no!")}, "StartTLS", starttls.ErrNotOffered, "protocolError (2) no!"},
		{"ldap", "refuses", script{hears(ldapAsks), says("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x34\x04\x00\x04\x00")}, "StartTLS", starttls.ErrRefused, "unavailable (52)"},
		{"ldap", "refuses with a number without a name", script{hears(ldapAsks), says("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x7f\x04\x00\x04\x00")}, "StartTLS", starttls.ErrRefused, "result code (127)"},
		{"ldap", "disconnects", script{hears(ldapAsks), says("\x30\x0c\x02\x01\x00\x78\x07\x0a\x01\x33\x04\x00\x04\x00")}, "StartTLS", starttls.ErrRefused, "busy (51)"},
		{"ldap", "answers what nobody asked", script{hears(ldapAsks), says("\x30\x0c\x02\x01\x00\x78\x07\x0a\x01\x00\x04\x00\x04\x00")}, "StartTLS", starttls.ErrGarbage, "\x02\x01\x00\x78\x07\x0a\x01\x00\x04\x00\x04\x00"},
		{"ldap", "answers another request", script{hears(ldapAsks), says("\x30\x0c\x02\x01\x02\x78\x07\x0a\x01\x00\x04\x00\x04\x00")}, "StartTLS", starttls.ErrGarbage, "\x02\x01\x02\x78\x07\x0a\x01\x00\x04\x00\x04\x00"},
		{"ldap", "claims 4 GiB", script{hears(ldapAsks), says("\x30\x84\xff\xff\xff\xff")}, "StartTLS", starttls.ErrTooLong, ""},
		{"ldap", "claims a length of nine bytes", script{hears(ldapAsks), says("\x30\x89")}, "StartTLS", starttls.ErrGarbage, "\x30\x89"},
		{"ldap", "has an element longer than the rest", script{hears(ldapAsks), says("\x30\x03\x02\x05\x01")}, "StartTLS", starttls.ErrGarbage, "\x02\x05\x01"},
		{"ldap", "is a mail server", script{hears(ldapAsks), says("500 what?\r\n")}, "StartTLS", starttls.ErrGarbage, "500 what?"},
	} {
		t.Run(c.protocol+" "+c.name, func(t *testing.T) {
			e := failed(t, play(t, c.protocol, c.script, closes))
			if e.Step != c.step || !errors.Is(e, c.reason) || e.Said != c.said {
				t.Errorf("got  %q, %v, %q\nwant %q, %v, %q", e.Step, e.Reason, e.Said, c.step, c.reason, c.said)
			}
		})
	}
}

// TestDirect is a server that speaks TLS from the first byte, and says in an alert that
// it did not understand.
func TestDirect(t *testing.T) {
	const alert = "\x15\x03\x03\x00\x02\x02\x0a" // unexpected_message: a line feed
	for _, p := range starttls.Protocols() {
		s := script{usual(p.Name)[0]}
		if s[0].says == "" {
			s = append(s, says(alert))
		} else {
			s[0].says = alert
		}
		e := failed(t, play(t, p.Name, s, closes))
		if !e.TLS() || !strings.Contains(e.Error(), "here it begins with the first byte") {
			t.Errorf("%s: %v", p.Name, e)
		}
	}
}
