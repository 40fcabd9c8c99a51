package der

// Attributes of names. Those of RFC 5280 appendix A.1 are DirectoryStrings where
// it does not say otherwise; the others stand in deployed certificates.
var attributes = newByOID(map[string]*element{
	"2.5.4.3":  directory("common_name", "RFC 5280 §A.1", "The name itself. Clients once looked for a server's name here; now they look in subject_alt_name."),
	"2.5.4.4":  directory("surname", "RFC 5280 §A.1", "A person's family name."),
	"2.5.4.5":  syntax("serial_number", "RFC 5280 §A.1", "A number of the subject, such as that of a company in its register; not the certificate's."),
	"2.5.4.6":  text("country_name", "RFC 5280 §A.1", "", "The country, in two letters of ISO 3166.").in(&countryLeaves),
	"2.5.4.7":  directory("locality_name", "RFC 5280 §A.1", "The town."),
	"2.5.4.8":  directory("state_or_province_name", "RFC 5280 §A.1", "The state or province."),
	"2.5.4.9":  directory("street_address", "RFC 4519 §2.34", "The street and the number."),
	"2.5.4.10": directory("organization_name", "RFC 5280 §A.1", "The company, authority or other body."),
	"2.5.4.11": directory("organizational_unit_name", "RFC 5280 §A.1", "A part of the organization; public authorities no longer certify it."),
	"2.5.4.12": directory("title", "RFC 5280 §A.1", "A person's position."),
	"2.5.4.13": directory("description", "RFC 4519 §2.5", "A description of the subject in words."),
	"2.5.4.15": directory("business_category", "RFC 4519 §2.1", "The kind of organization, as extended validation names it."),
	"2.5.4.17": directory("postal_code", "RFC 4519 §2.24", "The postal code."),
	"2.5.4.18": directory("post_office_box", "RFC 4519 §2.25", "The post office box."),
	"2.5.4.20": syntax("telephone_number", "RFC 4519 §2.35", "The telephone number."),
	"2.5.4.41": directory("name", "RFC 5280 §A.1", "A person's name in one piece."),
	"2.5.4.42": directory("given_name", "RFC 5280 §A.1", "A person's first name."),
	"2.5.4.43": directory("initials", "RFC 5280 §A.1", "A person's initials."),
	"2.5.4.44": directory("generation_qualifier", "RFC 5280 §A.1", "What tells generations apart, such as Jr."),
	"2.5.4.46": syntax("dn_qualifier", "RFC 5280 §A.1", "Tells names apart that are otherwise the same."),
	"2.5.4.65": directory("pseudonym", "RFC 5280 §A.1", "A name that a person has chosen instead of their own."),
	"2.5.4.97": text("organization_identifier", "ETSI EN 319 412-1 §5.1.4", "", "The organization's number in a register, with the register before it."),

	"1.2.840.113549.1.9.1":       syntax("email_address", "RFC 5280 §A.1", "A mailbox; new certificates have it in subject_alt_name."),
	"1.2.840.113549.1.9.2":       syntax("unstructured_name", "RFC 2985 §5.2.2", "A name without parts, used by network devices."),
	"1.2.840.113549.1.9.8":       syntax("unstructured_address", "RFC 2985 §5.2.3", "An address without parts, used by network devices."),
	"0.9.2342.19200300.100.1.1":  text("user_id", "RFC 4519 §2.39", "", "A user's name in a computer system.").in(&userLeaves),
	"0.9.2342.19200300.100.1.25": syntax("domain_component", "RFC 4519 §2.4", "One label of a DNS name; several make the whole, the top-level domain first or last."),
	"1.3.6.1.4.1.311.60.2.1.1":   directory("jurisdiction_locality_name", "CA/Browser Forum EV Guidelines §7.1.4.2", "The town in whose register the company is, or under whose law it was founded."),
	"1.3.6.1.4.1.311.60.2.1.2":   directory("jurisdiction_state_or_province_name", "CA/Browser Forum EV Guidelines §7.1.4.2", "The state in whose register the company is, or under whose law it was founded."),
	"1.3.6.1.4.1.311.60.2.1.3":   text("jurisdiction_country_name", "CA/Browser Forum EV Guidelines §7.1.4.2", "", "The country in whose register the company is, or under whose law it was founded.").in(&countryLeaves),

	// RFC 3739 §3.2.2 has these for subject_directory_attributes.
	"1.3.6.1.5.5.7.9.1": value(tagGeneralized, "date_of_birth", "RFC 3739 §3.2.2", "pkixqualified.Generalizedtime", timeText, "When the person was born."),
	"1.3.6.1.5.5.7.9.2": text("place_of_birth", "RFC 3739 §3.2.2", "pkixqualified.Directorystring", "Where the person was born.").in(&directoryLeaves),
	"1.3.6.1.5.5.7.9.3": text("gender", "RFC 3739 §3.2.2", "", "The person's gender, in one letter.").in(&qualifiedLeaves),
	"1.3.6.1.5.5.7.9.4": syntax("country_of_citizenship", "RFC 3739 §3.2.2", "A country whose citizen the person is, in two letters."),
	"1.3.6.1.5.5.7.9.5": syntax("country_of_residence", "RFC 3739 §3.2.2", "A country in which the person lives, in two letters."),
}).or(unknownAttribute)

// unknownAttribute stands for all others.
var unknownAttribute = text("attribute_value", "RFC 5280 §4.1.2.4", "", "A value of an attribute that has no name here.")

// directory describes an attribute that is a DirectoryString.
func directory(name, ref, mean string) *element {
	return text(name, ref, "x509sat.DirectoryString", mean).in(&directoryLeaves)
}

// syntax describes an attribute whose standard names one type of string.
func syntax(name, ref, mean string) *element {
	return text(name, ref, "", mean).in(&syntaxLeaves)
}
