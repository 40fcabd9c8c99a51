package der

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"strconv"
)

// Extensions that certify Internet addresses and networks: RFC 3779.

var ipAddrBlocks = elements("ip_addr_blocks", "families", "RFC 3779 §2.2.3", "pkix1explicit.IPAddrBlocks", "Which IP addresses the subject may use.",
	fields("ip_address_family", "RFC 3779 §2.2.3", "pkix1explicit.IPAddressFamily_element", "The addresses of one family.",
		value(tagOctetString, "address_family", "RFC 3779 §2.2.3", "pkix1explicit.addressFamily", familyText, "1: IPv4; 2: IPv6.").shaped(oidValue),
		openType(families)))

// families are the addresses by what stands in address_family: two bytes, and
// sometimes one more, which says for which kind of delivery they are.
var families = func() *byOID {
	four, six := addressesOf(4), addressesOf(16)
	t := &byOID{rest: map[string]*element{"\x00\x01": four, "\x00\x02": six}, other: addressesOf(0)}
	for _, kind := range []string{"\x01", "\x02", "\x03", "\x04", "\x40", "\x41", "\x42", "\x80"} {
		t.rest["\x00\x01"+kind], t.rest["\x00\x02"+kind] = four, six
	}
	return t
}()

// addressesOf describes addresses of so many bytes; 0 where that is not known.
func addressesOf(n int) *element {
	return oneOf(
		null("inherit", "RFC 3779 §2.2.3", "The addresses are the issuer's."),
		elements("addresses_or_ranges", "address_list", "RFC 3779 §2.2.3", "pkix1explicit.addressesOrRanges", "The addresses.", oneOf(
			prefix("address_prefix", "pkix1explicit.addressPrefix", prefixText(n), "All addresses that begin with these bits."),
			fields("address_range", "RFC 3779 §2.2.3", "pkix1explicit.addressRange_element", "All addresses from one to another.",
				prefix("min", "pkix1explicit.min", borderText(n, 0), "The first address; zeros at its end are left out."),
				prefix("max", "pkix1explicit.max", borderText(n, 0xff), "The last address; ones at its end are left out.")),
		)).filtered("pkix1explicit.ipAddressChoice"),
	)
}

func prefix(name, filter string, text func([]byte) string, mean string) *element {
	return bits(name, "RFC 3779 §2.2.3", filter, nil, mean).shown(text)
}

// prefixText writes the first bits of an address of n bytes, and their number.
func prefixText(n int) func([]byte) string {
	return func(b []byte) string {
		address, bits, ok := addressOf(b, n, 0)
		if !ok {
			return anyText(b)
		}
		return address.String() + "/" + strconv.Itoa(bits)
	}
}

// borderText writes an address of n bytes, of which the bits that are left out at
// its end are those of fill.
func borderText(n int, fill byte) func([]byte) string {
	return func(b []byte) string {
		address, _, ok := addressOf(b, n, fill)
		if !ok {
			return anyText(b)
		}
		return address.String()
	}
}

// addressOf is the address of n bytes that begins with the bits of a BIT STRING.
func addressOf(b []byte, n int, fill byte) (address netip.Addr, bits int, ok bool) {
	_, content, _, ok := split(b)
	if !ok || len(content) == 0 || content[0] > 7 || len(content) > n+1 || len(content) == 1 && content[0] > 0 {
		return netip.Addr{}, 0, false
	}
	unused := content[0]
	full := bytes.Repeat([]byte{fill}, n)
	if last := copy(full, content[1:]) - 1; last >= 0 {
		full[last] |= fill & (1<<unused - 1)
	}
	address, ok = netip.AddrFromSlice(full)
	return address, 8*(len(content)-1) - int(unused), ok
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
