package transcript

import "bytes"

// A helloMaker lays fields after one another, as a parser would.
type helloMaker struct{ b []byte }

func (h *helloMaker) leaf(name, text string, show Show, b ...byte) Field {
	f := Field{Name: name, Offset: len(h.b), Length: len(b), Value: b, Text: text, Show: show}
	h.b = append(h.b, b...)
	return f
}

func (h *helloMaker) group(name, text string, parts ...func() Field) Field {
	f := Field{Name: name, Offset: len(h.b), Text: text}
	for _, part := range parts {
		f.Fields = append(f.Fields, part())
	}
	f.Length = len(h.b) - f.Offset
	f.Value = h.b[f.Offset:len(h.b):len(h.b)]
	return f
}

func (h *helloMaker) later(name, text string, show Show, b ...byte) func() Field {
	return func() Field { return h.leaf(name, text, show, b...) }
}

func (h *helloMaker) extension(name, text string, show Show, code byte, body ...byte) func() Field {
	return func() Field {
		f := h.group(name, text,
			h.later("type", name, "", 0, code),
			h.later("length", "", "", 0, byte(len(body))),
			h.later("data", text, "", body...))
		f.Show = show
		return f
	}
}

// sampleHello is a ClientHello in shape; its server name is an attacker's.
func sampleHello() *Message {
	h := &helloMaker{}
	random := make([]byte, 32)
	for i := range random {
		random[i] = byte(i*37 + 91)
	}
	sni := []byte("\x00\x1b\x00\x00\x18<b>|`evil`.example\x1b[31m")
	fields := []Field{
		h.leaf("type", "ClientHello", "", 1),
		h.leaf("length", "160", "", 0, 0, 160),
		h.leaf("legacy_version", "TLS 1.2", Marked, 3, 3),
		h.leaf("random", "32 bytes, never used before", "", random...),
		h.leaf("legacy_session_id length", "32", Folded, 32),
		h.leaf("legacy_session_id", "32 bytes", Folded, bytes.Repeat([]byte{0xe0, 0x1d}, 16)...),
		h.leaf("cipher_suites length", "6", Folded, 0, 6),
		h.group("cipher_suites", "3 suites",
			h.later("cipher_suite", "TLS_AES_128_GCM_SHA256", "", 0x13, 1),
			h.later("cipher_suite", "TLS_AES_256_GCM_SHA384", "", 0x13, 2),
			h.later("cipher_suite", "TLS_CHACHA20_POLY1305_SHA256", "", 0x13, 3)),
		h.leaf("legacy_compression_methods", "null", Folded, 1, 0),
		h.group("extensions", "5 extensions",
			h.later("length", "77", "", 0, 77),
			h.extension("server_name", "<b>|`evil`.example\x1b[31m", "", 0, sni...),
			h.extension("supported_groups", "x25519, secp256r1", Folded, 10, 0, 4, 0, 0x1d, 0, 0x17),
			h.extension("signature_algorithms", "ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256", Folded, 13, 0, 4, 4, 3, 8, 4),
			h.extension("supported_versions", "TLS 1.3, TLS 1.2", Marked, 43, 4, 3, 4, 3, 3),
			h.extension("renegotiation_info", "empty", "", 1)),
	}
	fields[2].Wireshark = "tls.handshake.version"
	fields[2].Meaning = "Frozen at TLS 1.2: too many middleboxes broke on a version that they did not know."
	fields[2].Ref = "RFC 8446 §4.1.2"
	fields[3].Meaning = "Both sides draw one, so that no two handshakes are alike."
	fields[9].Fields[1].Fields[2].Opaque = true
	fields[9].Fields[4].Wireshark = "tls.handshake.extensions.supported_version"
	fields[9].Fields[4].Meaning = "The true offer, newest first."
	return &Message{Name: "ClientHello", From: "client", Where: "in the clear", Ref: "RFC 8446 §4.1.2",
		Bytes: h.b, Dump: true, Fields: fields}
}

func ptr[T any](v T) *T { return &v }

