package follow

import "encoding/binary"

// What the first bytes of one side are.
type start uint8

const (
	noStart     start = iota
	needMore          // more bytes could make them one
	clientStart       // a ClientHello
	serverStart       // a ServerHello: the client's side was not captured
	midStart          // a record in the middle of a connection
)

// startOf says whether TLS begins with b. A hello is a record of type 22 (RFC
// 8446 §5.1) whose first message has the type of a hello, a length below
// 2^16, and a version that begins with 03.
func startOf(b []byte) start {
	if len(b) == 0 {
		return noStart
	}
	if b[0]&0x80 != 0 {
		return startOfV2(b)
	}
	wants := [...]func(byte) bool{
		0: func(x byte) bool { return x == 22 },
		1: func(x byte) bool { return x == 3 },
		2: func(x byte) bool { return x <= 4 },
		5: func(x byte) bool { return x == 1 || x == 2 },
		6: func(x byte) bool { return x == 0 },
		9: func(x byte) bool { return x == 3 || x == 0x7f }, // 7f: drafts of TLS 1.3
	}
	for i, want := range wants {
		if i == len(b) {
			return needMore
		}
		if want != nil && !want(b[i]) {
			return noStart
		}
	}
	if n := binary.BigEndian.Uint16(b[3:]); n < 4 || n > 1<<14 {
		return noStart
	}
	if b[5] == 2 {
		return serverStart
	}
	return clientStart
}

// startOfV2 says whether a hello of SSL 2.0's shape begins with b: RFC 5246
// appendix E.2 for the client's; the server's follows only one of SSL 2.0 itself.
// Its three lengths must add up to that of the record.
func startOfV2(b []byte) start {
	const client, server = 1, 4
	switch {
	case len(b) < 3:
		return needMore
	case b[2] == client:
		return startOfClientV2(b)
	case b[2] == server:
		return startOfServerV2(b)
	}
	return noStart
}

func startOfClientV2(b []byte) start {
	const hello = 11 // length, type, version, three lengths
	if len(b) >= 4 && b[3] != 0 && b[3] != 3 {
		return noStart
	}
	if len(b) < hello {
		return needMore
	}
	n := int(b[0]&0x7f)<<8 | int(b[1])
	suites, session, challenge := lengthAt(b, 5), lengthAt(b, 7), lengthAt(b, 9)
	if suites == 0 || suites%3 != 0 || challenge < 16 || challenge > 32 || n != hello-2+suites+session+challenge {
		return noStart
	}
	return clientStart
}

func startOfServerV2(b []byte) start {
	const hello = 13 // length, type, session_id_hit, certificate_type, version, three lengths
	if len(b) >= 5 && (b[3] > 1 || b[4] > 1) || len(b) >= 7 && (b[5] != 0 || b[6] != 2) {
		return noStart
	}
	if len(b) < hello {
		return needMore
	}
	n := int(b[0]&0x7f)<<8 | int(b[1])
	certificate, kinds, id := lengthAt(b, 7), lengthAt(b, 9), lengthAt(b, 11)
	if kinds%3 != 0 || id < 16 || id > 32 || n != hello-2+certificate+kinds+id {
		return noStart
	}
	return serverStart
}

func lengthAt(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }

// midOf says whether a segment of a connection whose beginning was not captured
// begins with a record.
func midOf(b []byte) start {
	if len(b) < 5 || b[1] != 3 || b[2] > 4 {
		return noStart
	}
	n, most := lengthAt(b, 3), 1<<14+2048
	switch b[0] {
	case 20:
		most = 1
	case 21:
		most = 512
	case 22, 23:
	default:
		return noStart
	}
	if n == 0 || n > most {
		return noStart
	}
	if next := b[min(5+n, len(b)):]; len(next) > 0 && midOf(next) == noStart && len(next) >= 5 {
		return noStart
	}
	return midStart
}
