package keyschedule

import (
	"fmt"
	"math/bits"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"agreement": agreement,
	"hashes":    hashes,
	"expansion": expansion,
	"label":     labelBytes,
	"floor-one": func(s *anatomy.Scene) anatomy.Figure {
		w := work(s.Act(first))
		return w.derivation("The first two floors", "RFC 8446 §7.1", w.named("early_secret", "derived_secret_handshake", "handshake_secret"))
	},
	"handshake-traffic": func(s *anatomy.Scene) anatomy.Figure {
		w := work(s.Act(first))
		d := w.derivation("Two secrets for the rest of the handshake", "RFC 8446 §7.1", w.named("client_handshake_traffic_secret", "server_handshake_traffic_secret"))
		d.Steps = append([]transcript.Step{{Label: untilServerHello, Value: digits(w.in.ServerHello), Note: "the hash of both hellos"}}, d.Steps...)
		return d
	},
	"handshake-keys": func(s *anatomy.Scene) anatomy.Figure {
		w := work(s.Act(first))
		return w.derivation("Keys for the rest of the handshake", "RFC 8446 §7.3",
			w.named("server_handshake_write_key", "server_handshake_write_iv", "client_handshake_write_key", "client_handshake_write_iv"))
	},
	"finished": func(s *anatomy.Scene) anatomy.Figure {
		w := work(s.Act(first))
		return w.derivation("Two HMACs that cross", "RFC 8446 §4.4.4", w.named("server_finished_key", "server_finished", "client_finished_key", "client_finished"))
	},
	"floor-two": func(s *anatomy.Scene) anatomy.Figure {
		w := work(s.Act(first))
		return w.derivation("The last floor", "RFC 8446 §7.1", w.named("derived_secret_master", "master_secret",
			"client_application_traffic_secret_0", "server_application_traffic_secret_0", "exporter_master_secret", "resumption_master_secret"))
	},
	"application-keys": func(s *anatomy.Scene) anatomy.Figure {
		w := work(s.Act(first))
		return w.derivation("Keys for the data", "RFC 8446 §7.3",
			w.named("client_application_write_key", "client_application_write_iv", "server_application_write_key", "server_application_write_iv"))
	},
	"record-keys": recordKeys,
	"export": func(s *anatomy.Scene) anatomy.Figure {
		w := work(s.Act(first))
		return w.derivation("What both peers export", "RFC 8446 §7.5", w.exported())
	},
	"resumption":  resumptionSteps,
	"all-secrets": allSecrets,

	"command-shared": func(s *anatomy.Scene) anatomy.Figure {
		w := work(s.Act(first))
		return &transcript.TryIt{Role: "check",
			Text:     transcript.Plainly("OpenSSL agrees. The first command is given the client's private number and the server's share, the second one the server's private number and the client's share. Both print the shared secret."),
			Commands: []string{w.shared[capture.Client].Command(), w.shared[capture.Server].Command()}}
	},
	"command-extract": func(s *anatomy.Scene) anatomy.Figure {
		step, _ := work(s.Act(first)).steps.Find("handshake_secret")
		return command("OpenSSL's HKDF-Extract. hexkey is what goes in, and hexsalt the salt. It prints the handshake_secret.", step)
	},
	"command-secret": func(s *anatomy.Scene) anatomy.Figure {
		step, _ := work(s.Act(first)).steps.Find("client_handshake_traffic_secret")
		return command("OpenSSL's HKDF-Expand. hexkey is the handshake_secret, and hexinfo the bytes of the label above. It prints the client_handshake_traffic_secret.", step)
	},
	"command-key": func(s *anatomy.Scene) anatomy.Figure {
		step, _ := work(s.Act(first)).steps.Find("server_handshake_write_key")
		return command("The server's key for the handshake, from its secret. Only hexkey, hexinfo and the length are others than before.", step)
	},
	"command-finished": func(s *anatomy.Scene) anatomy.Figure {
		step, _ := work(s.Act(first)).steps.Find("server_finished")
		return command("OpenSSL's HMAC. It prints the verify_data of the server's Finished.", step)
	},
	"command-binder": func(s *anatomy.Scene) anatomy.Figure {
		step, _ := resume(s).Find("binder")
		return command("The binder, from its key and the hash of the ClientHello up to the binders.", step)
	},
}

// agreement shows two private numbers, their public halves, and what both sides
// make of them.
func agreement(s *anatomy.Scene) anatomy.Figure {
	w := work(s.Act(first))
	d := &transcript.Derivation{Title: "Two private numbers, one shared secret", Ref: "RFC 8446 §7.4.2"}
	add := func(label, expr string, value []byte, note string) {
		d.Steps = append(d.Steps, transcript.Step{Label: label, Expr: expr, Value: digits(value), Note: note})
	}
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		message := map[capture.Side]string{capture.Client: "ClientHello", capture.Server: "ServerHello"}[side]
		at := s.Message(first, message).At(keyExchange)
		n := w.private[side]
		add(side.String()+"'s private number", "", n.bytes, fmt.Sprintf("the %s's draw number %d: it never crosses", side, n.number))
		add(side.String()+"'s share", "X25519(private number, base point)", w.public[side].Output, fmt.Sprintf("bytes %d–%d of the %s", at.Offset, at.Offset+at.Length-1, message))
	}
	add("the client computes", "X25519(client's private number, server's share)", w.shared[capture.Client].Output, "")
	add("the server computes", "X25519(server's private number, client's share)", w.shared[capture.Server].Output, "")
	return d
}

