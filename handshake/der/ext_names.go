package der

// Extensions about names: RFC 5280 §4.2.1.6 to §4.2.1.8, §4.2.1.10.

var subjectAltName = generalNames("subject_alt_name", "general_names", "RFC 5280 §4.2.1.6", "x509ce.GeneralNames",
	"The names that the certificate is for: a client compares the server's name with these.").shown(namesText)

var issuerAltName = generalNames("issuer_alt_name", "general_names", "RFC 5280 §4.2.1.7", "x509ce.GeneralNames", "More names of the issuer.").shown(namesText)

var nameConstraints = fields("name_constraints", "RFC 5280 §4.2.1.10", "x509ce.NameConstraintsSyntax_element",
	"For which names the authority may sign: certificates below it with other names are invalid.",
	subtrees(0, "permitted_subtrees", "permitted_list", "x509ce.permittedSubtrees", "Names of these kinds must lie in one of these subtrees."),
	subtrees(1, "excluded_subtrees", "excluded_list", "x509ce.excludedSubtrees", "No name may lie in one of these subtrees."),
)

func subtrees(n byte, name, inner, filter, mean string) *element {
	return elements(name, inner, "RFC 5280 §4.2.1.10", filter, mean, generalSubtree).tagged(constructed | n).optional()
}

var generalSubtree = fields("general_subtree", "RFC 5280 §4.2.1.10", "x509ce.GeneralSubtree_element", "A name, with all names below it.",
	generalName,
	value(contextual, "minimum", "RFC 5280 §4.2.1.10", "x509ce.minimum", integerText, "0, and therefore absent: RFC 5280 uses no other.").optional(),
	value(contextual|1, "maximum", "RFC 5280 §4.2.1.10", "x509ce.maximum", integerText, "Absent: RFC 5280 does not use it.").optional(),
)

var subjectDirectoryAttributes = elements("subject_directory_attributes", "attributes", "RFC 5280 §4.2.1.8", "x509ce.AttributesSyntax",
	"More about the subject, such as a citizenship.",
	fields("attribute", "RFC 5280 §4.2.1.8", "x509ce.Attribute_element", "One attribute and its values.",
		oid("type", "RFC 5280 §4.2.1.8", "x509if.oid", "Of which kind the attribute is."),
		elements("values", "value_set", "RFC 5280 §4.2.1.8", "x509if.values", "The values.", openType(attributes)).tagged(tagSet)))
