package starttls

import (
	"fmt"
	"net"
	"strings"
)

// A Protocol is one in which TLS is asked for.
type Protocol struct {
	Name   string // as a command line has it: smtp
	Title  string // as people write it: SMTP
	Port   string // where its servers usually wait
	Direct string // where they speak TLS from the first byte; empty where no such port is usual
}

// protocols are those of [Start], with the ports that IANA has for them.
var protocols = []struct {
	Protocol
	start func(*dialogue) error
}{
	{Protocol{"smtp", "SMTP", "25", "465"}, smtp},
	{Protocol{"imap", "IMAP", "143", "993"}, imap},
	{Protocol{"pop3", "POP3", "110", "995"}, pop3},
	{Protocol{"ftp", "FTP", "21", "990"}, ftp},
	{Protocol{"xmpp", "XMPP", "5222", "5223"}, xmpp},
	{Protocol{"postgres", "PostgreSQL", "5432", ""}, postgres},
	{Protocol{"mysql", "MySQL", "3306", ""}, mysql},
	{Protocol{"ldap", "LDAP", "389", "636"}, ldap},
}

// Protocols are the protocols that [Start] speaks, always in the same order.
func Protocols() []Protocol {
	all := make([]Protocol, len(protocols))
	for i, p := range protocols {
		all[i] = p.Protocol
	}
	return all
}

// Start asks the server at the other end of conn for TLS, which nothing may have been
// read from yet. After it the client hello can be sent. The protocol is a Name of
// [Protocols]. The host is the name of the service that is asked for; of these
// protocols XMPP alone sends it.
func Start(conn net.Conn, protocol, host string) error {
	for _, p := range protocols {
		if p.Name == protocol {
			return p.start(&dialogue{conn: conn, title: p.Title, host: host})
		}
	}
	names := make([]string, len(protocols))
	for i, p := range protocols {
		names[i] = p.Name
	}
	return fmt.Errorf("starttls: no protocol %q: there are %s", protocol, strings.Join(names, ", "))
}
