package articlesclient

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// What the claims look at.
const (
	clientHello = "ClientHello"
	certificate = "Certificate"
	hostName    = "server_name/host_name"
	versions    = "supported_versions/versions"
)

// leaf is the server's certificate as it crossed; nil: none, or it cannot be read.
func leaf(s *anatomy.Scene, act string) *x509.Certificate {
	m := s.Message(act, certificate)
	f, ok := m.Field("cert_data") // as TLS 1.3 calls it
	if !ok {
		f, ok = m.Field("certificate")
	}
	if !ok {
		return nil
	}
	c, err := x509.ParseCertificate(f.Bytes)
	if err != nil {
		return nil
	}
	return c
}

// names are the DNS names in a certificate that crossed, by its bytes.
func names(s *anatomy.Scene, act string) (out []string) {
	m := s.Message(act, certificate)
	for i := 0; ; i++ {
		f, ok := m.Field(fmt.Sprintf("subject_alt_name/general_names/dns_name[%d]/value", i))
		if !ok {
			return out
		}
		out = append(out, f.Text())
	}
}

// header is the value of a header line in what a side's application sent.
func header(data []byte, name string) string {
	for line := range strings.Lines(string(data)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(key, name) {
			return strings.TrimSpace(value)
		}
	}
	return "absent"
}

// outcome says how a connection ended for the client, from what crossed.
func outcome(s *anatomy.Scene, act string) string {
	a := s.Act(act)
	switch {
	case len(a.Data(capture.Client)) > 0 && bytes.HasPrefix(a.Data(capture.Server), []byte("HTTP/1.1 200")):
		return "accepted"
	case a.Alert(capture.Client).Text("level") == "fatal" && len(a.Data(capture.Client)) == 0:
		return "refused"
	}
	return "unclear"
}

// goodbye says whether a side sent close_notify.
func goodbye(s *anatomy.Scene, act string, from capture.Side) string {
	a := s.Act(act)
	if len(a.Data(from)) == 0 {
		return "nothing was sent"
	}
	if a.Alert(from).Text("description") == "close_notify" {
		return "close_notify"
	}
	return "no close_notify"
}

// bodies are the bytes behind the header of an answer, as far as they crossed.
func bodies(s *anatomy.Scene, act string) (body []byte, ok bool) {
	_, body, ok = bytes.Cut(s.Act(act).Data(capture.Server), []byte("\r\n\r\n"))
	return body, ok
}

// failing names the checks that a certificate fails for a client that wants this
// name and trusts the lab's root.
func failing(s *anatomy.Scene, act string) string {
	root, err := x509.ParseCertificate([]byte(s.Facts["root"]))
	c := leaf(s, act)
	if err != nil || c == nil {
		return "nothing could be judged"
	}
	j := verdict.Judge([][]byte{c.Raw}, verdict.Options{Roots: verdict.RootsOf(root), Name: s.Facts["wanted"],
		Now:    root.NotBefore.Add(time.Hour), // when the lab issued it
		Usages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	var out []string
	for _, v := range j.Verdicts {
		if v.Reached && !v.Passed && v.Check.Counts() {
			out = append(out, v.Check.String())
		}
	}
	if j.Trusted || len(out) == 0 {
		return "none"
	}
	return strings.Join(out, ", ")
}

// covers is the rule by which an entry of a certificate covers a name, RFC 9525
// §6.3: the same labels, without regard to case, where an asterisk stands for the
// whole first label.
func covers(entry, name string) bool {
	entry, name = strings.ToLower(entry), strings.ToLower(name)
	rest, wild := strings.CutPrefix(entry, "*.")
	if !wild {
		return entry == name
	}
	first, parent, ok := strings.Cut(name, ".")
	return ok && first != "" && parent == rest
}

// records counts the records of a side that carry data, and their bytes, headers
// included; and the bytes of all the others.
func records(a *anatomy.Act, from capture.Side) (n, data, others int) {
	others = len(a.Session.Recording.Bytes(from))
	for _, it := range a.Items {
		if it.From != from || it.Kind != handshake.KindApplicationData {
			continue
		}
		for _, r := range a.Items {
			if r.Kind == handshake.KindRecord && r.From == from && r.Record == it.Record {
				n++
				size := handshake.RecordHeaderLength + int(r.Bytes[3])<<8 + int(r.Bytes[4])
				data += size
				others -= size
			}
		}
	}
	return n, data, others
}
