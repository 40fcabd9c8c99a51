package der

import (
	"strings"

	"github.com/tlsteach/tlsteach/handshake/wire"
)

// generalName is the CHOICE of RFC 5280 §4.2.1.6.
var generalName = oneOf(
	ia5(1, "rfc822_name", "x509ce.rfc822Name", "A mailbox, without a display name."),
	ia5(2, "dns_name", "x509ce.dNSName", "A server's name, or all names one label below it where it begins with an asterisk."),
	ia5(6, "uniform_resource_identifier", "x509ce.uniformResourceIdentifier", "A URI."),
	addressName,
	explicit(4, "directory_name", generalRef, "A distinguished name, as in subject.",
		name("name", "RFC 5280 §4.1.2.4", "The name.").filtered("x509ce.directoryName")).shown(within(nameText)),
	fields("other_name", generalRef, "", "A name of a kind that has its own number.",
		oid("type_id", generalRef, "x509ce.type_id", "Of which kind the name is."),
		explicit(0, "other_value", generalRef, "The name itself.", openType(otherNames)),
	).tagged(constructed).grouped("other_name_parts", "x509ce.otherName_element").shown(otherNameText),
	fields("x400_address", generalRef, "", "An address of the mail system X.400.").tagged(constructed|3).grouped("x400_parts", "x509ce.x400Address_element"),
	fields("edi_party_name", generalRef, "", "A party in the exchange of business documents.",
		explicit(0, "name_assigner", generalRef, "Who assigned the name.", text("name_assigner_name", generalRef, "x509ce.nameAssigner", "The name of who assigned it.")).optional(),
		explicit(1, "party_name", generalRef, "The party.", text("party", generalRef, "x509ce.partyName", "The party's name.")),
	).tagged(constructed|5).grouped("edi_parts", "x509ce.ediPartyName_element"),
	value(contextual|8, "registered_id", generalRef, "x509ce.registeredID", oidText, "An object identifier as a name."),
)

const generalRef = "RFC 5280 §4.2.1.6"

func ia5(n byte, name, filter, mean string) *element {
	return value(contextual|n, name, generalRef, filter, latinText, mean)
}

// otherNames are the kinds of other_name that certificates for TLS carry.
var otherNames = newByOID(map[string]*element{
	"1.3.6.1.4.1.311.20.2.3": text("user_principal_name", wcceRef, "", "A user's login in Active Directory.").in(&syntaxLeaves),
	"1.3.6.1.5.5.7.8.5":      text("xmpp_addr", "RFC 6120 §13.7.1.4", "", "An address of the chat protocol XMPP.").in(&syntaxLeaves),
	"1.3.6.1.5.5.7.8.7":      text("srv_name", "RFC 4985 §2", "", "A service and a domain, such as _imaps.example.com.").in(&syntaxLeaves),
	"1.3.6.1.5.5.7.8.9":      text("smtp_utf8_mailbox", "RFC 9598 §3", "", "A mailbox whose first part is not ASCII.").in(&syntaxLeaves),
})

// generalNames describes a SEQUENCE OF GeneralName.
func generalNames(name, inner, ref, filter, mean string) *element {
	return elements(name, inner, ref, filter, mean, generalName)
}

var (
	addressName = value(contextual|7, "ip_address", generalRef, "x509ce.IPAddress.ipv4", addressText,
		"An IP address; in name_constraints an address and a mask.").shaped(address)
	addressV6 = wire.Field{Name: "value", Ref: generalRef, Filter: "x509ce.IPAddress.ipv6", Text: addressText, Mean: addressName.content.Mean}
	// addressRange has no filter: Wireshark does not name an address with a mask.
	addressRange = wire.Field{Name: "value", Ref: "RFC 5280 §4.2.1.10", Text: addressText, Mean: addressName.content.Mean}
)

// addressLeaf is the field of an address of n bytes.
func addressLeaf(e *element, n int) *wire.Field {
	switch n {
	case 4:
		return &e.content
	case 16:
		return &addressV6
	}
	return &addressRange
}

// generalText is a GeneralName in short: its content, for the texts of what holds it.
func generalText(b []byte) string {
	tag, content, _, ok := split(b)
	if !ok {
		return wire.Count(b)
	}
	switch tag {
	case contextual | 7:
		return addressText(content)
	case contextual | 8:
		return oidText(content)
	case constructed | 4:
		return nameText(content)
	case constructed:
		return otherNameText(b)
	case tagSequence:
		return attributeText(b)
	case contextual | 1, contextual | 2, contextual | 6:
		return strings.ReplaceAll(latinText(content), ", ", `\, `) // it is one name
	}
	return headText(b)
}

func otherNameText(b []byte) string {
	_, content, _, ok := split(b)
	tag, id, rest, ok2 := split(content)
	_, inner, _, ok3 := split(rest)
	if !ok || !ok2 || !ok3 || tag != tagOID {
		return wire.Count(b)
	}
	return oidName(id) + ": " + anyText(inner)
}

// namesText is what a SEQUENCE OF GeneralName holds, in short.
func namesText(b []byte) string {
	_, content, _, ok := split(b)
	if !ok {
		return wire.Count(b)
	}
	return joined(content, generalText)
}
