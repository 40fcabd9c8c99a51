package live

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// exchange is how it would agree on keys: groups, and shares that it sends at once.
func (h *Hello) exchange() (out []Point) {
	groups := real16(h.SupportedGroups)
	var shares []string
	var quantum registry.Group
	sent := map[registry.Group]bool{}
	for _, s := range h.KeyShares {
		if registry.IsGREASE16(uint16(s.Group)) {
			continue
		}
		shares = append(shares, fmt.Sprintf("%s (%d bytes)", s.Group, len(s.Data)))
		sent[s.Group] = true
		if postQuantum(s.Group) && quantum == 0 {
			quantum = s.Group
		}
	}
	if len(groups) > 0 {
		out = says(h.in(registry.ExtSupportedGroups), "It can agree on keys in ", listed(groups), ", in the order of its preference.")
	}
	if len(shares) > 0 {
		out = append(out, says(h.in(registry.ExtKeyShare), "It sends public keys at once, in the hope that the server takes one: ", some(shares), ".")...)
	} else if h.Offers(registry.VersionTLS13) && h.Has(registry.ExtKeyShare) {
		out = append(out, says(h.in(registry.ExtKeyShare), "It sends no public key yet: a server of TLS 1.3 must ask for one, which takes another round trip (RFC 8446 §4.2.8).")...)
	}
	switch offered := firstOf(groups, postQuantum); {
	case quantum != 0:
		text := "One of them has a post-quantum half: "
		if !hybrid(quantum) {
			text = "One of them is post-quantum: "
		}
		out = append(out, says(h.shareAt(quantum), text, quantum.String(), ". If the server takes it, who records the connection today should not be able to open it with a quantum computer later.")...)
	case offered != 0:
		out = append(out, says(h.in(registry.ExtSupportedGroups), "It knows the post-quantum group ", offered.String(), ", and sends no key for it: only a server that asks for it gets it.")...)
	case len(groups)+len(shares) > 0:
		out = append(out, says(h.in(registry.ExtSupportedGroups), "None of them is known to be post-quantum: who records the connection today may open it once there is a quantum computer.")...)
	}
	for _, g := range groups {
		if !sent[g] && len(shares) > 0 {
			out = append(out, says(h.in(registry.ExtKeyShare), "A server of TLS 1.3 that wants ", g.String(), ", or another group without a key here, must ask for it with a HelloRetryRequest (RFC 8446 §4.1.4).")...)
			break
		}
	}
	return out
}

// shareAt is a key share as evidence.
func (h *Hello) shareAt(g registry.Group) transcript.Evidence {
	for i, s := range h.KeyShares {
		if s.Group == g {
			return h.at(fmt.Sprintf("key_share/key_share_entry[%d]", i))
		}
	}
	return h.in(registry.ExtKeyShare)
}

func postQuantum(g registry.Group) bool {
	return strings.Contains(g.String(), "MLKEM") || strings.Contains(g.String(), "Kyber")
}

// hybrid says whether a post-quantum group has a classical half, too.
func hybrid(g registry.Group) bool {
	return g != registry.GroupMLKEM512 && g != registry.GroupMLKEM768 && g != registry.GroupMLKEM1024
}

func firstOf[T comparable](all []T, fits func(T) bool) (none T) {
	for _, v := range all {
		if fits(v) {
			return v
		}
	}
	return none
}

// signatures are those that it would take from a server.
func (h *Hello) signatures() (out []Point) {
	all := real16(h.SignatureSchemes)
	switch {
	case len(all) > 0:
	case h.Has(registry.ExtSignatureAlgorithms):
		return says(h.in(registry.ExtSignatureAlgorithms), "It names no kind of signature that means something.")
	case !h.Offers(registry.VersionTLS12):
		return nil
	default:
		return says(h.nowhere("signature_algorithms"), "It does not say which signatures it takes: that means SHA-1 (RFC 5246 §7.4.1.4.1).")
	}
	at := h.in(registry.ExtSignatureAlgorithms)
	out = says(at, "It takes "+counted(len(all), "kind")+" of signatures, and prefers ", all[0].String(), ".")
	isSHA1 := func(s registry.SignatureScheme) bool {
		return s>>8 == 2 && s&0xff >= 1 && s&0xff <= 3
	}
	if s := firstOf(all, isSHA1); s != 0 {
		out = append(out, says(at, "It still offers to take a signature over SHA-1: ", s.String(), ", which RFC 9155 forbids.")...)
	}
	isMLDSA := func(s registry.SignatureScheme) bool { return strings.HasPrefix(s.String(), "mldsa") }
	if s := firstOf(all, isMLDSA); s != 0 {
		out = append(out, says(at, "It would take a post-quantum signature: ", s.String(), ".")...)
	}
	return out
}

// forwardSecret says whether a suite's keys come from an exchange that the server's
// own key does not open. A suite of TLS 1.3 does not say: all its exchanges with
// (EC)DHE are.
func forwardSecret(s registry.CipherSuite) bool {
	return s.TLS13() || !s.Known() || strings.Contains(s.KeyExchange(), "DHE") || strings.Contains(s.KeyExchange(), "ECCPWD") || strings.Contains(s.KeyExchange(), "DH_anon") || strings.HasPrefix(s.KeyExchange(), "SRP")
}

// suiteMeans is what a suite gives, in a few words.
func suiteMeans(s registry.CipherSuite) string {
	switch {
	case registry.IsGREASE16(uint16(s)):
		return "GREASE: means nothing, and must be stepped over"
	case s == registry.TLS_FALLBACK_SCSV, s == registry.TLS_EMPTY_RENEGOTIATION_INFO_SCSV:
		return "a signal, and no suite"
	case !s.Known():
		return "no name is known for it"
	}
	kx, enc := s.KeyExchange(), s.Encryption()
	var parts []string
	switch {
	case s.TLS13():
		parts = append(parts, "TLS 1.3")
	case strings.Contains(kx, "anon"):
		parts = append(parts, "nobody proves who they are")
	case !forwardSecret(s):
		parts = append(parts, "no forward secrecy")
	default:
		parts = append(parts, "forward secrecy")
	}
	switch {
	case strings.Contains(kx, "EXPORT") || strings.Contains(enc, "40"):
		parts = append(parts, "weak on purpose")
	case enc == "NULL" || s == registry.TLS_SHA256_SHA256 || s == registry.TLS_SHA384_SHA384:
		parts = append(parts, "encrypts nothing")
	case strings.HasPrefix(enc, "RC4"), strings.HasPrefix(enc, "DES"), strings.HasPrefix(enc, "RC2"), strings.HasPrefix(enc, "3DES"), strings.HasPrefix(enc, "IDEA"):
		parts = append(parts, "an outdated cipher")
	case strings.Contains(enc, "CBC"):
		parts = append(parts, "CBC")
	case strings.Contains(enc, "GCM"), strings.Contains(enc, "CCM"), strings.Contains(enc, "CHACHA20"):
		parts = append(parts, "AEAD")
	}
	return strings.Join(parts, ", ")
}
