package weakrandomness

import (
	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The attacker has a recording, and knows how the client's generator works. He has no
// key log, no draws, and nothing that a peer said: what is here takes a recording.

// A search is what came of trying seeds.
type search struct {
	seed  []byte // that fits; nil: none
	n     uint32 // its number among those that were tried
	tried int
	fit   int // seeds that give the random of the recording
}

// find tries all of the first 1<<bits seeds against a random that crossed in the
// clear.
func find(random [32]byte, bits int, seedOf func(n uint32) []byte) search {
	var out search
	for n := range uint32(1) << bits {
		seed := seedOf(n)
		out.tried++
		if block(seed, randomBlock) != random {
			continue
		}
		if out.fit++; out.fit == 1 {
			out.seed, out.n = seed, n
		}
	}
	return out
}

// publicRandom is the random of one side's hello.
func publicRandom(rec *capture.Recording, from capture.Side) (random [32]byte, ok bool) {
	items, _ := handshake.Decode(rec)
	for _, it := range items {
		if f, found := it.Find("random"); found && it.From == from && len(f.Bytes) == len(random) {
			return [32]byte(f.Bytes), true
		}
	}
	return random, false
}

// An attacker is a way to list seeds, and how many bits of them are unknown.
type attacker struct {
	bits   int
	seedOf func(n uint32) []byte
}

// search finds the seed of one side; nothing is tried where it sent no random.
func (a attacker) search(rec *capture.Recording, from capture.Side) search {
	random, ok := publicRandom(rec, from)
	if !ok {
		return search{}
	}
	return find(random, a.bits, a.seedOf)
}

// keys are what opens the recording, worked out from it alone; none where no seed
// fits. Nothing else of the session is looked at.
func (a attacker) keys(s *lab.Session) *handshake.Keys {
	found := a.search(s.Recording, capture.Client)
	if found.seed == nil {
		return &handshake.Keys{}
	}
	private := privateKey(found.seed)
	return &handshake.Keys{Ephemeral: []handshake.EphemeralKey{
		{Group: registry.GroupX25519, Private: private},
		{Group: registry.GroupX25519MLKEM768, Private: append(mlkemSeed(found.seed), private...)},
	}}
}
