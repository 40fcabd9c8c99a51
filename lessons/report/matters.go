package report

import (
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// matters names the fields that are shown of a message, in the order of the wire.
// Of a message that is not here, all are.
var matters = map[string][]string{
	"ClientHello": {"legacy_version", "cipher_suites", "server_name", "application_layer_protocol_negotiation",
		"supported_versions", "supported_groups", "signature_algorithms", "key_share", "pre_shared_key", "early_data",
		"encrypted_client_hello", "session_ticket", "renegotiation_info", "cookie", "heartbeat", "quic_transport_parameters"},
	"ServerHello": {"legacy_version", "random", "cipher_suite", "supported_versions", "key_share",
		"application_layer_protocol_negotiation", "pre_shared_key", "heartbeat"},
	"HelloRetryRequest": {"cipher_suite", "supported_versions", "key_share", "cookie"},
}

// facts are the fields of a message that matter, each in a line. A message of
// another shape, such as the hellos of SSL 2.0, may have none of those named above.
func (t *tree) facts() []transcript.Field {
	if t.whole {
		return t.factsIn(t.header(), 0, len(t.spans), nil)
	}
	want, chosen := matters[t.Name]
	if chosen {
		if out := t.factsIn(nil, 0, len(t.spans), want); len(out) > 0 {
			return out
		}
	}
	return t.factsIn(nil, 0, len(t.spans), nil)
}

// factsIn are those of the spans from first to end; nil wants all.
func (t *tree) factsIn(out []transcript.Field, first, end int, want []string) []transcript.Field {
	for _, i := range t.heads(first, end) {
		name := t.spans[i].Field.Name
		switch {
		case t.isCertificate(i):
			out = append(out, t.certificate(i))
		case t.holdsCertificates(i):
			out = t.factsIn(out, i+1, t.end(i), want)
		case name == "extensions":
			f := t.fact(i, t.extensions(i))
			if want != nil || t.whole {
				f.Fields = t.factsIn(nil, i+1, t.end(i), want)
			}
			out = append(out, f)
		case name == "application_data" && t.Decrypted:
			out = append(out, t.fact(i, preview(t.bytes(i))))
		case (want == nil || slices.Contains(want, name)) && t.worth(i):
			out = append(out, t.fact(i, shortened(t.value(i))))
		}
	}
	return out
}

// worth leaves out what says nothing in this message.
func (t *tree) worth(i int) bool {
	switch f := t.spans[i].Field; f.Name {
	case "legacy_version":
		if t.whole {
			return true
		}
		_, real := t.Find("supported_versions")
		return !real
	case "random":
		return t.whole || strings.Contains(f.Value(t.bytes(i)), "DOWNGRD")
	case "renegotiation_info":
		return t.whole || t.spans[i].Length > 5
	}
	return true
}

// header is the type and the length that a message begins with.
func (t *tree) header() (out []transcript.Field) {
	for i := range min(2, len(t.spans)) {
		if name := t.spans[i].Field.Name; name == "msg_type" || name == "length" {
			out = append(out, t.fact(i, t.value(i)))
		}
	}
	return out
}

// fact is a field with a text of ours.
func (t *tree) fact(i int, text string) transcript.Field {
	s := &t.spans[i]
	f := transcript.Field{Name: s.Field.Name, Offset: s.Offset, Length: s.Length, Value: t.bytes(i), Text: text}
	if s.Field.Filter == "tls.alert_message.desc" && s.Length == 1 {
		if mean := registry.Alert(f.Value[0]).Meaning(); mean != "" {
			f.Text += ": " + mean
		}
	}
	if f.Name == "verify_data" {
		f.Text += telling.Verified(t.Item)
	}
	return f
}

// extensions names the extensions of a list.
func (t *tree) extensions(i int) string {
	var names []string
	for _, e := range t.heads(i+1, t.end(i)) {
		name := t.spans[e].Field.Name
		switch s := t.spans[e]; name {
		case "grease", "unknown_extension", "misplaced_extension":
			if s.Length >= 2 && s.Group {
				name = registry.ExtensionType(wire.Uint(t.bytes(e)[:2])).String()
			}
		}
		names = append(names, name)
	}
	if n := len(names); n > 0 && t.whole { // each has a line of its own
		return thousands(n)
	}
	if len(names) == 0 {
		return "empty"
	}
	if len(names) == 1 {
		return names[0]
	}
	return thousands(len(names)) + ": " + strings.Join(names, ", ")
}
