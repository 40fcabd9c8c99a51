package anatomy

import (
	"fmt"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A Message is an item of one connection, or none: its methods answer for a
// message that is not there, too, so that a claim about it is false and nothing
// panics.
type Message struct {
	*handshake.Item
	act *Act
}

// absent is what a field that is not there reads as: no claim wants it.
const absent = "absent"

// There says whether the message crossed at all.
func (m Message) There() bool { return m.Item != nil }

// Size is the number of bytes of the message; -1 where it is not there.
func (m Message) Size() int {
	if m.Item == nil {
		return -1
	}
	return len(m.Bytes)
}

// Field is a field of the message; ok is false where it is not there.
func (m Message) Field(path string) (f handshake.Found, ok bool) {
	if m.Item == nil {
		return f, false
	}
	return m.Find(path)
}

// Text is the value of a field, or "absent".
func (m Message) Text(path string) string {
	if f, ok := m.Field(path); ok {
		return f.Text()
	}
	return absent
}

// Hex is the bytes of a field in hexadecimal digits, or "absent".
func (m Message) Hex(path string) string {
	if f, ok := m.Field(path); ok {
		return fmt.Sprintf("%x", f.Bytes)
	}
	return absent
}

// Number is the bytes of a field, at most four, as an integer; -1 where the
// field is not there.
func (m Message) Number(path string) int {
	f, ok := m.Field(path)
	if !ok || len(f.Bytes) > 4 {
		return -1
	}
	n := 0
	for _, b := range f.Bytes {
		n = n<<8 | int(b)
	}
	return n
}

// Extension is the offset of an extension in a hello: of its type.
func (m Message) Extension(t registry.ExtensionType) (offset int, ok bool) {
	for i := 0; ; i++ {
		f, ok := m.Field(fmt.Sprintf("extension_type[%d]", i))
		if !ok {
			return 0, false
		}
		if wire.Uint(f.Bytes) == uint64(t) {
			return f.Offset, true
		}
	}
}

// Is is the verdict that a field holds these hexadecimal digits.
func (m Message) Is(path, want string) Verdict {
	return Verdict{Got: m.Hex(path), Want: want, At: m.At(path)}
}

// At is the place of a field as evidence.
func (m Message) At(path string) transcript.Evidence {
	if m.Item == nil {
		return transcript.Evidence{Text: "the message is not there"}
	}
	f, ok := m.Find(path)
	if !ok {
		return transcript.Evidence{Message: m.Title(), Text: "no field " + path}
	}
	return transcript.Evidence{Message: m.Title(), Field: f.Name, Offset: f.Offset, Length: len(f.Bytes)}
}

// Whole is the whole message as evidence.
func (m Message) Whole() transcript.Evidence {
	if m.Item == nil {
		return transcript.Evidence{Text: "the message is not there"}
	}
	return transcript.Evidence{Message: m.Title(), Length: len(m.Bytes)}
}

// Title is what the message is called, with its connection where that has a
// title: "TLS 1.3 ClientHello".
func (m Message) Title() string {
	if m.Item == nil {
		return absent
	}
	if m.act != nil && m.act.Title != "" {
		return m.act.Title + " " + m.Label()
	}
	return m.Label()
}

// Spec is where the message is specified.
func (m Message) Spec() string {
	if m.Item == nil {
		return ""
	}
	if m.Item.Message == nil {
		return "RFC 8446 §5.1" // a record's header
	}
	return m.Item.Message.Spec()
}

// Label is the name of the message, or what it is where it has none.
func (m Message) Label() string {
	switch {
	case m.Item == nil:
		return absent
	case m.Name != "":
		return m.Name
	case m.Kind == handshake.KindRecord:
		return fmt.Sprintf("record %d of the %s", m.Record, m.From)
	}
	return fmt.Sprintf("record %d of the %s, protected", m.Record, m.From)
}

// Client is the message as a ClientHello.
func (m Message) Client() (*handshake.ClientHello, bool) {
	if m.Item == nil {
		return nil, false
	}
	h, ok := m.Item.Message.(*handshake.ClientHello)
	return h, ok
}

// Server is the message as a ServerHello.
func (m Message) Server() (*handshake.ServerHello, bool) {
	if m.Item == nil {
		return nil, false
	}
	h, ok := m.Item.Message.(*handshake.ServerHello)
	return h, ok
}

// Act is the connection that the message crossed on.
func (m Message) Act() *Act { return m.act }
