package live

import (
	"fmt"
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
	missing := fmt.Sprintf("The server should send the certificate of %q, too: its owner must add it.", last.Issuer.String())
	if len(last.IssuingCertificateURL) > 0 {
		missing += fmt.Sprintf(" It can be fetched from %q; browsers may do so, and other clients do not.", last.IssuingCertificateURL[0])
	}
	return []string{missing, "If the authority is your own: --ca FILE, with its certificate in PEM."}
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
	older := "The server may be old: --version 1.1, or --version 1.0."
	if v := s.newest(); v != 0 && v < registry.VersionTLS12 {
		older = "The server may be newer: --version 1.2, or none of --version."
	}
	switch a {
	case registry.AlertProtocolVersion, registry.AlertInappropriateFallback:
		out = append(out, older)
	case registry.AlertHandshakeFailure, registry.AlertInsufficientSecurity, registry.AlertIllegalParameter:
		out = append(out, s.narrowTries()...)
		out = append(out, "Nothing that was offered suits the server: another --group (P-256, P-384), or another --cipher with --version 1.2, such as TLS_RSA_WITH_AES_128_CBC_SHA.", older,
			"It may serve only names that it knows: --server-name NAME.")
	case registry.AlertUnrecognizedName:
		out = append(out, "The server has no host of the name that was asked for: --server-name NAME.")
	case registry.AlertNoApplicationProtocol:
		out = append(out, "The server speaks none of the protocols that were offered: --alpn h2,http/1.1, or none of --alpn.")
	case registry.AlertInternalError, registry.AlertAccessDenied, registry.AlertCloseNotify:
		out = append(out, "Many servers say so where they have no certificate for the name that was asked for: --server-name NAME.")
	case registry.AlertUnknownCA, registry.AlertBadCertificate, registry.AlertCertificateUnknown, registry.AlertCertificateExpired:
		if !asked {
			out = append(out, "A client does not accept the server's certificate: tlsteach inspect shows which check fails.")
		}
	}
	return out
}

// narrowTries say where the client offered little of its own will.
func (s *Seen) narrowTries() (out []string) {
	h := s.hello()
	if h == nil || s.Us != capture.Client {
		return nil
	}
	if len(h.SupportedGroups) == 1 {
		out = append(out, "Only the group "+h.SupportedGroups[0].String()+" was offered: leave --group out, or name another.")
	}
	if len(h.CipherSuites) == 1 && s.newest() < registry.VersionTLS13 {
		out = append(out, "Only the suite "+h.CipherSuites[0].String()+" was offered: leave --cipher out, or name another.")
	}
	return out
}

// newest is the newest version that the client offers; 0: nobody knows.
func (s *Seen) newest() (newest registry.Version) {
	h := s.hello()
	if h == nil {
		return 0
	}
	for _, v := range h.SupportedVersions {
		if v > newest && !registry.IsGREASE16(uint16(v)) {
			newest = v
		}
	}
	if newest == 0 {
		return h.LegacyVersion
	}
	return newest
}

// ownTries are what helps where our own client gave up, and not for the certificates.
func (s *Seen) ownTries(a registry.Alert) []string {
	text := ""
	if s.Err != nil {
		text = s.Err.Error()
	}
	switch {
	case a == registry.AlertProtocolVersion:
		return []string{"The server chose a version that was not offered: --version 1.0, or --version 1.1, where it is that old."}
	case strings.Contains(text, "cipher suite"):
		return []string{"The server chose a suite that was not offered: --cipher with the one that came back."}
	}
	return []string{"Our side gave up: " + text + ". The messages below show what it did not like."}
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
