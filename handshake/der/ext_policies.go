package der

// Extensions about policies: RFC 5280 §4.2.1.4, §4.2.1.5, §4.2.1.11, §4.2.1.14.

var certificatePolicies = policies("certificate_policies", "RFC 5280 §4.2.1.4",
	"Under which rules the certificate was issued, such as how carefully the subject was checked.")

func policies(name, ref, mean string) *element {
	return elements(name, "policy_list", ref, "x509ce.CertificatePoliciesSyntax", mean, policyInformation)
}

var policyInformation = fields("policy_information", "RFC 5280 §4.2.1.4", "x509ce.PolicyInformation_element", "One set of rules.",
	oid("policy_identifier", "RFC 5280 §4.2.1.4", "x509ce.policyIdentifier", "The rules, by their number."),
	elements("policy_qualifiers", "qualifier_list", "RFC 5280 §4.2.1.4", "x509ce.policyQualifiers", "Where the rules can be read.",
		fields("policy_qualifier_info", "RFC 5280 §4.2.1.4", "x509ce.PolicyQualifierInfo_element", "One note about the rules.",
			oid("policy_qualifier_id", "RFC 5280 §4.2.1.4", "x509ce.id", "Of which kind the note is."),
			openType(qualifiers).optional())).optional(),
).shown(policyText)

func policyText(b []byte) string {
	_, content, _, _ := split(b)
	if tag, id, _, ok := split(content); ok && tag == tagOID {
		return oidText(id)
	}
	return countText(b)
}

var qualifiers = newByOID(map[string]*element{
	"1.3.6.1.5.5.7.2.1": text("cps_uri", "RFC 5280 §4.2.1.4", "", "Where the authority's certification practice statement stands.").in(&policyLeaves),
	"1.3.6.1.5.5.7.2.2": userNotice,
})

var userNotice = fields("user_notice", "RFC 5280 §4.2.1.4", "pkix1implicit.UserNotice_element", "A text to be shown to whoever relies on the certificate.",
	fields("notice_ref", "RFC 5280 §4.2.1.4", "pkix1implicit.noticeRef_element", "Which paragraphs of an organization's notices are meant.",
		text("organization", "RFC 5280 §4.2.1.4", "pkix1implicit.organization", "The organization.").in(&displayLeaves),
		elements("notice_numbers", "numbers", "RFC 5280 §4.2.1.4", "pkix1implicit.noticeNumbers", "The paragraphs.",
			integer("notice_number", "RFC 5280 §4.2.1.4", "pkix1implicit.noticeNumbers_item", "The number of a paragraph."))).
		optional(),
	text("explicit_text", "RFC 5280 §4.2.1.4", "pkix1implicit.explicitText", "The text in full.").in(&displayLeaves).optional(),
)

// policyLeaves are the URI of a statement, an IA5String.
var policyLeaves = textLeaves("", "", "", "pkix1explicit.DirectoryString", "", "")

// displayLeaves are the CHOICE DisplayText.
var displayLeaves = displayTexts()

func displayTexts() leaves {
	l := textLeaves("pkix1implicit.utf8String", "", "", "pkix1implicit.ia5String", "", "pkix1implicit.bmpString")
	l[tagVisible] = leaf(stringRef, "pkix1implicit.visibleString", latinText, "Text in ASCII without control characters.")
	return l
}

var policyMappings = elements("policy_mappings", "mappings", "RFC 5280 §4.2.1.5", "x509ce.PolicyMappingsSyntax",
	"Which rules of the subject the issuer takes for its own.",
	fields("policy_mapping", "RFC 5280 §4.2.1.5", "x509ce.PolicyMappingsSyntax_item_element", "One pair of rules.",
		oid("issuer_domain_policy", "RFC 5280 §4.2.1.5", "x509ce.issuerDomainPolicy", "The issuer's rules."),
		oid("subject_domain_policy", "RFC 5280 §4.2.1.5", "x509ce.subjectDomainPolicy", "The subject's rules that count as the same.")))

var policyConstraints = fields("policy_constraints", "RFC 5280 §4.2.1.11", "x509ce.PolicyConstraintsSyntax_element",
	"From which certificate of the chain on rules must be named or may not be mapped.",
	value(contextual, "require_explicit_policy", "RFC 5280 §4.2.1.11", "x509ce.requireExplicitPolicy", integerText,
		"After how many more certificates a named policy is needed.").optional(),
	value(contextual|1, "inhibit_policy_mapping", "RFC 5280 §4.2.1.11", "x509ce.inhibitPolicyMapping", integerText,
		"After how many more certificates mappings no longer count.").optional(),
)

var inhibitAnyPolicy = integer("inhibit_any_policy", "RFC 5280 §4.2.1.14", "x509ce.SkipCerts",
	"After how many more certificates anyPolicy no longer counts.")
