package live

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/verdict"
)

// What to try stands in the words of inspect: it is the command that can.

// faults names the checks that refuse the certificates.
func (s *Seen) faults() string {
	var list []string
	for _, v := range s.Judgement.Verdicts {
		if v.Check.Counts() && v.Reached && !v.Passed {
			list = append(list, v.Check.String()+" ("+strings.TrimSuffix(v.Text, ".")+")")
		}
	}
	return strings.Join(list, "; ")
}

// trustTries are what helps against a check that fails.
func (s *Seen) trustTries() (out []string) {
	for _, v := range s.Judgement.Verdicts {
		if !v.Check.Counts() || !v.Reached || v.Passed {
			continue
		}
		switch v.Check {
		case verdict.Validity:
			out = append(out, "Is the clock of this machine right? Else the server's owner must renew the certificate.")
		case verdict.HostName:
			out = append(out, "Ask for a name that the certificate is for: --server-name NAME; its names stand below.")
		case verdict.Trust:
			out = append(out, s.rootTries()...)
		case verdict.Signature:
			out = append(out, "The certificate was changed after it was signed, or another key has signed it: the server must be given the right files.")
		case verdict.Form:
			out = append(out, "What the server sends is damaged, or no certificate: the server must be given the right files.")
		case verdict.Algorithms:
			out = append(out, "The authority must issue another certificate, with SHA-256 or better and a key that is long enough.")
		case verdict.Critical, verdict.Policies:
			out = append(out, "The authority must issue another certificate, or it is one for clients that know its rules.")
		case verdict.ExtKeyUsage, verdict.Authority, verdict.PathLength, verdict.IssuerKeyUsage, verdict.NameConstraints:
			out = append(out, "The authority must issue another certificate: this one, or an issuer of it, may not be used so.")
		}
	}
	return append(out, "--insecure goes on in spite of it, to look only: whoever stands between can read and change everything then.")
}

// rootTries are what helps where the way ends at no root.
func (s *Seen) rootTries() []string {
	path := s.Judgement.Path
	last := path[len(path)-1].Certificate
	if string(last.RawIssuer) == string(last.RawSubject) {
		return []string{"If you know the authority and trust it: --ca FILE, with its certificate in PEM."}
	}
	own := "If the authority is your own: --ca FILE, with its certificate in PEM."
	missing := fmt.Sprintf("The server should send the certificate of %q, too, unless that is a root: its owner must add it.", last.Issuer.String())
	if len(last.IssuingCertificateURL) == 0 { // public authorities say where theirs is
		return []string{own, missing}
	}
	return []string{missing + fmt.Sprintf(" It can be fetched from %q; browsers may do so, and other clients do not.", last.IssuingCertificateURL[0]), own}
}

// alienTries are what helps where the server speaks something else.
func (s *Seen) alienTries(p *Protocol) (out []string) {
	switch {
	case p.StartTLS != "":
		out = append(out, "It may change to TLS when it is asked: --starttls "+p.StartTLS)
	case strings.HasPrefix(p.Name, "HTTP"):
		out = append(out, "This is the port of plain HTTP: try the one of HTTPS, mostly 443.")
	case p.Name == "SSH":
		out = append(out, "SSH has an encryption of its own, which is not TLS: try another port.")
	}
	return append(out, "Is it the right port?")
}

// alertTries are what helps against an alert.
func (s *Seen) alertTries(from capture.Side, a registry.Alert) (out []string) {
	if from == capture.Client && s.Us == capture.Client {
		return s.ownTries(a)
	}
	asked, sent := s.clientCertificate()
	if asked && !sent {
		out = append(out, "The server asked for a certificate of the client and got none: --client-cert FILE --client-key FILE.")
	} else if asked {
		out = append(out, "The server asked for a certificate of the client and did not take the one it got: is it of an authority that the server trusts?")
	}
	switch a {
	case registry.AlertProtocolVersion, registry.AlertInappropriateFallback:
		out = append(out, s.otherVersion())
	case registry.AlertHandshakeFailure, registry.AlertInsufficientSecurity, registry.AlertIllegalParameter:
		if asked { // it had chosen from what was offered
			break
		}
		out = append(out, s.narrowTries()...)
		out = append(out, s.widerTries()...)
		out = append(out, s.otherVersion(), "It may serve only names that it knows: --server-name NAME.")
	case registry.AlertUnrecognizedName:
		out = append(out, "The server has no host of the name that was asked for: --server-name NAME.")
	case registry.AlertNoApplicationProtocol:
		out = append(out, "The server speaks none of the protocols that were offered: --alpn h2,http/1.1, or none of --alpn.")
	case registry.AlertInternalError, registry.AlertAccessDenied:
		if newest, _ := s.versions(); newest != 0 && newest < registry.VersionTLS12 { // OpenSSL, where its security level forbids the version
			out = append(out, s.otherVersion())
		}
		out = append(out, "Many servers say so where they have no certificate for the name that was asked for: --server-name NAME.")
	case registry.AlertUnknownCA, registry.AlertBadCertificate, registry.AlertCertificateUnknown, registry.AlertCertificateExpired:
		if !asked {
			out = append(out, "A client does not accept the server's certificate: tlsteach inspect shows which check fails.")
		}
	}
	return out
}

