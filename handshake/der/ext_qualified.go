package der

// Statements of qualified certificates: RFC 3739 §3.2.6, ETSI EN 319 412-5 §4.

var qcStatements = elements("qc_statements", "statements", "RFC 3739 §3.2.6", "pkixqualified.QCStatements",
	"What the issuer states about the certificate, such as that it is qualified by the law of the European Union.",
	fields("qc_statement", "RFC 3739 §3.2.6", "pkixqualified.QCStatement_element", "One statement.",
		oid("statement_id", "RFC 3739 §3.2.6", "pkixqualified.statementId", "The statement, by its number."),
		openType(statements).optional()).shown(policyText))

const etsiRef = "ETSI EN 319 412-5 §4"

var statements = newByOID(map[string]*element{
	"1.3.6.1.5.5.7.11.1": semantics,
	"1.3.6.1.5.5.7.11.2": semantics,
	"0.4.0.1862.1.2": fields("qc_limit_value", etsiRef+".3.2", "", "For transactions up to which value the issuer stands.",
		oneOf(text("currency", etsiRef+".3.2", "", "The currency, in letters or by the number of ISO 4217.")),
		integer("amount", etsiRef+".3.2", "", "The value is this number, times a power of ten."),
		integer("exponent", etsiRef+".3.2", "", "To which power ten is raised for that.")),
	"0.4.0.1862.1.3": integer("qc_retention_period", etsiRef+".3.3", "", "For how many years the issuer keeps what it knows of the subject."),
	"0.4.0.1862.1.5": elements("qc_pds_locations", "pds_locations", etsiRef+".3.4", "", "Where the issuer says in short on what terms it issues certificates.",
		fields("pds_location", etsiRef+".3.4", "", "One place.",
			text("url", etsiRef+".3.4", "", "The place."),
			text("language", etsiRef+".3.4", "", "The language, in two letters."))),
	"0.4.0.1862.1.6": elements("qc_types", "types", etsiRef+".2.3", "", "Whether the certificate is for signatures, seals or websites.",
		oid("qc_type", etsiRef+".2.3", "", "One of them, by its number.")).shown(purposesText),
	"0.4.0.1862.1.7": elements("qc_cc_legislation", "countries", etsiRef+".2.4", "", "Under which countries' law the certificate is qualified.",
		text("country", etsiRef+".2.4", "", "The country, in two letters.")),
	"0.4.0.19495.2": fields("psd2_qc_statement", "ETSI TS 119 495 §5.1", "", "What a payment service may do in the European Union.",
		elements("roles_of_psp", "roles", "ETSI TS 119 495 §5.1", "", "Its roles.",
			fields("role_of_psp", "ETSI TS 119 495 §5.1", "", "One role.",
				oid("role_of_psp_oid", "ETSI TS 119 495 §5.1", "", "The role, by its number."),
				text("role_of_psp_name", "ETSI TS 119 495 §5.1", "", "The role's name."))),
		text("nca_name", "ETSI TS 119 495 §5.1", "", "The authority that allows it."),
		text("nca_id", "ETSI TS 119 495 §5.1", "", "The authority in short.")),
})

var semantics = fields("semantics_information", "RFC 3739 §3.2.6.1", "pkixqualified.SemanticsInformation_element", "How the subject's name and numbers are meant.",
	oid("semantics_identifier", "RFC 3739 §3.2.6.1", "pkixqualified.semanticsIdentifier", "The rules for them, by their number.").optional(),
	generalNames("name_registration_authorities", "general_names", "RFC 3739 §3.2.6.1", "pkixqualified.nameRegistrationAuthorities", "Who assigns the numbers.").optional())
