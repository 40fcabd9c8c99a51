package live

import (
	"fmt"
	"net/netip"
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
	_, notIP := netip.ParseAddr(string(h.ServerName))
	switch {
	case len(h.ServerName) > 0 && notIP == nil:
		return says(h.at("server_name/host_name"), "It names the server by an address, ", string(h.ServerName), ", which may not stand here (RFC 6066 §3).")
	case len(h.ServerName) > 0 && h.Has(registry.ExtECH) && !h.ECH.Inner:
		return says(h.at("server_name/host_name"), "It names the server ", string(h.ServerName), ". If its encrypted hello is a real one, the name that it wants stands in there, and this one is that of the keeper of the key (RFC 9849 §6.1).")
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
	switch {
	case len(offered) > 0:
	case h.Has(registry.ExtSupportedVersions):
		return says(h.in(registry.ExtSupportedVersions), "Its list of versions has none that means something.")
	case h.LegacyVersion > registry.VersionTLS12:
		return says(h.at("legacy_version"), "It asks for ", h.LegacyVersion.String(), " in the old way, by which nothing newer than TLS 1.2 can be agreed on (RFC 8446 §4.2.1).")
	default:
		out := says(h.at("legacy_version"), "It speaks nothing newer than ", h.LegacyVersion.String(), ". Which is the oldest that it would take, a hello of this kind does not say.")
		return append(out, h.forbids(h.at("legacy_version"), h.LegacyVersion)...)
	}
	oldest := offered[0]
	for _, v := range offered {
		if ofTLS(v) && v < oldest {
			oldest = v
		}
	}
	out := says(h.at("versions"), "It speaks ", listed(offered), ", in the order of its preference. The field legacy_version says ", h.LegacyVersion.String(), "; a server that knows this list does not look at it (RFC 8446 §4.2.1).")
	if len(offered) == 1 {
		out = says(h.at("versions"), "It speaks ", offered[0].String(), ", and nothing else.")
	}
	return append(out, h.forbids(h.at("versions"), oldest)...)
}

// forbids says that a version that it offers may no longer be used.
func (h *Hello) forbids(at transcript.Evidence, v registry.Version) []Point {
	switch {
	case !ofTLS(v) || v >= registry.VersionTLS12:
		return nil
	case v < registry.VersionTLS10:
		return says(at, "It still offers ", v.String(), ", which RFC 7568 forbids.")
	}
	return says(at, "It still offers ", v.String(), ", which RFC 8996 forbids.")
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
	out = append(out, h.secrecy(suites)...)
	if s, ok := oldest(suites); ok {
		out = append(out, says(h.suiteAt(s), "The oldest of them by its number is ", s.String(), ": "+suiteMeans(s)+".")...)
	}
	for _, s := range offered {
		switch s {
		case registry.TLS_FALLBACK_SCSV:
			out = append(out, says(h.suiteAt(s), "It says that it tried a newer version before and failed: ", s.String(), ". A server that knows a newer one than it offers now must refuse (RFC 7507 §3).")...)
		case registry.TLS_EMPTY_RENEGOTIATION_INFO_SCSV:
			out = append(out, says(h.suiteAt(s), "It knows secure renegotiation, and says so with a number in the list of suites: ", s.String(), " (RFC 5746 §3.3).")...)
		}
	}
	return out
}

// secrecy is what becomes of a connection that somebody keeps until the server's key
// is known.
func (h *Hello) secrecy(suites []registry.CipherSuite) (out []Point) {
	var weak, strange []registry.CipherSuite
	for _, s := range suites {
		switch {
		case !s.Known():
			strange = append(strange, s)
		case !forwardSecret(s):
			weak = append(weak, s)
		}
	}
	switch n := len(weak); {
	case n > 0:
		out = says(h.suiteAt(weak[0]), "It offers "+counted(n, "suite")+" without forward secrecy, the first ", weak[0].String(), ": if a server takes one, who keeps the connection and gets the server's long-term key years later can read it.")
	case len(strange) < len(suites):
		out = says(h.at("cipher_suites"), "All that are known here have forward secrecy: the key of the server's certificate does not open a connection that was kept.")
	}
	if len(strange) > 0 {
		out = append(out, says(h.suiteAt(strange[0]), "Of "+counted(len(strange), "suite")+" this program does not know the name, the first ", strange[0].String(), ".")...)
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
	switch {
	case len(names) == 0 && h.Has(registry.ExtALPN):
		return says(h.in(registry.ExtALPN), "It names no protocol that means something.")
	case len(names) == 0:
		return says(h.nowhere("ALPN"), "It does not say which protocol it will speak inside: that is for the port to tell.")
	}
	text := "."
	if names[0] == "h2" {
		text = ": HTTP/2 first, as browsers and curl do."
	}
	return says(h.at("protocol_name_list"), "It would speak ", some(names), text)
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

func listed[T fmt.Stringer](all []T) string { return some(names(all)) }

// maxNamed is how many values of a list a sentence names. Real clients have up to
// some twenty groups; 64 KiB have room for thirty thousand.
const maxNamed = 40

func some(all []string) string {
	if n := len(all); n > maxNamed {
		return strings.Join(all[:maxNamed], ", ") + fmt.Sprintf(" and %d more", n-maxNamed)
	}
	return strings.Join(all, ", ")
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
