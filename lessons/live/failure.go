package live

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A Failure is why a connection failed, from both sides.
type Failure struct {
	What    string   // in a sentence
	Offered []string // by the client, in its order
	Back    []string // what came back
	Means   string   // the alert, explained; empty: there was none
	Try     []string // the likeliest first
}

// Hint is what to try first; empty: nobody knows.
func (f *Failure) Hint() string {
	if len(f.Try) == 0 {
		return ""
	}
	return f.Try[0]
}

// sentence makes one of an error, or of a hint. A flag stays as it is.
func sentence(s string) string {
	if s == "" {
		return s
	}
	if !strings.HasSuffix(s, "?") && !strings.HasSuffix(s, ".") {
		s += "."
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func (f *Failure) blocks(edited bool) []transcript.Block {
	out := []transcript.Block{heading("Where it failed"), &transcript.Prose{Text: transcript.Plainly(f.What)}}
	list := func(lead string, lines []string) {
		if len(lines) == 0 {
			return
		}
		p := &transcript.Prose{Text: transcript.Text{{Style: transcript.Strong, Text: lead}}}
		for _, l := range lines {
			p.Items = append(p.Items, transcript.Plainly(l))
		}
		out = append(out, p)
	}
	if edited {
		list("The client's offer, as the server got it", f.Offered)
	} else {
		list("The client offered", f.Offered)
	}
	list("What came back", f.Back)
	if f.Means != "" {
		list("What it means", []string{f.Means})
	}
	if edited {
		list("What to try", []string{"Without --edit each side gets what the other sent. Does it fail then, too?"})
	} else {
		list("What to try", f.Try)
	}
	return out
}

// failure finds out what failed, if something did.
func (s *Seen) failure() *Failure {
	alert := s.fatal()
	refused := s.Refused() && !s.Wanted.Insecure && !s.elsewhere(alert)
	switch {
	case !s.TLS && s.Us == 0:
		return nil
	case s.TLS && s.Report.Complete && alert == nil && !refused && s.Err == nil:
		return nil
	case !s.TLS && s.Err == nil && len(s.Recording.Events) == 0:
		return nil
	}
	f := &Failure{What: s.Report.Outcome, Offered: s.offered(), Back: s.back()}
	switch other := s.alien(); {
	case errors.Is(s.Err, context.Canceled):
		return &Failure{What: "We were interrupted here.", Offered: f.Offered, Back: f.Back}
	case s.Advice != "":
		f.What, f.Try = sentence(s.Err.Error()), []string{sentence(s.Advice)}
		return f
	case refused:
		f.What = "The client refused the server's certificates: " + s.faults() + "."
		f.Try = s.trustTries()
	case other != nil:
		f.What = fmt.Sprintf("The server does not speak TLS here: what it sent looks like %s.", other.Name)
		f.Try = s.alienTries(other)
	case alert != nil:
		a := alert.Message.(*handshake.Alert)
		f.What = fmt.Sprintf("The %s ended the connection with the alert %s (%d).", alert.From, a.Description, uint8(a.Description))
		f.Try = s.alertTries(alert.From, a.Description)
	default:
		f.Try = s.silentTries()
	}
	if s.Us == 0 {
		f.Try = []string{"tlsteach inspect connects to the server with a client of its own, and with the version, suite, group and name that you choose."}
	}
	if alert != nil {
		f.Means = alert.Message.(*handshake.Alert).Description.Meaning()
		if refused && alert.From == capture.Client && s.Us == capture.Client {
			f.Means += " This client says so whatever is wrong with a certificate; others choose a word for each fault."
		}
	}
	if s.Err != nil && alert == nil && !refused {
		f.Back = append(f.Back, "what our side says of it: "+s.Err.Error())
	}
	return f
}

// elsewhere says whether our client gave up before it looked at the certificates: its
// alert is not one of those that it has for them.
func (s *Seen) elsewhere(alert *handshake.Item) bool {
	if s.Us != capture.Client || alert == nil || alert.From != capture.Client {
		return false
	}
	switch alert.Message.(*handshake.Alert).Description {
	case registry.AlertBadCertificate, registry.AlertUnsupportedCertificate, registry.AlertDecodeError:
		return false
	}
	return true
}

// fatal is the alert that ended the connection, clear or opened; nil: none. One
// behind it answers it.
func (s *Seen) fatal() *handshake.Item {
	for _, it := range s.Items {
		a, ok := it.Message.(*handshake.Alert)
		if !ok || it.Err != nil || a.Description == registry.AlertCloseNotify || a.Description == registry.AlertUserCanceled {
			continue
		}
		if a.Level == registry.AlertLevelWarning && s.Report.Version < registry.VersionTLS13 {
			continue
		}
		return it
	}
	return nil
}

// hello is the client's first, and whether it could be read whole; nil: it was not
// seen.
func (s *Seen) hello() (h *handshake.ClientHello, whole bool) {
	for _, it := range s.Items {
		if h, ok := it.Message.(*handshake.ClientHello); ok && it.From == capture.Client {
			return h, it.Err == nil
		}
	}
	return nil, false
}

// offered is what the client's hello offers.
func (s *Seen) offered() (out []string) {
	h, whole := s.hello()
	if h == nil {
		return nil
	}
	versions := names(h.SupportedVersions)
	if len(versions) == 0 && whole {
		versions = []string{"up to " + h.LegacyVersion.String()}
	}
	add := func(what string, list []string) {
		if len(list) > 0 {
			out = append(out, what+": "+strings.Join(list, ", "))
		}
	}
	add("versions", versions)
	add("cipher suites", names(h.CipherSuites))
	add("groups", names(h.SupportedGroups))
	add("signature schemes", names(h.SignatureSchemes))
	if len(h.ServerName) > 0 {
		add("server name", []string{string(h.ServerName)})
	} else if whole {
		add("server name", []string{"none"})
	}
	var protocols []string
	for _, p := range h.ALPN {
		protocols = append(protocols, string(p))
	}
	add("application protocols", protocols)
	if !whole {
		out = append(out, "and what could not be read: the ClientHello is damaged")
	}
	return out
}

func names[T fmt.Stringer](list []T) (out []string) {
	for _, v := range list {
		out = append(out, v.String())
	}
	return out
}

// maxBack is how many messages of the server are named.
const maxBack = 12

// back is what the server answered, a line a message, and alerts of both sides.
func (s *Seen) back() (out []string) {
	for _, it := range s.Items {
		alert, isAlert := it.Message.(*handshake.Alert)
		if it.Kind == handshake.KindRecord && (it.Err == nil || len(it.Bytes) == 0) || it.From != capture.Server && !isAlert {
			continue
		}
		line := ""
		switch m := it.Message.(type) {
		case *handshake.ServerHello:
			if it.Err != nil {
				line = "ServerHello, which was cut"
				break
			}
			line = fmt.Sprintf("ServerHello: %s, %s", m.Negotiated(), m.CipherSuite)
		case *handshake.Alert:
			line = fmt.Sprintf("alert %s (%d) from the %s", alert.Description, uint8(alert.Description), it.From)
		default:
			switch {
			case it.Kind == handshake.KindRecord && record(it.Bytes):
				continue // what it carries is told
			case it.Kind == handshake.KindRecord:
				line = fmt.Sprintf("%d bytes that are no record of TLS: %q", len(it.Bytes), it.Bytes[:min(len(it.Bytes), 60)])
			case it.Name != "" && it.Err != nil:
				line = it.Name + ", damaged"
			case it.Name != "":
				line = it.Name
			default:
				line = "a protected record"
			}
		}
		if n := len(out); n > 0 && out[n-1] == line+since(it.At) {
			continue
		}
		out = append(out, line+since(it.At))
	}
	if n := len(out); n > maxBack {
		out = append(out[:maxBack:maxBack], fmt.Sprintf("and %d more", n-maxBack))
	}
	if len(out) == 0 {
		if b := s.Recording.Bytes(capture.Server); !s.TLS && len(b) > 0 {
			out = append(out, fmt.Sprintf("%d bytes that are no TLS: %q", len(b), b[:min(len(b), 60)]))
		} else {
			out = append(out, "nothing")
		}
	}
	return append(out, "then "+ending(s.Recording).String())
}

func since(d time.Duration) string {
	return fmt.Sprintf(", after %.1f ms", float64(d.Microseconds())/1000)
}

// record says whether bytes begin as a record of TLS does, be it whole or not.
func record(b []byte) bool {
	return b[0] >= byte(registry.ContentChangeCipherSpec) && b[0] <= byte(registry.ContentHeartbeat) && (len(b) == 1 || b[1] == 3)
}

// alien is what the server speaks instead of TLS; nil: it speaks TLS, or nothing.
func (s *Seen) alien() *Protocol {
	for _, it := range s.Items {
		if it.From == capture.Server {
			if it.Kind == handshake.KindRecord && it.Err != nil && len(it.Bytes) > 0 && !record(it.Bytes) {
				p := LooksLike(it.Bytes)
				return &p
			}
			return nil
		}
	}
	if b := s.Recording.Bytes(capture.Server); !s.TLS && len(b) > 0 || s.TLS && s.Before != "" && s.Report.Version == 0 && s.Us == capture.Client && len(b) > 0 && !strings.Contains(s.Before, "TLS") && !strings.Contains(s.Before, "SSL") {
		p := LooksLike(b)
		return &p
	}
	return nil
}
