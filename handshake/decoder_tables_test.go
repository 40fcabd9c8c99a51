package handshake_test

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

const decoderPage = "../docs/decoder.md"

// TestDecoderTables makes the tables of docs/decoder.md from what the decoder does:
// it says to a conversation what could be said and looks at what comes out. With
// -update the page gets them.
func TestDecoderTables(t *testing.T) {
	peertest.Section(t, decoderPage, "messages", messageTable(), *update)
	peertest.Section(t, decoderPage, "extensions", extensionTable(t), *update)
}

// asked are the versions of the columns.
var asked = []registry.Version{registry.VersionSSL20, registry.VersionSSL30, registry.VersionTLS10, registry.VersionTLS11, registry.VersionTLS12, registry.VersionTLS13}

// specsOfHellos are those of a message that is specified anew for TLS 1.3: a hello
// with the extension supported_versions is of the new form.
var specsOfHellos = map[string]string{
	"ClientHello": "RFC 5246 §7.4.1.2, RFC 8446 §4.1.2",
	"ServerHello": "RFC 5246 §7.4.1.3, RFC 8446 §4.1.3",
}

// messageTable has a row for each type that reads a message.
func messageTable() string {
	rows := map[string]map[registry.Version]bool{}
	specs := map[string]string{}
	note := func(v registry.Version, it *handshake.Item) {
		switch it.Message.(type) {
		case nil, *handshake.Unopened, *handshake.Protected:
			return
		}
		name := strings.TrimPrefix(fmt.Sprintf("%T", it.Message), "*handshake.")
		if rows[name] == nil {
			rows[name] = map[registry.Version]bool{}
		}
		rows[name][v] = true
		if spec := it.Message.Spec(); specs[name] == "" {
			specs[name] = spec
		}
		if both, ok := specsOfHellos[name]; ok {
			specs[name] = both
		}
	}
	for _, v := range asked {
		for _, suite := range suites(v) {
			for _, from := range []capture.Side{capture.Client, capture.Server} {
				for kind := range 256 {
					if !spoken(v, kind) {
						continue
					}
					for _, said := range saying(v, kind) {
						for _, it := range answered(v, suite, from, said) {
							note(v, it)
						}
					}
				}
			}
		}
	}
	rows["ApplicationData"][registry.VersionTLS13] = true // where it is decrypted: it never crosses in the clear
	var out strings.Builder
	out.WriteString("| message | SSL 2.0 | SSL 3.0 | TLS 1.0 | TLS 1.1 | TLS 1.2 | TLS 1.3 | specified in |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(&out, "| %s |", name)
		for _, v := range asked {
			fmt.Fprintf(&out, " %s |", mark(rows[name][v]))
		}
		fmt.Fprintf(&out, " %s |\n", specs[name])
	}
	return out.String()
}

func mark(yes bool) string {
	if yes {
		return "●"
	}
	return ""
}

// suites are one cipher suite of each key exchange.
func suites(v registry.Version) (list []registry.CipherSuite) {
	if v == registry.VersionTLS13 {
		return []registry.CipherSuite{0x1301}
	}
	if v == registry.VersionSSL20 {
		return []registry.CipherSuite{0}
	}
	seen := map[string]bool{}
	for n := range 1 << 16 {
		s := registry.CipherSuite(n)
		if kx := s.KeyExchange(); s.Known() && !seen[kx] {
			seen[kx] = true
			list = append(list, s)
		}
	}
	return list
}

// spoken says whether a message or a content has this number.
func spoken(v registry.Version, kind int) bool {
	return v == registry.VersionSSL20 && kind <= 16 || registry.HandshakeType(kind).Known() || kind >= 20 && kind <= 24
}

// saying are the records in which a message or a content of this number could cross.
func saying(v registry.Version, kind int) (records [][]byte) {
	if v == registry.VersionSSL20 {
		return [][]byte{append([]byte{0x80, 11, byte(kind)}, make([]byte, 10)...)}
	}
	records = append(records, recordOf(registry.ContentHandshake, handshakeOf(registry.HandshakeType(kind), make([]byte, 8))))
	if kind >= int(registry.ContentChangeCipherSpec) && kind <= int(registry.ContentHeartbeat) && kind != int(registry.ContentHandshake) {
		records = append(records, recordOf(registry.ContentType(kind), []byte{1, 0, 0, 0}))
	}
	return records
}

