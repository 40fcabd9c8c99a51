package der

// Extensions of Microsoft's certificate authority: MS-WCCE, Windows Client Certificate Enrollment Protocol.

const wcceRef = "MS-WCCE"

var (
	msTemplateName = text("ms_certificate_template_name", wcceRef, "", "From which template of version 1 the certificate was made.").in(&syntaxLeaves)

	msTemplate = fields("ms_certificate_template", wcceRef, "x509ce.CertificateTemplate_element", "From which template the certificate was made.",
		oid("template_id", wcceRef, "x509ce.templateID", "The template, by its number."),
		integer("template_major_version", wcceRef, "x509ce.templateMajorVersion", "The template's version.").optional(),
		integer("template_minor_version", wcceRef, "x509ce.templateMinorVersion", "The template's version, behind the point.").optional())

	msApplicationPolicies = policies("ms_application_policies", wcceRef, "For what the certificate may be used, as ext_key_usage says it, in the form of policies.")

	msCAVersion = integer("ms_ca_version", wcceRef, "x509sat.Integer", "How often the authority has renewed its certificate and its key.")

	msPreviousHash = octets("ms_previous_ca_cert_hash", wcceRef, "x509sat.OctetString", "The SHA-1 hash of the authority's certificate before this one.")

	msSecurityIdentifier = generalNames("ms_security_identifier", "general_names", wcceRef+" §2.2.2.7.7.4", "", "The account in Active Directory that the certificate belongs to.").shown(namesText)
)
