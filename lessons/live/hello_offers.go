package live

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// says makes a point of pieces: each second one is a value of the hello.
func says(at transcript.Evidence, pieces ...string) []Point {
	p := Point{At: at}
	for i, s := range pieces {
		r := transcript.Inline{Text: s}
		if i%2 == 1 {
			r.Style = transcript.RunValue
		}
		if s != "" {
			p.Says = append(p.Says, r)
		}
	}
	return []Point{p}
}

// wants is the name of the server.
func (h *Hello) wants() []Point {
	switch {
	case len(h.ServerName) > 0 && h.Has(registry.ExtECH):
		return says(h.at("server_name/host_name"), "It names the server ", string(h.ServerName), ". If its encrypted hello is a real one, the name that it wants stands in there, and this one is that of the keeper of the key.")
	case len(h.ServerName) > 0:
		return says(h.at("server_name/host_name"), "It wants the server ", string(h.ServerName), ", and says so to everybody on the path.")
	case h.Has(registry.ExtServerName):
		return says(h.in(registry.ExtServerName), "It has a place for the name of the server, and no name in it.")
	}
	return says(h.nowhere("server_name"), "It names no server. Clients leave the name out where they were given an IP address, which may not stand there (RFC 6066 §3), and very old ones always.")
}

// versions are those that it speaks.
func (h *Hello) versions() []Point {
	offered := real16(h.SupportedVersions)
	if len(offered) == 0 {
		return says(h.at("legacy_version"), "It speaks nothing newer than ", h.LegacyVersion.String(), ". Which is the oldest that it would take, a hello of this kind does not say.")
	}
	oldest := offered[0]
	for _, v := range offered {
		if ofTLS(v) && v < oldest {
			oldest = v
		}
	}
	out := says(h.at("versions"), "It speaks ", listed(offered), ", in the order of its preference. The field legacy_version says ", h.LegacyVersion.String(), " in any case, for servers that do not know this list (RFC 8446 §4.1.2).")
	if len(offered) == 1 {
		out = says(h.at("versions"), "It speaks ", offered[0].String(), ", and nothing else.")
	}
	switch {
	case !ofTLS(oldest):
	case oldest < registry.VersionTLS10:
		out = append(out, says(h.at("versions"), "It would still take ", oldest.String(), ", which RFC 7568 forbids.")...)
	case oldest < registry.VersionTLS12:
		out = append(out, says(h.at("versions"), "It would still take ", oldest.String(), ", which RFC 8996 forbids.")...)
	}
	return out
}

// ofTLS says whether a number is that of a version of TLS or SSL 3.0, and of no draft.
func ofTLS(v registry.Version) bool { return v>>8 == 3 }

// ciphers are its cipher suites: how many, and the worst that it would take.
func (h *Hello) ciphers() (out []Point) {
	offered := real16(h.CipherSuites)
	var suites []registry.CipherSuite
	for _, s := range offered {
		if !isSignal(s) {
			suites = append(suites, s)
		}
	}
	if len(suites) == 0 {
		return says(h.at("cipher_suites"), "It offers no cipher suite that means something.")
	}
	out = says(h.at("cipher_suites"), "It offers ", counted(len(suites), "cipher suite"), " and prefers ", suites[0].String(), ".")
	if first := suites[0]; strings.HasPrefix(first.Encryption(), "CHACHA20") && len(suites) > 1 {
		out[0].Says = append(out[0].Says, transcript.Inline{Text: " Many programs would rather have AES where the processor has instructions for it, and this where it has none."})
	}
	var weak []registry.CipherSuite
	for _, s := range suites {
		if !forwardSecret(s) {
			weak = append(weak, s)
		}
	}
	switch n := len(weak); {
	case n > 0:
		out = append(out, says(h.suiteAt(weak[0]), "It would take "+counted(n, "suite")+" without forward secrecy, the first ", weak[0].String(), ": who keeps the connection and gets the server's key years later can read it.")...)
	default:
		out = append(out, says(h.at("cipher_suites"), "All of them have forward secrecy: the server's key does not open a connection that was kept.")...)
	}
	if s, ok := oldest(suites); ok {
		out = append(out, says(h.suiteAt(s), "The oldest of them by its number is ", s.String(), ": "+suiteMeans(s)+".")...)
	}
	for _, s := range offered {
		switch s {
		case registry.TLS_FALLBACK_SCSV:
			out = append(out, says(h.suiteAt(s), "It says that it tried a newer version before and failed: ", s.String(), ". A server that knows the newer one must refuse (RFC 7507 §3).")...)
		case registry.TLS_EMPTY_RENEGOTIATION_INFO_SCSV:
			out = append(out, says(h.suiteAt(s), "It knows secure renegotiation, and says so with a number in the list of suites: ", s.String(), " (RFC 5746 §3.3).")...)
		}
	}
	return out
}

// suiteAt is a suite in the list as evidence.
func (h *Hello) suiteAt(s registry.CipherSuite) transcript.Evidence {
	for i, o := range h.CipherSuites {
		if o == s {
			return h.at(fmt.Sprintf("cipher_suites/cipher_suite[%d]", i))
		}
	}
	return h.at("cipher_suites")
}

// oldest is the suite with the lowest number, where one is of TLS 1.2 or before.
func oldest(suites []registry.CipherSuite) (old registry.CipherSuite, ok bool) {
	for _, s := range suites {
		if !s.TLS13() && (!ok || s < old) {
			old, ok = s, true
		}
	}
	return old, ok
}

func isSignal(s registry.CipherSuite) bool {
	return s == registry.TLS_FALLBACK_SCSV || s == registry.TLS_EMPTY_RENEGOTIATION_INFO_SCSV
}

// protocols are what is to be spoken inside.
func (h *Hello) protocols() []Point {
	var names []string
	for _, p := range h.ALPN {
		if !registry.IsGREASEALPN(p) {
			names = append(names, string(p))
		}
	}
	if len(names) == 0 {
		return says(h.nowhere("ALPN"), "It does not say which protocol it will speak inside: that is for the port to tell.")
	}
	text := "."
	if names[0] == "h2" {
		text = ": HTTP/2 first, as browsers and curl do."
	}
	return says(h.at("protocol_name_list"), "It would speak ", strings.Join(names, ", "), text)
}

// real16 leaves GREASE out.
func real16[T ~uint16](all []T) (out []T) {
	for _, v := range all {
		if !registry.IsGREASE16(uint16(v)) {
			out = append(out, v)
		}
	}
	return out
}

func listed[T fmt.Stringer](all []T) string { return strings.Join(names(all), ", ") }

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