// otherVersion is which versions to offer instead.
func (s *Seen) otherVersion() string {
	newest, oldest := s.versions()
	switch {
	case newest != 0 && newest < registry.VersionTLS12:
		return "The server may be newer: --version 1.2, or none of --version."
	case oldest >= registry.VersionTLS13:
		return "The server may be older: --version 1.2, or none of --version."
	}
	return "The server may be old: --version 1.1, or --version 1.0."
}

// widerTries are suites and groups that were not offered, and that servers want.
func (s *Seen) widerTries() (out []string) {
	h, _ := s.hello()
	if h == nil || s.Us != capture.Client {
		return nil
	}
	if !slices.ContainsFunc(h.CipherSuites, func(c registry.CipherSuite) bool { return c.KeyExchange() == "RSA" }) {
		out = append(out, "The server may want an old cipher suite, which was not offered: --cipher "+oldSuites+".")
	}
	if !slices.Contains(h.SupportedGroups, registry.GroupSecp256r1) {
		out = append(out, "The server may want another group: --group P-256, or none of --group.")
	}
	return append(out, "It may want what this client cannot do, such as Diffie-Hellman without elliptic curves (suites TLS_DHE_…, groups ffdhe…) or signatures with SHA-1: openssl s_client -connect HOST:PORT can.")
}

// oldSuites are those that old servers want, in the words of --cipher.
const oldSuites = "TLS_RSA_WITH_AES_128_CBC_SHA,TLS_RSA_WITH_AES_256_CBC_SHA"

// narrowTries say where the client offered little of its own will.
func (s *Seen) narrowTries() (out []string) {
	h, _ := s.hello()
	if h == nil || s.Us != capture.Client {
		return nil
	}
	if len(h.SupportedGroups) == 1 {
		out = append(out, "Only the group "+h.SupportedGroups[0].String()+" was offered: leave --group out, or name another.")
	}
	if newest, _ := s.versions(); len(h.CipherSuites) == 1 && newest < registry.VersionTLS13 {
		out = append(out, "Only the suite "+h.CipherSuites[0].String()+" was offered: leave --cipher out, or name another.")
	}
	return out
}

// versions are the newest and the oldest that the client offers; 0: nobody knows.
func (s *Seen) versions() (newest, oldest registry.Version) {
	h, _ := s.hello()
	if h == nil {
		return 0, 0
	}
	for _, v := range h.SupportedVersions {
		if registry.IsGREASE16(uint16(v)) {
			continue
		}
		newest = max(newest, v)
		if oldest == 0 || v < oldest {
			oldest = v
		}
	}
	if newest == 0 {
		return h.LegacyVersion, 0 // and any below it
	}
	return newest, oldest
}

// ownTries are what helps where our own client gave up, and not for the certificates.
func (s *Seen) ownTries(a registry.Alert) []string {
	text := ""
	if s.Err != nil {
		text = s.Err.Error()
	}
	switch {
	case a == registry.AlertProtocolVersion:
		return []string{s.chosenVersion()}
	case strings.Contains(text, "cipher suite"):
		return []string{"The server chose a suite that was not offered: --cipher with the one that came back."}
	}
	return []string{"Our side gave up: " + text + ". The messages below show what it did not like."}
}

// chosenVersion is what to try where the server chose a version that was not offered.
func (s *Seen) chosenVersion() string {
	for _, it := range s.Items {
		if h, ok := it.Message.(*handshake.ServerHello); ok && it.Err == nil {
			v := h.Negotiated()
			if number, ok := strings.CutPrefix(v.String(), "TLS "); ok {
				return "The server chose " + v.String() + ", which was not offered: --version " + number + "."
			}
			return "The server chose " + v.String() + ", which this program does not speak."
		}
	}
	return s.otherVersion()
}

// silentTries are what helps where no word of explanation came.
func (s *Seen) silentTries() (out []string) {
	end := ending(s.Recording)
	answered := len(s.Recording.Bytes(capture.Server)) > 0
	switch {
	case end.How == handshake.Silent && !answered:
		out = append(out, "Something listens and says nothing: is it the right port? A server that speaks another protocol may wait for its client's words: --starttls PROTOCOL.", "It may be slow: --timeout 60s")
	case end.How == handshake.Silent:
		out = append(out, "It may be slow: --timeout 60s")
	case !answered:
		out = append(out, "Something closed the connection at the hello: a firewall may not let this name or this kind of hello pass (--server-name NAME, --group X25519), or the port is of another protocol (--starttls PROTOCOL).")
	default:
		out = append(out, "The connection was cut in the middle of the handshake: try again; if it is always at the same place, look at who stands between.")
	}
	return out
}

// clientCertificate says whether the server asked for one, and got one.
func (s *Seen) clientCertificate() (asked, sent bool) {
	for _, it := range s.Items {
		switch m := it.Message.(type) {
		case *handshake.CertificateRequestTLS10, *handshake.CertificateRequestTLS12, *handshake.CertificateRequestTLS13:
			asked = true
		case *handshake.CertificateTLS12:
			sent = sent || it.From == capture.Client && len(m.Certificates) > 0
		case *handshake.CertificateTLS13:
			sent = sent || it.From == capture.Client && len(m.Entries) > 0
		}
	}
	return asked, sent
}
