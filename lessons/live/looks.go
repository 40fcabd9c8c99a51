package live

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A Protocol is what bytes that are no TLS look like.
type Protocol struct {
	Name     string // "HTTP without TLS"
	StartTLS string // the protocol of --starttls that may get to TLS; empty: none
}

// shapes are how the first bytes of protocols look; the first that fits counts.
var shapes = []struct {
	begins string
	holds  string
	is     Protocol
}{
	{"HTTP/", "", Protocol{Name: "HTTP without TLS"}},
	{"GET ", "", Protocol{Name: "HTTP without TLS"}},
	{"POST ", "", Protocol{Name: "HTTP without TLS"}},
	{"HEAD ", "", Protocol{Name: "HTTP without TLS"}},
	{"CONNECT ", "", Protocol{Name: "HTTP for a proxy"}},
	{"PRI * HTTP/2", "", Protocol{Name: "HTTP/2 without TLS"}},
	{"<!DOCTYPE", "", Protocol{Name: "HTTP without TLS, an answer without a head"}},
	{"<html", "", Protocol{Name: "HTTP without TLS, an answer without a head"}},
	{"SSH-", "", Protocol{Name: "SSH"}},
	{"220", "FTP", Protocol{"FTP", "ftp"}},
	{"220", "ftp", Protocol{"FTP", "ftp"}},
	{"220", "", Protocol{"SMTP, or another that greets with 220", "smtp"}},
	{"421", "", Protocol{"SMTP or FTP, which refuses", "smtp"}},
	{"554", "", Protocol{"SMTP, which refuses", "smtp"}},
	{"* OK", "", Protocol{"IMAP", "imap"}},
	{"* PREAUTH", "", Protocol{"IMAP", "imap"}},
	{"* BYE", "", Protocol{"IMAP, which refuses", "imap"}},
	{"+OK", "", Protocol{"POP3", "pop3"}},
	{"-ERR", "", Protocol{"POP3 or Redis", "pop3"}},
	{"<?xml", "", Protocol{"XMPP", "xmpp"}},
	{"<stream:", "", Protocol{"XMPP", "xmpp"}},
	{"RFB ", "", Protocol{Name: "VNC"}},
	{"EHLO", "", Protocol{Name: "SMTP"}},
	{"AMQP", "", Protocol{Name: "AMQP without TLS"}},
}

// LooksLike says what the first bytes of one side look like, where they are no TLS.
func LooksLike(b []byte) Protocol {
	for _, s := range shapes {
		if bytes.HasPrefix(b, []byte(s.begins)) && bytes.Contains(b, []byte(s.holds)) {
			return s.is
		}
	}
	switch {
	case len(b) == 0:
		return Protocol{Name: "nothing"}
	case len(b) > 5 && b[3] == 0 && (b[4] == 10 || b[4] == 0xff) && int(b[0])|int(b[1])<<8|int(b[2])<<16 == len(b)-4:
		return Protocol{"MySQL", "mysql"}
	case len(b) > 6 && b[0] == 'E' && b[1] == 0 && b[2] == 0, len(b) == 1 && (b[0] == 'S' || b[0] == 'N'):
		return Protocol{"PostgreSQL", "postgres"}
	case b[0] == 0x30 && len(b) > 2 && b[2] == 0x02:
		return Protocol{"LDAP", "ldap"}
	case len(b) > 2 && b[0] == 5:
		return Protocol{Name: "SOCKS5"}
	}
	for _, c := range b[:min(len(b), 40)] {
		if c < ' ' && c != '\r' && c != '\n' && c != '\t' || c > '~' {
			return Protocol{Name: "no protocol that is known here"}
		}
	}
	return Protocol{Name: "a protocol of text lines"}
}

// noTLS says how a connection went on which no TLS was found.
func (s *Seen) noTLS() string {
	client, server := s.Recording.Bytes(capture.Client), s.Recording.Bytes(capture.Server)
	end := ending(s.Recording)
	how := end.String()
	switch {
	case len(client)+len(server) == 0 && end.How == handshake.Silent:
		return "Nobody said a word."
	case len(client)+len(server) == 0:
		return "Nobody said a word before " + how + "."
	case len(client) > 0:
		return "No TLS crossed: what the client sent looks like " + LooksLike(client).Name + "; then " + how + "."
	}
	return "No TLS crossed: what the server sent looks like " + LooksLike(server).Name + "; then " + how + "."
}

// clear draws a connection that is not TLS: a row each time a side spoke.
func (s *Seen) clear() []transcript.Block {
	turns := telling.Turns(s.Recording)
	if len(turns) == 0 {
		return nil
	}
	l := &transcript.Ladder{Client: "client" + port(s.Recording.Client), Server: "server" + port(s.Recording.Server)}
	for _, t := range turns[:min(len(turns), maxTurns)] {
		l.Rows = append(l.Rows, transcript.LadderRow{From: t.From.String(), Label: firstWords(t.Data), Bytes: len(t.Data), Millis: telling.Millis(t.At)})
	}
	out := []transcript.Block{l}
	if more := len(turns) - maxTurns; more > 0 {
		out = append(out, &transcript.Prose{Text: transcript.Plainly(fmt.Sprintf("Then the two spoke %d more times.", more))})
	}
	return out
}

// maxTurns is how many rows a connection gets that is no TLS.
const maxTurns = 40

// firstWords are how bytes begin, as text where they are text.
func firstWords(b []byte) string {
	line, _, _ := strings.Cut(string(b[:min(len(b), 40)]), "\n")
	for _, r := range line {
		if r != '\r' && !strconv.IsPrint(r) {
			return fmt.Sprintf("%x…", b[:min(len(b), 8)])
		}
	}
	return strings.TrimRight(line, "\r")
}
