package live

import (
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// Seen is a connection, decoded.
type Seen struct {
	Connection
	TLS    bool          // TLS was found in it
	Before string        // what stood before TLS: "SMTP STARTTLS"
	Report follow.Report // what it comes to; of one without TLS only the Outcome
	Items  []*handshake.Item

	Certificates [][]byte           // of the server, its own first, in DER; nil: none were seen
	Judgement    *verdict.Judgement // of them; nil: nobody wants something of them
	Failure      *Failure           // nil: nothing failed
	Aside        []transcript.Block // what else is told, behind the headline
	Edited       bool               // the server did not get what the client sent
	presented    *handshake.Item    // the message that holds them
}

// Read decodes a connection.
func Read(c Connection) *Seen {
	s := &Seen{Connection: c}
	keys := new(handshake.Keys)
	keys.Log.Add(c.KeyLog, "the connection")
	l := follow.NewLive(s, keys, follow.Connection{Number: c.Number, Client: follow.AddrPort(c.Recording.Client),
		Server: follow.AddrPort(c.Recording.Server), Began: c.Recording.Start})
	var last time.Duration
	left := -1 // of the server's bytes; negative: all are told
	if c.Unread > 0 {
		left = len(c.Recording.Bytes(capture.Server)) - c.Unread
	}
	for _, e := range c.Recording.Events {
		last = e.At
		if e.Kind == capture.Data {
			data := e.Data
			if e.From == capture.Server && left >= 0 {
				data = data[:min(len(data), left)]
				left -= len(data)
			}
			l.Feed(e.From, data, e.At)
		}
	}
	l.Lose(capture.Client, c.Recording.Lost.Client, last)
	l.Lose(capture.Server, c.Recording.Lost.Server, last)
	if conn, ok := l.End(ending(c.Recording), last); ok {
		s.TLS, s.Before, s.Report = true, conn.Before, conn.Report
	} else {
		s.Report.Outcome = s.noTLS()
	}
	s.judge()
	s.Failure = s.failure()
	return s
}

// Begin implements follow.Visitor.
func (s *Seen) Begin(*follow.Connection) {}

// Item implements follow.Visitor.
func (s *Seen) Item(_ *follow.Connection, it *handshake.Item) {
	s.Items = append(s.Items, it)
	if it.From != capture.Server || s.presented != nil || cut(it) {
		return
	}
	switch m := it.Message.(type) {
	case *handshake.CertificateTLS12:
		s.Certificates = m.Certificates
	case *handshake.CertificateTLS13:
		for _, e := range m.Entries {
			s.Certificates = append(s.Certificates, e.Data)
		}
	default:
		return
	}
	if len(s.Certificates) > 0 {
		s.presented = it
	}
}

// cut says whether the end of a handshake message is missing. Of what nobody has
// received whole nobody judged anything.
func cut(it *handshake.Item) bool {
	const header = 4
	b := it.Bytes
	return it.Kind == handshake.KindHandshake && (len(b) < header || len(b)-header < int(b[1])<<16|int(b[2])<<8|int(b[3]))
}

// End implements follow.Visitor.
func (s *Seen) End(*follow.Connection) {}

// ending is how a recording ended. A deadline of ours, and not the close behind it,
// is what ended a connection on which the other side said nothing.
func ending(rec *capture.Recording) (end handshake.Ending) {
	closed, silent := false, false
	for _, e := range rec.Events {
		switch {
		case e.Kind == capture.Failed && strings.Contains(e.Err, "reset"):
			from := e.From // a failed read has the other side
			if strings.HasPrefix(e.Err, "write") {
				from = from.Other()
			}
			return handshake.Ending{How: handshake.Reset, From: from}
		case e.Kind == capture.Failed && strings.Contains(e.Err, "timeout"), e.Kind == capture.Failed && strings.Contains(e.Err, "deadline"):
			silent = true
		case e.Kind == capture.End, e.Kind == capture.Closed:
			closed = true
		}
	}
	switch {
	case silent:
		return handshake.Ending{How: handshake.Silent}
	case closed:
		return handshake.Ending{How: handshake.Closed}
	}
	return handshake.Ending{How: handshake.BytesEnd}
}

// judge judges the certificates by what the client wants.
func (s *Seen) judge() {
	w := s.Wanted
	if w == nil || len(s.Certificates) == 0 {
		return
	}
	now := w.Now
	if now.IsZero() {
		now = s.Recording.Start
	}
	o := verdict.Options{Roots: w.Roots, Name: w.Name, Asked: s.Report.ServerName, Now: now, Version: s.Report.Version}
	if s.Report.Version < registry.VersionTLS13 {
		o.KeyExchange = s.Report.CipherSuite.KeyExchange()
	}
	j := verdict.Judge(s.Certificates, o)
	s.Judgement = &j
}

// Refused says whether the client's checks refuse the certificates.
func (s *Seen) Refused() bool { return s.Judgement != nil && !s.Judgement.Trusted }
