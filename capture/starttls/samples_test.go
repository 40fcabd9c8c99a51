package starttls_test

import "strings"

// What servers say and hear until they agree.
const (
	smtpHello     = "EHLO [127.0.0.1]\r\n"
	xmppHello     = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='example.com' version='1.0'>"
	xmppStream    = "<?xml version='1.0'?><stream:stream from='example.com' id='1' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
	xmppFeatures  = "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>"
	xmppAsks      = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
	xmppAgrees    = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
	postgresAsks  = "\x00\x00\x00\x08\x04\xd2\x16\x2f"
	ldapAsks      = "\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037"
	ldapAgrees    = "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"
	mysqlAsks     = "\x20\x00\x00\x01\x00\x8a\x00\x00\x00\x00\x00\x01\x2d" + zeros23
	mysqlVersion  = "10.11.19-MariaDB"
	zeros23       = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	mysqlBehind   = "\x02\x00\xff\x81\x15\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00nonce of 12\x00\x00mysql_native_password\x00"
	withSSL       = "\xfe\xff"
	withoutSSL    = "\xfe\xf7"
	activeDirLDAP = "\x30\x84\x00\x00\x00\x28\x02\x01\x01\x78\x84\x00\x00\x00\x1f\x0a\x01\x00\x04\x00\x04\x00\x8a\x161.3.6.1.4.1.1466.20037"
)

// mysqlGreets is the greeting of a server with these capabilities.
func mysqlGreets(capabilities string) string {
	return mysqlPacket("\x0a" + mysqlVersion + "\x00" + "\x05\x00\x00\x00" + "8 bytes." + "\x00" + capabilities + "\x21" + mysqlBehind)
}

func mysqlPacket(payload string) string {
	return string([]byte{byte(len(payload)), byte(len(payload) >> 8), 0, 0}) + payload
}

// agreements are dialogues that come to TLS. The first of a protocol is the usual one.
var agreements = []struct {
	protocol, name string
	script         script
}{
	{"smtp", "usual", script{says("220 mail.example.com ESMTP\r\n"), hears(smtpHello),
		says("250-mail.example.com\r\n250-SIZE 100\r\n250-STARTTLS\r\n250 8BITMIME\r\n"), hears("STARTTLS\r\n"), says("220 2.0.0 Ready\r\n")}},
	{"smtp", "a greeting of two lines, in pieces", script{says("220-mail.exam"), says("ple.com\r"), says("\n220 ESMTP\r\n"), hears(smtpHello),
		says("250-hi\r\n"), says("250 starttls\r\n"), hears("STARTTLS\r\n"), says("220\r\n")}},
	{"smtp", "lines without a carriage return", script{says("220 x\n"), hears(smtpHello), says("250-x\n250 STARTTLS\n"), hears("STARTTLS\r\n"), says("220 y\n")}},

	{"imap", "usual", script{says("* OK [CAPABILITY IMAP4rev1] ready\r\n"), hears("a1 CAPABILITY\r\n"),
		says("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK done\r\n"), hears("a2 STARTTLS\r\n"), says("a2 OK begin\r\n")}},
	{"imap", "lower case, and a line that nobody asked for", script{says("* ok\r\n"), hears("a1 CAPABILITY\r\n"),
		says("* NO disk is full\r\n* capability imap4rev1 starttls\r\na1 ok\r\n"), hears("a2 STARTTLS\r\n"), says("a2 ok\r\n")}},

	{"pop3", "usual", script{says("+OK ready\r\n"), hears("CAPA\r\n"), says("+OK\r\nTOP\r\nSTLS\r\n.\r\n"), hears("STLS\r\n"), says("+OK begin\r\n")}},
	{"pop3", "a server that knows no CAPA", script{says("+OK\r\n"), hears("CAPA\r\n"), says("-ERR what?\r\n"), hears("STLS\r\n"), says("+OK\r\n")}},

	{"ftp", "usual", script{says("220 (vsFTPd 3.0.3)\r\n"), hears("AUTH TLS\r\n"), says("234 Proceed with negotiation.\r\n")}},
	{"ftp", "soon ready, and lines of text", script{says("120 in a minute\r\n220-Welcome\r\n to 100 files\r\n230 of them\r\n220 here\r\n"), hears("AUTH TLS\r\n"), says("234-a\r\nb\r\n234 c\r\n")}},

	{"xmpp", "usual", script{hears(xmppHello), says(xmppStream), says(xmppFeatures), hears(xmppAsks), says(xmppAgrees)}},
	{"xmpp", "white space, other features, long forms", script{hears(xmppHello), says(xmppStream + "\n <!-- hi -->" +
		"<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>" +
		"<t:starttls xmlns:t='urn:ietf:params:xml:ns:xmpp-tls'></t:starttls></stream:features>\r\n"), hears(xmppAsks), says("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'></proceed>")}},

	{"postgres", "usual", script{hears(postgresAsks), says("S")}},

	{"mysql", "usual", script{says(mysqlGreets(withSSL)), hears(mysqlAsks)}},
	{"mysql", "in pieces", script{says(mysqlGreets(withSSL)[:2]), says(mysqlGreets(withSSL)[2:9]), says(mysqlGreets(withSSL)[9:]), hears(mysqlAsks)}},

	{"ldap", "usual", script{hears(ldapAsks), says(ldapAgrees)}},
	{"ldap", "lengths as Active Directory writes them", script{hears(ldapAsks), says(activeDirLDAP)}},
}

// usual is the usual dialogue of a protocol.
func usual(protocol string) script {
	for _, a := range agreements {
		if a.protocol == protocol {
			return a.script
		}
	}
	panic("no dialogue of " + protocol)
}

var long = strings.Repeat("long ", 2000)
