package report

import (
	"strings"

	"github.com/tlsteach/tlsteach/handshake/follow"
)

// Elsewhere says what else a capture holds and what of it could not be used, in
// one line; empty where there is nothing to say.
func Elsewhere(s follow.Summary) string {
	var said []string
	list := func(lead string, parts ...string) {
		var some []string
		for _, p := range parts {
			if p != "" {
				some = append(some, p)
			}
		}
		if len(some) > 0 {
			said = append(said, lead+strings.Join(some, ", ")+".")
		}
	}
	atLeast := ""
	if s.FlowsCut {
		atLeast = "at least "
	}
	list("Not decoded yet: "+atLeast, some(int64(s.DTLSFlows), "flow", " of DTLS"), some(int64(s.QUICFlows), "flow", " of QUIC"))
	list("Without TLS: ", some(int64(s.NoTLS), "TCP connection", ""))
	list("Not read: ",
		some(s.UnknownLinks, "packet", " of an unknown link type"),
		some(s.UnknownProtocols, "packet", " without TCP or UDP"),
		some(s.BadPackets, "packet", " with damaged headers"),
		some(s.FragmentsLeft, "IP fragment", " without the rest of the packet"),
		some(s.Stray, "TCP packet", " of no connection"))
	list("Not captured: ", some(s.Missing, "byte", " of TCP"), some(s.Cut, "segment", " cut by the snapshot length"))
	list("Given up: ",
		some(s.Late, "byte", " that came too late"),
		some(s.Dropped, "connection", " of too many at once"),
		some(s.Forced, "time", " that TCP was put together without waiting for more"))
	if s.Connections > 0 && s.Opened == 0 {
		list("Of no use here: ", some(int64(s.Secrets), "block", " of secrets in the file"))
	}
	return strings.Join(said, " ")
}

// some is a number of things, where there are any.
func some(n int64, noun, rest string) string {
	if n == 0 {
		return ""
	}
	return plural(int(n), noun) + rest
}
