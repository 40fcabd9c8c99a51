package verdict

import "slices"

// A Check is one of the things that a client looks at.
type Check uint8

const (
	Form            Check = iota // all that the peer sent are certificates
	Validity                     // each certificate is within its time
	HostName                     // the certificate is for the name that the client wants
	Signature                    // each certificate is signed with the next one's key
	Trust                        // the way ends at a root of the client
	Authority                    // each issuer is an authority: basicConstraints
	PathLength                   // no issuer has more authorities below it than it may
	IssuerKeyUsage               // each issuer's key may sign certificates
	ExtKeyUsage                  // each certificate may be used for this purpose
	NameConstraints              // each name lies within what the issuers may sign for
	Critical                     // no critical extension is unknown
	Algorithms                   // no signature is made with a broken algorithm or a short key
	Policies                     // the policies of the certificates go together
	KeyUsage                     // the peer's key may do what the key exchange needs; crypto/x509 does not look
	Asked                        // the certificate is for the name that the peer was asked for; no client looks

	checks // how many
)

var checkTexts = [checks]struct{ name, ref string }{
	Form:            {"form", "RFC 5280 §4.1"},
	Validity:        {"validity", "RFC 5280 §4.1.2.5"},
	HostName:        {"host name", "RFC 9525 §6"},
	Signature:       {"signature", "RFC 5280 §6.1.3"},
	Trust:           {"trust", "RFC 5280 §6.1"},
	Authority:       {"authority", "RFC 5280 §4.2.1.9"},
	PathLength:      {"path length", "RFC 5280 §4.2.1.9"},
	IssuerKeyUsage:  {"issuer's key usage", "RFC 5280 §4.2.1.3"},
	ExtKeyUsage:     {"extended key usage", "RFC 5280 §4.2.1.12"},
	NameConstraints: {"name constraints", "RFC 5280 §4.2.1.10"},
	Critical:        {"critical extensions", "RFC 5280 §4.2"},
	Algorithms:      {"algorithms", "RFC 8446 §4.4.2.4"},
	Policies:        {"policies", "RFC 5280 §6.1.3, RFC 9618"},
	KeyUsage:        {"key usage", "RFC 5280 §4.2.1.3"},
	Asked:           {"name asked for", "RFC 6066 §3"},
}

// counted are the checks that decide over Trusted.
var counted = []Check{Form, Validity, HostName, Signature, Trust, Authority, PathLength, IssuerKeyUsage, ExtKeyUsage, NameConstraints, Critical, Algorithms, Policies}

// judgements are the checks of a path; Form is one of all that was sent.
var judgements = [checks]func(*judge, path) Verdict{
	Validity: (*judge).validity, HostName: (*judge).hostName, Signature: (*judge).signature, Trust: (*judge).trust,
	Authority: (*judge).authority, PathLength: (*judge).pathLength, IssuerKeyUsage: (*judge).issuerKeyUsage,
	ExtKeyUsage: (*judge).extKeyUsage, NameConstraints: (*judge).nameConstraints, Critical: (*judge).critical,
	Algorithms: (*judge).algorithms, Policies: (*judge).policies, KeyUsage: (*judge).keyUsage, Asked: (*judge).asked,
}

// String names the check for people.
func (c Check) String() string {
	if c < checks {
		return checkTexts[c].name
	}
	return "unknown check"
}

func (c Check) ref() string { return checkTexts[c].ref }

// Counts says whether the check decides over Trusted.
func (c Check) Counts() bool { return slices.Contains(counted, c) }
