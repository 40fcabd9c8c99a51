package paste

import "encoding/binary"

// payload is the data of a TCP packet that stands with its headers: Ethernet, with
// or without a VLAN tag, and IP, or IP alone; ok is false where it is none.
func payload(b []byte) (data []byte, note string, ok bool) {
	for _, link := range []struct {
		length int
		name   string
	}{{0, "IP and TCP"}, {14, "Ethernet, IP and TCP"}, {18, "Ethernet, VLAN, IP and TCP"}, {16, "Linux cooked capture, IP and TCP"}, {4, "loopback, IP and TCP"}} {
		if len(b) < link.length || !announces(b, link.length) {
			continue
		}
		if data, ok := tcpData(b[link.length:]); ok {
			return data, "the headers of " + link.name + " before the data were left out", true
		}
	}
	return nil, "", false
}

// announces says whether a link header ends with the type of IPv4 or IPv6.
func announces(b []byte, n int) bool {
	switch n {
	case 0:
		return true
	case 4: // the family of the address, in either byte order: 2 or 10, 24, 28, 30
		return b[0]|b[3] != 0 && b[1] == 0 && b[2] == 0
	}
	kind := binary.BigEndian.Uint16(b[n-2:])
	return kind == 0x0800 || kind == 0x86dd
}

// tcpData is what follows the headers of IP (RFC 791, RFC 8200) and TCP (RFC 9293).
func tcpData(b []byte) ([]byte, bool) {
	if len(b) < 40 {
		return nil, false
	}
	header, total, protocol := 0, 0, byte(0)
	switch b[0] >> 4 {
	case 4:
		header, total, protocol = int(b[0]&15)*4, int(binary.BigEndian.Uint16(b[2:])), b[9]
	case 6:
		header, total, protocol = 40, 40+int(binary.BigEndian.Uint16(b[4:])), b[6]
	}
	if header < 20 || protocol != 6 || len(b) < header+20 {
		return nil, false
	}
	if total == 0 || total > len(b) { // offloaded, or cut
		total = len(b)
	}
	tcp := int(b[header+12]>>4) * 4
	if tcp < 20 || header+tcp > total {
		return nil, false
	}
	return b[header+tcp : total], true
}
