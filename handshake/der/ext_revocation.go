package der

// Extensions that say where to ask: RFC 5280 §4.2.1.13, §4.2.1.15, §4.2.2.

var crlDistributionPoints = points("crl_distribution_points", "RFC 5280 §4.2.1.13", "Where the list of revoked certificates can be fetched.")

var freshestCRL = points("freshest_crl", "RFC 5280 §4.2.1.15", "Where the changes since the last list of revoked certificates can be fetched.")

func points(name, ref, mean string) *element {
	return elements(name, "points", ref, "x509ce.CRLDistPointsSyntax", mean, distributionPoint)
}

const pointRef = "RFC 5280 §4.2.1.13"

var distributionPoint = fields("distribution_point", pointRef, "x509ce.DistributionPoint_element", "One place, and for what it is responsible.",
	explicit(0, "distribution_point_name", pointRef, "The place.", oneOf(
		generalNames("full_name", "general_names", pointRef, "x509ce.fullName", "Names of the place: nearly always a URL.").tagged(constructed).shown(namesText),
		fields("name_relative_to_crl_issuer", pointRef, "", "The rest of a name that begins with the list's issuer.", attributeTypeAndValue).
			tagged(constructed|1).repeated().grouped("relative_name", "x509ce.nameRelativeToCRLIssuer").shown(relativeText),
	)).shown(within(namesText)).optional(),
	bits("reasons", pointRef, "x509ce.reasons", reasonFlagsText, "For which reasons of revocation the list is; for all where it is absent.").
		shown(bitsWithin(reasonFlagsText)).tagged(contextual|1).optional(),
	generalNames("crl_issuer", "general_names", pointRef, "x509ce.cRLIssuer", "Who signs the list, where it is not the certificate's issuer.").
		tagged(constructed|2).shown(namesText).optional(),
)

// reasonFlagsText names the bits of RFC 5280 §4.2.1.13.
var reasonFlagsText = flagNames([]string{"unused", "keyCompromise", "cACompromise", "affiliationChanged", "superseded",
	"cessationOfOperation", "certificateHold", "privilegeWithdrawn", "aACompromise"})

var authorityInfoAccess = access("authority_info_access", "RFC 5280 §4.2.2.1", "pkix1implicit.AuthorityInfoAccessSyntax", "pkix1implicit.AccessDescription_element",
	"pkix1implicit.accessMethod", "Where to ask the issuer whether the certificate is revoked (OCSP), and where to fetch the issuer's own certificate.")

var subjectInfoAccess = access("subject_info_access", "RFC 5280 §4.2.2.2", "", "", "", "Where the subject offers more, such as a repository of certificates.")

func access(name, ref, list, item, method, mean string) *element {
	return elements(name, "access_list", ref, list, mean,
		fields("access_description", ref, item, "A way to ask, and the place.",
			oid("access_method", ref, method, "What can be had there."),
			generalName,
		).shown(accessText))
}

func accessText(b []byte) string {
	_, content, _, _ := split(b)
	tag, id, rest, ok := split(content)
	if !ok || tag != tagOID {
		return countText(b)
	}
	return oidName(id) + ": " + generalText(rest)
}