// sampleDocument has every kind of block, and every role.
func sampleDocument() *Document {
	code := func(s string) Inline { return Inline{Style: Code, Text: s} }
	run := func(s string) Inline { return Inline{Style: RunValue, Text: s} }
	plain := func(s string) Inline { return Inline{Text: s} }
	return &Document{
		Lesson: &Lesson{Number: 2, Slug: "hello", Title: "Hello: who says what?", Article: []string{"S2"},
			Question: "Which version does a TLS 1.3 client say it speaks, and where?"},
		Stamp: Stamp{Seed: ptr(uint64(1)), Go: "go1.26.8", AES: ptr(true), Transport: "memory", Break: "length"},
		Blocks: []Block{
			&Prose{Text: Text{plain("Before anything can be secret, the two sides must agree on how. They do it "), {Style: Emph, Text: "in the clear"},
				plain(": the client offers, the server chooses. "), {Style: Strong, Text: "Two messages"},
				plain(", and everybody on the path can read both. The first is "), run("223"), plain(" bytes long and its field "),
				code("legacy_version"), plain(" holds "), run("03 03"), plain(" ("), {Style: RFC, Text: "RFC 8446 §4.1.2"}, plain("). See "),
				{Style: Link, Text: "the registry", Href: "https://www.iana.org/assignments/tls-parameters/?a=1&b=2"},
				plain(" or "), {Style: Link, Text: "this", Href: "javascript:alert(1)"}, plain(".")}},
			&Heading{Level: 2, Text: Text{plain("The handshake, as it "), {Style: Emph, Text: "crossed"}}},
			&Ladder{Title: "One connection, two flights", Client: "client :50312", Server: "server :41877", Rows: []LadderRow{
				{From: "client", Label: "ClientHello", Bytes: 223, Millis: ptr(0.0), Mark: true},
				{From: "server", Label: "ServerHello", Bytes: 90, Millis: ptr(0.41)},
				{From: "server", Label: "ChangeCipherSpec", Bytes: 1, Millis: ptr(0.41), Note: "for middleboxes only"},
				{From: "server", Label: "EncryptedExtensions, Certificate, CertificateVerify, Finished", Bytes: 892, Millis: ptr(0.58), Closed: true},
				{From: "client", Label: "Finished", Bytes: 53, Millis: ptr(1.02), Closed: true, Note: "the end of it; #1"},
			}},
			&Question{ID: "version", Role: "predict", Ask: Plainly("This client speaks TLS 1.3. What stands in its version field?"),
				Choices: []Choice{
					{Key: "a", Text: Text{code("0304"), plain(", TLS 1.3")}, Why: Plainly("The field was frozen, because middleboxes broke on it.")},
					{Key: "b", Text: Text{code("0303"), plain(", TLS 1.2")}, Why: Plainly("The offer of 1.3 is in an extension.")},
					{Key: "c", Text: Text{code("0301"), plain(", TLS 1.0")}, Why: Plainly("That is what a record's header says.")}},
				Answer: "b", Chosen: "a"},
			sampleHello(),
			&Prose{Text: Plainly("Look at ▸. Two things are worth a second look:"), Items: []Text{
				{plain("the field named version says "), run("TLS 1.2"), plain(";")},
				{plain("the offer is in "), code("supported_versions"), plain(".")}}},
			&Prose{Items: []Text{Plainly("first the client"), Plainly("then the server")}, Ordered: true},
			&Check{ID: "legacy", Claim: Text{code("legacy_version"), plain(" is 0303")}, Got: "0303", Want: "0303", Passed: true,
				Evidence: Evidence{Message: "ClientHello", Field: "legacy_version", Offset: 4, Length: 2}},
			&Check{ID: "offer", Claim: Plainly("supported_versions offers 0304 before every other version that this client would accept"), Got: "0304", Want: "0304", Passed: true,
				Evidence: Evidence{Message: "ClientHello", Field: "supported_versions", Offset: 156, Length: 9}},
			&Check{ID: "tiles", Claim: Plainly("every byte of the hello belongs to a field"), Got: "160 of 164", Want: "164 of 164",
				Evidence: Evidence{Text: "the whole of ClientHello"}},
			&Note{Role: "answer", Question: "version"},
			&Note{Role: "misconception", Title: "the version field is the version.", Text: Plainly("It was, until TLS 1.2. Since then it is a fossil.")},
			&Heading{Level: 2, Text: Plainly("Where the keys come from")},
			&Derivation{Title: "The client's handshake traffic secret", Ref: "RFC 8446 §7.1", Steps: []Step{
				{Label: "transcript", Expr: "SHA-256(ClientHello ‖ ServerHello)", Value: "3b1c9e4f…77a0", Note: "32 bytes"},
				{Label: "c_hs_traffic", Expr: `HKDF-Expand-Label(handshake_secret, "c hs traffic", transcript, 32)`, Value: "b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21"}}},
			&Bytes{Title: "A record's header", Base: 16, Data: Hex("\x16\x03\x01\x00\xdfGET / <i>`|` \xff\x00"), Total: 228, Spans: []ByteSpan{
				{Offset: 0, Length: 1, Label: "content type: handshake"},
				{Offset: 1, Length: 2, Label: "legacy_record_version", Mark: true},
				{Offset: 3, Length: 2, Label: "length"}}},
			&Table{Title: "Who can read what", Head: []Text{Plainly("message"), Plainly("on the path | off it"), Plainly("since")}, Rows: [][]Text{
				{Plainly("ClientHello"), Plainly("yes"), Plainly("SSL 3.0")},
				{Plainly("Certificate"), Text{plain("no in 1.3, "), code("yes | no"), plain(" in 1.2")}}}},
			&TryIt{Role: "check", Text: Plainly("The same bytes, from another hand:"), Commands: []string{
				"tlsteach run hello --pcap hello.pcapng", `tshark -r hello.pcapng -Y 'tls.handshake.type == 1' -T fields -e tls.handshake.version`}},
			&TryIt{Role: "break", Text: Plainly("One length too long, and the server answers with an alert."), Commands: []string{"tlsteach run hello --break length"}},
			&TryIt{Role: "exercise", Text: Plainly("Find the four bytes that nobody owns.")},
			&TryIt{Role: "export", Text: Plainly("The run as a file:"), Commands: []string{"tlsteach run hello --format html -o hello.html"}},
			&Question{ID: "recall", Role: "recall", Ask: Plainly("What was still to be read in lesson 1?"), Answer: "a", Choices: []Choice{
				{Key: "a", Text: Plainly("the server's name")}, {Key: "b", Text: Plainly("the password"), Why: Plainly("It was in the first recording only.")}}},
			&Note{Role: "answer", Question: "recall", Text: Plainly("Look at the SNI again.")},
			&Note{Role: "aside", Title: "GREASE", Text: Plainly("Values such as 0A0A are there to be ignored.")},
			&Note{Role: "warning", Text: Plainly("A key log opens every recording of the session.")},
			&Note{Role: "summary", Items: []Text{Plainly("the hello is in the clear"), Plainly("the version is in an extension")}},
		},
	}
}

// sampleCommand is a document that a command made, not a lesson.
func sampleCommand() *Document {
	return &Document{Command: "inspect", Stamp: Stamp{Go: "go1.26.8", AES: ptr(false), Transport: "tcp"}, Blocks: []Block{
		&Prose{Text: Plainly("admin@example.com and http://evil.example/ are words, not links; 1 * 2 * 3 and a_b too.")},
		&Message{Name: "Alert", Title: "Alert of the server", From: "server", Where: "protected, opened", Bytes: Hex{2, 50},
			Fields: []Field{{Name: "level", Length: 1, Value: Hex{2}, Text: "fatal"}, {Name: "description", Offset: 1, Length: 1, Value: Hex{50}, Text: "decode_error"}},
			Error:  "description: 1 byte more than there is"},
		&Heading{Level: 4, Text: Plainly("Deep")},
		&Check{ID: "one", Claim: Plainly("the alert is fatal"), Got: "2", Want: "2", Passed: true, Evidence: Evidence{Message: "Alert", Field: "level", Length: 1}},
	}}
}
