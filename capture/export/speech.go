package export

import (
	"bytes"

	"github.com/tlsteach/tlsteach/capture"
)

// A speech is what a client begins with, as far as a few bytes tell. Wireshark
// looks for TLS on port 443, and warns of HTTP there.
type speech uint8

const (
	speaksTLS speech = iota // or nothing yet
	speaksHTTP
	speaksOther
)

// port is where Wireshark looks for it; for what is unknown, for nothing.
func (s speech) port() uint16 {
	switch s {
	case speaksTLS:
		return portTLS
	case speaksHTTP:
		return 80
	default:
		return 1024
	}
}

// methods are those of RFC 9110 §9.1, and PATCH (RFC 5789).
var methods = []string{"GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "CONNECT ", "OPTIONS ", "TRACE ", "PATCH "}

// speechOf looks at the first bytes that the client sent.
func speechOf(rec *capture.Recording) speech {
	var first []byte
	for _, e := range rec.Events {
		if e.Kind == capture.Data && e.From == capture.Client && len(first) < len("OPTIONS ") {
			first = append(first, e.Data[:min(len(e.Data), len("OPTIONS "))]...)
		}
	}
	if len(first) == 0 || first[0] >= 20 && first[0] <= 24 || first[0] >= 0x80 { // a record (RFC 8446 §5.1), or SSL 2.0's
		return speaksTLS
	}
	for _, m := range methods {
		if bytes.HasPrefix(first, []byte(m)) {
			return speaksHTTP
		}
	}
	return speaksOther
}
