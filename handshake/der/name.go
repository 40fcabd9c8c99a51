package der

import (
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// DistinguishedName reads what is left of the innermost vector as a Name, as in
// certificate_authorities: RFC 5280 §4.1.2.4. The caller's group is the name's.
func DistinguishedName(c *wire.Cursor) { whole(c, distinguishedName, registry.AlertDecodeError) }

var distinguishedName = name("distinguished_name", "RFC 5280 §4.1.2.4", "Who somebody is, in parts that usually go from the large to the small.")

// name describes a Name: a SEQUENCE OF SETs of attributes.
func name(field, ref, mean string) *element {
	return elements(field, "rdn_sequence", ref, "x509if.rdnSequence", mean, relativeName).shown(nameText)
}

// relativeName is nearly always a set of one.
var relativeName = fields("relative_distinguished_name", "RFC 5280 §4.1.2.4", "", "One step of the name: nearly always one attribute.",
	attributeTypeAndValue).tagged(tagSet).repeated().shown(relativeText)

var attributeTypeAndValue = fields("attribute_type_and_value", "RFC 5280 §4.1.2.4", "x509if.RelativeDistinguishedName_item_element",
	"What is said of the subject, and of which kind it is.",
	oid("type", "RFC 5280 §4.1.2.4", "x509if.oid", "Of which kind the attribute is."),
	openType(attributes),
).shown(attributeText)

// nameText writes a name in its own order: "C=DE, O=Example, CN=example.com".
func nameText(b []byte) string {
	_, rest, _, ok := split(b)
	var out []string
	for ok && len(rest) > 0 && len(out) < 64 { // an attacker's text is no longer than this
		set := rest
		_, _, rest, ok = split(rest)
		out = append(out, relativeText(set[:len(set)-len(rest)]))
	}
	if !ok {
		return wire.Count(b)
	}
	if len(rest) > 0 {
		out = append(out, "…")
	}
	if len(out) == 0 {
		return "no attributes"
	}
	return strings.Join(out, ", ")
}

func relativeText(b []byte) string {
	_, rest, _, ok := split(b)
	var out []string
	for ok && len(rest) > 0 && len(out) < 64 {
		attribute := rest
		_, _, rest, ok = split(rest)
		out = append(out, attributeText(attribute[:len(attribute)-len(rest)]))
	}
	if !ok || len(out) == 0 {
		return wire.Count(b)
	}
	if len(rest) > 0 {
		out = append(out, "…")
	}
	return strings.Join(out, " + ")
}

// attributeText is "CN=example.com".
func attributeText(b []byte) string {
	_, content, _, ok := split(b)
	tag, id, value, ok2 := split(content)
	if !ok || !ok2 || tag != tagOID {
		return wire.Count(b)
	}
	return attributeName(id) + "=" + escaped.Replace(anyText(value))
}

// escaped keeps a value from being read as more attributes: RFC 4514 §2.4.
var escaped = strings.NewReplacer(`\`, `\\`, ",", `\,`, "+", `\+`)

// attributeName is the short name that RFC 4514 §3 and programs use.
func attributeName(id []byte) string {
	number, ok := dotted(id)
	if !ok {
		return oidName(id)
	}
	if short, ok := shortNames[number]; ok {
		return short
	}
	return oidName(id)
}

var shortNames = map[string]string{
	"2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.9": "STREET", "2.5.4.10": "O", "2.5.4.11": "OU",
	"0.9.2342.19200300.100.1.25": "DC", "0.9.2342.19200300.100.1.1": "UID",
}
