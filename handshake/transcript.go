package handshake

import "crypto"

// maxTranscript is how many bytes of handshake messages are kept of a connection:
// chains of certificates with large keys take some 30,000.
const maxTranscript = 1 << 17

// maxTranscripts is how many bytes all conversations of a Memory keep of theirs.
const maxTranscripts = 6 << 20

// A transcript is the handshake messages of a connection, as both sides hash them:
// RFC 5246 §7.4.9, RFC 8446 §4.4.1. The messages are kept, and not a running hash,
// because the hash is known only after the first of them.
type transcript struct {
	messages []byte
	total    *int // bytes of all transcripts that share a bound; may be nil
	lost     bool // a message is missing, or they were too long to keep
}

func (t *transcript) add(message []byte) {
	if t.lost {
		return
	}
	if len(t.messages)+len(message) > maxTranscript || t.total != nil && *t.total+len(message) > maxTranscripts {
		t.lose()
		return
	}
	t.messages = append(t.messages, message...)
	t.count(len(message))
}

func (t *transcript) count(n int) {
	if t.total != nil {
		*t.total += n
	}
}

// lose says that the transcript can not be known any more.
func (t *transcript) lose() {
	t.count(-len(t.messages))
	t.messages, t.lost = nil, true
}

// reset begins a new handshake.
func (t *transcript) reset() {
	t.count(-len(t.messages))
	t.messages, t.lost = t.messages[:0], false
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
	if t.lost {
		return
	}
	t.reset()
	t.add(message)
}