// hashes shows what one bit does to a hash.
func hashes(s *anatomy.Scene) anatomy.Figure {
	w := work(s.Act(first))
	m := s.Message(first, "ClientHello")
	d := &transcript.Derivation{Title: "One bit of difference"}
	if !m.There() || !w.hash.Available() {
		return d
	}
	flipped := append([]byte(nil), m.Bytes...)
	flipped[len(flipped)-1] ^= 1
	a, b := w.digest(m.Bytes), w.digest(flipped)
	differ := 0
	for i := range a {
		differ += bits.OnesCount8(a[i] ^ b[i])
	}
	d.Steps = []transcript.Step{
		{Label: w.hashName + "(ClientHello)", Value: digits(a), Note: fmt.Sprintf("%d bytes in, %d bytes out", len(m.Bytes), len(a))},
		{Label: w.hashName + "(ClientHello, its last bit flipped)", Value: digits(b), Note: fmt.Sprintf("%d of %d bits are others", differ, 8*len(a))},
	}
	return d
}

// expansion shows that both halves of HKDF are one HMAC each, and nothing else.
func expansion(s *anatomy.Scene) anatomy.Figure {
	w := work(s.Act(first))
	d := &transcript.Derivation{Title: "Inside of HKDF", Ref: "RFC 5869 §2.2, §2.3"}
	for _, step := range w.named("handshake_secret", "client_handshake_traffic_secret") {
		for _, part := range step.Parts() {
			if part.Func != "HMAC" { // a cut to the wanted length: 32 bytes of 32
				continue
			}
			d.Steps = append(d.Steps, transcript.Step{Label: step.Name, Expr: w.formula(part, []name{{"HkdfLabel", step.Input("info")}}), Value: digits(part.Output)})
		}
	}
	return d
}

// labelBytes shows what HKDF-Expand gets beside the secret.
func labelBytes(s *anatomy.Scene) anatomy.Figure {
	w := work(s.Act(first))
	step, ok := w.steps.Find("client_handshake_traffic_secret")
	info := step.Input("info")
	if !ok || len(info) < 4 {
		return telling.BytesOf("The label was not computed", nil, 0)
	}
	n := int(info[2])
	return telling.BytesOf("HkdfLabel: what is expanded, and for what", info, len(info),
		transcript.ByteSpan{Offset: 0, Length: 2, Label: fmt.Sprintf("how many bytes are wanted: %d", len(step.Output))},
		transcript.ByteSpan{Offset: 2, Length: 1, Label: fmt.Sprintf("the length of the label: %d", n)},
		transcript.ByteSpan{Offset: 3, Length: n, Label: fmt.Sprintf("the label: %q", info[3:3+n]), Mark: true},
		transcript.ByteSpan{Offset: 3 + n, Length: 1, Label: fmt.Sprintf("the length of the context: %d", len(info)-4-n)},
		transcript.ByteSpan{Offset: 4 + n, Length: len(info) - 4 - n, Label: "the context: " + untilServerHello})
}

// resumptionSteps shows how the first connection's last secret proves itself in the
// second one.
func resumptionSteps(s *anatomy.Scene) anatomy.Figure {
	d := resume(s)
	binder, _ := d.Find("binder")
	return work(s.Act(first)).derivation("From the resumption secret to the binder", "RFC 8446 §4.6.1, §4.2.11.2", d,
		name{"H(ClientHello up to the binders)", binder.Input("Transcript-Hash")})
}

// allSecrets lists the secrets, and by what each is proven.
func allSecrets(s *anatomy.Scene) anatomy.Figure {
	w := work(s.Act(first))
	t := &transcript.Table{Title: "All secrets of this connection", Head: transcript.Cells("secret", "label", "proven by")}
	proven := map[string]string{
		"early_secret":             "RFC 8448",
		"handshake_secret":         "the two logged secrets below it",
		"master_secret":            "the two logged secrets below it",
		"exporter_master_secret":   "what both peers exported",
		"resumption_master_secret": "the binder of the next connection",
	}
	for _, step := range w.secretSteps() {
		label, by := step.Label, proven[step.Name]
		if label == "" {
			label = "none: extracted"
		}
		if by == "" {
			by = "the key log, and the records"
		}
		t.Rows = append(t.Rows, []transcript.Text{{{Style: transcript.Code, Text: step.Name}}, {{Style: transcript.RunValue, Text: label}}, transcript.Plainly(by)})
	}
	return t
}

// recordKeys shows which key opens which record.
func recordKeys(s *anatomy.Scene) anatomy.Figure {
	w := work(s.Act(first))
	t := &transcript.Table{Title: "Each protected record, and the only key that opens it", Head: []transcript.Text{
		transcript.Plainly("record"), transcript.Plainly("key"), transcript.Plainly("holds")}}
	for _, r := range w.closedRecords() {
		key := "none"
		for i, name := range r.by {
			if i == 0 {
				key = ""
			} else {
				key += ", "
			}
			key += name + "_write_key"
		}
		t.Rows = append(t.Rows, []transcript.Text{
			{{Style: transcript.RunValue, Text: fmt.Sprintf("%s %d", r.from, r.number)}},
			{{Style: transcript.Code, Text: key}},
			{{Style: transcript.RunValue, Text: r.carries}}})
	}
	return t
}