// answered is what comes out behind the hellos.
func answered(v registry.Version, suite registry.CipherSuite, from capture.Side, said []byte) (items []*handshake.Item) {
	c := handshake.NewConversation(func(it *handshake.Item) { items = append(items, it) })
	if v == registry.VersionSSL20 {
		hello := []byte{0x80, 28, 1, 0, 2, 0, 3, 0, 0, 0, 16, 1, 0, 0x80}
		c.Feed(capture.Client, append(hello, make([]byte, 16)...), 0)
		c.Feed(capture.Server, append([]byte{0x80, 11, 4, 0, 1, 0, 2}, make([]byte, 6)...), 0)
	} else {
		c.Feed(capture.Server, recordOf(registry.ContentHandshake, chosen(v, suite)), 0)
	}
	c.Feed(from, said, 0)
	c.End(0)
	return items
}

// chosen is a ServerHello.
func chosen(v registry.Version, suite registry.CipherSuite) []byte {
	legacy := min(v, registry.VersionTLS12)
	body := binary.BigEndian.AppendUint16(nil, uint16(legacy))
	body = append(body, make([]byte, 33)...) // random, empty session ID
	body = binary.BigEndian.AppendUint16(body, uint16(suite))
	body = append(body, 0)
	if v > legacy {
		body = append(body, extensionsOf(registry.ExtSupportedVersions, []byte{byte(v >> 8), byte(v)})...)
	}
	return handshakeOf(registry.HandshakeServerHello, body)
}

func handshakeOf(t registry.HandshakeType, body []byte) []byte {
	return append([]byte{byte(t), 0, byte(len(body) >> 8), byte(len(body))}, body...)
}

// extensionsOf is a list of one extension.
func extensionsOf(t registry.ExtensionType, body []byte) []byte {
	list := binary.BigEndian.AppendUint16(nil, uint16(4+len(body)))
	list = binary.BigEndian.AppendUint16(list, uint16(t))
	list = binary.BigEndian.AppendUint16(list, uint16(len(body)))
	return append(list, body...)
}

// extensionTable has a row for each extension with a name.
func extensionTable(t *testing.T) string {
	zeros := func(n int) []byte { return make([]byte, n) }
	retry := append([]byte(nil), message(t, "hello_retry_request_go").bytes[4:4+2+32]...)
	places := []struct {
		name   string
		from   capture.Side
		kind   registry.HandshakeType
		before []byte // the list
		after  bool   // the whole is a certificate's entry
	}{
		{"ClientHello", capture.Client, registry.HandshakeClientHello, slices.Concat([]byte{3, 3}, zeros(33), []byte{0, 2, 0x13, 1, 1, 0}), false},
		{"ServerHello", capture.Server, registry.HandshakeServerHello, slices.Concat([]byte{3, 3}, zeros(33), []byte{0x13, 1, 0}), false},
		{"HelloRetryRequest", capture.Server, registry.HandshakeServerHello, slices.Concat(retry, []byte{0, 0x13, 1, 0}), false},
		{"EncryptedExtensions", capture.Server, registry.HandshakeEncryptedExtensions, nil, false},
		{"Certificate", capture.Server, registry.HandshakeCertificate, []byte{0}, true},
		{"CertificateRequest", capture.Server, registry.HandshakeCertificateRequest, []byte{0}, false},
		{"NewSessionTicket", capture.Server, registry.HandshakeNewSessionTicket, slices.Concat(zeros(9), []byte{0, 1, 0}), false},
	}
	var out strings.Builder
	out.WriteString("| extension | number |")
	for _, p := range places {
		fmt.Fprintf(&out, " %s |", p.name)
	}
	out.WriteString("\n| --- | --- |" + strings.Repeat(" --- |", len(places)) + "\n")
	for n := range 1 << 16 {
		x := registry.ExtensionType(n)
		if !x.Known() {
			continue
		}
		row, any := "", false
		for _, p := range places {
			list := extensionsOf(x, []byte{1, 1, 1, 1, 1})
			if p.after {
				entry := slices.Concat([]byte{0, 0, 1, 0}, list)
				list = append([]byte{0, 0, byte(len(entry))}, entry...)
			}
			opened := opens(answered(registry.VersionTLS13, 0x1301, p.from, recordOf(registry.ContentHandshake, handshakeOf(p.kind, append(p.before, list...)))))
			row += " " + mark(opened) + " |"
			any = any || opened
		}
		if any {
			fmt.Fprintf(&out, "| %s | %d |%s\n", x, n, row)
		}
	}
	return out.String()
}

// opens says whether the last message holds an extension whose body was not left
// as it is.
func opens(items []*handshake.Item) bool {
	last := items[len(items)-1]
	seen := false
	for _, s := range last.Trace.Spans {
		seen = seen || s.Field.Name == "extension_type"
		if s.Field.Name == "extension_data" {
			return false
		}
	}
	return seen
}
