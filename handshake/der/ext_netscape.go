package der

// Extensions of Netscape's browser. RFC 5280 has none of them; old certificates do.

const netscapeRef = "Netscape Certificate Extensions"

var netscapeCertType = bits("netscape_cert_type", netscapeRef, "ns_cert_exts.CertType", netscapeTypeText,
	"For what the certificate may be used, a bit each; ext_key_usage has replaced it.").shown(bitsWithin(netscapeTypeText))

var netscapeTypeText = flagNames([]string{"SSL client", "SSL server", "S/MIME", "object signing", "reserved", "SSL CA", "S/MIME CA", "object signing CA"})

// netscapeFilters are Wireshark's names by ours.
var netscapeFilters = map[string]string{
	"netscape_base_url":          "ns_cert_exts.BaseUrl",
	"netscape_revocation_url":    "ns_cert_exts.RevocationUrl",
	"netscape_ca_revocation_url": "ns_cert_exts.CaRevocationUrl",
	"netscape_renewal_url":       "ns_cert_exts.CertRenewalUrl",
	"netscape_ca_policy_url":     "ns_cert_exts.CaPolicyUrl",
	"netscape_ssl_server_name":   "ns_cert_exts.SslServerName",
	"netscape_comment":           "ns_cert_exts.Comment",
}

func netscapeText(name, mean string) *element {
	l := textLeaves("", "", "", netscapeFilters[name], "", "")
	return text(name, netscapeRef, "", mean).in(&l)
}
