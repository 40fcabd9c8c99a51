package keylog

import "encoding/binary"

const (
	// maxKept bounds secrets with what finds them, in bytes. The collector lets the
	// heap grow to twice of what lives: with 8 MiB, and the 25 MiB that tlsteach read
	// takes without a log, the process stays below its 64 MiB.
	maxKept = 8 << 20
	// perKey is what a key costs in the map, in bytes: a slot has 40 and a byte of
	// control, and of all slots a little less than half are in use where a table was
	// just split.
	perKey = 96
	chunk  = 64 << 10
)

// A key is what the wire shows of a connection.
type key struct {
	kind byte // 0: a client random; else rsaEncrypted or rsaSession
	n    byte // bytes of id
	id   [32]byte
}

// A store keeps secrets one after another in blocks that never move. Those of one
// key are a list, which labels and numbers keep short: each begins with its label,
// its number, its length and the place of the one before it.
type store struct {
	latest    map[key]uint32 // the place of the latest
	block     [][]byte
	n         int  // secrets that can be found
	encrypted bool // one of them at least is found by its encryption
}

// A place is a number of bytes over all blocks, plus 1: 0 is none.
const (
	atLength = 2
	atBefore = 4
	atSecret = 8
)

func (s *store) at(place uint32) []byte { return s.block[(place-1)/chunk][(place-1)%chunk:] }

// kept is how many bytes the store holds.
func (s *store) kept() int { return len(s.block)*chunk + len(s.latest)*perKey }

// find returns the place of a secret, and of the one that names it as the one
// before; 0 is none.
func (s *store) find(k key, code, number byte) (place, by uint32) {
	for place = s.latest[k]; place != 0; {
		e := s.at(place)
		if e[0] == code && e[1] == number {
			return place, by
		}
		by, place = place, binary.LittleEndian.Uint32(e[atBefore:])
	}
	return 0, 0
}

// get returns the secret of a key, or nil.
func (s *store) get(k key, code, number byte) []byte {
	place, _ := s.find(k, code, number)
	if place == 0 {
		return nil
	}
	e := s.at(place)
	end := atSecret + int(binary.LittleEndian.Uint16(e[atLength:]))
	return e[atSecret:end:end]
}

// add keeps a secret in the place of an older one of the same key, code and
// number. It is false where there is no room.
func (s *store) add(k key, code, number byte, secret []byte) bool {
	last := len(s.block) - 1
	fresh := last < 0 || cap(s.block[last])-len(s.block[last]) < atSecret+len(secret)
	grows := 0
	if fresh {
		grows = chunk
	}
	if _, known := s.latest[k]; !known {
		grows += perKey
	}
	if s.kept()+grows > maxKept {
		return false
	}
	if fresh {
		s.block = append(s.block, make([]byte, 0, chunk))
		last++
	}
	if s.latest == nil {
		s.latest = map[key]uint32{}
	}
	s.remove(k, code, number)
	b := s.block[last]
	place := uint32(last*chunk+len(b)) + 1
	b = append(b, code, number)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(secret)))
	b = binary.LittleEndian.AppendUint32(b, s.latest[k])
	s.block[last] = append(b, secret...)
	s.latest[k] = place
	s.n++
	s.encrypted = s.encrypted || k.kind == rsaEncrypted
	return true
}

// remove takes a secret out of its list. Its bytes stay: someone may hold them.
func (s *store) remove(k key, code, number byte) {
	place, by := s.find(k, code, number)
	if place == 0 {
		return
	}
	s.n--
	before := s.at(place)[atBefore:atSecret]
	if by == 0 {
		s.latest[k] = binary.LittleEndian.Uint32(before)
	} else {
		copy(s.at(by)[atBefore:], before)
	}
}
