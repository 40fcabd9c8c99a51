package live

import (
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/fingerprint"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A Hello is the first message of a client, and what it says of it.
type Hello struct {
	*handshake.ClientHello
	item *handshake.Item
}

// Hello is that of the client; nil: none was seen that could be read. What comes
// behind a HelloRetryRequest answers a server, and is not the one.
func (s *Seen) Hello() *Hello {
	for _, it := range s.Items {
		if h, ok := it.Message.(*handshake.ClientHello); ok && it.From == capture.Client {
			if it.Err != nil {
				return nil
			}
			return &Hello{h, it}
		}
	}
	return nil
}

// JA4 is the client's fingerprint.
func (h *Hello) JA4() string { return fingerprint.JA4(h.ClientHello) }

// JA3 is the older one, which depends on the order of the extensions.
func (h *Hello) JA3() string {
	_, md5 := fingerprint.JA3(h.ClientHello)
	return md5
}

// A Point is a sentence about a client, with the bytes of its hello that it rests on.
type Point struct {
	Says transcript.Text
	At   transcript.Evidence
}

// Points are what the hello says of the client, in the order of a person's questions.
func (h *Hello) Points() (all []Point) {
	for _, ask := range []func(*Hello) []Point{
		(*Hello).wants, (*Hello).versions, (*Hello).ciphers, (*Hello).exchange, (*Hello).signatures,
		(*Hello).protocols, (*Hello).resumes, (*Hello).hides, (*Hello).asks, (*Hello).grease, (*Hello).order, (*Hello).size,
	} {
		all = append(all, ask(h)...)
	}
	return all
}

// Tell is the explanation: what the hello says, its suites and its extensions.
func (h *Hello) Tell() []transcript.Block {
	list := &transcript.Prose{Text: transcript.Plainly("The hello crosses before there is a key: whoever is on the path reads it, too. This one says:")}
	for _, p := range h.Points() {
		list.Items = append(list.Items, append(p.Says, transcript.Inline{Text: " (" + place(p.At) + ")"}))
	}
	return []transcript.Block{heading("What the hello says of the client"), list, h.suites(), h.extensions(), h.fingerprints()}
}

// fingerprints are what the hello comes to, and what they stand for.
func (h *Hello) fingerprints() transcript.Block {
	return &transcript.Note{Role: "summary", Title: "What a server learns of it", Text: transcript.Text{
		{Text: "All of this, before it has answered a word. Two marks sum it up: JA4 "}, {Style: transcript.RunValue, Text: h.JA4()},
		{Text: ", made of sorted lists, and JA3 "}, {Style: transcript.RunValue, Text: h.JA3()},
		{Text: ", made of the lists as they stand. They tell programs apart, and not people: all who use the same release with the same settings have the same values in their lists. Both may change when a client resumes, or asks for an address and not a name; JA3 changes with the order of the extensions, too. A program can copy the lists of another."}}}
}

// Whole is the message with all its fields.
func (h *Hello) Whole() *transcript.Message { return telling.Message(anatomy.Message{Item: h.item}) }

// place is where a point stands, in words.
func place(e transcript.Evidence) string {
	switch {
	case e.Length == 0:
		return e.Text
	case e.Length == 1:
		return fmt.Sprintf("%s, byte %d", e.Field, e.Offset)
	}
	return fmt.Sprintf("%s, bytes %d–%d", e.Field, e.Offset, e.Offset+e.Length-1)
}

// at is a field of the hello as evidence; of one that is not there, the message.
func (h *Hello) at(path string) transcript.Evidence {
	f, ok := h.item.Find(path)
	if !ok {
		return h.nowhere(path)
	}
	return transcript.Evidence{Message: h.item.Name, Field: f.Name, Offset: f.Offset, Length: len(f.Bytes)}
}

// nowhere is the evidence of what a hello lacks: all of it.
func (h *Hello) nowhere(what string) transcript.Evidence {
	return transcript.Evidence{Message: h.item.Name, Text: fmt.Sprintf("no %s in all its %d bytes", what, len(h.item.Bytes))}
}

// an extension of a hello, where it stands.
type extension struct {
	registry.ExtensionType
	offset, length int // header included
	group          int // its span
}

// list is the extensions with their places, in their order.
func (h *Hello) list() (all []extension) {
	spans := h.item.Trace.Spans
	for i := range spans {
		s := spans[i]
		if s.Field.Name != "extension_type" || i == 0 {
			continue
		}
		group := spans[i-1] // the extension begins with its type
		all = append(all, extension{registry.ExtensionType(wire.Uint(h.bytes(s))), group.Offset, group.Length, i - 1})
	}
	return all
}

func (h *Hello) bytes(s wire.Span) []byte { return h.item.Bytes[s.Offset : s.Offset+s.Length] }

// in is an extension as evidence.
func (h *Hello) in(t registry.ExtensionType) transcript.Evidence {
	for _, e := range h.list() {
		if e.ExtensionType == t {
			return transcript.Evidence{Message: h.item.Name, Field: t.String(), Offset: e.offset, Length: e.length}
		}
	}
	return h.nowhere(t.String())
}
