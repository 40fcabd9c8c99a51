package registry

// Values of RFC 8701: a client offers them so that a server which fails on the
// unknown is noticed early. They carry no meaning.

// IsGREASE16 reports whether v is one of the 16 values reserved among cipher
// suites, extensions, groups, signature schemes and versions: 0x0a0a, 0x1a1a,
// … 0xfafa. Source: RFC 8701 §2.
func IsGREASE16(v uint16) bool {
	return v>>8 == v&0xff && v&0x0f == 0x0a
}

// IsGREASEPSKMode reports whether v is one of the 8 values reserved among the
// psk_key_exchange_modes. Source: RFC 8701 §2.
func IsGREASEPSKMode(v byte) bool {
	switch v {
	case 0x0b, 0x2a, 0x49, 0x68, 0x87, 0xa6, 0xc5, 0xe4:
		return true
	}
	return false
}

// IsGREASEALPN reports whether id is one of the 16 reserved ALPN identifiers:
// two bytes that spell a value of [IsGREASE16]. Source: RFC 8701 §2.
func IsGREASEALPN(id []byte) bool {
	return len(id) == 2 && IsGREASE16(uint16(id[0])<<8|uint16(id[1]))
}
