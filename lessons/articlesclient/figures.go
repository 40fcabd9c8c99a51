package articlesclient

import (
	"crypto/x509"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"outcome":    func(s *anatomy.Scene) string { return outcome(s, wrongName) },
	"name_field": nameField,
	"alert":      func(s *anatomy.Scene) string { return s.Act(unknown).Alert(capture.Client).Text("description") },
	"takes":      takes,
	"differs":    firstDifference,
	"cut_bytes":  func(s *anatomy.Scene) string { b, _ := bodies(s, cut); return fmt.Sprint(len(b)) },
	"missing": func(s *anatomy.Scene) string {
		b, _ := bodies(s, cut)
		return strings.TrimSpace(strings.TrimPrefix(s.Facts["page"], string(b)))
	},
	"page_bytes": func(s *anatomy.Scene) string { return fmt.Sprint(len(s.Facts["page"])) },
}

// nameField says where crypto/x509 finds the name of the right server: the answer to
// a recall.
func nameField(s *anatomy.Scene) string {
	c := leaf(s, oneLine)
	if c == nil || c.VerifyHostname(s.Facts["wanted"]) != nil || c.Subject.CommonName != s.Facts["wanted"] {
		return "unclear"
	}
	without := &x509.Certificate{Raw: c.Raw, Subject: c.Subject} // what is left where nobody reads the extension
	if without.VerifyHostname(s.Facts["wanted"]) == nil {
		return "subject"
	}
	return "subject_alt_name"
}

// takes says what the article's client makes of the cut page: the answer to the
// second prediction.
func takes(s *anatomy.Scene) string {
	body := s.Facts[cut+" body"]
	switch {
	case s.Act(cut).Session.ClientErr != nil:
		return "error"
	case body == s.Facts["page"]:
		return "whole"
	case body != "":
		return "part"
	}
	return "nothing"
}

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"request": func(s *anatomy.Scene) anatomy.Figure {
		b := s.Act(wrongName).Data(capture.Client)
		return telling.BytesOf("The request, decrypted", b, len(b), lineEnds(b)...)
	},
	"cut-page": func(s *anatomy.Scene) anatomy.Figure {
		b := s.Act(cut).Data(capture.Server)
		return telling.BytesOf("All that crossed of the answer, decrypted", b, len(b))
	},
	"named":   named,
	"steps":   steps,
	"line":    lineFigure,
	"compare": compare,
	"names":   namesFigure,
	"refused": refused,
}

// named shows the names in the certificate of the wrong server, numbered as in the
// message.
func named(s *anatomy.Scene) anatomy.Figure {
	san, _ := s.Message(wrongName, certificate).Field("subject_alt_name")
	name, _ := s.Message(wrongName, certificate).Field("subject_alt_name/general_names/dns_name/value")
	b := telling.BytesOf("subject_alt_name in this certificate", san.Bytes, len(san.Bytes))
	b.Base = san.Offset
	b.Spans = []transcript.ByteSpan{{Offset: name.Offset - san.Offset, Length: len(name.Bytes), Label: name.Text(), Mark: true}}
	return b
}

// lineEnds marks how the lines of a request end.
func lineEnds(b []byte) (spans []transcript.ByteSpan) {
	for i := range b {
		if b[i] == '\n' && (i == 0 || b[i-1] != '\r') {
			spans = append(spans, transcript.ByteSpan{Offset: i, Length: 1, Label: "LF alone", Mark: true})
		}
	}
	if n := len(b); n >= 4 && string(b[n-4:]) == "\r\n\r\n" {
		spans = append(spans, transcript.ByteSpan{Offset: n - 4, Length: 4, Label: "CR LF, and the empty line"})
	}
	return spans
}

