package der

import (
	"encoding/binary"
	"net/netip"
	"strconv"

	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Extensions that certify Internet addresses and networks: RFC 3779.

var ipAddrBlocks = elements("ip_addr_blocks", "families", "RFC 3779 §2.2.3", "pkix1explicit.IPAddrBlocks", "Which IP addresses the subject may use.",
	fields("ip_address_family", "RFC 3779 §2.2.3", "pkix1explicit.IPAddressFamily_element", "The addresses of one family.",
		value(tagOctetString, "address_family", "RFC 3779 §2.2.3", "pkix1explicit.addressFamily", familyText, "1: IPv4; 2: IPv6."),
		oneOf(
			null("inherit", "RFC 3779 §2.2.3", "The addresses are the issuer's."),
			elements("addresses_or_ranges", "address_list", "RFC 3779 §2.2.3", "pkix1explicit.addressesOrRanges", "The addresses.", addressOrRange).filtered("pkix1explicit.ipAddressChoice"),
		)))

var addressOrRange = oneOf(
	prefix("address_prefix", "pkix1explicit.addressPrefix", "All addresses that begin with these bits."),
	fields("address_range", "RFC 3779 §2.2.3", "pkix1explicit.addressRange_element", "All addresses from one to another.",
		prefix("min", "pkix1explicit.min", "The first address; zeros at its end are left out."),
		prefix("max", "pkix1explicit.max", "The last address; ones at its end are left out.")),
)

func prefix(name, filter, mean string) *element {
	return bits(name, "RFC 3779 §2.2.3", filter, nil, mean).shown(prefixText)
}

// prefixText writes bits and their number: an address of IPv4 where four bytes or
// fewer are there, which can also be the beginning of one of IPv6.
func prefixText(b []byte) string {
	_, content, _, ok := split(b)
	if !ok || len(content) == 0 || content[0] > 7 || len(content) > 17 {
		return wire.Count(b)
	}
	bits := 8*(len(content)-1) - int(content[0])
	if bits < 0 {
		return wire.Count(b)
	}
	full := make([]byte, 16)
	copy(full, content[1:])
	address, _ := netip.AddrFromSlice(full)
	if len(content) <= 5 {
		address, _ = netip.AddrFromSlice(full[:4])
	}
	return address.String() + "/" + strconv.Itoa(bits)
}

func familyText(b []byte) string {
	if len(b) < 2 {
		return integerText(b)
	}
	out := strconv.Itoa(int(binary.BigEndian.Uint16(b)))
	switch binary.BigEndian.Uint16(b) {
	case 1:
		out = "IPv4"
	case 2:
		out = "IPv6"
	}
	if len(b) > 2 {
		out += ", SAFI " + strconv.Itoa(int(b[2]))
	}
	return out
}

var asIdentifiers = fields("as_identifiers", "RFC 3779 §3.2.3", "pkix1explicit.ASIdentifiers_element", "Which networks (autonomous systems) the subject may speak for.",
	explicit(0, "asnum", "RFC 3779 §3.2.3", "Numbers of networks.", asChoice("pkix1explicit.asnum")).optional(),
	explicit(1, "rdi", "RFC 3779 §3.2.3", "Identifiers of routing domains.", asChoice("pkix1explicit.rdi")).optional(),
)

func asChoice(filter string) *element {
	return oneOf(
		null("inherit", "RFC 3779 §3.2.3", "The numbers are the issuer's.").filtered(filter),
		elements("as_ids_or_ranges", "as_list", "RFC 3779 §3.2.3", "pkix1explicit.asIdsOrRanges", "The numbers.", oneOf(
			integer("id", "RFC 3779 §3.2.3", "pkix1explicit.id", "One number."),
			fields("range", "RFC 3779 §3.2.3", "pkix1explicit.range_element", "All numbers from one to another.",
				integer("min", "RFC 3779 §3.2.3", "pkix1explicit.min", "The first."),
				integer("max", "RFC 3779 §3.2.3", "pkix1explicit.max", "The last.")),
		)).filtered(filter))
}
