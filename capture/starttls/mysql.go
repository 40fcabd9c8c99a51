package starttls

import (
	"bytes"
	"encoding/binary"
)

// Capabilities of MySQL's protocol, which MariaDB shares
// (https://mariadb.com/kb/en/connection/).
const (
	clientProtocol41       = 0x0200
	clientSSL              = 0x0800
	clientSecureConnection = 0x8000
)

// mysql is the SSLRequest, a login without a name, behind the server's greeting. The
// server does not answer it: the hello follows at once.
func mysql(d *dialogue) error {
	packet, err := d.mysqlPacket()
	if err != nil {
		return err
	}
	capabilities, err := d.mysqlGreeting(packet)
	if err != nil {
		return err
	}
	if capabilities&clientSSL == 0 {
		return d.fail("greeting", ErrNotOffered, mysqlVersion(packet))
	}
	request := []byte{32, 0, 0, 1} // length, and the number of the packet
	request = binary.LittleEndian.AppendUint32(request, clientProtocol41|clientSSL|clientSecureConnection)
	request = binary.LittleEndian.AppendUint32(request, 1<<24) // the longest packet
	request = append(request, 45)                              // utf8mb4
	request = append(request, make([]byte, 23)...)
	return d.ask("SSLRequest", string(request))
}

// mysqlPacket reads a packet: three bytes of length, its number, which is 0.
func (d *dialogue) mysqlPacket() ([]byte, error) {
	head, err := d.bytes(4)
	if err != nil {
		return nil, d.broken("greeting", err, head)
	}
	n := int(head[0]) | int(head[1])<<8 | int(head[2])<<16
	if head[3] != 0 || n == 0 || n > mostLine {
		return nil, d.fail("greeting", ErrGarbage, append(head, d.unread...))
	}
	packet, err := d.bytes(n)
	if err != nil {
		return nil, d.broken("greeting", err, append(head, packet...))
	}
	return packet, nil
}

// mysqlGreeting reads what the server can. Instead of a greeting comes an error where
// the client's address is not let in, or there are too many clients.
func (d *dialogue) mysqlGreeting(packet []byte) (capabilities uint16, err error) {
	switch packet[0] {
	case 255:
		text := packet[min(3, len(packet)):] // behind the error's number
		if len(text) > 6 && text[0] == '#' { // the state of SQL
			text = text[6:]
		}
		return 0, d.fail("greeting", ErrRefused, text)
	case 9: // before 1998: without capabilities
		return 0, nil
	case 10:
	default:
		return 0, d.fail("greeting", ErrGarbage, packet)
	}
	// The version ends with a zero; thread, eight bytes of a nonce and a zero follow.
	_, rest, ended := bytes.Cut(packet[1:], []byte{0})
	const at = 4 + 8 + 1
	if !ended || len(rest) < at+2 {
		return 0, d.fail("greeting", ErrGarbage, packet)
	}
	return binary.LittleEndian.Uint16(rest[at:]), nil
}

// mysqlVersion is the server's name for itself.
func mysqlVersion(packet []byte) []byte {
	version, _, _ := bytes.Cut(packet[1:], []byte{0})
	return version
}