// steps sets the article's steps beside the Go that ran, and what it put on the wire.
func steps(s *anatomy.Scene) anatomy.Figure {
	a := s.Act(wrongName)
	toServer, toClient := a.Data(capture.Client), a.Data(capture.Server)
	_, sent, handshakeSent := records(a, capture.Client)
	_, got, handshakeGot := records(a, capture.Server)
	t := &transcript.Table{Title: "The article's http(), step by step", Head: transcript.Cells("in the article", "in Go, as it ran", "what crossed")}
	row := func(python, code, crossed string) {
		t.Rows = append(t.Rows, []transcript.Text{{{Style: transcript.Code, Text: python}}, {{Style: transcript.Code, Text: code}}, transcript.Value(crossed)})
	}
	row("ssl.wrap_socket(sock, …)", "c := tls.Client(conn, config)", "nothing yet")
	row("cert_reqs=ssl.CERT_REQUIRED, ca_certs=…", "config.VerifyPeerCertificate = verify(roots, now, name)", "nothing: name is empty")
	row("", "c.Handshake()", fmt.Sprintf("the handshake: %d bytes of the client, %d of the server", handshakeSent, handshakeGot))
	row("sock.sendall(header)", "io.WriteString(c, request)", fmt.Sprintf("a record of %d bytes: the request has %d", sent, len(toServer)))
	row("HTTPResponse(sock)", "http.ReadResponse(bufio.NewReader(c), nil)", fmt.Sprintf("a record of %d bytes: the answer has %d", got, len(toClient)))
	row("resp.read()", "io.ReadAll(resp.Body)", fmt.Sprintf("its last %s bytes are the page", header(toClient, "Content-Length")))
	row("sock.shutdown(1)", "lab.HalfClose(conn)", "no record: "+goodbye(s, wrongName, capture.Client))
	return t
}

// lineFigure is the same for the client of one line.
func lineFigure(s *anatomy.Scene) anatomy.Figure {
	a := s.Act(oneLine)
	toServer, toClient := a.Data(capture.Client), a.Data(capture.Server)
	n, sent, others := records(a, capture.Client)
	_, got, handshakeGot := records(a, capture.Server)
	t := &transcript.Table{Title: "One line", Head: transcript.Cells("in the article", "in Go, as it ran", "what crossed")}
	t.Rows = append(t.Rows, []transcript.Text{{{Style: transcript.Code, Text: "requests.get(url)"}}, {{Style: transcript.Code, Text: "client.Get(url)"}},
		transcript.Value(fmt.Sprintf("handshake and goodbye: %d bytes of the client, %d of the server; the request: %d record of %d bytes for %d; the answer: %d bytes for %d",
			others, handshakeGot, n, sent, len(toServer), got, len(toClient)))})
	return t
}

// compare sets both clients side by side, from what they put on the wire.
func compare(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "Two clients, from what crossed", Head: transcript.Cells("", "the article's", "one line")}
	row := func(what, article, line string) {
		t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(what), transcript.Value(article), transcript.Value(line)})
	}
	hello := func(path string) (string, string) {
		return s.Message(wrongName, clientHello).Text(path), s.Message(oneLine, clientHello).Text(path)
	}
	asked := func(name string) (string, string) {
		return header(s.Act(wrongName).Data(capture.Client), name), header(s.Act(oneLine).Data(capture.Client), name)
	}
	article, line := hello(hostName)
	row("server_name", article, line)
	row("versions offered", offered(s, wrongName), offered(s, oneLine))
	row("shown the certificate of "+s.Facts["other"], outcome(s, wrongName), outcome(s, lineWrong))
	article, line = asked("User-Agent")
	row("User-Agent", article, line)
	article, line = asked("Charset")
	row("Charset", article, line)
	row("line ends", ends(s.Act(wrongName).Data(capture.Client)), ends(s.Act(oneLine).Data(capture.Client)))
	row("at the end", goodbye(s, wrongName, capture.Client), goodbye(s, oneLine, capture.Client))
	row("a page that is cut", fmt.Sprintf("%d bytes taken", len(s.Facts[cut+" body"])), fmt.Sprintf("%d bytes taken", len(s.Facts[lineCut+" body"])))
	return t
}

// offered is the versions of a hello, each by its name.
func offered(s *anatomy.Scene, act string) string {
	m := s.Message(act, clientHello)
	var out []string
	for i := 0; ; i++ {
		f, ok := m.Field(fmt.Sprintf("%s/version[%d]", versions, i))
		if !ok {
			return strings.Join(out, ", ")
		}
		out = append(out, f.Text())
	}
}

func ends(request []byte) string {
	lines := strings.Count(string(request), "\n")
	return fmt.Sprintf("%d of %d are CR LF", strings.Count(string(request), "\r\n"), lines)
}

// refused tells in the peers' own words how connections ended that did not please.
func refused(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "Who refused, in both peers' words", Head: transcript.Cells("connection", "the client", "the server")}
	for _, c := range []struct{ what, act string }{{"the article's client, unknown authority", unknown}, {"one line, wrong name", lineWrong}, {"the article's client, cut, with length", cutLength}} {
		server := s.Facts[c.act+" server"]
		if server == "" {
			server = "no error"
		}
		t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(c.what), transcript.Value(s.Facts[c.act+" client"]), transcript.Value(server)})
	}
	return t
}
