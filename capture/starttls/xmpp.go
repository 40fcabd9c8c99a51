package starttls

import (
	"bytes"
	"encoding/xml"
	"errors"
	"strings"
)

const (
	streamSpace = "http://etherx.jabber.org/streams"
	tlsSpace    = "urn:ietf:params:xml:ns:xmpp-tls"
)

// xmpp is RFC 6120 §5.4, for clients.
func xmpp(d *dialogue) error {
	header := "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='" + streamSpace +
		"' to='" + escaped(d.host) + "' version='1.0'>"
	if err := d.ask("stream", header); err != nil {
		return err
	}
	s := &xmppStream{d: d}
	s.decoder = xml.NewDecoder(s)
	if err := s.opened(); err != nil {
		return err
	}
	s.said = nil
	features, err := s.next("features")
	switch {
	case err != nil:
		return err
	case features.XMLName != xml.Name{Space: streamSpace, Local: "features"}:
		return d.fail("features", ErrGarbage, s.said)
	case !features.has(xml.Name{Space: tlsSpace, Local: "starttls"}):
		return d.fail("features", ErrNotOffered, s.said)
	}
	s.said = nil
	d.unread = bytes.TrimLeft(d.unread, " \t\r\n") // may stand between elements, until we ask (RFC 6120 §5.3.3)
	if err := d.ask("starttls", "<starttls xmlns='"+tlsSpace+"'/>"); err != nil {
		return err
	}
	answer, err := s.next("starttls")
	switch {
	case err != nil:
		return err
	case answer.XMLName == xml.Name{Space: tlsSpace, Local: "proceed"}:
		return d.nothingMore("starttls")
	case answer.XMLName == xml.Name{Space: tlsSpace, Local: "failure"}:
		return d.fail("starttls", ErrRefused, s.said)
	}
	return d.fail("starttls", ErrGarbage, s.said)
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder does not fail
	return b.String()
}

// An xmppStream reads XML a byte at a time, so that the decoder takes none of what
// stands behind the element that it reads.
type xmppStream struct {
	d       *dialogue
	decoder *xml.Decoder
	said    []byte // since what was asked last
	err     error  // of the connection, not of the XML
}

func (s *xmppStream) ReadByte() (byte, error) {
	b, err := s.d.bytes(1)
	if err != nil {
		s.err = err
		return 0, err
	}
	s.said = append(s.said, b[0])
	return b[0], nil
}

// Read is never called: the decoder prefers ReadByte.
func (s *xmppStream) Read([]byte) (int, error) { return 0, errors.ErrUnsupported }

// opened reads the beginning of the server's stream.
func (s *xmppStream) opened() error {
	start, err := s.start("stream")
	if err != nil {
		return err
	}
	if start.Name != (xml.Name{Space: streamSpace, Local: "stream"}) {
		return s.d.fail("stream", ErrGarbage, append(s.said, s.d.unread...))
	}
	for _, a := range start.Attr {
		if a.Name.Local == "version" {
			return nil
		}
	}
	return s.d.fail("stream", ErrNotOffered, s.said) // older than RFC 3920: no features follow
}

// An xmppElement is an element, and the names of those in it.
type xmppElement struct {
	XMLName  xml.Name
	Children []struct{ XMLName xml.Name } `xml:",any"`
}

func (e xmppElement) has(name xml.Name) bool {
	for _, child := range e.Children {
		if child.XMLName == name {
			return true
		}
	}
	return false
}

// next reads the next element of the stream. One that says how the stream failed is an
// error (RFC 6120 §4.9).
func (s *xmppStream) next(step string) (e xmppElement, err error) {
	start, err := s.start(step)
	if err != nil {
		return e, err
	}
	if err := s.decoder.DecodeElement(&e, &start); err != nil {
		return e, s.failed(step)
	}
	s.said = bytes.TrimSpace(s.said)
	if e.XMLName == (xml.Name{Space: streamSpace, Local: "error"}) {
		return e, s.d.fail(step, ErrRefused, s.said)
	}
	return e, nil
}

// start reads up to the beginning of an element. The end of the stream is not one.
func (s *xmppStream) start(step string) (xml.StartElement, error) {
	for {
		token, err := s.decoder.Token()
		if err != nil {
			return xml.StartElement{}, s.failed(step)
		}
		switch token := token.(type) {
		case xml.StartElement:
			return token, nil
		case xml.EndElement:
			return xml.StartElement{}, s.d.fail(step, ErrClosed, s.said)
		case xml.CharData:
			if len(bytes.TrimSpace(token)) > 0 {
				return xml.StartElement{}, s.d.fail(step, ErrGarbage, append(s.said, s.d.unread...))
			}
		case xml.Directive: // a document type: no stream has one (RFC 6120 §11.1)
			return xml.StartElement{}, s.d.fail(step, ErrGarbage, s.said)
		}
	}
}

// failed tells a connection that failed from XML that cannot be read.
func (s *xmppStream) failed(step string) error {
	if s.err != nil {
		return s.d.broken(step, s.err, s.said)
	}
	return s.d.fail(step, ErrGarbage, append(s.said, s.d.unread...))
}
