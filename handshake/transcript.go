package handshake

import (
	"container/list"
	"crypto"
)

// maxTranscript is how many bytes of handshake messages are kept of a connection:
// chains of certificates with large keys take some 30,000.
const maxTranscript = 1 << 17

// maxTranscripts is how many bytes of memory all conversations of a Memory have for
// theirs.
const maxTranscripts = 2 << 20

// A transcript is the handshake messages of a connection, as both sides hash them:
// RFC 5246 §7.4.9, RFC 8446 §4.4.1. The messages are kept, and not a running hash,
// because the hash is known only after the first of them.
type transcript struct {
	messages []byte
	lost     bool // a message is missing, or there was no room
	crowded  bool // there was no room
	room     *transcripts
	place    *list.Element // in the room; nil: nothing is kept
}

// transcripts are those that share a room, the one that was added to longest ago
// first.
type transcripts struct {
	order list.List
	size  int // bytes of memory
}

func (t *transcript) add(message []byte) {
	if t.lost {
		return
	}
	if len(t.messages)+len(message) > maxTranscript {
		t.lose()
		t.crowded = true
		return
	}
	before := cap(t.messages)
	t.messages = append(t.messages, message...)
	if t.room != nil {
		t.room.use(t, cap(t.messages)-before)
	}
}

// use notes that a transcript has grown. Where all have too much, those lose theirs
// that were added to longest ago: whoever begins and never ends harms no other.
func (r *transcripts) use(t *transcript, grown int) {
	if t.place == nil {
		t.place = r.order.PushBack(t)
	} else {
		r.order.MoveToBack(t.place)
	}
	for r.size += grown; r.size > maxTranscripts && r.order.Len() > 1; {
		first := r.order.Front().Value.(*transcript)
		first.lose()
		first.crowded = true
	}
}

// drop gives the memory back.
func (t *transcript) drop() {
	if t.place != nil {
		t.room.order.Remove(t.place)
		t.room.size -= cap(t.messages)
		t.place = nil
	}
	t.messages = nil
}

// lose says that the transcript cannot be known any more, or serves no more.
func (t *transcript) lose() {
	t.drop()
	t.lost = true
}

// reset begins a new handshake.
func (t *transcript) reset() {
	t.drop()
	t.lost, t.crowded = false, false
}

// hash is the hash of the messages so far; ok is false where they are not known.
func (t *transcript) hash(h crypto.Hash) (sum []byte, ok bool) {
	if t.lost || len(t.messages) == 0 || !h.Available() {
		return nil, false
	}
	d := h.New()
	d.Write(t.messages)
	return d.Sum(nil), true
}

// replace puts a message in the place of all before it: RFC 8446 §4.4.1.
func (t *transcript) replace(message []byte) {
	if !t.lost {
		t.reset()
		t.add(message)
	}
}
